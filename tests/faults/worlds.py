"""Small worlds for trials: a folder of work, and sometimes a home; as values to be compared."""

import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

# What stands at a path: its kind, its mode, and its bytes or where it leads.
Entry = tuple[str, int, bytes]
Look = Mapping[str, Entry]
STATE = ".scaffold"
# How folders are called in which something is built; a process that is killed leaves them.
WORKSHOP = ".scaffold-"
_CACHE = ".local/share/mlops-scaffold/cache/"


def look(folder: Path, without: Iterable[str] = ()) -> dict[str, Entry]:
    """Describe everything below a folder; nothing where it is not there.

    Args:
        folder: Where to look.
        without: Folders below it that are left out.
    """
    found: dict[str, Entry] = {}
    if folder.is_dir():
        _look_into(os.fspath(folder), "", found, frozenset(without))
    return found


def _look_into(folder: str, prefix: str, found: dict[str, Entry], without: frozenset[str]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = prefix + entry.name
            if name in without:
                continue
            mode = stat.S_IMODE(entry.stat(follow_symlinks=False).st_mode)
            if entry.is_symlink():
                found[name] = ("link", 0, os.fsencode(os.readlink(entry.path)))  # noqa: PTH115
            elif entry.is_dir():
                found[name] = ("folder", 0, b"")
                _look_into(entry.path, f"{name}/", found, without)
            else:
                with open(entry.path, "rb") as stream:  # noqa: PTH123 - done a million times
                    found[name] = ("file", mode, stream.read())


def fingerprint(folder: Path) -> bytes:
    """Return a few bytes that two folders have in common only where all below them is alike."""
    return sha256(repr(sorted(look(folder).items())).encode()).digest()


def without_workshops(found: Look) -> Look:
    """Leave out what killed processes were building."""
    names = [name for name in found if f"/{WORKSHOP}" in f"/{name}"]
    return {name: entry for name, entry in found.items() if name not in names} if names else found


def without_key(found: Look) -> Look:
    """Leave out what no command needs to be whole: the key of journals, and compiled templates.

    The key is another one in each home. What is compiled has a digest, and is compiled again.
    """
    return {
        name: entry
        for name, entry in found.items()
        if not name.endswith("/journal.key") and f"/{_CACHE}" not in f"/{name}/"
    }


def restore(start: Path, to: Path) -> None:
    """Make a world as another one is; where it is that already but for what was added, be quick."""
    wanted, found = look(start), look(to)
    if not wanted.items() <= found.items():
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(start, to, symlinks=True)
        return
    for name in sorted(found.keys() - wanted.keys(), reverse=True):
        (to / name).rmdir() if found[name][0] == "folder" else (to / name).unlink()


def differences(found: Look, expected: Look) -> str:
    """Name the first paths at which two looks differ."""
    both = sorted(found.keys() | expected.keys())
    paths = [path for path in both if found.get(path) != expected.get(path)]
    return f"{len(paths)} paths, such as {', '.join(paths[:3])}"


def contents(found: Look) -> set[bytes]:
    """Return all bytes that stand there, and where links lead."""
    return {content for _, _, content in found.values()}
