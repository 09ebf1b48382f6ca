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
    for folder, entry in _walk(os.fspath(root), ""):
        name = folder + entry.name
        is_template = name.endswith(_SUFFIX)
        parts = tuple(name.removesuffix(_SUFFIX).split("/"))
        is_executable = entry.stat(follow_symlinks=False).st_mode & stat.S_IXUSR
        yield SourceFile(name, parts, "executable" if is_executable else "file", is_template)


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files that are rendered, each with the path of its folder as a prefix."""
    with os.scandir(folder) as listed:
        entries = {entry.name: entry for entry in listed}
    for name, entry in entries.items():
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{prefix}{name}/")
        elif not entry.is_file(follow_symlinks=False):
            raise UnsupportedError(f"{name} is not a regular file")
        elif name + _SUFFIX not in entries:
            yield prefix, entry


def describe_sources(root: Path) -> str:
    """Return a text that changes when a file of a template does: names, sizes and times."""
    listed = [
        (folder + entry.name, entry.stat(follow_symlinks=False))
        for part in ("template", "questions")
        for folder, entry in _walk(os.fspath(root / part), "")
    ]
    listed.append(("copier.yml", (root / "copier.yml").stat()))
    return repr([(name, status.st_size, status.st_mtime_ns) for name, status in sorted(listed)])
