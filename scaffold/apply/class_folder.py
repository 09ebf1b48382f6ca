"""Write into the folder of a class, and the sign that a learner needs help."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffold.apply.folders import Folder, open_folder
from scaffold.apply.lock import locked
from scaffold.apply.state import open_state
from scaffold.errors import DestinationError
from scaffold.files.paths import naming_failed_writes
from scaffold.files.tree import File

_RETRY = "Fix the cause and run the command again; it continues where it stopped"
_PREPARED = "prepared"
# Pages to join are here; next to the projects.
JOIN = "join"


class ClassFolder:
    """The folder of a class, locked for one command."""

    def __init__(self, top: Folder, state: Folder) -> None:
        self._top, self._state = top, state

    def replace(self, name: str, content: bytes) -> None:
        """Replace a file in one step, unless it has this content already."""
        found = self._top.read(name)
        if found != File(content):
            self._put(content, self._top, name)

    def replace_page(self, name: str, content: bytes) -> None:
        """Replace a page to join in one step."""
        with self._top.enter(JOIN, make=True) as folder:
            if folder.read(name) != File(content):
                self._put(content, folder, name)

    def _put(self, content: bytes, folder: Folder, name: str) -> None:
        self._state.remove_file(_PREPARED)
        self._state.write(_PREPARED, File(content))
        self._state.move(_PREPARED, folder, name)
        folder.synchronize()


@contextmanager
def open_class_folder(folder: Path, command: str) -> Iterator[ClassFolder]:
    """Create the folder of a class if it is missing, and lock it.

    Raises:
        ProjectBusyError: Another command is changing it.
        DestinationError: Its path is not a folder.
        WriteError: The file system refused a write.
    """
    with naming_failed_writes(folder, _RETRY):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            hint = "Choose another `--into`"
            raise DestinationError(f"`{folder}` is not a folder", hint) from error
        with open_folder(folder) as top, open_state(top) as state, locked(state, command):
            yield ClassFolder(top, state)


def replace_marked_page(path: Path, page: str, mark: str) -> None:
    """Write a page in one step; only a page that starts with the same mark is replaced.

    Raises:
        DestinationError: Another file is there, or there is no such folder.
        WriteError: The file system refused a write.
    """
    if not path.parent.is_dir():
        raise DestinationError(f"`{path.parent}` is not a folder", "Create it first")
    if path.is_symlink() or (path.exists() and not _starts_with(path, mark)):
        raise DestinationError(f"`{path}` already exists", "Choose another path for `--html`")
    replace_text(path, page)


def replace_text(path: Path, text: str) -> None:
    """Write a file of the user's choice in one step; a regular file is replaced.

    Raises:
        DestinationError: Something else is there.
        WriteError: The file system refused a write.
    """
    if path.exists() and not path.is_file():
        raise DestinationError(f"`{path}` is not a file", "Choose another path")
    prepared = path.with_name(f".{path.name}.prepared")
    with naming_failed_writes(path.parent, "Fix the cause and retry"):
        prepared.unlink(missing_ok=True)
        with prepared.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
        prepared.replace(path)


def _starts_with(path: Path, mark: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(mark.encode())) == mark.encode()
