"""Is a project at the newest release, and are the template's files as the template gives them?"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scaffold.apply.journal import Change
from scaffold.own_release import OwnRelease, render_own_release
from scaffold.project import Project, open_project
from scaffold.releases import bundled_release
from scaffold.trees import Tree, read_paths

# What `git describe` adds to the tag for commits that came after it.
_AHEAD = re.compile(r"-\d+-g[0-9a-f]+$")


@dataclass(frozen=True, slots=True)
class Drift:
    """A file that stays the template's, and is not as the template gives it.

    Attributes:
        path: Where it stands, or should.
        state: What became of it.
        repair: The change that takes the drift back.
    """

    path: str
    state: Literal["edited", "deleted"]
    repair: Change


@dataclass(frozen=True, slots=True)
class Checked:
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


def check(path: Path) -> Checked:
    """Compare a project with the newest release and with its own; nothing is written in it.

    Raises:
        NotAProjectError: There are no answers.
        AnswersFileError: The answers cannot be read.
        InterruptedCommandError: An earlier command has not come to its end.
        TemplateSourceError: A release is not to be had, or cannot be rendered.
        InvalidAnswerError: An answer does not fit the template.
    """
    project = open_project(path)
    own = render_own_release(project)
    managed = {path: file for path, file in own.files.items() if own.ownership.is_managed(path)}
    standing = read_paths(project.path, managed)
    return Checked(project, find_waiting(project), tuple(_find_drift(own, managed, standing)))


def _find_drift(own: OwnRelease, managed: Tree, standing: Tree) -> list[Drift]:
    drifted = []
    for path, wanted in sorted(managed.items()):
        found = standing.get(path)
        if own.ownership.is_drift(wanted, found):
            state: Literal["edited", "deleted"] = "edited" if found else "deleted"
            drifted.append(Drift(path, state, Change(path, found, wanted)))
    return drifted


def find_waiting(project: Project) -> str | None:
    """Return the newer release that an update would bring; None where there is none.

    Raises:
        TemplateSourceError: The template is not to be had.
    """
    if project.is_of_bundled_template:
        newest = bundled_release().tag
    else:
        from scaffold.render import find_newest

        newest = find_newest(project.address)
    return newest if _is_newer(newest, project.reference) else None


def _is_newer(newest: str, reference: str) -> bool:
    """Say whether a release comes after another; where they do not say, another one counts."""
    from packaging.version import InvalidVersion, Version

    standing = _AHEAD.sub("", reference)
    try:
        return Version(newest) > Version(standing)
    except InvalidVersion:
        return newest not in (reference, standing)
