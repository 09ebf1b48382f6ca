"""The lessons of a workshop, as its template marks them."""

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.answers.given import closest
from scaffold.errors import ExerciseError, ForbiddenPlaceError, UnreadableFileError
from scaffold.files.paths import check_place
from scaffold.files.reading import read_regular

LESSONS_FILE = "workshop/lessons.toml"
_RESTORE = "Restore it with `git restore`."
# What to type beside a new project; the tools that run the tests come with the group.
FIRST_STEPS = (
    "cd {folder} && python3 -m venv .venv && .venv/bin/pip install --upgrade pip",
    ".venv/bin/pip install --editable . --group dev",
    "scaffold workshop status",
)


@dataclass(frozen=True, slots=True)
class Exercise:
    """Something to write or to do, and the tests that say whether it is done.

    Attributes:
        name: What a learner types to name it.
        hint: A sentence or two that help without giving it away.
        tests: Arguments for pytest, relative to the project.
        file: The module in which a function is to be written; empty where none is.
        function: The function, with its class before it.
        answers: The answers that an update is to bring, where that is the exercise.
    """

    name: str
    hint: str
    tests: tuple[str, ...]
    file: str = ""
    function: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Some exercises about one subject."""

    name: str
    title: str
    exercises: tuple[Exercise, ...]


def first_steps(folder: str) -> list[str]:
    """Return what a learner types first, where `folder` is the path of the project."""
    return [step.format(folder=shlex.quote(folder)) for step in FIRST_STEPS]


def has_lessons(project: Path) -> bool:
    """Say whether a project is one to learn with."""
    return (project / LESSONS_FILE).is_file()


def read_lessons(project: Path) -> tuple[Lesson, ...]:
    """Read the lessons of a project.

    Raises:
        ExerciseError: There are none, or they cannot be read.
    """
    if not has_lessons(project):
        raise ExerciseError(
            f"There are no lessons in {project}.",
            "Enter a project that has some, or make one: `scaffold new NAME --workshop`.",
        )
    try:
        return parse_lessons(read_regular(project / LESSONS_FILE).content)
    except UnreadableFileError as error:
        raise ExerciseError(f"{LESSONS_FILE} is {error.reason}.", _RESTORE) from error


def parse_lessons(content: bytes) -> tuple[Lesson, ...]:
    """Parse the file of lessons of a project.

    Raises:
        ExerciseError: It is not TOML, or has something that no lesson has.
    """
    try:
        lessons = tomllib.loads(content.decode("utf-8"))["lessons"]
        return tuple(_lesson(entry) for entry in lessons)
    except (ValueError, KeyError, TypeError, RecursionError, ForbiddenPlaceError) as error:
        raise ExerciseError(f"{LESSONS_FILE} cannot be read: {error}.", _RESTORE) from error


def choose_exercises(lessons: tuple[Lesson, ...], name: str) -> tuple[Exercise, ...]:
    """Return the exercises of a lesson, or the one of that name.

    Raises:
        ExerciseError: There is neither.
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
        f"There is no lesson and no exercise {name!r}.",
        closest(name, known) or "`scaffold workshop status` names them.",
    )


def _lesson(entry: Mapping[str, Any]) -> Lesson:
    exercises = tuple(_exercise(each) for each in entry["exercises"])
    return Lesson(_text(entry["name"]), _text(entry["title"]), exercises)


def _exercise(entry: Mapping[str, Any]) -> Exercise:
    """Read an exercise, which anyone may have written."""
    file = _text(entry.get("file", ""))
    if file:
        check_place(file)
    return Exercise(
        name=_text(entry["name"]),
        hint=_text(entry["hint"]),
        tests=tuple(map(_text, entry["tests"])),
        file=file,
        function=_text(entry.get("function", "")),
        answers=dict(entry.get("answers", {})),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"{value!r} is not a text")
    return value
