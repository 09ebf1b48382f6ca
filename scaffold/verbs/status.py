"""Compare each file of a project with the release that the project is at."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.answers.kept import KEPT, match_kept, without_kept
from scaffold.files.tree import File, Tree, is_link, read_paths
from scaffold.merge import same_content
from scaffold.plan.managed import Owner
from scaffold.plan.moves import pair_moves
from scaffold.plan.seeded import TakenFolder, find_taken, is_below
from scaffold.plan.update import is_alike
from scaffold.project.baseline import OwnRelease, render_own_release
from scaffold.project.modes import read_modes
from scaffold.project.other_files import list_project_files, read_strays
from scaffold.project.project import Project, open_project
from scaffold.project.stage_names import read_stages
from scaffold.verbs.ownership import FOLLOWED, read_list


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
        owner: Who owns it, which decides what an update does to it.
    """

    path: str
    state: FileState
    moved_from: str | None = None
    owner: Owner = Owner.YOURS

    def as_json(self) -> dict[str, Any]:
        """Return the state as JSON values."""
        state, owner = str(self.state), str(self.owner)
        moved = {"moved_from": self.moved_from, "managed": self.owner is Owner.MANAGED}
        return {"path": self.path, "state": state, "owner": owner, **moved}


@dataclass(frozen=True, slots=True)
class StatusResult:
    """States of all files of a project, sorted by path.

    Attributes:
        project: The project.
        files: The states.
        taken: Seeded folders that have become the user's since the last update.
        left: Paths that updates leave alone, each with the release that it is from.
    """

    project: Project
    files: tuple[FileStatus, ...]
    taken: tuple[TakenFolder, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)

    @property
    def stages(self) -> dict[str, tuple[str, ...]]:
        """The paths of the stages, in a repository whose code stays where it is."""
        return read_stages(self.project.answers)

    @property
    def kept_folders(self) -> list[str]:
        """The paths that are kept, each as a folder."""
        patterns = self.project.answers.get(KEPT)
        listed = patterns if isinstance(patterns, list) else []
        return [f"{str(each).strip('/')}/" for each in listed]

    def as_json(self) -> dict[str, Any]:
        """Return the states as JSON values."""
        return {
            "project": str(self.project.path),
            "release": self.project.reference,
            "stages": {name: list(paths) for name, paths in self.stages.items()},
            "taken": [each.as_json() for each in self.taken],
            "left": dict(self.left),
            "files": [file.as_json() for file in self.files],
        }


def status(path: Path, answers_file: str = ANSWERS_FILE) -> StatusResult:
    """Compare every file of a project with its own release, without changing the project.

    Files that Git ignores are left out, except those of the template.

    Raises:
        NotAProjectError: The folder has no answers file.
        AnswersFileError: The answers file cannot be read.
        InterruptedCommandError: An earlier command was interrupted.
        TemplateSourceError: The release is unavailable or cannot be rendered.
        InvalidAnswerError: The template rejects an answer.
    """
    project = open_project(path, answers_file)
    own = render_own_release(project)
    base, found = own.files, read_paths(project.path, own.files)
    modes = read_modes(project.path, found)
    ours = modes.meant(found, base)
    lost = base.keys() - ours.keys() - project.not_created
    missing = {path: base[path] for path in sorted(lost)}
    strays = read_strays(project.path, base.keys()) if missing else {}
    moves = pair_moves(missing, modes.meant(without_kept(strays, project.answers)))
    taken = _find_taken(project, own, {**ours, **{old: strays[new] for old, new in moves.items()}})
    files = [FileStatus(answers_file, FileState.UNCHANGED, owner=Owner.SHARED)]
    for name in base:
        state = _compare(name, base[name], ours.get(name), moves)
        if name in project.not_created and state is not FileState.UNCHANGED:
            state = FileState.NOT_CREATED
        is_taken = any(is_below(name, each.path) for each in taken)
        owner = Owner.YOURS if is_taken else own.ownership.find_owner(name)
        origin = name if name in moves else None
        files.append(FileStatus(moves.get(name, name), state, origin, owner))
    others = set(_list_files(project.path)) - {file.path for file in files}
    files.extend(_owned(others, project))
    left = _find_left(project)
    return StatusResult(project, tuple(sorted(files, key=lambda file: file.path)), taken, left)


def _find_taken(project: Project, own: OwnRelease, ours: Tree) -> tuple[TakenFolder, ...]:
    """Return the seeded folders that have become the user's, and are not recorded as such."""
    followed = read_list(project.answers, FOLLOWED)
    return tuple(find_taken(own.files, ours, own.ownership.seeded, followed, is_alike))


def _find_left(project: Project) -> dict[str, str]:
    """Return the folders that the user owns and updates leave alone, each with its release."""
    is_kept = match_kept(project.answers)
    return {
        path: release
        for path, release in project.base_releases.items()
        if is_kept(path) and (project.path / path).is_dir()
    }


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
