"""The lessons of a workshop, as its template marks them."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.answers.given import closest
from scaffold.errors import ExerciseError, ForbiddenPlaceError, UnreadableFileError
from scaffold.files.paths import check_place
from scaffold.files.reading import read_regular

LESSONS_FILE = "workshop/lessons.toml"
_RESTORE = f"Run `git restore {LESSONS_FILE}`"
# Commands to run next to a new project; the dependency group contains the test tools.
FIRST_STEPS = (
    "cd {folder} && python3 -m venv .venv && .venv/bin/pip install --upgrade pip",
    ".venv/bin/pip install --editable . --group dev",
    "scaffold workshop status",
)


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise: a function to write, a notebook to move or answers to change, with tests.

    Attributes:
        name: Its name on the command line.
        hint: One or two sentences that help without the solution.
        tests: Arguments for pytest, relative to the project.
        file: The module of the function; empty if there is none to write.
        function: Qualified name of the function.
        notebook: The notebook to move into the stages; usually empty.
        answers: Answers to change with an update.
    """

    name: str
    hint: str
    tests: tuple[str, ...]
    file: str = ""
    function: str = ""
    notebook: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def path(self) -> str:
        """The module or the notebook; empty for an update."""
        return self.file or self.notebook

    @property
    def where(self) -> str:
        """What a learner works on, for a sentence."""
        return f"{self.function} in {self.file}" if self.file else self.notebook or "an update"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson with its exercises."""

    name: str
    title: str
    exercises: tuple[Exercise, ...]


def first_steps(folder: str) -> list[str]:
    """Return the first commands for a learner, where `folder` is the path of the project."""
    return [step.format(folder=shlex.quote(folder)) for step in FIRST_STEPS]


def has_lessons(project: Path) -> bool:
    """Return whether a project is a workshop project."""
    return (project / LESSONS_FILE).is_file()


def read_lessons(project: Path) -> tuple[Lesson, ...]:
    """Read the lessons of a project.

    Raises:
        ExerciseError: The project has no lessons, or they are invalid.
    """
    if not has_lessons(project):
        raise ExerciseError(
            f"`{project}` is not a workshop project",
            "Create one with `scaffold new NAME --workshop`",
        )
    try:
        return parse_lessons(read_regular(project / LESSONS_FILE).content)
    except UnreadableFileError as error:
        raise ExerciseError(f"`{LESSONS_FILE}` is {error.reason}", _RESTORE) from error


def parse_lessons(content: bytes) -> tuple[Lesson, ...]:
    """Parse the file of lessons of a project.

    Raises:
        ExerciseError: It is not TOML, or a value is invalid.
    """
    import tomllib  # Only needed by workshops.

    try:
        lessons = tomllib.loads(content.decode("utf-8"))["lessons"]
        return tuple(_lesson(entry) for entry in lessons)
    except (ValueError, KeyError, TypeError, RecursionError, ForbiddenPlaceError) as error:
        raise ExerciseError(f"Invalid `{LESSONS_FILE}`: {error}", _RESTORE) from error


def choose_exercises(lessons: tuple[Lesson, ...], name: str) -> tuple[Exercise, ...]:
    """Return the exercises of a lesson, or the exercise with a name.

    Raises:
        ExerciseError: Neither exists.
    """
    for lesson in lessons:
        if lesson.name == name:
            return lesson.exercises
    exercises = [exercise for lesson in lessons for exercise in lesson.exercises]
    for exercise in exercises:
        if exercise.name == name:
            return (exercise,)
    known = [lesson.name for lesson in lessons] + [exercise.name for exercise in exercises]
    raise ExerciseError(
        f"Unknown lesson or exercise `{name}`",
        closest(name, known) or "Run `scaffold workshop status`",
    )


def _lesson(entry: Mapping[str, Any]) -> Lesson:
    exercises = tuple(_exercise(each) for each in entry["exercises"])
    return Lesson(_text(entry["name"]), _text(entry["title"]), exercises)


def _exercise(entry: Any) -> Exercise:
    """Read an exercise, whose values can be invalid."""
    if not isinstance(entry, dict):
        raise TypeError(f"`{entry}` is not a table")
    file, notebook = _text(entry.get("file", "")), _text(entry.get("notebook", ""))
    for path in filter(None, (file, notebook)):
        check_place(path)
    return Exercise(
        name=_text(entry["name"]),
        hint=_text(entry["hint"]),
        tests=tuple(map(_text, entry["tests"])),
        file=file,
        function=_text(entry.get("function", "")),
        notebook=notebook,
        answers=dict(entry.get("answers", {})),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"`{value}` is not a string")
    return value
