"""Is a project at the newest release, and are the template's files as the template gives them?"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scaffold.answers.file import ANSWERS_FILE
from scaffold.files.tree import Change, File, Tree, read_paths
from scaffold.plan.unified_diff import Patch, write_patch
from scaffold.project.baseline import OwnRelease, render_own_release
from scaffold.project.modes import read_modes
from scaffold.project.newest import find_newer
from scaffold.project.patch_location import find_place
from scaffold.project.project import Project, open_project
from scaffold.template.fetching import sharing_fetches


@dataclass(frozen=True, slots=True)
class Drift:
    """A file that is not as the template gives it: a managed one, or one that was not created.

    Attributes:
        path: Its path.
        state: How it differs.
        repair: The change that makes it as the template gives it; None if that would replace a file
            that an update leaves alone.
        note: What is in its place, if that keeps it from being created.
    """

    path: str
    state: Literal["edited", "deleted", "not created"]
    repair: Change | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    Attributes:
        project: The project.
        waiting: The newer release that an update would bring; None where there is none.
        drifted: The files that have drifted, by path.
    """

    project: Project
    waiting: str | None
    drifted: tuple[Drift, ...]

    @property
    def answers_file(self) -> Path:
        """The file that states the release of the project."""
        return self.project.path / ANSWERS_FILE

    @property
    def is_clean(self) -> bool:
        """Say whether there is nothing to do."""
        return self.waiting is None and not self.drifted

    def as_json(self) -> dict[str, Any]:
        """Return the same for machines."""
        return {
            "project": str(self.project.path),
            "release": self.project.reference,
            "waiting": self.waiting,
            "drifted": [{"path": drift.path, "state": drift.state} for drift in self.drifted],
            "clean": self.is_clean,
        }


def check(path: Path) -> CheckResult:
    """Compare a project with the newest release and with its own; nothing is written in it.

    Raises:
        NotAProjectError: There are no answers.
        AnswersFileError: The answers cannot be read.
        InterruptedCommandError: An earlier command has not come to its end.
        TemplateSourceError: A release is not to be had, or cannot be rendered.
        InvalidAnswerError: An answer does not fit the template.
    """
    project = open_project(path)
    with sharing_fetches():
        own = render_own_release(project)
        newer = find_newer(project)
    watched = {
        path: file
        for path, file in own.files.items()
        if own.ownership.is_managed(path) or path in project.not_created
    }
    found = read_paths(project.path, watched)
    standing = read_modes(project.path, found).meant(found, watched)
    drifted = tuple(_find_drift(project, own, watched, standing))
    return CheckResult(project, newer, drifted)


def write_repairs(checked: CheckResult) -> Patch:
    """Return the patch that reverts the drift of a project."""
    repairs = [drift.repair for drift in checked.drifted if drift.repair]
    return write_patch(repairs, find_place(checked.project.path, repairs))


def _find_drift(project: Project, own: OwnRelease, watched: Tree, standing: Tree) -> list[Drift]:
    drifted = []
    for path, wanted in sorted(watched.items()):
        found = standing.get(path)
        if not own.ownership.is_drift(path, wanted, found):
            continue
        if path in project.not_created:
            drifted.append(_not_created(path, wanted, found))
        else:
            state: Literal["edited", "deleted"] = "edited" if found else "deleted"
            drifted.append(Drift(path, state, Change(path, found, wanted)))
    return drifted


def _not_created(path: str, wanted: File, found: File | None) -> Drift:
    """Describe a file that an update could not create; what is in its place is never replaced."""
    if found is None:
        note = "its place is free: run `scaffold update`"
        return Drift(path, "not created", Change(path, None, wanted), note)
    if found.kind == "obstacle":
        words = found.content.decode(errors="replace")
        return Drift(path, "not created", Change(path, found, wanted), f"in its place is {words}")
    return Drift(path, "not created", None, "you have another file there")
