"""Check whether a folder can be adopted."""

from pathlib import Path

from scaffold.answers.file import ANSWERS_FILE
from scaffold.apply.state import check_at_rest, is_folder
from scaffold.errors import DestinationError
from scaffold.files.paths import STATE, is_gits_own
from scaffold.files.tree import read_paths


def check_adoptable(folder: Path, answers_file: str = ANSWERS_FILE) -> None:
    """Refuse a folder that cannot become a project.

    Args:
        folder: The folder, as a resolved path.
        answers_file: Path of its answers file.

    Raises:
        DestinationError: It is not a folder, is inside a `.git` folder, or a name is occupied.
        InterruptedCommandError: An earlier command was interrupted.
        ProjectBusyError: Another command is changing it.
    """
    if not is_folder(folder):
        raise DestinationError(
            f"`{folder}` is not a folder", "Run `scaffold new` to create a project"
        )
    if is_gits_own(folder):
        raise DestinationError(
            f"`{folder}` is inside a `.git` folder", "Run the command in the work tree"
        )
    _check_state(folder)
    if find_answers_file(folder, answers_file) == "obstacle":
        raise DestinationError(
            f"`{folder / answers_file}` is not a regular file", "Rename it and retry"
        )


def _check_state(folder: Path) -> None:
    state = folder / STATE
    if state.is_symlink() or (state.exists() and not state.is_dir()):
        raise DestinationError(f"`{folder / STATE}` is not a folder", "Rename it and retry")
    check_at_rest(folder)


def find_answers_file(folder: Path, name: str = ANSWERS_FILE) -> str:
    """Return the kind of the answers file; empty if it is missing or has no content."""
    standing = read_paths(folder, [name]).get(name)
    if standing is None or (standing.kind == "file" and not standing.content):
        return ""
    return standing.kind
