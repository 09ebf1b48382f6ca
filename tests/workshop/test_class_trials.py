"""`--run` runs the template's tests on copies: within limits, and says that it runs code."""

import json
import sys
from pathlib import Path

import pytest

from scaffold.files.tree import read_tree
from scaffold.template.releases import Source
from scaffold.verbs.class_board import BoardRequest, Row, show_board
from scaffold.verbs.workshop_class import NewClassRequest, make_class
from tests.kit.machine import Scaffold
from tests.workshop.classes import make_template, write_exercise, write_roster

pytestmark = pytest.mark.story


@pytest.fixture
def folder(clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class of two, tested by the Python that runs these tests."""
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    template = Source(str(make_template(clean_machine / "template")))
    roster = write_roster(clean_machine / "roster.csv", ["ada", "bob"])
    make_class(NewClassRequest(roster, clean_machine / "class", template=template))
    return clean_machine / "class"


def run(folder: Path, **options: object) -> dict[str, Row]:
    rows = show_board(BoardRequest(folder, run=True, **options))  # type: ignore[arg-type]
    return {row.learner.id: row for row in rows}


def states(row: Row) -> list[str]:
    return [each.state.value for each in row.work]


def test_exercises_are_done_failing_or_todo_and_the_command_says_that_it_runs_code(
    folder: Path, scaffold: Scaffold
) -> None:
    write_exercise(folder / "ada", "double")
    write_exercise(folder / "ada", "halve", "number")
    before = read_tree(folder)
    finished = scaffold("workshop", "class", "status", "--class", folder, "--run", "--json")
    assert "Running the code of the learners: this is no sandbox" in finished.errors
    rows = {each["id"]: each for each in json.loads(finished.output)["learners"]}
    shown = [(each["state"], each["test"]) for each in rows["ada"]["exercises"]]
    assert shown == [("done", ""), ("failing", "tests/test_work.py::test_halve"), ("todo", "")]
    assert [each["state"] for each in rows["bob"]["exercises"]] == ["todo"] * 3
    assert read_tree(folder) == before


def test_tests_that_a_learner_edited_do_not_count(folder: Path) -> None:
    project = folder / "ada"
    write_exercise(project, "double", "number")
    (project / "tests" / "test_work.py").write_text("def test_double(): pass\n", "utf-8")
    hook = "def pytest_collection_modifyitems(items): items.clear()\n"
    for name in ("conftest.py", "tests/conftest.py", "tests/test_more.py"):
        (project / name).write_text(hook, "utf-8")
    assert states(run(folder)["ada"]) == ["failing", "todo", "todo"]


MISTAKES = {
    "a loop": "while True: pass",
    "a loop at import": "",
    "the end of the process": "import os; os._exit(0)",
    "huge output": "while True: print('x' * 1000000)",
    "a huge file": "open('big', 'wb').write(bytes(10**6) * 200)",
    "much memory": "return len(bytearray(2**36))",
    "a child that stays": "import subprocess; subprocess.Popen(['sleep', '100'])",
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_fails_and_ends(folder: Path, mistake: str) -> None:
    project = folder / "ada"
    write_exercise(project, "add")
    write_exercise(project, "double")
    work = project / "src" / "work.py"
    text = work.read_text("utf-8")
    if mistake == "a loop at import":
        text = f"while True: pass\n{text}"
    text = text.replace("return number + number", MISTAKES[mistake] or "return 0")
    work.write_text(text, "utf-8")
    write_exercise(folder / "bob", "add")
    rows = run(folder, limit=6)
    assert states(rows["ada"]) == ["failing", "todo", "done"]
    assert states(rows["bob"]) == ["todo", "todo", "done"]


def test_code_sees_neither_secrets_nor_the_home_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    home = Path.home()
    write_exercise(
        folder / "ada",
        "double",
        "4 if 'SECRET_TOKEN' not in __import__('os').environ and "
        f"__import__('os').path.expanduser('~') != {str(home)!r} else 0",
    )
    assert states(run(folder)["ada"])[0] == "done"


def test_a_broken_file_stays_broken_and_the_others_are_tested(folder: Path) -> None:
    write_exercise(folder / "ada", "add")
    with (folder / "ada" / "src" / "work.py").open("a", encoding="utf-8") as stream:
        stream.write("if True\n")
    assert states(run(folder)["ada"]) == ["broken", "broken", "done"]


def test_a_runner_gets_the_folder_and_the_command(folder: Path, clean_machine: Path) -> None:
    program = clean_machine / "runner.py"
    program.write_text(
        "import os, subprocess, sys\n"
        "folder, python, *words = sys.argv[1:]\n"
        f"open({str(clean_machine / 'called')!r}, 'a').write(python + '\\n')\n"
        "variables = {**os.environ, 'PYTHONPATH': folder + '/src'}\n"
        "sys.exit(subprocess.call([sys.executable, *words], cwd=folder, env=variables))\n",
        "utf-8",
    )
    write_exercise(folder / "ada", "double")
    rows = run(folder, runner=f"{sys.executable} {program} {{dir}}")
    assert states(rows["ada"])[0] == "done"
    assert (clean_machine / "called").read_text("utf-8") == "python\n"


@pytest.mark.parametrize("runner", ["podman run image", "podman '{dir}", "podman {folder}"])
def test_an_invalid_runner_is_refused(
    folder: Path, scaffold_process: Scaffold, runner: str
) -> None:
    refused = scaffold_process(
        "workshop", "class", "status", "--class", folder, "--run", "--runner", runner
    )
    assert refused.exit_code == 2
    assert refused.error_lines[0].startswith("error: Invalid command in `--runner`")


def test_without_an_environment_the_teacher_is_told_how_to_pass_one(
    folder: Path, scaffold_process: Scaffold
) -> None:
    command = ("workshop", "class", "status", "--class", folder, "--run")
    refused = scaffold_process(*command, VIRTUAL_ENV="")
    assert refused.exit_code == 1
    assert "pass it with `--python`" in refused.error_lines[1]
