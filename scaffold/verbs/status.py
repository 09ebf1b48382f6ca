"""Compare each file of a project with the release that the project is at."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.answers.kept import match_kept, without_kept
from scaffold.files.tree import File, is_link, read_paths
from scaffold.merge import same_content
from scaffold.plan.moves import pair_moves
from scaffold.project.baseline import render_own_release
from scaffold.project.modes import read_modes
from scaffold.project.other_files import list_project_files, read_strays
from scaffold.project.project import Project, open_project


class FileState(StrEnum):
    """State of a file, compared with the template output of the project's release."""

    UNCHANGED = "unchanged"
    EDITED = "edited"
    MOVED = "moved"
    DELETED = "deleted"
    NOT_CREATED = "not created"
    YOURS = "yours"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class FileStatus:
    """State of one file.

    Attributes:
        path: Its path, or the former path of a deleted file.
        state: How it differs from the template output.
        moved_from: Its path in the template, if you moved it.
        managed: Whether it is a managed file, which `scaffold check` compares.
    """

    path: str
    state: FileState
    moved_from: str | None = None
    managed: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the state as JSON values."""
        state = str(self.state)
        moved = {"moved_from": self.moved_from, "managed": self.managed}
        return {"path": self.path, "state": state, **moved}


@dataclass(frozen=True, slots=True)
class StatusResult:
    """States of all files of a project, sorted by path."""

    project: Project
    files: tuple[FileStatus, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the states as JSON values."""
        return {
            "project": str(self.project.path),
            "release": self.project.reference,
            "files": [file.as_json() for file in self.files],
        }


def status(path: Path) -> StatusResult:
    """Compare every file of a project with its own release, without changing the project.

    Files that Git ignores are left out, except those of the template.

    Raises:
        NotAProjectError: The folder has no answers file.
        AnswersFileError: The answers file cannot be read.
        InterruptedCommandError: An earlier command was interrupted.
        TemplateSourceError: The release is unavailable or cannot be rendered.
        InvalidAnswerError: The template rejects an answer.
    """
    project = open_project(path)
    own = render_own_release(project)
    base, found = own.files, read_paths(project.path, own.files)
    modes = read_modes(project.path, found)
    ours = modes.meant(found, base)
    lost = base.keys() - ours.keys() - project.not_created
    missing = {path: base[path] for path in sorted(lost)}
    strays = read_strays(project.path, base.keys()) if missing else {}
    moves = pair_moves(missing, modes.meant(without_kept(strays, project.answers)))
    files = [FileStatus(ANSWERS_FILE, FileState.UNCHANGED)]
    for name in base:
        state = _compare(name, base[name], ours.get(name), moves)
        if name in project.not_created and state is not FileState.UNCHANGED:
            state = FileState.NOT_CREATED
        managed = own.ownership.is_managed(name)
        origin = name if name in moves else None
        files.append(FileStatus(moves.get(name, name), state, origin, managed))
    others = set(_list_files(project.path)) - {file.path for file in files}
    files.extend(_owned(others, project))
    return StatusResult(project, tuple(sorted(files, key=lambda file: file.path)))


def _compare(path: str, base: File, ours: File | None, moves: dict[str, str]) -> FileState:
    if path in moves:
        return FileState.MOVED
    if ours is None:
        return FileState.DELETED
    is_same = ours.kind == base.kind and same_content(path, ours.content, base.content)
    return FileState.UNCHANGED if is_same else FileState.EDITED


def _owned(paths: Iterable[str], project: Project) -> Iterator[FileStatus]:
    is_kept = match_kept(project.answers)
    for path in paths:
        yield FileStatus(path, FileState.KEPT if is_kept(path) else FileState.YOURS)


def _list_files(project: Path) -> Iterator[str]:
    """Yield the files of a project that can be your work."""
    listed, _ = list_project_files(project)
    for path in listed:
        # Git also lists deleted files, and folders that are nested repositories. A name that is too
        # long for the system is neither a link nor a file.
        if is_link(project / path) or os.path.isfile(project / path):  # noqa: PTH113 - see above
            yield path
