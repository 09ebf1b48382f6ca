"""Finish the steps of a journal, however many an interrupted command has done."""

from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from scaffold.apply.filling import finish_entries, forget_journal
from scaffold.apply.folders import Folder
from scaffold.apply.state import JOURNAL, UNDO, enter_own
from scaffold.apply.steps import JournalEntry, check_stored, read_journal, read_steps, read_stored
from scaffold.apply.storage import is_held_by, mark, put, read_file, read_without, remove
from scaffold.files.paths import STATE
from scaffold.files.tree import File

# A name that no folder has: removing it removes its parent folders if they are empty.
_NOTHING = ".scaffold-nothing"


def finish(top: Folder, state: Folder, *, unverified: bool) -> list[str]:
    """Do the remaining steps of a journal; can be repeated after any interruption."""
    with enter_own(state, JOURNAL, f"{STATE}/{JOURNAL}") as folder:
        journal = read_journal(folder)
        is_of_new = "entries" in journal
        if is_of_new:
            skipped = finish_entries(top, folder, journal, unverified=unverified)
        else:
            skipped = _finish_steps(top, folder, journal, unverified=unverified)
    if is_of_new:
        forget_journal(state)
        return skipped
    state.remove_tree(UNDO)
    state.move(JOURNAL, state, UNDO)
    state.synchronize()
    return skipped


def _finish_steps(
    top: Folder, folder: Folder, journal: Mapping[str, Any], *, unverified: bool
) -> list[str]:
    steps = read_steps(folder, journal, top.path, unverified=unverified)
    _check_contents(top.path, folder, steps)
    written = {step.path for step in steps if step.after is not None}
    # A file can become a folder, and a folder a file: removing files first frees their paths.
    in_order = sorted(steps, key=lambda step: step.path in written)
    return [step.path for step in in_order if not _make(top, folder, step, written)]


def _check_contents(project: Path, folder: Folder, steps: Sequence[JournalEntry]) -> None:
    removed = {step.path for step in steps if step.after is None}
    standing = read_without(project, (step.path for step in steps), removed)
    stored = read_stored(folder, "new")
    for step in steps:
        new = stored.get(step.name)
        if new is not None or _is_left_to_make(step, standing.get(step.path)):
            check_stored(folder, step, new, step.after)


def _is_left_to_make(step: JournalEntry, standing: File | None) -> bool:
    """Return whether an entry still has to write its content."""
    return step.before != step.after and mark(standing) == step.before


def _make(top: Folder, folder: Folder, step: JournalEntry, written: Set[str]) -> bool:
    """Apply one entry unless it is done; skip a file that is neither as before nor as after.

    Args:
        top: The project folder.
        folder: The folder of the journal.
        step: The entry.
        written: Paths that the journal writes, which can occupy the path of a removed file.
    """
    found = read_file(top.path, step.path)
    blocked = found is not None and found.kind == "obstacle"
    allowed = written if step.after is None else frozenset[str]()
    standing = None if found is None or is_held_by(found, allowed) else mark(found)
    if standing not in (step.before, step.after):
        return False
    if step.after is None and not blocked:
        remove(top, step.path)
    elif standing != step.after:
        for empty in found.held_by if found else ():
            remove(top, f"{empty}{_NOTHING}")
        with folder.enter("new") as new:
            put(new, step.name, top, step.path)
    return True
