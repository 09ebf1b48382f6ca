"""Show what a template that is not released yet would do to the projects of a fleet."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.errors.wording import explain
from scaffold.fleet.causes import Cause, Key, find_keys, group_causes
from scaffold.fleet.entries import FleetProject
from scaffold.fleet.sites import Site
from scaffold.fleet.states import FleetReport, FleetState, ProjectReport, sort_reports
from scaffold.plan.actions import Action
from scaffold.template.fetching import sharing_fetches
from scaffold.template.releases import Release, Source, choose_template
from scaffold.template.shared_texts import sharing_renders
from scaffold.template.trusted_addresses import trusting
from scaffold.verbs.fleet_choice import FleetChoice
from scaffold.verbs.fleet_plans import FleetPlan, plan_site
from scaffold.verbs.fleet_status import Looker, StatusRequest
from scaffold.verbs.fleet_update import rate_update
from scaffold.verbs.step_progress import Progress, silent

__all__ = ["Forecast", "ForecastRequest", "find_forecast", "rate_update"]

# The release that the files of a folder have in output.
UNRELEASED = "unreleased"
# States in which there is nothing to plan for.
_LEFT_OUT = frozenset(
    {FleetState.ARCHIVED, FleetState.FOREIGN, FleetState.FAILED, FleetState.UNREACHABLE}
)


@dataclass(frozen=True, slots=True)
class ForecastRequest:
    """Request for a forecast.

    Attributes:
        choice: The projects.
        template: Folder or address of the template; None is that of each project.
        to: The release, branch or commit of it; None is the newest, or the files of a folder.
        fetch: Fetch from remotes; None fetches projects that are given by an address.
    """

    choice: FleetChoice
    template: str | None = None
    to: str | None = None
    fetch: bool | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What an update would do.

    Attributes:
        report: The projects: `planned`, `conflicts`, or why they have no plan.
        causes: The lines of the template that conflict, the worst first.
    """

    report: FleetReport
    causes: tuple[Cause, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the forecast as JSON values."""
        return {**self.report.as_json(), "causes": [each.as_json() for each in self.causes]}


def find_forecast(request: ForecastRequest, progress: Progress = silent) -> Forecast:
    """Plan the update of every project, and write nothing.

    Raises:
        TemplateSourceError: The template is missing.
    """
    looker = Looker(StatusRequest(request.choice, request.fetch, to=request.to))
    found: dict[str, list[Key]] = {}
    trusted = [request.template] if request.template else []
    with trusting(trusted), sharing_fetches(), sharing_renders(), progress("Planning updates"):
        reports = [_forecast(looker, each, request, found) for each in request.choice.projects]
    looker.keep()
    return Forecast(FleetReport(sort_reports(reports)), group_causes(found))


def _forecast(
    looker: Looker, project: FleetProject, request: ForecastRequest, found: dict[str, list[Key]]
) -> ProjectReport:
    known = looker.look(replace(project, release_pin="") if request.template else project)
    if known.state in _LEFT_OUT:
        return known
    site = looker.sites[project.name]
    try:
        plan = _plan(site, known, request)
    except (ScaffoldError, OSError) as error:
        return known.at(FleetState.FAILED, note=explain(error))
    if plan is None:
        return known
    found[project.name] = _find_causes(plan)
    state = FleetState.CONFLICTS if plan.conflicts else FleetState.PLANNED
    target = UNRELEASED if request.template and not request.to else plan.planned.target
    return replace(known.at(state), plan=plan.digest, conflicts=plan.conflicts, target=target)


def _plan(site: Site, known: ProjectReport, request: ForecastRequest) -> FleetPlan | None:
    if request.template is None:
        return plan_site(site, known.target) if known.target else None
    return plan_site(site, target=_choose_target(request.template, request.to))


def _choose_target(address: str, to: str | None) -> Release | Source:
    """Return what to render; of a folder without a release, its files as they are.

    A folder with the layout of the bundled template is rendered in memory.
    """
    folder = Path(address).expanduser()
    if to is None and (folder / "copier.yml").is_file() and (folder / "questions").is_dir():
        return Release(UNRELEASED, folder.absolute())
    is_work_tree = to is None and os.path.lexists(folder / ".git")
    return choose_template(address, "HEAD" if is_work_tree else to)


def _find_causes(plan: FleetPlan) -> list[Key]:
    answers = plan.planned.project.answers
    return [
        key
        for action in plan.planned.plan.actions
        if action.action is Action.CONFLICT
        for key in find_keys(
            action.path, action.after.content if action.after else b"", action.notes, answers
        )
    ]
