"""The files of a released template, before they are rendered."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scaffold.files.tree import Kind
from scaffold.template.definition import UnsupportedError

_SUFFIX = ".jinja"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the template.

    Attributes:
        name: Its path in the template.
        parts: The parts of its path in projects, as texts to render.
        kind: Whether it is executable.
        is_template: Its content is rendered, too.
    """

    name: str
    parts: tuple[str, ...]
    kind: Kind
    is_template: bool


def list_source_files(root: Path) -> Iterator[SourceFile]:
    """Yield the files of a template.

    Args:
        root: The folder of the files, below that of `copier.yml`.

    Raises:
        UnsupportedError: It has symlinks, or what is neither a file nor a folder.
        OSError: It cannot be read.
    """
    for parent, folders, names in os.walk(root):
        if any((Path(parent) / folder).is_symlink() for folder in folders):
            raise UnsupportedError("the template has links")
        for name in names:
            yield from _read_file(root, Path(parent) / name, names)


def _read_file(root: Path, file: Path, siblings: list[str]) -> Iterator[SourceFile]:
    mode = file.lstat().st_mode
    if not stat.S_ISREG(mode):
        raise UnsupportedError(f"{file.name} is not a regular file")
    if file.name + _SUFFIX in siblings:
        return
    name = file.relative_to(root).as_posix()
    is_template = name.endswith(_SUFFIX)
    parts = tuple(name.removesuffix(_SUFFIX).split("/"))
    yield SourceFile(name, parts, "executable" if mode & stat.S_IXUSR else "file", is_template)
