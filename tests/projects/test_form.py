"""A served project of the stack tabular: its form works in a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from tests.conftest import FEATURES, Render
from tests.projects.browser import backgrounds, complaints, fetched, width_on_screen
from tests.projects.conftest import Environment, must_succeed
from tests.projects.serving import (
    DARK_AND_LIGHT,
    ask_at_once,
    fuzz,
    save_picture,
    serving,
    submit,
    verdict,
    wait_for_shares,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("tabular")]

# A customer of the sample data, in the order of the fields.
ROW = {
    "joined_on": "2024-03-01",
    "region": "west",
    "plan": "basic",
    "payment": "card",
    "months": "3",
    "monthly_price": "9.5",
    "visits": "1",
    "tickets": "6",
}


@pytest.fixture(scope="module")
def served(
    rendered: Render, tabular: Environment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Train and evaluate a project on the sample data and serve it; return the address."""
    render = rendered("tabular", "package", FEATURES)
    project = shutil.copytree(render, tmp_path_factory.mktemp("served") / "demo")
    tabular.install_instead(project)
    must_succeed(tabular.run(project, "demo", "workflow"))
    with serving(tabular, project) as address:
        yield address


def test_the_form_has_a_field_for_each_column_that_is_learned_from(browser: Chrome) -> None:
    fields = browser.find_elements(By.CSS_SELECTOR, "[data-column]")
    assert [field.get_attribute("data-column") for field in fields] == list(ROW)


def test_a_row_typed_with_the_keyboard_alone_gets_its_class_with_bars(
    served: str, browser: Chrome, tmp_path: Path
) -> None:
    browser.execute_script("document.querySelector('[data-column]').focus()")
    keys = ActionChains(browser)
    for value in ROW.values():
        keys.send_keys(value, Keys.TAB)
    keys.send_keys(Keys.SPACE).perform()  # the button that follows the fields
    shares = wait_for_shares(browser)

    assert set(shares) == {"no", "yes"}
    assert verdict(browser) == max(shares, key=lambda name: shares[name])
    assert sum(shares.values()) == pytest.approx(1, abs=0.02)
    assert complaints(browser) == []
    assert all(address.startswith(f"{served}/") for address in fetched(browser))
    save_picture(browser, "form.png", tmp_path)


def test_an_example_is_filled_in_and_answered_with_one_click(browser: Chrome) -> None:
    browser.find_element(By.CSS_SELECTOR, "[data-example]").click()
    assert verdict(browser) in {"no", "yes"}
    fields = browser.find_elements(By.CSS_SELECTOR, "[data-column]")
    assert all(field.get_property("value") for field in fields)


def test_an_empty_form_is_a_row_of_unknown_values(browser: Chrome) -> None:
    submit(browser)
    assert verdict(browser) in {"no", "yes"}


def test_the_form_fits_a_narrow_screen(browser: Chrome) -> None:
    browser.find_element(By.CSS_SELECTOR, "[data-example]").click()
    wait_for_shares(browser)
    assert width_on_screen(browser, 360) <= 360


def test_the_form_follows_the_light_or_the_dark_of_its_reader(browser: Chrome) -> None:
    assert backgrounds(browser) == DARK_AND_LIGHT


def test_no_request_that_a_fuzzer_finds_is_answered_against_the_schema(served: str) -> None:
    assert "failure" not in must_succeed(fuzz(served)).output


def test_many_clients_at_once_are_all_answered(served: str) -> None:
    assert ask_at_once(served, {"rows": [{"region": "west", "months": 3}]}) == {200}
