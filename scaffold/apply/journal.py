"""Change a project so that a command can be finished or undone after a kill at any point.

The old and new contents are first written to `.scaffold/`. From the moment that this folder is
renamed to `journal`, the command will be finished. Then each file is replaced, the answers file
last. A finished journal is stored as `undo` until the next one.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from scaffold.apply.filling import clearing_unused_state
from scaffold.apply.finishing import finish
from scaffold.apply.folders import Folder, open_folder
from scaffold.apply.journal_errors import EditedSinceError, NothingToUndoError
from scaffold.apply.lock import locked
from scaffold.apply.state import (
    JOURNAL,
    PREPARING,
    UNDO,
    enter_own,
    is_interrupted,
    naming_failed_changes,
    naming_interruption,
    open_state,
)
from scaffold.apply.steps import (
    JournalEntry,
    check_stored,
    read_journal,
    read_steps,
    read_stored,
    write_steps,
)
from scaffold.apply.storage import mark, read_without
from scaffold.errors import (
    InterruptedCommandError,
    ProjectBusyError,
)
from scaffold.files.file_modes import mode_for, mode_of
from scaffold.files.paths import STATE, check_place
from scaffold.files.tree import Change, read_paths


def apply_changes(
    project: Path, command: str, changes: Sequence[Change], basis: Mapping[str, bytes] | None = None
) -> list[str]:
    """Apply changes, or leave a journal with which they can be finished.

    Args:
        project: The project folder.
        command: The name of the command, for the lock and the journal.
        changes: The changes; files are removed first, the others are written in this order.
        basis: Contents of files that the changes are based on.

    Returns:
        Skipped paths, whose files changed after the plan was made.

    Raises:
        ProjectBusyError: Another command is running in the project, or changed the basis.
        InterruptedCommandError: Another command was interrupted in the meantime.
        StateError: The path of the journal is occupied.
        ForbiddenPlaceError: A path is outside the project, or inside `.git`.
        WriteError: The file system refused a write; the journal contains the remaining steps.
        CutShortError: The user stopped the command; the journal contains the remaining steps.
    """
    for change in changes:
        check_place(change.path)
    if not changes:
        return []
    with (
        naming_failed_changes(project),
        naming_interruption(project),
        open_folder(project) as top,
        open_state(top) as state,
        locked(state, command),
    ):
        _check_basis(project, basis or {})
        _prepare(top, state, command, changes)
        return finish(top, state, unverified=True)  # This process wrote it.


def recover(project: Path, *, unverified: bool = False) -> list[str]:
    """Finish an interrupted command, and remove unfinished preparations.

    Args:
        project: The project folder.
        unverified: Accept a journal of another user or machine.

    Returns:
        Skipped paths, whose files changed after the interruption.
    """
    with (
        naming_failed_changes(project),
        naming_interruption(project),
        clearing_unused_state(project),
        open_folder(project) as top,
        open_state(top) as state,
        locked(state, "recover"),
    ):
        state.remove_tree(PREPARING)
        return finish(top, state, unverified=unverified) if is_interrupted(project) else []


def undo(project: Path, *, unverified: bool = False) -> list[str]:
    """Undo the last command that changed the project; a second undo redoes it.

    Args:
        project: The project folder.
        unverified: Accept a journal of another user or machine.

    Returns:
        The restored paths.

    Raises:
        NothingToUndoError: There is no record of a command.
        EditedSinceError: A file was edited after the command.
        UnverifiedJournalError: Another user or machine wrote the record.
    """
    with ExitStack() as stack:
        top = stack.enter_context(open_folder(project))
        try:
            state = stack.enter_context(enter_own(top, STATE, STATE))
            folder = stack.enter_context(enter_own(state, UNDO, f"{STATE}/{UNDO}"))
        except FileNotFoundError as error:
            raise NothingToUndoError from error
        changes = _changes_back(project, folder, unverified=unverified)
    apply_changes(project, "undo", changes)
    return [change.path for change in changes]


def _changes_back(project: Path, folder: Folder, *, unverified: bool) -> list[Change]:
    steps = read_steps(folder, read_journal(folder), project, unverified=unverified)
    created = {step.path for step in steps if step.before is None}
    standing = read_without(project, (step.path for step in steps), created)
    edited = [step.path for step in steps if mark(standing.get(step.path)) != step.after]
    if edited:
        raise EditedSinceError(edited)
    kept = read_stored(folder, "old")
    for step in steps:
        check_stored(folder, step, kept.get(step.name), step.before)
    return [Change(s.path, standing.get(s.path), kept.get(s.name), s.mode) for s in steps]


def _check_basis(project: Path, basis: Mapping[str, bytes]) -> None:
    """Refuse changes that are based on files which another command changed since."""
    if is_interrupted(project):
        raise InterruptedCommandError
    standing = read_paths(project, basis)
    if any(path not in standing or standing[path].content != basis[path] for path in basis):
        raise ProjectBusyError("The project changed during planning", "Run the command again")


def _prepare(top: Folder, state: Folder, command: str, changes: Iterable[Change]) -> None:
    """Write the journal under another name, then rename it, which makes it valid."""
    state.remove_tree(PREPARING)
    with ExitStack() as cleanup:
        cleanup.callback(state.remove_tree, PREPARING)
        with state.enter(PREPARING, make=True) as folder:
            _write(top, folder, command, changes)
        state.move(PREPARING, state, JOURNAL)
        cleanup.pop_all()
    state.synchronize()


def _write(top: Folder, folder: Folder, command: str, changes: Iterable[Change]) -> None:
    steps = []
    with folder.enter("new", make=True) as new, folder.enter("old", make=True) as old:
        for number, change in enumerate(changes):
            mode = mode_of(top.path / change.path)
            step = JournalEntry(number, change.path, mark(change.before), mark(change.after), mode)
            if change.after is not None:
                wanted = change.mode if mode is None else mode
                new.write(step.name, change.after, mode_for(wanted, change.after))
            if change.before is not None:
                # Other users must not read the copy, whatever the mode of the file.
                old.write(step.name, change.before, mode_for(mode, change.before) & 0o700)
            steps.append(step)
        write_steps(folder, command, steps, top.path)
        for written in (new, old, folder):
            written.synchronize()
