"""Refuse destinations of new projects: what is not empty, and what cannot be created."""

import errno
from pathlib import Path

from scaffold.apply.empty import is_unused
from scaffold.apply.state import check_at_rest
from scaffold.errors import DestinationError
from scaffold.files.paths import find_ancestor, is_gits_own

_CHOOSE_ANOTHER = "Choose another name or `--into`"
_CHOOSE_PARENT = "Choose another `--into`"


def check_destination(destination: Path) -> None:
    """Refuse a destination that is not empty, or that cannot be created.

    Raises:
        InterruptedCommandError: A command that was filling it was interrupted.
        DestinationError: It is not an empty folder, a parent is not a folder, or it is inside a
            `.git` folder.
    """
    _refuse_too_long(destination)
    if destination.is_symlink():
        raise DestinationError(f"`{destination}` is a symlink", _CHOOSE_ANOTHER)
    if destination.exists() and not destination.is_dir():
        raise DestinationError(f"`{destination}` is a file", _CHOOSE_ANOTHER)
    if destination.is_dir():
        check_at_rest(destination)
        if not is_unused(destination):
            raise DestinationError(
                f"`{destination}` already exists and is not empty",
                "Choose another name, or run `scaffold adopt` there",
            )
    ancestor = find_ancestor(destination)
    if not ancestor.is_dir():
        raise DestinationError(f"`{ancestor}` is not a folder", _CHOOSE_PARENT)
    if is_gits_own(destination.resolve()):
        raise DestinationError(f"`{destination.parent}` is inside a `.git` folder", _CHOOSE_PARENT)


def _refuse_too_long(path: Path) -> None:
    try:
        path.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise DestinationError(f"Path too long: `{path}`", _CHOOSE_PARENT) from error
