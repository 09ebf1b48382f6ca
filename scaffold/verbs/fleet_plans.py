"""Plan the update of one project of a fleet, from its base branch."""

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.answers.file import ANSWERS_FILE
from scaffold.files.tree import Change
from scaffold.fleet.sites import Site
from scaffold.plan.actions import Action, FileAction, Plan, changes
from scaffold.template.releases import Release, Source
from scaffold.verbs.fleet_projects import open_committed
from scaffold.verbs.planned_update import PlannedUpdate, UpdateRequest
from scaffold.verbs.planning import plan_project

if TYPE_CHECKING:
    from scaffold.project.proof.proving import Proof


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """The plan of one project.

    Attributes:
        planned: The plan, the same as `scaffold update` makes of a checkout.
        digest: A digest of what it does to each file.
        proof: What the project's checks say about it; None if they did not run.
    """

    planned: PlannedUpdate
    digest: str
    proof: "Proof | None" = None

    @property
    def conflicts(self) -> tuple[tuple[str, str], ...]:
        """The files with conflicts, each with the reasons."""
        actions = self.planned.plan.actions
        found = [each for each in actions if each.action is Action.CONFLICT]
        return tuple((each.path, "; ".join(each.notes)) for each in found)

    def list_changes(self) -> list[Change]:
        """Return the changes to commit: files with conflicts keep the version of the project."""
        settled = [e for e in self.planned.plan.actions if e.action is not Action.CONFLICT]
        steps = [Change(*each) for each in changes(Plan(tuple(settled)))]
        return [*steps, *([self.planned.answers] if self.planned.answers else [])]


def plan_site(
    site: Site, to: str | None = None, target: Release | Source | None = None
) -> FleetPlan:
    """Plan the update of a project as its base branch is.

    Args:
        site: The repository of the project.
        to: The release to go to; None is the newest.
        target: A template that is no release yet.

    Raises:
        ScaffoldError: The project cannot be updated.
    """
    project = open_committed(site)
    request = UpdateRequest(project.path, to=to)
    planned = plan_project(project, request, target)
    return FleetPlan(planned, digest_plan(planned))


def digest_plan(planned: PlannedUpdate) -> str:
    """Return a digest of the action on each file and of its content afterwards.

    The name of the release is left out, in the answers file and in markers of conflicts, because a
    template has it only once it is released.
    """
    lines = [_describe(each) for each in planned.plan.actions if each.path != ANSWERS_FILE]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _describe(action: FileAction) -> list[str | None]:
    content = action.after.content if action.after else b""
    is_marked = action.action is Action.CONFLICT
    file = "" if is_marked else hashlib.sha256(content).hexdigest()
    kind = action.after.kind if action.after else ""
    return [action.path, str(action.action), action.moved_from, kind, file, *action.notes]
