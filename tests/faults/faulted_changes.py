"""Change a project again and again, each time with a fault at a later event; judge what was left.

A driver of its own process that forks for every trial. Called with: folder, work ("apply", "undo"
or "recover"), name of the fault. Prints JSON: the number of trials, and those that went wrong.
"""

import json
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from scaffold.apply.journal import Change, apply_changes, recover, undo
from scaffold.apply.state import is_interrupted
from scaffold.trees import File, Tree, read_tree
from tests.faults.faults import try_with_fault

BEFORE = {
    "README.md": File(b"read\n"),
    "kept": File(b"the owner's\n"),
    "run": File(b"#!/bin/sh\n"),
    "src/a.py": File(b"a\n" * 1000),
    "src/old/b.py": File(b"b\n"),
    "src/old/c.py": File(b"c\n"),
    "link": File(b"kept", "link"),
}
CHANGES = [
    Change("README.md", BEFORE["README.md"], File(b"new\n")),
    Change("run", BEFORE["run"], File(b"#!/bin/sh\n", "executable")),
    Change("src/a.py", BEFORE["src/a.py"], File(b"A\n" * 1000)),
    Change("src/old/b.py", BEFORE["src/old/b.py"], None),
    Change("src/old/c.py", BEFORE["src/old/c.py"], None),
    Change("src/new/deep/d.py", None, File(b"d\n")),
    Change("link", BEFORE["link"], File(b"README.md", "link")),
    Change(".copier-answers.yml", None, File(b"_commit: v2\n")),
]
CHANGED = {change.path: change.after for change in CHANGES if change.after}
AFTER = {**{p: f for p, f in BEFORE.items() if p not in {c.path for c in CHANGES}}, **CHANGED}


def make(folder: Path) -> Path:
    """Make the project as it is before."""
    for path, file in BEFORE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if file.kind == "link":
            (folder / path).symlink_to(file.content.decode())
        else:
            (folder / path).write_bytes(file.content)
    return folder


def files(project: Path) -> Tree:
    """Read the project without what commands remember."""
    found = read_tree(project)
    return {path: file for path, file in found.items() if not path.startswith(".scaffold/")}


def update(project: Path) -> None:
    """Make all changes."""
    apply_changes(project, "update", CHANGES)


def settle(project: Path) -> Tree:
    """Do what a person is told to do after an interruption."""
    recover(project)
    return files(project)


def judge_apply(project: Path) -> str:
    """Judge a project in which the change was interrupted; an empty text is good."""
    untouched = files(project) == BEFORE
    if not is_interrupted(project) and not untouched and files(project) != AFTER:
        return "half done, and not known to be"
    if settle(project) not in (BEFORE, AFTER):
        return "half done after recovering"
    if files(project) == BEFORE:
        update(project)
    return "" if files(project) == AFTER else "made again, it is not as if never interrupted"


def judge_undo(project: Path) -> str:
    """Judge a project in which taking back was interrupted."""
    if settle(project) not in (BEFORE, AFTER):
        return "half taken back after recovering"
    if files(project) == AFTER:
        undo(project)
    return "" if files(project) == BEFORE else "taken back again, it is not as before"


def starts(base: Path, work: str) -> Iterator[Path]:
    """Yield the states from which the work is tried, each as a folder."""
    start = make(base / "start")
    if work == "undo":
        update(start)
    if work != "recover":
        yield start
        return
    counted = shutil.copytree(start, base / "counted-update", symlinks=True)
    events = int(try_with_fault(partial(update, counted), "kill", 0))
    for event in range(1, events + 1):
        killed = shutil.copytree(start, base / f"killed-{event}", symlinks=True)
        try_with_fault(partial(update, killed), "kill", event)
        if is_interrupted(killed):
            yield killed


def try_all(start: Path, work: Callable[[Path], object], fault: str) -> Iterator[tuple[str, Path]]:
    """Yield how each trial ended, and where: with the fault at event 1, 2, 3, ... of the work."""
    trial = start.parent / "trial"
    shutil.copytree(start, trial, symlinks=True)
    events = int(try_with_fault(partial(work, trial), fault, 0))
    for event in range(1, events + 1):
        shutil.rmtree(trial)
        shutil.copytree(start, trial, symlinks=True)
        ended = try_with_fault(partial(work, trial), fault, event)
        yield f"{start.name}, event {event}: {ended}", trial
    shutil.rmtree(trial)


WORKS: dict[str, Callable[[Path], object]] = {"apply": update, "undo": undo, "recover": recover}


def main() -> None:
    """Try the work with the fault at every event, from every start, and judge what was left."""
    base, work, fault = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    judge = judge_undo if work == "undo" else judge_apply
    trials, wrong = 0, []
    for start in starts(base, work):
        for ended, trial in try_all(start, WORKS[work], fault):
            verdict = judge(trial)
            trials += 1
            if verdict:
                wrong.append(f"{ended}: {verdict}")
    json.dump({"trials": trials, "wrong": wrong}, sys.stdout)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
