"""Which folders can be adopted, and why the others cannot."""

from pathlib import Path

from scaffold.answers.file import ANSWERS_FILE
from scaffold.apply.state import check_at_rest, is_folder
from scaffold.errors import DestinationError
from scaffold.files.paths import STATE, is_gits_own
from scaffold.files.tree import read_paths


def check_adoptable(folder: Path) -> None:
    """Refuse a folder that cannot become a project.

    Args:
        folder: The folder, as a resolved path.

    Raises:
        DestinationError: It is no folder, belongs to git, or something is in the way.
        InterruptedCommandError: An earlier command has not come to its end.
        ProjectBusyError: Another command is changing it.
    """
    if not is_folder(folder):
        raise DestinationError(
            f"{folder} is not a folder.", "Name a repository; `scaffold new` makes a new one."
        )
    if is_gits_own(folder):
        raise DestinationError(
            f"{folder} belongs to git itself.", "Name the folder with the files."
        )
    _check_state(folder)
    if find_answers_file(folder) == "obstacle":
        raise DestinationError(
            f"{ANSWERS_FILE} in {folder} is not a regular file.", "Rename it: its name is needed."
        )


def _check_state(folder: Path) -> None:
    state = folder / STATE
    if state.is_symlink() or (state.exists() and not state.is_dir()):
        raise DestinationError(
            f"{STATE} in {folder} is not a folder of its own.", "Rename it: its name is needed."
        )
    check_at_rest(folder)


def find_answers_file(folder: Path) -> str:
    """Return what is in the place of the answers: a kind of file, or an empty text for nothing.

    An empty file is nothing: an adoption fills it.
    """
    standing = read_paths(folder, [ANSWERS_FILE]).get(ANSWERS_FILE)
    if standing is None or (standing.kind == "file" and not standing.content):
        return ""
    return standing.kind
