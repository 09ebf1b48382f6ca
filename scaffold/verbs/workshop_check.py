"""Test one exercise, watch a project, and ask for help."""

from datetime import UTC, datetime
from pathlib import Path

from scaffold.apply.hand import lower_hand, raise_hand
from scaffold.template.exercises.lessons import Exercise, Lesson, choose_exercises, read_lessons
from scaffold.workshop.checking import (
    ExerciseTest,
    Verdict,
    list_watched,
    read_signature,
)
from scaffold.workshop.progress import ExerciseState, find_python, look_at_all

__all__ = ["Verdict", "Watch", "check_exercise", "lower", "raise_up", "start_watch"]


def check_exercise(path: Path, name: str = "") -> Verdict | None:
    """Test an exercise.

    Args:
        path: The project folder.
        name: Name of an exercise, or of a lesson for its first exercise that is not done; empty
            for the first of all exercises.

    Returns:
        The verdict; None if all exercises are done.

    Raises:
        ExerciseError: The project has no lessons, none of that name, or no virtual environment.
    """
    folder = path.absolute()
    lessons, python = read_lessons(folder), find_python(folder)
    exercise = _choose(folder, lessons, name)
    return ExerciseTest(folder, exercise, python).wait() if exercise else None


def _choose(folder: Path, lessons: tuple[Lesson, ...], name: str) -> Exercise | None:
    if not name:
        return _find_open(folder, lessons)
    chosen = choose_exercises(lessons, name)
    if len(chosen) == 1:
        return chosen[0]
    return _find_open(folder, tuple(each for each in lessons if each.name == name))


def _find_open(folder: Path, lessons: tuple[Lesson, ...]) -> Exercise | None:
    results = look_at_all(folder, lessons)
    left = (each.exercise for each in results if each.state is not ExerciseState.DONE)
    return next(left, None)


class Watch:
    """The tests of one exercise after the other, run again when a file is saved.

    Attributes:
        exercise: The current exercise.
    """

    def __init__(self, folder: Path, lessons: tuple[Lesson, ...], first: Exercise) -> None:
        self._folder, self._python = folder, find_python(folder)
        self._exercises = [exercise for lesson in lessons for exercise in lesson.exercises]
        self._paths = list_watched(lessons)
        self._done: set[str] = set()
        self.exercise = first
        self._told = False
        self._begin()

    def poll(self) -> Verdict | None:
        """Return a verdict once, when tests have finished; start them again after a save."""
        if read_signature(self._folder, self._paths) != self._signature:
            self.run()
            return None
        verdict = None if self._told else self._test.poll()
        if verdict is not None:
            self._told = True
            if verdict.state is ExerciseState.DONE:
                self._done.add(verdict.exercise.name)
            else:
                self._done.discard(verdict.exercise.name)
        return verdict

    def run(self) -> None:
        """Run the tests again."""
        self.stop()
        self._begin()

    def move_on(self) -> bool:
        """Go to the next exercise that is not known to be done; return whether there is one."""
        at = self._exercises.index(self.exercise) + 1
        following = [*self._exercises[at:], *self._exercises[:at]]
        left = [each for each in following if each.name not in self._done]
        if not left:
            return False
        self.exercise = left[0]
        self.run()
        return True

    def stop(self) -> None:
        """End the tests that still run."""
        self._test.stop()

    def _begin(self) -> None:
        self._signature = read_signature(self._folder, self._paths)
        self._test = ExerciseTest(self._folder, self.exercise, self._python)
        self._told = False


def start_watch(path: Path, name: str = "") -> Watch | None:
    """Start to test an exercise, by default the first that is not done.

    Returns:
        None if all exercises are done.

    Raises:
        ExerciseError: The project has no lessons, none of that name, or no virtual environment.
    """
    folder = path.absolute()
    lessons = read_lessons(folder)
    first = _choose(folder, lessons, name)
    return Watch(folder, lessons, first) if first else None


def raise_up(path: Path) -> None:
    """Ask for help: the board of the class shows the learner first.

    Raises:
        ExerciseError: The folder is not a workshop project.
    """
    folder = path.absolute()
    read_lessons(folder)
    raise_hand(folder, datetime.now(UTC).isoformat(timespec="seconds") + "\n")


def lower(path: Path) -> bool:
    """Withdraw the request for help; return whether there was one.

    Raises:
        ExerciseError: The folder is not a workshop project.
    """
    folder = path.absolute()
    read_lessons(folder)
    return lower_hand(folder)
