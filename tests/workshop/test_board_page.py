"""The board of a class in a browser."""

import time
from pathlib import Path

import pytest

from scaffold.template.exercises.lessons import Exercise
from scaffold.workshop.classroom.board import Row, Work, WorkState
from scaffold.workshop.classroom.board_page import render_board_page
from scaffold.workshop.classroom.parsed_code import Fault
from scaffold.workshop.classroom.roster import Learner
from tests.projects.browser import complaints, fetched, open_page

pytestmark = pytest.mark.slow
HOSTILE = "<img src=x onerror=document.title='taken'>"


def _row(name: str, *states: WorkState, now: float) -> Row:
    work = tuple(
        Work(
            "numbers",
            Exercise(f"exercise-{number}", "", (), "src/work.py", f"work_{number}"),
            state,
        )
        for number, state in enumerate(states)
    )
    return Row(Learner(name, name, name), Path(name), work, "v1", HOSTILE, now - 60, now - 120, now)


def test_the_board_loads_itself_again_and_fetches_nothing_else(tmp_path: Path) -> None:
    now, page = time.time(), tmp_path / "board.html"
    rows = [_row("ada", WorkState.WRITTEN, WorkState.TODO, now=now), _row(HOSTILE, now=now)]
    page.write_text(render_board_page(rows, now, 1), "utf-8")
    with open_page(page.as_uri(), tmp_path) as browser:
        names = [each.text for each in browser.find_elements("css selector", "tbody th")]
        assert names == ["ada", HOSTILE]
        assert browser.find_element("css selector", "td.written").text == "w"
        assert "Last fetch from remotes: now." in browser.find_element("css selector", "p").text
        page.write_text(render_board_page(rows[:1], now, 1), "utf-8")
        ended = time.monotonic() + 20
        while browser.title != "Class: 1 learner, 0 finished, 1 with a raised hand":
            assert time.monotonic() < ended, browser.title
        assert complaints(browser) == []
        assert fetched(browser) == {page.as_uri()}


def test_a_broken_exercise_names_its_file_and_line() -> None:
    exercise = Exercise("double", "", (), "src/work.py", "double")
    work = Work("numbers", exercise, WorkState.BROKEN, Fault("invalid syntax", 3))
    page = render_board_page([Row(Learner("ada", "ada", "Ada"), Path("ada"), (work,))], 0.0)
    assert "src/work.py:3: invalid syntax" in page
    assert "Last fetch" not in page
