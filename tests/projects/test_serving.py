"""A served project: no request breaks it; its page and its report work in a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.conftest import FEATURES, Render
from tests.projects.browser import backgrounds, complaints, fetched, open_page, width_on_screen
from tests.projects.conftest import Environment, must_succeed
from tests.projects.serving import (
    DARK_AND_LIGHT,
    SECONDS,
    ask_at_once,
    fuzz,
    save_picture,
    serving,
    submit,
    verdict,
    wait_for_shares,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("environment")]

TEXT = "Question answering about satellite images"


@pytest.fixture(scope="module")
def trained(
    rendered: Render, environment: Environment, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Train a project and measure it; return its folder."""
    render = rendered("tagifai", "package", FEATURES)
    project = shutil.copytree(render, tmp_path_factory.mktemp("served") / "demo")
    environment.install_instead(project)
    for command in ("train", "evaluate"):
        must_succeed(environment.run(project, "demo", command))
    return project


@pytest.fixture(scope="module")
def served(trained: Path, environment: Environment) -> Iterator[str]:
    """Serve a project; return the address."""
    with serving(environment, trained) as address:
        yield address


def test_no_request_that_a_fuzzer_finds_is_answered_against_the_schema(served: str) -> None:
    assert "failure" not in must_succeed(fuzz(served)).output


def test_many_clients_at_once_are_all_answered(served: str) -> None:
    assert ask_at_once(served, {"texts": [TEXT]}) == {200}


def test_a_text_typed_with_the_keyboard_alone_gets_its_class_with_bars(
    served: str, browser: Chrome, tmp_path: Path
) -> None:
    keys = ActionChains(browser)
    keys.send_keys(TEXT).key_down(Keys.CONTROL).send_keys(Keys.ENTER).perform()
    shares = wait_for_shares(browser)

    assert verdict(browser) == "computer-vision"
    assert max(shares, key=lambda name: shares[name]) == "computer-vision"
    assert sum(shares.values()) == pytest.approx(1, abs=0.02)
    assert complaints(browser) == []
    addresses = fetched(browser)
    assert f"{served}/predict" in addresses
    assert all(address.startswith(f"{served}/") for address in addresses)
    save_picture(browser, "page.png", tmp_path)


def test_below_the_threshold_the_page_says_that_there_is_no_answer(browser: Chrome) -> None:
    browser.find_element(By.ID, "threshold").send_keys(Keys.END)
    browser.find_element(By.ID, "text").send_keys(TEXT)
    submit(browser)
    wait_for_shares(browser)

    assert verdict(browser) == "No answer"


def test_an_example_is_answered_with_one_click(browser: Chrome) -> None:
    browser.find_element(By.CSS_SELECTOR, "#examples button").click()

    assert "computer-vision" in wait_for_shares(browser)


def test_what_is_typed_is_text_and_never_markup(browser: Chrome) -> None:
    browser.find_element(By.ID, "text").send_keys("<img src=x onerror=alert(1)> <b>bold</b>")
    submit(browser)
    wait_for_shares(browser)

    assert browser.find_elements(By.CSS_SELECTOR, "#answer img") == []
    assert complaints(browser) == []


def test_a_refusal_is_shown_with_its_reason(browser: Chrome) -> None:
    browser.find_element(By.ID, "text").send_keys("   ")
    submit(browser)
    WebDriverWait(browser, SECONDS).until(lambda page: page.find_elements(By.CLASS_NAME, "bad"))

    assert "pattern" in browser.find_element(By.CLASS_NAME, "bad").text


def test_the_page_fits_a_narrow_screen(browser: Chrome) -> None:
    browser.find_element(By.ID, "text").send_keys(TEXT)
    submit(browser)
    wait_for_shares(browser)

    assert width_on_screen(browser, 360) <= 360


def test_the_page_follows_the_light_or_the_dark_of_its_reader(browser: Chrome) -> None:
    assert backgrounds(browser) == DARK_AND_LIGHT


def test_the_report_is_one_file_with_its_pictures_that_fetches_nothing(
    trained: Path, tmp_path: Path
) -> None:
    (report,) = trained.glob("stores/reports/*/report.html")
    with open_page(report.as_uri(), tmp_path) as page:
        assert "computer-vision" in page.find_element(By.TAG_NAME, "body").text
        drawn = "return Array.from(document.querySelectorAll('svg, img'), it => it.clientWidth)"
        assert min(page.execute_script(drawn)) > 100
        assert complaints(page) == []
        assert fetched(page) == {report.as_uri()}
        save_picture(page, "report.png", tmp_path)
