"""How far a learner is: real tests of a small workshop, run as those of a large one are."""

import json
import sys
from pathlib import Path

import pytest

from scaffold.errors import ExerciseError
from scaffold.template.exercises.lessons import Exercise, Lesson
from scaffold.workshop import checking, progress
from scaffold.workshop.checking import ExerciseTest, judge_unrun
from scaffold.workshop.progress import ExerciseState, find_python, is_untouched, look_at_all
from tests.kit.machine import Scaffold

pytestmark = pytest.mark.story


WORK = """\
def double(number):
    return 2 * number


def halve(number):
    return number


def thrice(number):
    raise NotImplementedError("exercise thrice")  # scaffold workshop hint thrice
"""
FUNCTION = """\
[[lessons.exercises]]
name = "{name}"
file = "work.py"
function = "{name}"
tests = ["tests/test_{name}.py"]
hint = ""
"""
UPDATE = """\
[[lessons.exercises]]
name = "raise"
tests = ["tests/test_raise.py"]
hint = ""
answers = { python = "3.12" }
"""
LESSONS = [
    '[[lessons]]\nname = "numbers"\ntitle = "Times and parts"\n',
    *[FUNCTION.format(name=name) for name in ("double", "halve")],
    '[[lessons]]\nname = "more"\ntitle = "What is left"\n',
    FUNCTION.format(name="thrice"),
    UPDATE,
]


def write_test(project: Path, name: str, body: str) -> None:
    """Write a test of one line."""
    text = f"import os\nimport work\n\n\ndef test_{name}():\n    {body}\n"
    (project / "tests" / f"test_{name}.py").write_text(text)


def answer(project: Path, python: str) -> None:
    """Let a project have an answer."""
    (project / ".copier-answers.yml").write_text(f"_src_path: somewhere\npython: '{python}'\n")


@pytest.fixture
def project(clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with four exercises, tested by the Python that runs these tests."""
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    folder = clean_machine / "numbers"
    for name in ("tests", "workshop"):
        (folder / name).mkdir(parents=True)
    (folder / "workshop" / "lessons.toml").write_text("\n".join(LESSONS))
    (folder / "work.py").write_text(WORK)
    write_test(folder, "double", "assert work.double(2) == 4")
    write_test(folder, "halve", "assert work.halve(2) == 1")
    write_test(folder, "thrice", "assert work.thrice(2) == 6")
    write_test(folder, "raise", "assert True")
    answer(folder, "3.11")
    return folder


def show(scaffold: Scaffold, project: Path) -> list[str]:
    """Return the lines that a learner sees."""
    finished = scaffold("workshop", "status", "--project", project)
    assert finished.exit_code == 0, finished.errors
    return finished.output.splitlines()


def test_each_exercise_is_done_failing_or_todo_and_the_next_one_is_named(
    scaffold: Scaffold, project: Path
) -> None:
    *lines, advice = show(scaffold, project)
    assert lines == [
        "numbers  Times and parts",
        "  done     double  work.py",
        "  failing  halve   work.py",
        "more  What is left",
        "  todo     thrice  work.py",
        "  todo     raise",
        "",
        "1 of 4 exercises done",
    ]
    pytest_command, hint = (
        "`pytest tests/test_halve.py::test_halve`",
        "`scaffold workshop hint halve`",
    )
    assert advice == f"Next: run {pytest_command} to see the failure, or {hint} for a hint"


def test_of_many_cases_the_one_that_fails_is_named_as_a_shell_takes_it(
    scaffold: Scaffold, project: Path
) -> None:
    text = (
        "import pytest\nimport work\n\n\n"
        '@pytest.mark.parametrize("number", [0, 2])\n'
        "def test_halve(number):\n    assert work.halve(number) == number / 2\n"
    )
    (project / "tests" / "test_halve.py").write_text(text)
    assert "`pytest 'tests/test_halve.py::test_halve[2]'`" in show(scaffold, project)[-1]


def test_programs_are_told_the_same(scaffold: Scaffold, project: Path) -> None:
    finished = scaffold("workshop", "status", "--project", project, "--json")
    states = {each["exercise"]: each for each in json.loads(finished.output)["exercises"]}
    assert states["halve"] == {
        "lesson": "numbers",
        "exercise": "halve",
        "state": "failing",
        "file": "work.py",
    }
    assert [each["state"] for each in states.values()] == ["done", "failing", "todo", "todo"]


def test_the_hint_of_a_blank_exercise_comes_next_and_the_end_is_said(
    scaffold: Scaffold, project: Path
) -> None:
    work = project / "work.py"
    work.write_text(WORK.replace("return number", "return number / 2"))
    assert show(scaffold, project)[-1] == "Next: run `scaffold workshop hint thrice`"

    body = 'raise NotImplementedError("exercise thrice")  # scaffold workshop hint thrice'
    work.write_text(work.read_text().replace(body, "return 3 * number"))
    answer(project, "3.12")
    assert show(scaffold, project)[-1] == "All 4 exercises done"


def test_where_nothing_was_begun_nothing_is_run(project: Path) -> None:
    blank = Exercise("thrice", "", ("tests/test_thrice.py",), "work.py", "thrice")
    (result,) = look_at_all(project, [Lesson("more", "", (blank,))], project / "no-python")
    assert result.state is ExerciseState.TODO


def test_an_exercise_that_cannot_be_read_was_begun_and_fails(project: Path) -> None:
    (project / "work.py").write_bytes(b"\xff\n")
    begun = Exercise("double", "", ("tests/test_double.py",), "work.py", "double")
    (result,) = look_at_all(project, [Lesson("numbers", "", (begun,))])
    assert result.state is ExerciseState.FAILING


def test_an_exercise_whose_file_is_gone_was_begun_and_fails(project: Path) -> None:
    (project / "work.py").unlink()
    begun = Exercise("double", "", ("tests/test_double.py",), "work.py", "double")
    (result,) = look_at_all(project, [Lesson("numbers", "", (begun,))])
    assert result.state is ExerciseState.FAILING
    verdict = judge_unrun(project, begun)
    assert verdict is not None
    assert verdict.reason == "work.py: missing"


def test_a_function_that_is_gone_fails_without_its_tests(project: Path) -> None:
    begun = Exercise("double", "", ("tests/test_double.py",), "work.py", "twice")
    verdict = judge_unrun(project, begun)
    assert verdict is not None
    assert (verdict.state, verdict.reason) == (
        ExerciseState.FAILING,
        "work.py: `twice` not found",
    )


def test_an_update_is_judged_by_its_answer_and_a_notebook_by_its_plan(project: Path) -> None:
    raised = Exercise("raise", "", ("tests/test_raise.py",), answers={"python": "3.12"})
    moved = Exercise("move", "", ("tests/test_raise.py",), notebook="book.ipynb")
    for exercise in (raised, moved):
        verdict = judge_unrun(project, exercise)
        assert verdict is not None
        assert verdict.state is ExerciseState.TODO
    answer(project, "3.12")
    for plan in (b"\xff", b"thin = [", b'notebook = "book.ipynb"'):
        (project / "book.plan.toml").write_bytes(plan)
        assert is_untouched(project, moved)
    (project / "book.plan.toml").write_text('thin = "0"\n')
    assert judge_unrun(project, raised) is judge_unrun(project, moved) is None
    (project / ".copier-answers.yml").unlink()
    assert not is_untouched(project, raised)


def test_tests_that_take_too_long_or_are_stopped_have_no_result(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_SECONDS", 1)
    write_test(project, "double", "__import__('time').sleep(60)")
    begun = Exercise("double", "", ("tests/test_double.py",), "work.py", "double")
    late = ExerciseTest(project, begun, Path(sys.executable)).wait()
    assert (late.state, late.reason) == (ExerciseState.FAILING, "no result after 1 s")
    monkeypatch.undo()
    running = ExerciseTest(project, begun, Path(sys.executable))
    assert running.poll() is None
    running.stop()
    assert running.wait().reason == "stopped"
    running.stop()
    assert running.wait().reason == "stopped"


def test_an_exercise_whose_tests_are_gone_is_not_done(project: Path) -> None:
    (project / "tests" / "test_double.py").write_text("")
    begun = Exercise("double", "", ("tests/test_double.py::test_double",), "work.py", "double")
    (result,) = look_at_all(project, [Lesson("numbers", "", (begun,))])
    assert result.state is ExerciseState.FAILING


def test_one_that_ends_the_process_takes_no_other_with_it(
    scaffold: Scaffold, project: Path
) -> None:
    write_test(project, "halve", "os._exit(3)")
    assert show(scaffold, project)[1:3] == [
        "  done     double  work.py",
        "  failing  halve   work.py",
    ]


def test_a_loop_without_an_end_fails(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_SECONDS", 0.5)
    write_test(project, "double", "while True: pass")
    begun = Exercise("double", "", ("tests/test_double.py",), "work.py", "double")
    (result,) = look_at_all(project, [Lesson("numbers", "", (begun,))])
    assert result.state is ExerciseState.FAILING


def test_the_environment_of_a_project_comes_before_the_one_that_is_active(project: Path) -> None:
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    own = project / ".venv" / scripts / "python"
    own.parent.mkdir(parents=True)
    assert find_python(project) == Path(sys.prefix) / scripts / "python"
    own.touch()
    assert find_python(project) == own


def test_without_an_environment_a_learner_is_told_how_to_make_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV")
    with pytest.raises(ExerciseError, match="No virtual environment") as refused:
        find_python(project)
    assert "python3 -m venv" in refused.value.hint
