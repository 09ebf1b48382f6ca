"""Change a project so that after a kill at any point it can be finished or taken back.

The new contents and the old ones are written below `.scaffold/` first; renaming that folder to
`journal` is the moment from which the command will be finished. Then each file is replaced, the
answers last. A finished journal is kept as `undo` until the next one.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from scaffold.apply.lock import locked
from scaffold.apply.places import STATE, check_place, naming_failed_writes
from scaffold.apply.state import is_interrupted, naming_interruption, open_state
from scaffold.apply.steps import Step, check_stored, read_steps, read_stored, write_steps
from scaffold.apply.storage import mark, mode_for, put, read_file, remove, store, synchronize
from scaffold.errors import (
    EditedSinceError,
    InterruptedCommandError,
    NothingToUndoError,
    ProjectBusyError,
)
from scaffold.trees import File, read_paths

_RECOVER = "Mend it; then `scaffold recover` finishes what was begun, if anything was."


@dataclass(frozen=True, slots=True)
class Change:
    """One path: what stands there, and what is to stand there; None is nothing."""

    path: str
    before: File | None
    after: File | None


def apply_changes(
    project: Path, command: str, changes: Sequence[Change], basis: Mapping[str, bytes] | None = None
) -> list[str]:
    """Make all changes, or leave a journal from which they can be finished.

    Args:
        project: The folder of the project.
        command: What the person typed, for the lock and the journal.
        changes: What to do, in this order: the answers are the last one.
        basis: Contents of files that the changes follow from.

    Returns:
        Paths that were left alone because they changed since the plan was made.

    Raises:
        ProjectBusyError: Another command is at work in the project, or has changed the basis.
        InterruptedCommandError: Another command was interrupted meanwhile.
        StateError: Something stands where the journal should be.
        ForbiddenPlaceError: A path is outside the project, or inside `.git`.
        WriteError: The file system refused; a journal, where there is one, remembers what is left.
        CutShortError: Someone stopped the command; the journal remembers what is left.
    """
    for change in changes:
        check_place(change.path)
    if not changes:
        return []
    with naming_failed_writes(project, _RECOVER), naming_interruption(project):
        state = open_state(project)
        with locked(state, command):
            _check_basis(project, basis or {})
            _prepare(state, command, changes)
            return _finish(state)


def recover(project: Path) -> list[str]:
    """Finish what was interrupted, and clear up what had not begun to count.

    Returns:
        Paths that were left alone because their owner changed them meanwhile.
    """
    with naming_failed_writes(project, _RECOVER), naming_interruption(project):
        state = open_state(project)
        with locked(state, "recover"):
            shutil.rmtree(state / "preparing", ignore_errors=True)
            return _finish(state) if is_interrupted(project) else []


def undo(project: Path) -> list[str]:
    """Take back the last command that changed the project; a second undo brings it back.

    Returns:
        The paths that are as before again.

    Raises:
        NothingToUndoError: No command is remembered.
        EditedSinceError: A file that the command wrote has been edited since.
    """
    folder = project / STATE / "undo"
    if not folder.is_dir():
        raise NothingToUndoError
    steps = read_steps(folder)
    standing = read_paths(project, [step.path for step in steps])
    edited = [step.path for step in steps if mark(standing.get(step.path)) != step.after]
    if edited:
        raise EditedSinceError(edited)
    kept = read_stored(folder, "old")
    for step in steps:
        check_stored(folder, step, kept.get(str(step.number)), step.before)
    changes = [Change(s.path, standing.get(s.path), kept.get(str(s.number))) for s in steps]
    apply_changes(project, "undo", changes)
    return [change.path for change in changes]


def _check_basis(project: Path, basis: Mapping[str, bytes]) -> None:
    """Refuse to build on what another command has changed since it was read."""
    if is_interrupted(project):
        raise InterruptedCommandError
    standing = read_paths(project, basis)
    if any(path not in standing or standing[path].content != basis[path] for path in basis):
        raise ProjectBusyError("Another command has just changed the project.", "Try again.")


def _prepare(state: Path, command: str, changes: Iterable[Change]) -> None:
    """Write the journal beside its place; from the rename on, it counts."""
    folder = state / "preparing"
    shutil.rmtree(folder, ignore_errors=True)
    with ExitStack() as cleanup:
        cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
        _write(folder, command, changes)
        folder.rename(state / "journal")
        cleanup.pop_all()
    synchronize(state)


def _write(folder: Path, command: str, changes: Iterable[Change]) -> None:
    (folder / "new").mkdir(parents=True)
    (folder / "old").mkdir()
    project = folder.parent.parent
    steps = []
    for number, change in enumerate(changes):
        step = Step(number, change.path, mark(change.before), mark(change.after))
        standing = project / change.path
        if change.after is not None:
            store(step.new(folder), change.after, mode_for(standing, change.after))
        if change.before is not None:
            store(step.old(folder), change.before, mode_for(standing, change.before))
        steps.append(step)
    write_steps(folder, command, steps)
    for written in (folder / "new", folder / "old", folder):
        synchronize(written)


def _finish(state: Path) -> list[str]:
    """Make what is left to do of a journal; it may be called again after any interruption."""
    project, folder = state.parent, state / "journal"
    steps = read_steps(folder)
    stored, standing = read_stored(folder, "new"), read_paths(project, [s.path for s in steps])
    for step in steps:
        new = stored.get(str(step.number))
        if new is not None or _is_left_to_make(step, standing.get(step.path)):
            check_stored(folder, step, new, step.after)
    skipped = [step.path for step in steps if not _make(project, folder, step)]
    shutil.rmtree(state / "undo", ignore_errors=True)
    folder.rename(state / "undo")
    synchronize(state)
    return skipped


def _is_left_to_make(step: Step, standing: File | None) -> bool:
    """Say whether a step has yet to put down its content."""
    return step.before != step.after and mark(standing) == step.before


def _make(project: Path, folder: Path, step: Step) -> bool:
    """Make one change, unless it is made; leave what is neither as before nor as after."""
    standing = mark(read_file(project, step.path))
    if standing not in (step.before, step.after):
        return False
    if step.after is None:
        remove(project / step.path, project)
    elif standing != step.after:
        put(step.new(folder), project / step.path)
    return True
