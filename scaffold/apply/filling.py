"""Fill an existing folder: build inside `.scaffold`, then move all entries up.

The folder itself is not replaced, because it can be a mount point or the current folder of a
shell. Once the journal is renamed, `scaffold recover` finishes an interrupted command.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from scaffold.apply.empty import GIT, is_unused
from scaffold.apply.folders import Folder, open_folder
from scaffold.apply.journal_errors import StateError
from scaffold.apply.lock import LOCK, locked
from scaffold.apply.state import (
    IGNORE,
    JOURNAL,
    PREPARING,
    enter_own,
    naming_interruption,
    open_state,
)
from scaffold.apply.steps import check_signature, write_journal
from scaffold.errors import DestinationError
from scaffold.files.paths import STATE, check_place, naming_failed_writes

_TREE = "tree"
# Where an empty repository is stored until the one with the initial commit has replaced it.
_REPLACED = "replaced"
_FORMAT = 2
_HINT = "Fix the cause, then run `scaffold new` again, or `scaffold recover` if it says so"


@contextmanager
def build_inside(destination: Path) -> Iterator[Path]:
    """Yield the path at which to build; its entries are moved into the destination at the end.

    If the block raises, the destination does not change.

    Raises:
        DestinationError: Another process wrote into the destination.
        WriteError: The file system refused a write.
        CutShortError: The user stopped the command; the journal contains the remaining steps.
    """
    with (
        naming_failed_writes(destination, _HINT),
        naming_interruption(destination),
        clearing_unused_state(destination),
        open_folder(destination) as top,
        open_state(top) as state,
        locked(state, "new"),
    ):
        state.remove_tree(PREPARING)
        with ExitStack() as cleanup:
            cleanup.callback(state.remove_tree, PREPARING)
            with state.enter(PREPARING, make=True) as folder:
                folder.make_folder(_TREE)
                built = folder.path / _TREE / destination.name
                yield built
                _refuse_used(destination)
                entries = sorted(entry.name for entry in built.iterdir())
                journal = {"format": _FORMAT, "command": "new", "folder": built.name}
                write_journal(folder, {**journal, "entries": entries}, destination)
            state.move(PREPARING, state, JOURNAL)
            cleanup.pop_all()
        state.synchronize()
        with enter_own(state, JOURNAL, f"{STATE}/{JOURNAL}") as folder:
            left = _move_entries(top, folder, built.name, entries)
        forget_journal(state)
    if left:
        raise DestinationError(
            f"`{destination / left[0]}` was created by another process",
            "All other files were created; compare yours with `scaffold status`",
        )


def copy_repository(destination: Path, built: Path) -> None:
    """Copy the empty repository of a destination for the initial commit."""
    for parent, _, files in os.walk(destination / GIT):
        copied = built / Path(parent).relative_to(destination)
        copied.mkdir()
        for name in files:
            shutil.copy2(Path(parent) / name, copied / name)


def finish_entries(
    top: Folder, folder: Folder, journal: Mapping[str, Any], *, unverified: bool
) -> list[str]:
    """Move the files of an interrupted command; can be repeated after any interruption.

    Returns:
        Skipped entries, whose paths are occupied.

    Raises:
        StateError: The journal is invalid.
        ForbiddenPlaceError: An entry is outside the project, or in `.git` without a signature.
        UnverifiedJournalError: Another user or machine wrote it, or it is of another project.
    """
    name, entries = journal.get("folder"), journal["entries"]
    parts = [name, *entries] if isinstance(entries, list) else [None]
    if not all(isinstance(part, str) and part and "/" not in part for part in parts):
        raise StateError(f"{STATE}/{JOURNAL}")
    for entry in entries:
        if entry != GIT or unverified:
            check_place(entry)
    check_place(str(name))
    check_signature(folder, journal, top.path, unverified=unverified)
    return _move_entries(top, folder, str(name), entries)


def forget_journal(state: Folder) -> None:
    """Remove a finished journal that cannot be undone."""
    state.move(JOURNAL, state, PREPARING)  # A partly removed journal would be corrupt.
    state.remove_tree(PREPARING)


@contextmanager
def clearing_unused_state(project: Path) -> Iterator[None]:
    """Remove the `.scaffold` folder at the end if it has no journal."""
    try:
        yield
    finally:
        with open_folder(project) as top:
            if top.has(STATE):
                _clear(top)


def _clear(top: Folder) -> None:
    with enter_own(top, STATE, STATE) as state:
        is_used = not set(state.names()) <= {IGNORE, LOCK}
        if not is_used:
            state.remove_file(LOCK)
            state.remove_file(IGNORE)
    if not is_used:
        top.remove_folder(STATE)


def _refuse_used(destination: Path) -> None:
    if not is_unused(destination):
        raise DestinationError(
            f"Another process created files in `{destination}`",
            "Choose another name, or run `scaffold adopt` there",
        )


def _move_entries(top: Folder, folder: Folder, name: str, entries: list[str]) -> list[str]:
    with folder.reach([_TREE, name]) as tree:
        left = [entry for entry in entries if not _move(tree, entry, top, folder)]
    top.synchronize()
    return left


def _move(tree: Folder, entry: str, top: Folder, folder: Folder) -> bool:
    """Move one entry to the top, if it is not there yet; skip it if the path is occupied."""
    if not tree.has(entry):
        return True
    if top.has(entry):
        if entry != GIT or folder.has(_REPLACED):
            return False
        top.move(GIT, folder, _REPLACED)
    tree.move(entry, top, entry)
    return True
