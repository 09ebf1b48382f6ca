"""Finish an interrupted command, or undo the last one."""

from dataclasses import dataclass
from pathlib import Path

from scaffold.apply import journal
from scaffold.apply.state import can_undo, check_at_rest, check_folder, is_interrupted


@dataclass(frozen=True, slots=True)
class RecoverResult:
    """Result of finishing an interrupted command.

    Attributes:
        skipped: Files that were not written, because they changed after the interruption.
        can_undo: Whether `undo` reverts the command.
    """

    skipped: tuple[str, ...]
    can_undo: bool


def recover(path: Path, *, unverified: bool = False) -> RecoverResult | None:
    """Finish the interrupted command of a project; return None if there is none.

    Args:
        path: The project folder.
        unverified: Accept a journal that was written on another machine, or by another user.

    Raises:
        NotAProjectError: The path is not a folder.
        ScaffoldError: The journal is invalid, or the file system refused a write.
    """
    folder = path.absolute()
    check_folder(folder)
    if not is_interrupted(folder):
        return None
    skipped = journal.recover(folder, unverified=unverified)
    return RecoverResult(tuple(skipped), can_undo(folder))


def undo(path: Path, *, unverified: bool = False) -> list[str]:
    """Revert the last command of a project; a second call redoes it.

    Args:
        path: The project folder.
        unverified: Accept a journal that was written on another machine, or by another user.

    Returns:
        The files that were changed.

    Raises:
        NotAProjectError: The path is not a folder.
        InterruptedCommandError: A command was interrupted; `recover` finishes it.
        ScaffoldError: There is nothing to undo, or a file changed since.
    """
    folder = path.absolute()
    check_folder(folder)
    check_at_rest(folder)
    return journal.undo(folder, unverified=unverified)
