"""What learners type: `check`, `watch` on a real terminal, and `hand`."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scaffold.template.releases import Source
from scaffold.verbs.class_board import BoardRequest, show_board
from scaffold.verbs.workshop_class import NewClassRequest, make_class
from tests.kit.machine import Scaffold
from tests.kit.terminal import read_until, start_on_terminal
from tests.workshop.classes import make_template, write_exercise, write_roster

pytestmark = pytest.mark.story


@pytest.fixture
def project(clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project of `ada` in a class, tested by the Python that runs these tests."""
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    monkeypatch.setenv("PYTHONPATH", "src")
    template = Source(str(make_template(clean_machine / "template")))
    roster = write_roster(clean_machine / "roster.csv", ["ada"])
    make_class(NewClassRequest(roster, clean_machine / "class", template=template))
    return clean_machine / "class" / "ada"


def test_the_first_exercise_that_is_not_done_is_checked(project: Path, scaffold: Scaffold) -> None:
    finished = scaffold("workshop", "check", "--project", project)
    assert finished.exit_code == 3
    assert finished.output.splitlines() == [
        "todo  double  double in src/work.py",
        "Write it, or run `scaffold workshop hint double`",
    ]
    write_exercise(project, "double")
    finished = scaffold("workshop", "check", "--project", project)
    assert finished.output.splitlines()[0] == "todo  halve  halve in src/work.py"
    for name in ("halve", "add"):
        write_exercise(project, name)
    finished = scaffold("workshop", "check", "--project", project)
    assert (finished.exit_code, finished.output) == (0, "All exercises done\n")


def test_a_failure_is_shown_with_its_assertion(project: Path, scaffold: Scaffold) -> None:
    write_exercise(project, "halve", "number")
    finished = scaffold("workshop", "check", "halve", "--project", project)
    assert finished.exit_code == 3
    assert "assert 3 == 1.5" in finished.output
    assert finished.output.splitlines()[-1] == "failing  halve  halve in src/work.py"
    write_exercise(project, "double")
    finished = scaffold("workshop", "check", "double", "--project", project, "--json")
    assert finished.exit_code == 0
    assert json.loads(finished.output)["exercise"]["state"] == "done"


def test_a_syntax_error_is_named_with_its_line_and_no_test_runs(
    project: Path, scaffold: Scaffold
) -> None:
    write_exercise(project, "double")
    with (project / "src" / "work.py").open("a", encoding="utf-8") as stream:
        stream.write("if True\n")
    finished = scaffold("workshop", "check", "double", "--project", project)
    assert finished.exit_code == 3
    assert finished.output.splitlines()[-1] == "src/work.py:16: syntax error"


def test_an_exercise_that_ends_the_process_is_not_done(project: Path, scaffold: Scaffold) -> None:
    write_exercise(project, "double", "__import__('os')._exit(0)")
    finished = scaffold("workshop", "check", "double", "--project", project)
    assert finished.exit_code == 3
    assert "the tests did not finish" in finished.output


def test_an_unknown_exercise_is_refused(project: Path, scaffold_process: Scaffold) -> None:
    refused = scaffold_process("workshop", "check", "dubble", "--project", project)
    assert refused.exit_code == 1
    assert "`double`" in refused.error_lines[1]


@contextmanager
def watching(project: Path) -> Iterator[int]:
    """Watch a project on a terminal; it has ended by the end."""
    process, terminal = start_on_terminal("workshop", "watch", "--project", project)
    try:
        yield terminal
    finally:
        if process.poll() is None:
            os.write(terminal, b"q")
        process.wait(60)
        os.close(terminal)
    assert process.returncode == 0


def test_a_save_runs_the_tests_again_and_keys_go_on(project: Path) -> None:
    with watching(project) as terminal:
        read_until(terminal, "Watching for saves: n next, h hint, r run again, q quit")
        os.write(terminal, b"h")
        read_until(terminal, "Multiply.")
        write_exercise(project, "double", "number")
        read_until(terminal, "failing  double")
        work = project / "src" / "work.py"
        work.write_text(work.read_text("utf-8").replace("return number", "return 2 * number", 1))
        read_until(terminal, "done  double")
        os.write(terminal, b"n")
        read_until(terminal, "todo  halve")
        os.write(terminal, b"q")


def test_a_watch_ends_where_no_exercise_is_left(project: Path) -> None:
    for name in ("double", "halve"):
        write_exercise(project, name)
    with watching(project) as terminal:
        read_until(terminal, "todo  add")
        write_exercise(project, "add")
        read_until(terminal, "done  add")
        os.write(terminal, b"r")
        read_until(terminal, "done  add")
        (project / "src" / "more.py").rename(project / "src" / "less.py")
        read_until(terminal, "src/more.py: missing")
        (project / "src" / "less.py").rename(project / "src" / "more.py")
        read_until(terminal, "done  add")
        for name in ("double", "halve"):  # A watch knows of an exercise once it has run its tests.
            os.write(terminal, b"n")
            read_until(terminal, f"done  {name}")
        os.write(terminal, b"n")
        read_until(terminal, "All exercises done")


def test_a_watch_of_a_finished_project_ends_at_once(project: Path) -> None:
    for name in ("double", "halve", "add"):
        write_exercise(project, name)
    process, terminal = start_on_terminal("workshop", "watch", "--project", project)
    read_until(terminal, "All exercises done")
    assert process.wait(60) == 0
    os.close(terminal)


def test_the_first_open_exercise_of_a_lesson_is_checked(project: Path, scaffold: Scaffold) -> None:
    write_exercise(project, "double")
    finished = scaffold("workshop", "check", "numbers", "--project", project)
    assert finished.output.splitlines()[0] == "todo  halve  halve in src/work.py"


def test_a_save_during_an_endless_loop_starts_again(project: Path) -> None:
    work = project / "src" / "work.py"
    with watching(project) as terminal:
        read_until(terminal, "Watching for saves")
        write_exercise(project, "double", "[0 for _ in iter(int, 1)]")
        started = project.parent / "started"
        test = project / "tests" / "test_work.py"
        test.write_text(f"open({str(started)!r}, 'w').close()\n" + test.read_text("utf-8"))
        while not started.exists():
            pass
        text = work.read_text("utf-8")
        work.write_text(text.replace("[0 for _ in iter(int, 1)]", "2 * number"), "utf-8")
        read_until(terminal, "done  double")


def test_ctrl_c_ends_the_watch(project: Path) -> None:
    process, terminal = start_on_terminal("workshop", "watch", "--project", project)
    read_until(terminal, "Watching for saves")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    os.close(terminal)


def test_the_board_sees_a_raised_hand_until_it_is_lowered(
    project: Path, scaffold: Scaffold
) -> None:
    request = BoardRequest(project.parent)
    assert "Hand was not up" in scaffold("workshop", "hand", "down", "--project", project).output
    for _ in range(2):
        assert scaffold("workshop", "hand", "up", "--project", project).exit_code == 0
    (row,) = show_board(request)
    assert row.hand is not None
    assert scaffold("workshop", "hand", "down", "--project", project).output == "Hand is down\n"
    (row,) = show_board(request)
    assert row.hand is None
    assert not (project / ".scaffold").exists()


def test_a_hand_is_raised_in_a_workshop_project_only(
    clean_machine: Path, scaffold_process: Scaffold
) -> None:
    refused = scaffold_process("workshop", "hand", "up", "--project", clean_machine)
    assert refused.exit_code == 1
    assert list(clean_machine.iterdir()) == []
