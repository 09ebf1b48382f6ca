"""The sign that a learner needs help: a file in `.scaffold`, which Git ignores."""

from pathlib import Path

from scaffold.apply.filling import clearing_unused_state
from scaffold.apply.folders import open_folder
from scaffold.apply.state import open_state
from scaffold.files.paths import STATE, naming_failed_writes
from scaffold.files.tree import File

HAND = "hand"


def raise_hand(project: Path, text: str) -> None:
    """Write the sign, if it is not there yet.

    Args:
        project: The project folder.
        text: What it contains: when it was raised.

    Raises:
        StateError: The path of the folder is occupied.
        WriteError: The file system refused a write.
    """
    with (
        naming_failed_writes(project, "Fix the cause and retry"),
        open_folder(project) as top,
        open_state(top) as state,
    ):
        if not state.has(HAND):
            state.write(HAND, File(text.encode()))


def lower_hand(project: Path) -> bool:
    """Remove the sign; return whether it was there.

    Raises:
        StateError: The path of the folder is occupied.
        WriteError: The file system refused a write.
    """
    if not (project / STATE / HAND).exists():
        return False
    with (
        naming_failed_writes(project, "Fix the cause and retry"),
        clearing_unused_state(project),
        open_folder(project) as top,
        open_state(top) as state,
    ):
        state.remove_file(HAND)
    return True
