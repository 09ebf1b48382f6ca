"""Close the pull requests of a fleet that are no longer needed."""

from scaffold.errors import FleetError, ScaffoldError
from scaffold.errors.wording import explain
from scaffold.fleet.entries import FleetProject
from scaffold.fleet.forges import ForgeError
from scaffold.fleet.states import FleetReport, FleetState, ProjectReport, sort_reports
from scaffold.template.fetching import sharing_fetches
from scaffold.verbs.fleet_choice import FleetChoice
from scaffold.verbs.fleet_delivery import Delivery
from scaffold.verbs.fleet_status import Looker, StatusRequest, is_later, rate
from scaffold.verbs.step_progress import Progress, silent

__all__ = ["FleetReport", "close_requests", "rate"]

_REASON = "This update is no longer wanted."


def close_requests(
    choice: FleetChoice, delivery: Delivery, *, needless: bool, progress: Progress = silent
) -> FleetReport:
    """Close open pull requests whose branches have only commits of a fleet.

    Args:
        choice: The projects.
        delivery: How to close them.
        needless: Only those of releases that the base branch is at, or of earlier ones.
        progress: Shows the current step.

    Raises:
        FleetError: No forge is chosen.
    """
    if delivery.forge is None:
        raise FleetError("No forge is chosen", "Use `--pr gh` or `--pr glab`")
    looker = Looker(StatusRequest(choice, fetch=True))
    with sharing_fetches(), progress("Closing pull requests"):
        reports = [_close(looker, each, delivery, needless=needless) for each in choice.projects]
    return FleetReport(sort_reports(reports))


def _is_needed(release: str, known: ProjectReport) -> bool:
    """Return whether a project still needs the update to a release, or may need it."""
    return not known.release or release == known.target or is_later(release, known.release)


def _close(
    looker: Looker, project: FleetProject, delivery: Delivery, *, needless: bool
) -> ProjectReport:
    known = looker.look(project)
    site = looker.sites.get(project.name)
    if site is None:
        return known
    try:
        closed = [
            address
            for update in site.updates.values()
            if update.is_ours and not (needless and _is_needed(update.release, known))
            for address in delivery.close(site, update.name, _REASON)
        ]
    except (ScaffoldError, ForgeError) as error:
        return known.at(FleetState.FAILED, note=explain(error))
    return known.at(known.state, note=f"closed {', '.join(closed)}" if closed else "")
