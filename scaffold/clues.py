"""What can be seen of a repository that was never generated, as values. Only reads."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.errors import UnreadableFileError
from scaffold.metadata import READERS, Metadata
from scaffold.reading import read_regular

_LICENSE_FILES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING")
# No file that says what a project is called is as large.
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Clues:
    """What answers are guessed from.

    Attributes:
        folder: Name of the folder.
        metadata: What each file of packaging metadata says, the most trusted first.
        packages: Names of the folders at the top that hold Python files.
        packages_in_src: The same for those in `src/`.
        folders_in_src: All folders in `src/`.
        src_is_package: `src/` itself is imported.
        license_file: Name and text of the licence; empty where there is none.
        present: Which of the paths that were asked for exist.
    """

    folder: str
    metadata: tuple[tuple[str, Metadata], ...] = ()
    packages: tuple[str, ...] = ()
    packages_in_src: tuple[str, ...] = ()
    folders_in_src: tuple[str, ...] = ()
    src_is_package: bool = False
    license_file: tuple[str, str] = ("", "")
    present: frozenset[str] = field(default_factory=frozenset)


def read_clues(folder: Path, asked: Iterable[str]) -> Clues:
    """Look at a repository.

    Args:
        folder: Its folder; what lies above is not looked at.
        asked: Further paths whose existence is a clue.
    """
    source = folder / "src"
    texts = ((name, _read(folder / name)) for name in READERS)
    licenses = ((name, _read(folder / name)) for name in _LICENSE_FILES)
    return Clues(
        folder=folder.name,
        metadata=tuple((name, READERS[name](text)) for name, text in texts if text),
        packages=tuple(_packages(folder)),
        packages_in_src=tuple(_packages(source)),
        folders_in_src=tuple(path.name for path in _folders(source)),
        src_is_package=(source / "__init__.py").is_file(),
        license_file=next(((name, text) for name, text in licenses if text), ("", "")),
        present=frozenset(path for path in asked if os.path.lexists(folder / path)),
    )


def _read(path: Path) -> str:
    """Return the text of a file; nothing where it is not a regular file, or cannot be read."""
    try:
        content = read_regular(path, limit=_LARGEST).content
    except (OSError, UnreadableFileError):
        return ""
    return content.decode("utf-8-sig", errors="replace")


def _folders(parent: Path) -> Iterator[Path]:
    try:
        entries = sorted(parent.iterdir())
    except OSError:
        return
    for entry in entries:
        if not entry.name.startswith(".") and entry.is_dir() and not entry.is_symlink():
            yield entry


def _packages(parent: Path) -> Iterator[str]:
    """Yield the names of folders that Python can import, because there is code in them."""
    for folder in _folders(parent):
        if folder.name.isidentifier() and any(folder.glob("*.py")):
            yield folder.name
