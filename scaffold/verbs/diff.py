"""The patch that an update would apply."""

from dataclasses import dataclass

from scaffold.plan.unified_diff import Patch, write_patch
from scaffold.project.patch_location import find_place
from scaffold.verbs.planned_update import PlannedUpdate
from scaffold.verbs.update import UpdateRequest, plan


@dataclass(frozen=True, slots=True)
class DiffResult:
    """Preview of an update as a patch.

    Attributes:
        planned: The action on each file.
        patch: The changes, for `git apply`.
    """

    planned: PlannedUpdate
    patch: Patch


def diff(request: UpdateRequest) -> DiffResult:
    """Compare a project with a release, without changing it.

    Raises:
        ScaffoldError: Any error of `plan`.
    """
    planned = plan(request)
    place = find_place(planned.project.path, planned.changes)
    return DiffResult(planned, write_patch(planned.changes, place))
