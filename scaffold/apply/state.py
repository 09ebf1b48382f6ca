"""The folder in a project that holds the lock, the journal, and what undo needs."""

from pathlib import Path

from scaffold.apply.lock import holder_at_work
from scaffold.errors import InterruptedCommandError, ProjectBusyError, StateError

STATE = ".scaffold"
_FOLDERS = ("preparing", "journal", "undo")
_FILES = (".gitignore", "lock")


def open_state(project: Path) -> Path:
    """Return the folder for locks and journals, made where it is missing; git does not see it.

    Raises:
        StateError: Something else stands in its place, or in the place of what it holds.
    """
    state = project / STATE
    _check_folder(state, STATE)
    state.mkdir(exist_ok=True)
    for name in _FOLDERS:
        _check_folder(state / name, f"{STATE}/{name}")
    for name in _FILES:
        _check_file(state / name, f"{STATE}/{name}")
    if not (state / ".gitignore").is_file():
        (state / ".gitignore").write_text("*\n", encoding="utf-8")
    return state


def is_interrupted(project: Path) -> bool:
    """Say whether a command in this project was interrupted after it had begun to change it."""
    return (project / STATE / "journal").is_dir()


def check_at_rest(project: Path) -> None:
    """Refuse to look at a project that is half changed.

    Raises:
        ProjectBusyError: Another command is changing it.
        InterruptedCommandError: An earlier command has not come to its end.
    """
    if not is_interrupted(project):
        return
    holder = holder_at_work(project / STATE)
    if holder:
        raise ProjectBusyError(*holder)
    if is_interrupted(project):  # Else the other command has come to its end just now.
        raise InterruptedCommandError


def _check_folder(place: Path, name: str) -> None:
    # A link could lead out of the project.
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise StateError(name)


def _check_file(place: Path, name: str) -> None:
    if place.is_symlink() or (place.exists() and not place.is_file()):
        raise StateError(name)
