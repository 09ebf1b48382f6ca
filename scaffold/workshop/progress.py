"""The progress of a learner: run the tests of the exercises in the project's environment."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scaffold.errors import ExerciseError, ScaffoldError
from scaffold.files.tree import read_paths
from scaffold.project.project import read_answers
from scaffold.template.exercises.bodies import is_blank
from scaffold.template.exercises.lessons import Exercise, Lesson
from scaffold.workshop.moved_notebooks import is_moved

# Long enough for all lessons; an endless loop is a common mistake.
_SECONDS = 120
# Exit codes of pytest after running tests: all passed, or some failed.
_VERDICTS = (0, 1)
_OUTCOME = re.compile(r"^(PASSED|FAILED|ERROR) (.+)$", re.MULTILINE)


class ExerciseState(StrEnum):
    """State of an exercise."""

    TODO = "todo"
    FAILING = "failing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Result:
    """An exercise and its state.

    Attributes:
        lesson: Its lesson.
        exercise: The exercise.
        state: Its state.
        open_test: Its first test that did not pass, as a pytest argument; empty unless failing.
    """

    lesson: Lesson
    exercise: Exercise
    state: ExerciseState
    open_test: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the result as JSON values."""
        return {
            "lesson": self.lesson.name,
            "exercise": self.exercise.name,
            "state": self.state.value,
            "file": self.exercise.path,
        }


def find_python(project: Path) -> Path:
    """Return the Python of the project's virtual environment.

    Raises:
        ExerciseError: The project has no virtual environment.
    """
    scripts = "Scripts" if os.name == "nt" else "bin"
    for folder in (project / ".venv", Path(os.environ.get("VIRTUAL_ENV") or project / ".venv")):
        for name in ("python", "python.exe"):
            if (folder / scripts / name).exists():
                return folder / scripts / name
    raise ExerciseError(
        "No virtual environment found",
        "Run `python3 -m venv .venv && .venv/bin/pip install -e . --group dev`",
    )


def look_at_all(
    project: Path, lessons: Sequence[Lesson], python: Path | None = None
) -> list[Result]:
    """Run the tests of all exercises that the learner has started.

    Args:
        project: The project folder.
        lessons: Its lessons.
        python: Python to run the tests with; by default that of the project.

    Raises:
        ExerciseError: The project has no virtual environment.
    """
    python = python or find_python(project)
    pairs = [(lesson, exercise) for lesson in lessons for exercise in lesson.exercises]
    started = [exercise for _, exercise in pairs if not is_untouched(project, exercise)]
    open_tests = _find_open_tests(project, started, python)
    return [_result(lesson, each, open_tests.get(each.name)) for lesson, each in pairs]


def _result(lesson: Lesson, exercise: Exercise, open_test: str | None) -> Result:
    if open_test is None:
        return Result(lesson, exercise, ExerciseState.TODO)
    return Result(
        lesson, exercise, ExerciseState.FAILING if open_test else ExerciseState.DONE, open_test
    )


def _find_open_tests(project: Path, exercises: Sequence[Exercise], python: Path) -> dict[str, str]:
    """Return the first test that did not pass, by exercise; empty if all passed.

    One process runs all tests, because starting it takes most of the time. If it has no result,
    as after an endless loop, each exercise gets its own process.
    """
    files = dict.fromkeys(test.partition("::")[0] for each in exercises for test in each.tests)
    verdicts = _run_tests(project, list(files), python) if files else {}
    if verdicts is None:
        return {
            each.name: find_open_test(each, _run_tests(project, each.tests, python) or {})
            for each in exercises
        }
    return {each.name: find_open_test(each, verdicts) for each in exercises}


def find_open_test(exercise: Exercise, verdicts: Mapping[str, bool]) -> str:
    """Return the first test of an exercise that failed or did not run; empty if all passed."""
    for test in exercise.tests:
        found = [node for node in verdicts if _is_part(node, test)]
        failed = [node for node in found if not verdicts[node]]
        if failed or not found:
            return failed[0] if failed else test
    return ""


def _is_part(node: str, test: str) -> bool:
    """Return whether a pytest argument selects a test."""
    return node == test or node.startswith((f"{test}::", f"{test}["))


def is_untouched(project: Path, exercise: Exercise) -> bool:
    """Return whether an exercise was not started; an unreadable file counts as started."""
    try:
        if exercise.notebook:
            return not is_moved(project, exercise.notebook)
        if not exercise.file:
            answers = read_answers(project)
            return any(answers.get(key) != value for key, value in exercise.answers.items())
        file = read_paths(project, [exercise.file]).get(exercise.file)
        if file is None or file.kind not in {"file", "executable"}:
            return False
        return is_blank(file.content.decode("utf-8"), exercise.function)
    except (ScaffoldError, OSError, UnicodeDecodeError):
        return False


def _run_tests(project: Path, tests: Sequence[str], python: Path) -> dict[str, bool] | None:
    """Return whether each test passed; None if pytest did not finish."""
    pytest = [str(python), "-m", "pytest", "--quiet", "--color=no", "--tb=no", "-rfEp"]
    try:
        done = subprocess.run(  # noqa: S603 - the tests are the project's own
            [*pytest, "--continue-on-collection-errors", *tests],
            cwd=project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode not in _VERDICTS:
        return None
    found = _OUTCOME.findall(done.stdout)
    return {
        node if word == "PASSED" else node.partition(" - ")[0]: word == "PASSED"
        for word, node in found
    }
