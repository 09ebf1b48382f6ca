"""How far a learner is: the tests of the exercises, run in the project's own environment."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scaffold.answers_file import parse_answers, read_answers_file
from scaffold.errors import ExerciseError, ScaffoldError
from scaffold.workshop.bodies import is_blank
from scaffold.workshop.lessons import Exercise, Lesson

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
    """An exercise and its state."""

    lesson: Lesson
    exercise: Exercise
    state: State

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
    done = _find_done(project, begun, python)
    return [Result(lesson, each, _state(each, begun, done)) for lesson, each in pairs]


def _state(exercise: Exercise, begun: Sequence[Exercise], done: Set[str]) -> State:
    if exercise not in begun:
        return State.BLANK
    return State.DONE if exercise.name in done else State.FAILING


def _find_done(project: Path, exercises: Sequence[Exercise], python: Path) -> set[str]:
    """Return the names of the exercises whose tests pass.

    One process runs all of them, for most of the time goes into its start. Where that comes to no
    verdict, as in a loop without an end, each exercise has a process of its own.
    """
    files = dict.fromkeys(test.partition("::")[0] for each in exercises for test in each.tests)
    if not files:
        return set()
    verdicts = _run_tests(project, list(files), python)
    if verdicts is None:
        return {
            each.name
            for each in exercises
            if _passes(each, _run_tests(project, each.tests, python) or {})
        }
    return {each.name for each in exercises if _passes(each, verdicts)}


def _passes(exercise: Exercise, verdicts: Mapping[str, bool]) -> bool:
    """Say whether each of the tests of an exercise was run, and passed."""
    for test in exercise.tests:
        found = [passed for node, passed in verdicts.items() if _is_part(node, test)]
        if not found or not all(found):
            return False
    return True


def _is_part(node: str, test: str) -> bool:
    """Say whether a test that was run is one of those that an argument of pytest names."""
    return node == test or node.startswith((f"{test}::", f"{test}["))


def _is_blank(project: Path, exercise: Exercise) -> bool:
    """Say whether nothing was written; what cannot be read was written, and fails."""
    try:
        if not exercise.file:
            answers = parse_answers(read_answers_file(project))
            return any(answers.get(key) != value for key, value in exercise.answers.items())
        return is_blank((project / exercise.file).read_text("utf-8"), exercise.function)
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
