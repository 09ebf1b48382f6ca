"""From scenarios to works: how the world is before a command, and after one nobody disturbed."""

import gc
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scaffold.errors.exit_codes import ExitCode
from tests.faults.commands import hide_git, noted, run_here
from tests.faults.scenarios import AGAIN, SCENARIOS, Scenario
from tests.faults.trials import Work, enter, killed_worlds, look_at_work
from tests.faults.worlds import contents, look, restore, without_key


def make_works(base: Path, every: int, words: list[str]) -> Iterator[Work]:
    """Yield each work that is wanted; its world stands until the next one.

    Args:
        base: A folder for all worlds, with a `home` in it.
        every: Of the worlds that a killed command leaves, only each of this number is taken.
        words: Regular expressions, one of which is found in the name; without any, all are wanted.
    """

    def is_wanted(name: str) -> bool:
        return not words or any(re.search(word, name) for word in words)

    path = os.environ["PATH"]
    for scenario in SCENARIOS:
        name = f"{scenario.verb}: {scenario.name}"
        undone, recovered = f"undo of {name}", f"recover of {name}"
        again = [each for each in (undone, recovered) if scenario.name in AGAIN]
        if not any(map(is_wanted, [name, *again])):
            continue
        os.environ.update(HOME=str(base / "home"), PATH=path)
        work = _make_work(scenario, name, base)
        if not scenario.git:
            hide_git()
        gc.collect()
        gc.freeze()  # Processes that are forked share the memory of all that is loaded.
        if is_wanted(name):
            yield work
        if undone in again and is_wanted(undone):
            yield _undo(work, undone, base)
        if recovered in again and is_wanted(recovered):
            yield from _recover(work, recovered, base, every)


def _make_work(scenario: Scenario, name: str, base: Path) -> Work:
    """Prepare a world, and do the work undisturbed in this process, which has loaded all then."""
    os.chdir(base)
    start, trial, done = base / "start", base / "trial", base / "done"
    shutil.rmtree(start, ignore_errors=True)
    for part in ("work", "home"):
        (start / part).mkdir(parents=True)
    scenario.prepare(start / "work")
    restore(start, trial)
    enter(trial, own_home=scenario.own_home)
    noted.clear()
    ended = run_here(scenario.command)
    if ended.code not in {ExitCode.DONE, ExitCode.CONFLICTS}:
        raise AssertionError(f"{name} ended with {ended.code}: {ended.said}")
    restore(trial, done)
    is_made = scenario.verb == "new"
    before = look_at_work(start, scenario.project, is_made=is_made)
    return Work(
        name=name,
        start=start,
        command=scenario.command,
        code=ended.code,
        project=scenario.project,
        before=before,
        after=look_at_work(done, scenario.project, is_made=is_made),
        home=without_key(look(done / "home")) if scenario.own_home else None,
        back=None if is_made else before,
        owned=frozenset(contents(before)),
        plans={} if scenario.own_home else dict(noted),
        is_large=scenario.is_large,
    )


def _undo(work: Work, name: str, base: Path) -> Work:
    """Return the taking back of a work, in the world in which it is done."""
    if work.before is None:
        raise AssertionError("what is half done cannot be taken back")
    return replace(
        work,
        name=name,
        start=base / "done",
        command=("undo", str(work.project)),
        code=0,
        before=work.after,
        after=work.before,
        back=work.after,
        owned=frozenset(contents(work.before) | contents(work.after)),
    )


def _recover(work: Work, name: str, base: Path, every: int) -> Iterator[Work]:
    """Yield the finishing of a work, from each world in which it was killed half way."""
    command = ("recover", str(work.project))
    for number, killed in enumerate(killed_worlds(work, base / "trial", base / "killed", every)):
        yield replace(
            work,
            name=f"{name}, {number}",
            start=killed,
            command=command,
            code=0,
            before=None,
            is_large=True,
        )
