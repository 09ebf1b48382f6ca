"""Where everyone in a class is, from their files alone: nothing is imported or run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from scaffold.errors import ExerciseError, ScaffoldError, UnreadableFileError
from scaffold.files.reading import RegularFile, read_regular
from scaffold.project.project import read_answers
from scaffold.template.exercises.lessons import (
    LESSONS_FILE,
    Exercise,
    Lesson,
    parse_lessons,
    read_lessons,
)
from scaffold.workshop.classroom.fetched import find_fetched
from scaffold.workshop.classroom.last_saved import find_last_saved
from scaffold.workshop.classroom.learner_sources import Sources, find_broken_modules
from scaffold.workshop.classroom.parsed_code import Fault
from scaffold.workshop.classroom.record import Classroom
from scaffold.workshop.classroom.roster import Learner
from scaffold.workshop.moved_notebooks import plan_path, says_moved

# Where `scaffold workshop hand up` writes.
_HAND = ".scaffold/hand"
_LARGEST_HAND = 1_000


class WorkState(StrEnum):
    """State of an exercise on the board."""

    TODO = "todo"
    WRITTEN = "written"
    BROKEN = "broken"
    FAILING = "failing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Work:
    """An exercise of a learner.

    Attributes:
        lesson: Name of its lesson.
        exercise: The exercise.
        state: Its state.
        fault: Why it is broken.
        open_test: Its first test that did not pass, if tests have run.
    """

    lesson: str
    exercise: Exercise
    state: WorkState
    fault: Fault | None = None
    open_test: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the exercise as JSON values."""
        return {
            "lesson": self.lesson,
            "exercise": self.exercise.name,
            "state": self.state.value,
            "file": self.exercise.path,
            "line": self.fault.line if self.fault else 0,
            "reason": self.fault.reason if self.fault else "",
            "test": self.open_test,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """A learner on the board.

    Attributes:
        learner: The learner.
        project: The project folder.
        work: The exercises, in order; none if the project is missing.
        release: Release of the project; empty if unknown.
        problem: Why the project cannot be read, or which file breaks it; usually empty.
        hand: When the learner asked for help, in seconds since 1970; None if not.
        saved: When a started exercise was last saved, in seconds since 1970; None if none was
            started.
        fetched: When the project was last fetched, in seconds since 1970; None without a remote.
    """

    learner: Learner
    project: Path
    work: tuple[Work, ...] = ()
    release: str = ""
    problem: str = ""
    hand: float | None = None
    saved: float | None = None
    fetched: float | None = None

    def count(self, *states: WorkState) -> int:
        """Return the number of exercises in some states."""
        return sum(each.state in states for each in self.work)

    @property
    def is_finished(self) -> bool:
        """Whether no exercise is left to write or to fix."""
        return bool(self.work) and not self.count(
            WorkState.TODO, WorkState.BROKEN, WorkState.FAILING
        )

    @property
    def current(self) -> Work | None:
        """The first exercise that is left."""
        left = (WorkState.TODO, WorkState.BROKEN, WorkState.FAILING)
        return next((each for each in self.work if each.state in left), None)

    def as_json(self) -> dict[str, Any]:
        """Return the row as JSON values."""
        return {
            "id": self.learner.id,
            "name": self.learner.name,
            "section": self.learner.section,
            "project": str(self.project),
            "release": self.release,
            "problem": self.problem,
            "hand": as_time(self.hand),
            "saved": as_time(self.saved),
            "fetched": as_time(self.fetched),
            **{state.value: self.count(state) for state in WorkState},
            "exercises": [each.as_json() for each in self.work],
        }


def as_time(seconds: float | None) -> str | None:
    """Return a moment as ISO 8601 in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def look_at_class(classroom: Classroom) -> tuple[Row, ...]:
    """Return the rows of a class, in the order of the roster."""
    lessons = {tag: parse_lessons(text.encode()) for tag, text in classroom.record.lessons.items()}
    return tuple(_look(classroom, learner, lessons) for learner in classroom.learners)


def _look(classroom: Classroom, learner: Learner, known: Mapping[str, tuple[Lesson, ...]]) -> Row:
    project = classroom.project(learner)
    if project.is_symlink() or not project.is_dir():
        found = "a symlink" if project.is_symlink() else "missing"
        return Row(learner, project, problem=f"the project folder is {found}")
    try:
        answers = read_answers(project)
        problem = ""
    except ScaffoldError as error:
        answers, problem = {}, error.message
    release = str(answers.get("_commit", ""))
    lessons = _choose_lessons(project, release, known)
    sources = Sources(project)
    work = tuple(
        _look_at(lesson, exercise, sources, answers)
        for lesson in lessons
        for exercise in lesson.exercises
    )
    started = {_written(each.exercise) for each in work if each.state is not WorkState.TODO} - {""}
    enrolled = classroom.record.enrolled[learner.id]
    return Row(
        learner,
        project,
        work,
        release,
        problem or find_broken_modules(sources, {each.exercise.file for each in work} - {""}),
        _read_hand(project),
        find_last_saved(sources, sorted(started), enrolled.sent),
        find_fetched(project),
    )


def _choose_lessons(
    project: Path, release: str, known: Mapping[str, tuple[Lesson, ...]]
) -> tuple[Lesson, ...]:
    """Return the lessons of a release as they were handed out, whatever a learner changed."""
    if release in known:
        return known[release]
    try:
        return read_lessons(project)
    except (ExerciseError, OSError):
        return list(known.values())[-1] if known else ()


def _look_at(
    lesson: Lesson, exercise: Exercise, sources: Sources, answers: Mapping[str, Any]
) -> Work:
    if exercise.notebook:
        plan = sources.read(plan_path(exercise.notebook))
        is_done = isinstance(plan, RegularFile) and says_moved(plan.content)
        return Work(lesson.name, exercise, WorkState.WRITTEN if is_done else WorkState.TODO)
    if not exercise.file:
        is_done = all(answers.get(key) == value for key, value in exercise.answers.items())
        return Work(lesson.name, exercise, WorkState.WRITTEN if is_done else WorkState.TODO)
    module = sources.parse(exercise.file)
    fault = module.fault
    if fault is None and exercise.function not in module.functions:
        fault = Fault(f"`{exercise.function}` not found")
    if fault is not None:
        return Work(lesson.name, exercise, WorkState.BROKEN, fault)
    is_todo = module.functions[exercise.function]
    return Work(lesson.name, exercise, WorkState.TODO if is_todo else WorkState.WRITTEN)


def _written(exercise: Exercise) -> str:
    """Return the file that shows when an exercise was written; empty for an update."""
    return plan_path(exercise.notebook) if exercise.notebook else exercise.file


def _read_hand(project: Path) -> float | None:
    try:
        found = read_regular(project / _HAND, limit=_LARGEST_HAND)
    except (OSError, UnreadableFileError):
        return None
    return found.status.st_mtime


__all__ = ["LESSONS_FILE", "Row", "Work", "WorkState", "as_time", "look_at_class"]
