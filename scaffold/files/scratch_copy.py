"""Scratch copies of a project's folder, in which its code can run."""

import os
import shutil
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode

_LEFT_OUT = {".git", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache"}
_LEFT_OUT |= {".scaffold", ".tox", "__pycache__", "node_modules"}
LARGEST = 8 * 2**30


class ScratchCopyError(ScaffoldError):
    """A folder cannot be copied: it is too large, or a file of it cannot be read."""

    exit_code = ExitCode.REFUSED


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Make a temporary folder, and remove it at the end."""
    base = Path(mkdtemp(prefix=prefix)).resolve()
    try:
        yield base
    finally:
        remove_folder(base)


def remove_folder(folder: Path) -> None:
    """Remove a folder, also one whose files were made read-only."""
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        return
    for root, folders, files in os.walk(folder):
        for path in (Path(root, name) for name in [*folders, *files]):
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)


def copy_project(origin: Path, target: Path, left_out: Collection[str] = ()) -> None:
    """Copy a project without its repository, its environments and the caches of tools.

    Symlinks stay symlinks. Those to files of the project lead to the copies, and those to other
    files lead to the same files as before.

    Args:
        origin: The project, after resolving symlinks.
        target: Folder to create.
        left_out: Paths in the project that are not copied.

    Raises:
        ScratchCopyError: A file cannot be read or written.
    """
    skipped = {str(origin / path) for path in left_out}

    def ignore(folder: str, names: list[str]) -> list[str]:
        paths = {name: str(Path(folder, name)) for name in names}
        ignored = _find_left_out(folder, names)
        return [*ignored, *(name for name, path in paths.items() if path in skipped)]

    try:
        shutil.copytree(origin, target, symlinks=True, ignore=ignore)
    except shutil.Error as error:
        source, _, reason = error.args[0][0]
        raise ScratchCopyError(f"Cannot copy `{source}`: {reason}") from error
    _adjust_links(origin, target)


def _find_left_out(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in _LEFT_OUT or _is_left_out(Path(folder, name))]


def _is_left_out(path: Path) -> bool:
    """Return whether a path is an environment, or neither a file nor a folder nor a symlink."""
    if (path / "pyvenv.cfg").exists() or (path / "conda-meta").exists():
        return True
    mode = path.lstat().st_mode
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


def _adjust_links(origin: Path, target: Path) -> None:
    for root, folders, files in os.walk(target):
        for copy in (Path(root, name) for name in [*folders, *files]):
            if copy.is_symlink():
                _adjust_link(copy, origin, target)


def _adjust_link(copy: Path, origin: Path, target: Path) -> None:
    link = copy.readlink()
    folder = origin / copy.relative_to(target).parent
    leads_to = Path(os.path.normpath(folder / link))
    is_inside = leads_to.is_relative_to(origin)
    if link.is_absolute() != is_inside:
        return  # Relative and inside, or absolute and outside: right as it is.
    wanted = target / leads_to.relative_to(origin) if is_inside else leads_to
    copy.unlink()
    copy.symlink_to(wanted, target_is_directory=leads_to.is_dir())


def check_size(project: Path, largest: int = LARGEST) -> None:
    """Refuse a folder whose copies would fill the disk.

    Raises:
        ScratchCopyError: The folder contains more than `largest` bytes.
    """
    size = 0
    for _, number in _walk(project):
        size += number
        if size > largest:
            raise ScratchCopyError(
                f"`{project}` is too large to copy: more than {largest >> 30} GiB",
                "Move large files out of the project",
            )


def find_too_large(
    project: Path, kept: Callable[[], Collection[str]], largest: int = LARGEST
) -> list[str]:
    """Return the files to leave out of a copy, the largest first, for the rest to be small enough.

    Args:
        project: The project.
        kept: Returns the files that are never left out; called only if the project is too large.
        largest: Bytes that a copy may contain.
    """
    sizes = dict(_walk(project))
    excess = sum(sizes.values()) - largest
    if excess <= 0:
        return []
    never, found = set(kept()), list[str]()
    for path, size in sorted(sizes.items(), key=lambda item: -item[1]):
        if path not in never and excess > 0:
            found.append(path)
            excess -= size
    return found


def _walk(project: Path) -> Iterator[tuple[str, int]]:
    """Yield path and bytes of each regular file that a copy would contain."""
    for folder, folders, files in os.walk(project):
        out = {*_find_left_out(folder, folders)}
        folders[:] = [name for name in folders if name not in out]
        for path in (Path(folder, name) for name in files if name not in _LEFT_OUT):
            if not path.is_symlink() and path.is_file():
                yield path.relative_to(project).as_posix(), path.stat().st_size
