"""Whose each file of a project is: the template's, edited, moved, deleted, the owner's, kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.answers.kept import match_kept, without_kept
from scaffold.files.tree import File, read_paths
from scaffold.merge import same_content
from scaffold.plan.moves import pair_moves
from scaffold.project.baseline import render_own_release
from scaffold.project.modes import read_modes
from scaffold.project.other_files import list_project_files, read_strays
from scaffold.project.project import Project, open_project


class State(StrEnum):
    """What a file is, beside the render of the release that the project is at."""

    TEMPLATE = "template"
    EDITED = "edited"
    MOVED = "moved"
    DELETED = "deleted"
    NOT_CREATED = "not created"
    OWNER = "owner"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class FileStatus:
    """What one file is.

    Attributes:
        path: Where it stands, or stood before it was deleted.
        state: What it is.
        moved_from: Where the template has it, if its owner moved it.
        managed: It stays the template's: `scaffold check` looks at it.
    """

    path: str
    state: State
    moved_from: str | None = None
    managed: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the same for machines."""
        state = str(self.state)
        moved = {"moved_from": self.moved_from, "managed": self.managed}
        return {"path": self.path, "state": state, **moved}


@dataclass(frozen=True, slots=True)
class StatusResult:
    """What all files of a project are, by path."""

    project: Project
    files: tuple[FileStatus, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the same for machines."""
        return {
            "project": str(self.project.path),
            "release": self.project.reference,
            "files": [file.as_json() for file in self.files],
        }


def status(path: Path) -> StatusResult:
    """Compare every file of a project with its own release; nothing is written in it.

    What git ignores is left out, unless it is a file of the template.

    Raises:
        NotAProjectError: There are no answers.
        AnswersFileError: The answers cannot be read.
        InterruptedCommandError: An earlier command has not come to its end.
        TemplateSourceError: The release is not to be had, or cannot be rendered.
        InvalidAnswerError: An answer does not fit the template.
    """
    project = open_project(path)
    own = render_own_release(project)
    wanted, found = own.files, read_paths(project.path, own.files)
    modes = read_modes(project.path, found)
    standing = modes.meant(found, wanted)
    lost = wanted.keys() - standing.keys() - project.not_created
    missing = {path: wanted[path] for path in sorted(lost)}
    strays = read_strays(project.path, wanted.keys()) if missing else {}
    moves = pair_moves(missing, modes.meant(without_kept(strays, project.answers)))
    files = [FileStatus(ANSWERS_FILE, State.TEMPLATE)]
    for name in wanted:
        state = _compare(name, wanted[name], standing.get(name), moves)
        if name in project.not_created and state is not State.TEMPLATE:
            state = State.NOT_CREATED
        managed = own.ownership.is_managed(name)
        origin = name if name in moves else None
        files.append(FileStatus(moves.get(name, name), state, origin, managed))
    others = set(_list_files(project.path)) - {file.path for file in files}
    files.extend(_owned(others, project))
    return StatusResult(project, tuple(sorted(files, key=lambda file: file.path)))


def _compare(path: str, wanted: File, standing: File | None, moves: dict[str, str]) -> State:
    if path in moves:
        return State.MOVED
    if standing is None:
        return State.DELETED
    is_given = standing.kind == wanted.kind and same_content(path, standing.content, wanted.content)
    return State.TEMPLATE if is_given else State.EDITED


def _owned(paths: Iterable[str], project: Project) -> Iterator[FileStatus]:
    is_kept = match_kept(project.answers)
    for path in paths:
        yield FileStatus(path, State.KEPT if is_kept(path) else State.OWNER)


def _list_files(project: Path) -> Iterator[str]:
    """Yield the files of a project as far as they can be a person's work."""
    listed, _ = list_project_files(project)
    for path in listed:
        # Git also names files that are gone, and folders that are repositories of their own.
        if (project / path).is_symlink() or (project / path).is_file():
            yield path
