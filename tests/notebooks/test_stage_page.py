"""`inspect --html` shows the stages and the data flow on a page that fetches nothing."""

from pathlib import Path

import pytest

from scaffold.notebooks.inspection import inspect
from scaffold.notebooks.notebook_files import NotebookError
from scaffold.notebooks.stage_page import MARK, render_stage_page, write_stage_page
from tests.notebooks.books import make_ipynb
from tests.projects.browser import find_browser, open_browser

CELLS = [
    "import math",
    "md:# Load the data",
    "rows = sorted(['<b>&amp;'])",
    "rows",
    "md:# Train the model",
    "model = rows + [1]\nmodel",
    "password = 'abcdefgh'",
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.ipynb"
    path.write_text(make_ipynb(CELLS), "utf-8")
    return path


def test_the_page_escapes_code_and_has_an_arrow_for_each_flow(book: Path) -> None:
    page = render_stage_page(inspect(book))
    assert "&lt;b&gt;&amp;amp;" in page
    assert "<title>rows</title>" in page
    assert "looks like a secret" in page
    assert "<script" not in page


def test_a_file_of_another_kind_is_not_replaced(book: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    write_stage_page(inspect(book), target)
    write_stage_page(inspect(book), target)
    assert target.read_text("utf-8").startswith(MARK)
    target.write_text("mine")
    with pytest.raises(NotebookError, match="already exists"):
        write_stage_page(inspect(book), target)


@pytest.mark.slow
@pytest.mark.skipif(find_browser() is None, reason="there is no Chromium with its driver")
def test_a_browser_shows_stages_and_arrows_and_complains_of_nothing(
    book: Path, tmp_path: Path
) -> None:
    target = tmp_path / "page.html"
    write_stage_page(inspect(book), target)
    with open_browser(tmp_path / "profile") as browser:
        browser.get(target.as_uri())
        sections = browser.find_elements("css selector", "section")
        assert [each.get_attribute("data-stage") for each in sections][:2] == ["data", "notebook"]
        assert all(each.size["height"] > 0 for each in sections)
        arrows = browser.find_elements("css selector", "svg > path")
        assert len(arrows) >= 2
        # An arrow starts at the unit that binds the name, and ends at the one that reads it.
        first = arrows[0].rect
        assert abs(first["y"] - sections[0].rect["y"]) < sections[0].size["height"]
        assert [each for each in browser.get_log("browser") if each["level"] == "SEVERE"] == []


@pytest.mark.parametrize("content", [b"\xff", None])
def test_what_is_no_text_is_not_replaced(book: Path, tmp_path: Path, content: bytes | None) -> None:
    target = tmp_path / "stages.html"
    target.mkdir() if content is None else target.write_bytes(content)
    with pytest.raises(NotebookError, match="already exists"):
        write_stage_page(inspect(book), target)
