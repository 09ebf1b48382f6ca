"""How far a learner is: the tests of the exercises, run in the project's own environment."""

import os
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scaffold.errors import ExerciseError
from scaffold.workshop.bodies import is_blank
from scaffold.workshop.lessons import Exercise, Lesson

# Lessons take minutes, and a loop without an end is a mistake that learners make.
_SECONDS = 300


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


def look_at(project: Path, lesson: Lesson, exercise: Exercise, python: Path) -> Result:
    """Run the tests of an exercise, unless there is nothing to test yet."""
    if exercise.file and _is_blank(project, exercise):
        return Result(lesson, exercise, State.BLANK)
    passed = _run_tests(project, exercise, python)
    return Result(lesson, exercise, State.DONE if passed else State.FAILING)


def _is_blank(project: Path, exercise: Exercise) -> bool:
    """Say whether nothing was written; what cannot be read was written, and fails."""
    try:
        source = (project / exercise.file).read_text("utf-8")
        return is_blank(source, exercise.function)
    except (ExerciseError, OSError, UnicodeDecodeError):
        return False


def _run_tests(project: Path, exercise: Exercise, python: Path) -> bool:
    command = [str(python), "-m", "pytest", "--quiet", "--exitfirst", *exercise.tests]
    try:
        done = subprocess.run(  # noqa: S603 - the tests are the project's own
            command,
            cwd=project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
