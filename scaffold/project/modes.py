"""Which files of a project are executable, where the file system or Git can tell.

On some file systems every file looks executable (WSL, SMB, Docker Desktop) or none does (Windows).
There, and where `core.fileMode` is false, the bit on the disk says nothing about what the user did:
the mode in Git's index counts, and for a file that Git does not know, that of the template.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold.answers.file import ANSWERS_FILE
from scaffold.files.tree import Change, File, Kind, Tree, read_paths
from scaffold.git import queries as git

_KEEPS_MODES = os.name != "nt"
_REGULAR = frozenset({"file", "executable"})


@dataclass(frozen=True, slots=True)
class Modes:
    """What the modes of a project's files mean.

    Attributes:
        count: The bit on the disk is what the user wants.
        known: Kinds of files in Git's index, where the disk does not count.
        on_disk: Kinds as the disk shows them, of the files that were read.
        of_new: The kind that the disk shows for any new file; None if it is as written.
    """

    count: bool
    known: Mapping[str, Kind]
    on_disk: Mapping[str, Kind]
    of_new: Kind | None = None

    def meant(self, files: Tree, *templates: Tree) -> dict[str, File]:
        """Return files of the project with the kinds that count."""
        return {path: self._meant(path, file, templates) for path, file in files.items()}

    def _meant(self, path: str, file: File, templates: Iterable[Tree]) -> File:
        if self.count or file.kind not in _REGULAR:
            return file
        given = [tree[path].kind for tree in templates if path in tree]
        kinds: list[Kind] = [kind for kind in given if kind in _REGULAR]
        kind = self.known.get(path) or (kinds[0] if kinds else "file")
        return replace(file, kind=kind)

    def written(self, changes: Iterable[Change]) -> list[Change]:
        """Return changes with kinds as the disk shows them; a change of the kind alone is none."""
        if self.count:
            return list(changes)
        shown = [
            replace(
                change,
                before=self._shown(change.path, change.before),
                after=self._shown(change.path, change.after),
            )
            for change in changes
        ]
        return [change for change in shown if change.before != change.after]

    def _shown(self, path: str, file: File | None) -> File | None:
        if file is None or file.kind not in _REGULAR:
            return file
        return replace(file, kind=self.on_disk.get(path) or self.of_new or file.kind)


AS_ON_DISK = Modes(count=True, known={}, on_disk={})


def read_modes(project: Path, found: Tree) -> Modes:
    """Find out what the modes of files mean.

    Args:
        project: The folder of the project.
        found: Files of the project, as they were read.
    """
    files = {**found, **read_paths(project, [ANSWERS_FILE])}
    on_disk: dict[str, Kind] = {p: f.kind for p, f in files.items() if f.kind in _REGULAR}
    # No answers file is executable, unless everything is.
    proven = ANSWERS_FILE in on_disk and len(on_disk) > 1
    all_executable = proven and set(on_disk.values()) == {"executable"}
    unsupported = all_executable or not _KEEPS_MODES
    index = git.index_modes(project, always=unsupported)
    if index is None and not unsupported:
        return AS_ON_DISK
    known: dict[str, Kind] = {
        path: "executable" if executable else "file" for path, executable in (index or {}).items()
    }
    return Modes(False, known, on_disk, "executable" if all_executable else None)
