"""Run the template's tests on copies of the learners' projects. This runs their code.

A copy has no repository, the tests are those of the template, and each run has a home folder of its
own and limits. That protects against mistakes: it is no sandbox.
"""

import os
import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold.errors import ExerciseError, InvalidAnswerError, ScaffoldError
from scaffold.files.interpreters import find_program
from scaffold.files.scratch_copy import scratch_folder
from scaffold.project.proof.check_runs import Status
from scaffold.project.proof.chosen_checks import Check
from scaffold.project.proof.junit import read_results
from scaffold.project.proof.replaced_tests import copy_with_template_tests
from scaffold.project.proof.running import ScratchFolders, run_check
from scaffold.workshop.classroom.board import Row, Work, WorkState
from scaffold.workshop.classroom.limits import Limits, limit_command
from scaffold.workshop.classroom.record import Classroom
from scaffold.workshop.progress import find_open_test

# A project with its sample data has a few megabytes.
_LARGEST_COPY = 200 * 2**20
_RESULTS = ".workshop-results.xml"
_PYTEST = ("-m", "pytest", "--quiet", "--color=no", "--tb=no", "-p", "no:cacheprovider")
_OPTIONS = ("-o", "junit_family=xunit1", "--continue-on-collection-errors", "--maxfail=0")
# The variables that a run keeps: tokens and passwords of the teacher are not among them.
_KEPT = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT", "TZ")
# Seconds on the clock for each second of the processor.
_WAITING = 4
_RUNNER = "Use one such as `podman run --rm --network none -v {dir}:/work -w /work IMAGE`"
_STARTED = (WorkState.WRITTEN, WorkState.BROKEN)


@dataclass(frozen=True, slots=True)
class TrialOptions:
    """How tests run.

    Attributes:
        python: An environment or its Python; None is `.venv` of the class, or the active one.
        runner: Command of the user that runs a command, with `{dir}` for the copy; empty for none.
        limit: Processor seconds after which a run is ended; on the clock, four times as many.
    """

    python: Path | None = None
    runner: str = ""
    limit: int = 60


def run_trials(classroom: Classroom, rows: Sequence[Row], options: TrialOptions) -> tuple[Row, ...]:
    """Return the rows after the tests of all started exercises have run.

    Raises:
        ExerciseError: There is no environment.
        InvalidAnswerError: The runner is invalid.
    """
    runner = _split_runner(options.runner)
    python = "python" if runner else str(_find_python(classroom.folder, options.python))
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return tuple(pool.map(lambda row: _try(row, python, runner, options.limit), rows))


def _split_runner(command: str) -> list[str]:
    """Return the words of a runner.

    Raises:
        InvalidAnswerError: A quote is not closed, or `{dir}` is missing.
    """
    try:
        words = shlex.split(command)
        shown = [word.format(dir="/") for word in words]
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise InvalidAnswerError(f"Invalid command in `--runner`: {error}", _RUNNER) from error
    if words and shown == words:
        raise InvalidAnswerError("Invalid command in `--runner`: it lacks `{dir}`", _RUNNER)
    return words


def _find_python(folder: Path, given: Path | None) -> Path:
    active = os.environ.get("VIRTUAL_ENV")
    places = [given] if given else [folder / ".venv", *([Path(active)] if active else [])]
    found = next(filter(None, map(find_program, places)), None)
    if found is None:
        raise ExerciseError(
            f"No Python in `{places[0]}`",
            "Create an environment with the packages of a project, and pass it with `--python`",
        )
    return found


def _try(row: Row, python: str, runner: Sequence[str], limit: int) -> Row:
    started = [each for each in row.work if each.state in _STARTED and each.exercise.tests]
    if not started:
        return row
    try:
        with scratch_folder("scaffold-class-") as base:
            folders = ScratchFolders(base)
            _prepare(row, folders)
            run = _Runner(folders, python, runner, limit)
            return replace(row, work=tuple(_judge(row.work, run.find_open_tests(started))))
    except ScaffoldError as error:
        return replace(row, problem=row.problem or f"not tested: {error.message}")


def _judge(work: Sequence[Work], open_tests: Mapping[str, str]) -> list[Work]:
    judged = []
    for each in work:
        test = open_tests.get(each.exercise.name)
        if each.state is WorkState.WRITTEN and test is not None:
            state = WorkState.FAILING if test else WorkState.DONE
            judged.append(replace(each, state=state, open_test=test))
        else:
            judged.append(each)
    return judged


def _prepare(row: Row, folders: ScratchFolders) -> None:
    """Copy a project, and replace its tests by those of its release.

    Raises:
        ScaffoldError: The project cannot be copied, or its release cannot be rendered.
    """
    tests = [test for each in row.work for test in each.exercise.tests]
    kept = {each.exercise.file for each in row.work}
    copy_with_template_tests(row.project, folders.project, tests, kept, _LARGEST_COPY)
    for folder in (folders.temporary, folders.base / "home"):
        folder.mkdir()


@dataclass(frozen=True, slots=True)
class _Runner:
    """Runs tests in one copy.

    Attributes:
        folders: The copy, and where runs write.
        python: The Python to run.
        runner: Words of the user's command before it; none without one.
        limit: Processor seconds after which a run is ended.
    """

    folders: ScratchFolders
    python: str
    runner: Sequence[str]
    limit: int

    def find_open_tests(self, started: Sequence[Work]) -> dict[str, str]:
        """Return the first test that did not pass, by exercise; empty if all passed.

        One process runs all tests. If it has no result, as after an endless loop, each exercise
        gets a process of its own.
        """
        files = dict.fromkeys(test.partition("::")[0] for w in started for test in w.exercise.tests)
        verdicts = self._run(list(files))
        if verdicts is not None:
            return {w.exercise.name: find_open_test(w.exercise, verdicts) for w in started}
        found = {}
        for each in started:
            own = self._run(each.exercise.tests)
            found[each.exercise.name] = find_open_test(each.exercise, own or {})
        return found

    def _run(self, tests: Sequence[str]) -> dict[str, bool] | None:
        """Return whether each test passed; None if they did not finish."""
        results = self.folders.project / _RESULTS
        results.unlink(missing_ok=True)
        command = [self.python, *_PYTEST, *_OPTIONS, f"--junitxml={_RESULTS}", *tests]
        check = Check("tests", self._limit(command))
        # On a busy machine, a second of the processor takes longer than a second.
        run_check(check, self.folders, self._variables(), _WAITING * self.limit)
        found = None if results.is_symlink() else read_results(results)
        if found is None:
            return None
        return {name: test.status is not Status.FAILED for name, test in found.items()}

    def _limit(self, command: Sequence[str]) -> tuple[str, ...]:
        if not self.runner:
            return limit_command(command, Limits(seconds=self.limit))
        words = [word.format(dir=self.folders.project) for word in self.runner]
        # The runner may be the client of a service, whose processes have limits of their own.
        return limit_command([*words, *command], Limits(memory=0, file=2**30))

    def _variables(self) -> dict[str, str]:
        home = str(self.folders.base / "home")
        kept = {key: value for key, value in os.environ.items() if key in _KEPT}
        if self.runner:  # It may need the home folder of the user.
            kept |= {"HOME": os.environ.get("HOME", home)}
            return kept
        project = self.folders.project
        return {
            **kept,
            **dict.fromkeys(("HOME", "USERPROFILE", "XDG_CACHE_HOME"), home),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.folders.temporary)),
            "PATH": os.pathsep.join([str(Path(self.python).parent), kept.get("PATH", "")]),
            "PYTHONPATH": os.pathsep.join([str(project / "src"), str(project)]),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
