"""How far a learner is: the tests of the exercises, run in the project's own environment."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scaffold.answers.file import parse_answers, read_answers_file
from scaffold.errors import ExerciseError, ScaffoldError
from scaffold.files.tree import read_paths
from scaffold.template.exercises.bodies import is_blank
from scaffold.template.exercises.lessons import Exercise, Lesson

# Lessons take minutes, and a loop without an end is a mistake that learners make.
_SECONDS = 120
# What pytest ends with where it has run tests: all passed, or not all.
_VERDICTS = (0, 1)
_OUTCOME = re.compile(r"^(PASSED|FAILED|ERROR) (.+)$", re.MULTILINE)


class State(StrEnum):
    """What an exercise is."""

    BLANK = "blank"
    FAILING = "failing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Result:
    """An exercise and its state.

    Attributes:
        lesson: The lesson that it belongs to.
        exercise: What is to be written or done.
        state: How far it is.
        open_test: The first of its tests that has not passed, as an argument of pytest; empty
            where it is blank or done.
    """

    lesson: Lesson
    exercise: Exercise
    state: State
    open_test: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the same for machines."""
        return {
            "lesson": self.lesson.name,
            "exercise": self.exercise.name,
            "state": self.state.value,
            "file": self.exercise.file,
        }


def find_python(project: Path) -> Path:
    """Return the Python of the project's environment.

    Raises:
        ExerciseError: There is none.
    """
    scripts = "Scripts" if os.name == "nt" else "bin"
    for folder in (project / ".venv", Path(os.environ.get("VIRTUAL_ENV") or project / ".venv")):
        for name in ("python", "python.exe"):
            if (folder / scripts / name).exists():
                return folder / scripts / name
    raise ExerciseError(
        "The project has no environment to run its tests in.",
        "Make it with the first command of its README.",
    )


def look_at_all(
    project: Path, lessons: Sequence[Lesson], python: Path | None = None
) -> list[Result]:
    """Run the tests of all exercises that were begun, in the Python of the project.

    Raises:
        ExerciseError: The project has no environment.
    """
    python = python or find_python(project)
    pairs = [(lesson, exercise) for lesson in lessons for exercise in lesson.exercises]
    begun = [exercise for _, exercise in pairs if not _is_blank(project, exercise)]
    open_tests = _find_open_tests(project, begun, python)
    return [_result(lesson, each, open_tests.get(each.name)) for lesson, each in pairs]


def _result(lesson: Lesson, exercise: Exercise, open_test: str | None) -> Result:
    if open_test is None:
        return Result(lesson, exercise, State.BLANK)
    return Result(lesson, exercise, State.FAILING if open_test else State.DONE, open_test)


def _find_open_tests(project: Path, exercises: Sequence[Exercise], python: Path) -> dict[str, str]:
    """Return the first test that has not passed, by exercise; an empty one where all have.

    One process runs all of them, for most of the time goes into its start. Where that comes to no
    verdict, as in a loop without an end, each exercise has a process of its own.
    """
    files = dict.fromkeys(test.partition("::")[0] for each in exercises for test in each.tests)
    verdicts = _run_tests(project, list(files), python) if files else {}
    if verdicts is None:
        return {
            each.name: _find_open_test(each, _run_tests(project, each.tests, python) or {})
            for each in exercises
        }
    return {each.name: _find_open_test(each, verdicts) for each in exercises}


def _find_open_test(exercise: Exercise, verdicts: Mapping[str, bool]) -> str:
    """Return the first test of an exercise that was not run or has failed, if there is one."""
    for test in exercise.tests:
        found = [node for node in verdicts if _is_part(node, test)]
        failed = [node for node in found if not verdicts[node]]
        if failed or not found:
            return failed[0] if failed else test
    return ""


def _is_part(node: str, test: str) -> bool:
    """Say whether a test that was run is one of those that an argument of pytest names."""
    return node == test or node.startswith((f"{test}::", f"{test}["))


def _is_blank(project: Path, exercise: Exercise) -> bool:
    """Say whether nothing was written; what cannot be read was written, and fails."""
    try:
        if not exercise.file:
            answers = parse_answers(read_answers_file(project))
            return any(answers.get(key) != value for key, value in exercise.answers.items())
        file = read_paths(project, [exercise.file]).get(exercise.file)
        if file is None or file.kind not in {"file", "executable"}:
            return False
        return is_blank(file.content.decode("utf-8"), exercise.function)
    except (ScaffoldError, OSError, UnicodeDecodeError):
        return False


def _run_tests(project: Path, tests: Sequence[str], python: Path) -> dict[str, bool] | None:
    """Return which tests passed; None where pytest came to no verdict."""
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
