"""Check whether a project is up to date and its managed files are unchanged."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scaffold.answers.file import ANSWERS_FILE
from scaffold.files.tree import Change, File, Tree
from scaffold.plan.unified_diff import Patch, write_patch
from scaffold.project.baseline import OwnRelease, render_own_release
from scaffold.project.newest import find_newer
from scaffold.project.patch_location import find_place
from scaffold.project.project import Project, open_project
from scaffold.project.upcoming import preview_news
from scaffold.template.fetching import sharing_fetches
from scaffold.template.notes import ReleaseNotes


@dataclass(frozen=True, slots=True)
class Drift:
    """A managed file that was edited or deleted, or a file that was not created.

    Attributes:
        path: Its path.
        state: How it differs from the template.
        repair: The change that reverts the drift; None if it would replace a file of yours.
        note: What prevents an update from creating the file.
    """

    path: str
    state: Literal["edited", "deleted", "not created"]
    repair: Change | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Result of a check.

    Attributes:
        project: The project.
        available: Tag of the newest release; None if the project is up to date.
        drifted: The files that have drifted, by path.
        news: What the newest release brings to the project, if that was asked for.
    """

    project: Project
    available: str | None
    drifted: tuple[Drift, ...]
    news: tuple[ReleaseNotes, ...] = ()

    @property
    def answers_file(self) -> Path:
        """The file that states the release of the project."""
        return self.project.path / self.project.answers_file

    @property
    def is_clean(self) -> bool:
        """Whether the project is up to date and has no drift."""
        return self.available is None and not self.drifted

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {
            "project": str(self.project.path),
            "release": self.project.reference,
            "available": self.available,
            "drifted": [{"path": drift.path, "state": drift.state} for drift in self.drifted],
            "news": [each.as_json() for each in self.news],
            "clean": self.is_clean,
        }


def check(path: Path, *, with_news: bool = False, answers_file: str = ANSWERS_FILE) -> CheckResult:
    """Compare a project with the newest release and with its own, without changing it.

    Args:
        path: The project folder.
        with_news: Also find the release notes that concern the project, which renders the newest
            release.
        answers_file: Path of the answers file, if the project has several templates.

    Raises:
        NotAProjectError: The folder has no answers file.
        AnswersFileError: The answers file cannot be read.
        InterruptedCommandError: An earlier command was interrupted.
        TemplateSourceError: A release is unavailable or cannot be rendered.
        InvalidAnswerError: The template rejects an answer.
    """
    project = open_project(path, answers_file)
    with sharing_fetches():
        own = render_own_release(project)
        newer = find_newer(project)
        news = preview_news(project) if newer and with_news else ()
    return CheckResult(project, newer, find_drift(project, own), news)


def write_repairs(checked: CheckResult) -> Patch:
    """Return the patch that reverts the drift of a project."""
    repairs = [drift.repair for drift in checked.drifted if drift.repair]
    return write_patch(repairs, find_place(checked.project.path, repairs))


def find_drift(project: Project, own: OwnRelease) -> tuple[Drift, ...]:
    """Return the managed files of a project that differ from its release, by path."""
    expected = {
        path: file
        for path, file in own.files.items()
        if own.ownership.is_managed(path) or path in project.not_created
    }
    found = project.files.read(expected)
    present = project.files.read_modes(found).meant(found, expected)
    return tuple(_compare(project, own, expected, present))


def _compare(project: Project, own: OwnRelease, expected: Tree, present: Tree) -> list[Drift]:
    drifted = []
    for path, given in sorted(expected.items()):
        found = present.get(path)
        if not own.ownership.is_drift(path, given, found):
            continue
        if path in project.not_created:
            drifted.append(_not_created(path, given, found))
        else:
            state: Literal["edited", "deleted"] = "edited" if found else "deleted"
            drifted.append(Drift(path, state, Change(path, found, given)))
    return drifted


def _not_created(path: str, given: File, found: File | None) -> Drift:
    """Describe a file that an update did not create; the file at its path is never replaced."""
    if found is None:
        note = "the path is free now: run `scaffold update`"
        return Drift(path, "not created", Change(path, None, given), note)
    if found.kind == "obstacle":
        kind = found.content.decode(errors="replace")
        note = f"expected a file, found {kind}"
        return Drift(path, "not created", Change(path, found, given), note)
    return Drift(path, "not created", None, "you have another file at this path")
