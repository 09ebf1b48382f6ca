"""The patches that commands would apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scaffold.files.tree import Change
from scaffold.plan.unified_diff import Patch, write_patch
from scaffold.project.patch_location import find_place
from scaffold.verbs.planned_update import PlannedUpdate
from scaffold.verbs.template_use import UNCOMMITTED
from scaffold.verbs.update import UpdateRequest, plan


@dataclass(frozen=True, slots=True)
class DiffResult:
    """Preview of an update as a patch.

    Attributes:
        planned: The action on each file.
        patch: The changes, for `git apply`.
        note: A warning for the user; usually empty.
    """

    planned: PlannedUpdate
    patch: Patch
    note: str = ""


def diff(request: UpdateRequest) -> DiffResult:
    """Compare a project with a release, without changing it.

    Raises:
        ScaffoldError: Any error of `plan`.
    """
    planned = plan(request)
    note = UNCOMMITTED if planned.is_uncommitted else ""
    return DiffResult(planned, write_changes(planned.project.path, planned.changes), note)


def write_changes(project: Path, changes: Sequence[Change]) -> Patch:
    """Return changes of a project as a patch for `git apply`."""
    return write_patch(changes, find_place(project, changes))
