"""Open folders whose names cannot lead outside.

If another process replaces a folder by a symlink, a command must not write outside the project. So
each folder is opened once, without following symlinks, and all operations are relative to the open
folder. Windows lacks this: there, paths are checked right before they are used.
"""

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from scaffold.errors import UnreadableFileError
from scaffold.files.reading import describe, read_regular
from scaffold.files.tree import File

_NEEDED: tuple[Callable[..., object], ...] = (
    os.mkdir,
    os.open,
    os.readlink,
    os.rename,
    os.rmdir,
    os.stat,
    os.symlink,
    os.unlink,
)
CAN_OPEN_FOLDERS = hasattr(os, "O_DIRECTORY") and os.supports_dir_fd.issuperset(_NEEDED)
_NOT_FOLLOWED = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0) | _NOT_FOLLOWED


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder.

    Attributes:
        path: Its path, for messages and for systems that cannot open folders.
        descriptor: Its file descriptor; None on systems that cannot open folders.
    """

    path: Path
    descriptor: int | None

    @contextmanager
    def enter(self, name: str, *, make: bool = False) -> Iterator["Folder"]:
        """Open a folder in this one.

        Args:
            name: Its name.
            make: Create it if missing, and synchronize its name to the disk.

        Raises:
            OSError: It is missing, or is not a folder.
        """
        if make and not self.has(name):
            with suppress(FileExistsError):  # Another command was faster.
                self.make_folder(name)
            self.synchronize()
        with self._naming(name):
            if self.descriptor is None:
                _check_folder(self.path / name)
            opened = self._open_folder(name)
        try:
            yield Folder(self.path / name, opened)
        finally:
            if opened is not None:
                os.close(opened)

    @contextmanager
    def reach(self, parts: Sequence[str], *, make: bool = False) -> Iterator["Folder"]:
        """Open a folder at a relative path."""
        with ExitStack() as stack:
            folder = self
            for part in parts:
                folder = stack.enter_context(folder.enter(part, make=make))
            yield folder

    def status(self, name: str) -> os.stat_result | None:
        """Return the status of a name without following symlinks; None if it is missing."""
        try:
            return os.stat(self._at(name), dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        """Return whether a name exists."""
        return self.status(name) is not None

    def names(self) -> list[str]:
        """Return the names of everything in it, sorted."""
        place = self.path if self.descriptor is None else self.descriptor
        return sorted(os.listdir(place))  # noqa: PTH208 - a descriptor has no `Path`

    def is_empty(self) -> bool:
        """Return whether nothing is in it; not all of what is there is read."""
        with os.scandir(self.path if self.descriptor is None else self.descriptor) as entries:
            return next(entries, None) is None

    def read(self, name: str) -> File | None:
        """Return a file without other hard links, or a symlink; None if it is missing."""
        status = self.status(name)
        if status is None:
            return None
        if stat.S_ISLNK(status.st_mode):
            target = os.readlink(self._at(name), dir_fd=self.descriptor)
            return File(os.fsencode(target), "link")
        try:
            found = read_regular(self._at(name), folder=self.descriptor, alone=True)
        except UnreadableFileError as refused:
            return File(refused.reason.encode(), "obstacle")
        return File(found.content, "executable" if found.is_executable else "file")

    def write(self, name: str, file: File, mode: int = 0o644) -> None:
        """Create a file or a symlink, and synchronize its content to the disk."""
        with self._naming(name):
            if file.kind == "link":
                os.symlink(os.fsdecode(file.content), self._at(name), dir_fd=self.descriptor)
                return
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOT_FOLLOWED | _BINARY
            descriptor = os.open(self._at(name), flags, 0o600, dir_fd=self.descriptor)
            try:
                _write_all(descriptor, file.content)
                if hasattr(os, "fchmod"):  # Windows keeps no modes.
                    os.fchmod(descriptor, mode)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def make_folder(self, name: str) -> None:
        """Create a folder."""
        with self._naming(name):
            os.mkdir(self._at(name), dir_fd=self.descriptor)

    def move(self, name: str, folder: "Folder", to: str) -> None:
        """Rename a file or folder in one step; an existing file is replaced."""
        try:
            os.replace(
                self._at(name),
                folder._at(to),
                src_dir_fd=self.descriptor,
                dst_dir_fd=folder.descriptor,
            )
        except OSError as error:
            error.filename, error.filename2 = str(self.path / name), str(folder.path / to)
            raise

    def remove_file(self, name: str) -> None:
        """Remove a file or a symlink, if it exists."""
        with self._naming(name):
            try:
                os.unlink(self._at(name), dir_fd=self.descriptor)
            except FileNotFoundError:
                return

    def remove_folder(self, name: str) -> bool:
        """Remove an empty folder; return False if it is a mount point or not empty."""
        with self._naming(name):
            try:
                os.rmdir(self._at(name), dir_fd=self.descriptor)
            except OSError as error:
                if error.errno not in {errno.EBUSY, errno.ENOTEMPTY, errno.EEXIST}:
                    raise
                return False
        return True

    def remove_tree(self, name: str) -> None:
        """Remove a folder with its contents, as far as possible, without following symlinks."""
        shutil.rmtree(self._at(name), ignore_errors=True, dir_fd=self.descriptor)

    def synchronize(self) -> None:
        """Synchronize its names to the disk."""
        if self.descriptor is not None:
            os.fsync(self.descriptor)

    def open_file(self, name: str, flags: int) -> int:
        """Open a file without following a symlink or waiting for a pipe."""
        flags |= _NOT_FOLLOWED | getattr(os, "O_NONBLOCK", 0)
        with self._naming(name):
            return os.open(self._at(name), flags, 0o666, dir_fd=self.descriptor)

    def _open_folder(self, name: str) -> int | None:
        if self.descriptor is None:
            return None
        return os.open(name, os.O_RDONLY | _FOLDER, dir_fd=self.descriptor)

    def _at(self, name: str) -> str:
        return str(self.path / name) if self.descriptor is None else name

    @contextmanager
    def _naming(self, name: str) -> Iterator[None]:
        """Add the whole path to errors."""
        try:
            yield
        except OSError as error:
            error.filename = str(self.path / name)
            raise


@contextmanager
def open_folder(path: Path) -> Iterator[Folder]:
    """Open the folder at a path given by the user, which can contain symlinks."""
    if not CAN_OPEN_FOLDERS:
        yield Folder(path, None)
        return
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Folder(path, opened)
    finally:
        os.close(opened)


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _check_folder(path: Path) -> None:
    """Refuse a path that is not a folder, on systems that cannot check while opening."""
    found = describe(path.lstat())
    if found != "a folder":
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
