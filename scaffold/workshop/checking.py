"""Test one exercise in the project of a learner, and tell when its files are saved."""

import os
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from scaffold.project.proof.check_runs import Status
from scaffold.project.proof.junit import read_results
from scaffold.project.proof.running import MARK, end_process
from scaffold.template.exercises.lessons import Exercise, Lesson
from scaffold.workshop.classroom.learner_sources import Sources
from scaffold.workshop.classroom.limits import Limits, limit_command
from scaffold.workshop.moved_notebooks import list_written
from scaffold.workshop.progress import ExerciseState, find_open_test, is_untouched

# Longer than the slowest exercise takes; an endless loop is a common mistake.
_SECONDS = 120
_TAIL_BYTES, _TAIL_LINES, _WIDTH = 50_000, 40, 300
_PYTEST = ("-m", "pytest", "--quiet", "--color=no", "--tb=short", "--maxfail=1", "--no-header")
_OPTIONS = ("-o", "junit_family=xunit1")

# What the system says about files: when they were changed, and their size.
Signature = Mapping[str, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tests of an exercise say.

    Attributes:
        exercise: The exercise.
        state: Its state.
        reason: Why it fails before any test runs: the file with the line; usually empty.
        output: Last lines of pytest's output, with the first failure; empty unless it failed.
    """

    exercise: Exercise
    state: ExerciseState
    reason: str = ""
    output: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the verdict as JSON values."""
        return {
            "exercise": self.exercise.name,
            "state": self.state.value,
            "file": self.exercise.path,
            "reason": self.reason,
            "output": self.output,
        }


class ExerciseTest:
    """The tests of an exercise while they run; end it with `stop`."""

    def __init__(self, project: Path, exercise: Exercise, python: Path) -> None:
        self._exercise = exercise
        self._verdict = judge_unrun(project, exercise)
        if self._verdict is None:
            self._folder = TemporaryDirectory(prefix="scaffold-check-")
            self._until = time.monotonic() + _SECONDS
            self._process = self._start(project, python)

    def poll(self) -> Verdict | None:
        """Return the verdict; None while tests run."""
        if self._verdict is None:
            is_late = time.monotonic() > self._until
            if self._process.poll() is None and not is_late:
                return None
            self._end()
            self._verdict = self._judge(is_late=is_late)
            self._folder.cleanup()
        return self._verdict

    def wait(self) -> Verdict:
        """Return the verdict when the tests have finished."""
        while (verdict := self.poll()) is None:
            time.sleep(0.05)
        return verdict

    def stop(self) -> None:
        """End the tests, if they still run."""
        if self._verdict is None:
            self._end()
            self._folder.cleanup()
            self._verdict = Verdict(self._exercise, ExerciseState.FAILING, "stopped")

    def _start(self, project: Path, python: Path) -> subprocess.Popen[bytes]:
        results = f"--junitxml={self._at('results.xml')}"
        command = [str(python), *_PYTEST, *_OPTIONS, results, *self._exercise.tests]
        limits = Limits(seconds=_SECONDS, memory=0)
        with self._at("log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - the tests are the project's own
                limit_command(command, limits),
                cwd=project,
                env={**os.environ, MARK: self._folder.name},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _end(self) -> None:
        end_process(self._process, self._folder.name)

    def _judge(self, *, is_late: bool) -> Verdict:
        tests = read_results(self._at("results.xml"))
        passed = {name: test.status is not Status.FAILED for name, test in (tests or {}).items()}
        if not find_open_test(self._exercise, passed):
            return Verdict(self._exercise, ExerciseState.DONE)
        reason = ""
        if tests is None:
            reason = f"no result after {_SECONDS} s" if is_late else "the tests did not finish"
        return Verdict(self._exercise, ExerciseState.FAILING, reason, self._read_tail())

    def _read_tail(self) -> str:
        with self._at("log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL_BYTES))
            lines = log.read().decode("utf-8", "replace").splitlines()
        shown = [line[:_WIDTH].rstrip() for line in lines if "generated xml file" not in line]
        return "\n".join(shown[-_TAIL_LINES:])

    def _at(self, name: str) -> Path:
        return Path(self._folder.name, name)


def judge_unrun(project: Path, exercise: Exercise) -> Verdict | None:
    """Return the verdict on an exercise that needs no test: blank, or not valid Python."""
    if not exercise.file:
        is_todo = is_untouched(project, exercise)
        return Verdict(exercise, ExerciseState.TODO) if is_todo else None
    module = Sources(project).parse(exercise.file)
    if module.fault is not None:
        line = f":{module.fault.line}" if module.fault.line else ""
        reason = f"{exercise.file}{line}: {module.fault.reason}"
        return Verdict(exercise, ExerciseState.FAILING, reason)
    if exercise.function not in module.functions:
        reason = f"{exercise.file}: `{exercise.function}` not found"
        return Verdict(exercise, ExerciseState.FAILING, reason)
    return Verdict(exercise, ExerciseState.TODO) if module.functions[exercise.function] else None


def list_watched(lessons: Iterable[Lesson]) -> list[str]:
    """Return the files of all exercises, and of their tests."""
    exercises = [exercise for lesson in lessons for exercise in lesson.exercises]
    tests = [test.partition("::")[0] for each in exercises for test in each.tests]
    own = {each.file for each in exercises} | {
        path for each in exercises for path in list_written(each.notebook)
    }
    return sorted({*filter(None, own), *tests})


def read_signature(project: Path, paths: Iterable[str]) -> Signature:
    """Return what tells whether a file was saved, by path."""
    return {path: _read_status(project / path) for path in paths}


def _read_status(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
