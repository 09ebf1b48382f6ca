"""A served project of the stack lightning: one draws on its page, and no request breaks it."""

import base64
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from tests.conftest import FEATURES, Render
from tests.projects.browser import backgrounds, complaints, fetched, open_page, width_on_screen
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

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("lightning")]

# A PNG file of one pixel.
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
# A three in the squares of the canvas, 8 by 8: column and row of each corner.
THREE = ((2, 0), (4, 0), (5, 1), (5, 2), (3, 3), (5, 4), (5, 6), (4, 7), (2, 7))


@pytest.fixture(scope="module")
def served(
    rendered: Render, lightning: Environment, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Train, evaluate and serve a project; return the address."""
    render = rendered("lightning", "package", FEATURES)
    project = shutil.copytree(render, tmp_path_factory.mktemp("served") / "demo")
    lightning.install_instead(project)
    for command in ("train", "evaluate"):
        must_succeed(lightning.run(project, "demo", command))
    with serving(lightning, project) as address:
        yield address


def draw(browser: Chrome, corners: Sequence[tuple[int, int]]) -> None:
    """Draw with the mouse from corner to corner."""
    canvas = browser.find_element(By.ID, "image")
    square = canvas.size["width"] / 8
    # Offsets count from the middle of an element.
    places = [(round((x - 3.5) * square), round((y - 3.5) * square)) for x, y in corners]
    mouse = ActionChains(browser, duration=50).move_to_element_with_offset(canvas, *places[0])
    mouse.click_and_hold()
    for place in places[1:]:
        mouse.move_to_element_with_offset(canvas, *place)
    mouse.release().perform()


def ink(browser: Chrome) -> float:
    """Return how bright the canvas is, from 0 to 1."""
    brightness = (
        "const image = document.getElementById('image'), size = image.width * image.height;"
        "const data = image.getContext('2d').getImageData(0, 0, image.width, image.height).data;"
        "let sum = 0;"
        "for (let place = 0; place < data.length; place += 4) sum += data[place];"
        "return sum / (255 * size);"
    )
    share: float = browser.execute_script(brightness)
    return share


def test_a_digit_drawn_with_the_mouse_gets_its_class_with_bars(
    served: str, browser: Chrome, tmp_path: Path
) -> None:
    draw(browser, THREE)
    submit(browser)
    shares = wait_for_shares(browser)

    assert max(shares, key=lambda name: shares[name]) == verdict(browser) == "3"
    assert sorted(shares) == [str(digit) for digit in range(10)]
    assert sum(shares.values()) == pytest.approx(1, abs=0.02)
    assert complaints(browser) == []
    addresses = fetched(browser)
    assert f"{served}/predict" in addresses
    assert all(address.startswith((f"{served}/", "data:")) for address in addresses)
    save_picture(browser, "draw.png", tmp_path)


def test_without_a_mouse_the_keys_draw_what_they_pass(browser: Chrome) -> None:
    blank = ink(browser)
    browser.find_element(By.ID, "image").click()
    browser.find_element(By.ID, "clear").click()
    browser.execute_script("document.getElementById('image').focus()")
    keys = ActionChains(browser)
    keys.send_keys(*[Keys.ARROW_UP] * 4, *[Keys.SPACE, Keys.ARROW_DOWN] * 8)
    keys.key_down(Keys.CONTROL).send_keys(Keys.ENTER).perform()
    shares = wait_for_shares(browser)

    assert ink(browser) > blank + 0.1  # one column of eight
    assert verdict(browser) == max(shares, key=lambda name: shares[name])


def test_a_drawing_can_be_cleared(browser: Chrome) -> None:
    blank = ink(browser)
    draw(browser, THREE)
    drawn = ink(browser)
    browser.find_element(By.ID, "clear").click()
    assert ink(browser) == blank < drawn


def test_an_uploaded_image_is_answered(browser: Chrome, tmp_path: Path) -> None:
    (tmp_path / "dot.png").write_bytes(base64.b64decode(DOT))
    browser.find_element(By.ID, "file").send_keys(str(tmp_path / "dot.png"))
    assert verdict(browser) in "0123456789"


def test_below_the_threshold_the_page_says_that_there_is_no_answer(browser: Chrome) -> None:
    browser.find_element(By.ID, "threshold").send_keys(Keys.END)
    draw(browser, [(0, 7), (7, 0)])
    submit(browser)

    assert verdict(browser) == "No answer"


def test_the_page_fits_a_narrow_screen(browser: Chrome) -> None:
    draw(browser, THREE)
    submit(browser)
    wait_for_shares(browser)

    assert width_on_screen(browser, 360) <= 360


def test_the_page_follows_the_light_or_the_dark_of_its_reader(browser: Chrome) -> None:
    assert backgrounds(browser) == DARK_AND_LIGHT


def test_no_request_that_a_fuzzer_finds_is_answered_against_the_schema(served: str) -> None:
    # A text can be in Base64 and still not be an image, which no schema says.
    unlike_images = "--exclude-checks=positive_data_acceptance"
    assert "failure" not in must_succeed(fuzz(served, unlike_images)).output


def test_many_clients_at_once_are_all_answered(served: str) -> None:
    assert ask_at_once(served, {"inputs": [DOT]}) == {200}


def test_rows_of_a_table_are_written_as_numbers(
    rendered: Render, lightning: Environment, tmp_path: Path
) -> None:
    render = rendered("lightning", "package", FEATURES)
    project = shutil.copytree(render, tmp_path / "demo")
    lightning.install_instead(project)
    rows = "".join(f"{i / 10},{i % 7},{'low' if i < 40 else 'high'}\n" for i in range(80))
    (project / "data" / "t.csv").write_text(f"length,width,kind\n{rows}")
    for words in (["elt-data", "data/t.csv", "--target", "kind"], ["train", "model=mlp"]):
        must_succeed(lightning.run(project, "demo", *words))
    with serving(lightning, project) as address, open_page(address, tmp_path) as browser:
        numbers = browser.find_element(By.ID, "numbers")
        numbers.clear()
        numbers.send_keys("0.5, 2")
        submit(browser)

        assert verdict(browser) == "low"
        assert complaints(browser) == []
