"""Update the projects of a fleet: one branch with one commit for each, written beside its files."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.errors.wording import count, explain
from scaffold.fleet.bases import UpdateBranch, mark_of
from scaffold.fleet.canary import choose_canary
from scaffold.fleet.forges import ForgeError
from scaffold.fleet.project_lock import hold_project
from scaffold.fleet.sites import Site, reopen
from scaffold.fleet.states import (
    FleetReport,
    FleetState,
    ProjectReport,
    choose_exit_code,
    sort_reports,
)
from scaffold.template.fetching import sharing_fetches
from scaffold.template.git_bundle import refresh_repository
from scaffold.template.shared_texts import sharing_renders
from scaffold.verbs.fleet_branches import write_branch
from scaffold.verbs.fleet_choice import FleetChoice
from scaffold.verbs.fleet_delivery import Delivery
from scaffold.verbs.fleet_plans import FleetPlan, plan_site
from scaffold.verbs.fleet_projects import open_committed
from scaffold.verbs.fleet_status import Looker, StatusRequest
from scaffold.verbs.step_progress import Progress, silent

__all__ = ["FleetReport", "FleetUpdateRequest", "update_fleet"]


@dataclass(frozen=True, slots=True)
class FleetUpdateRequest:
    """Request for an update of a fleet.

    Attributes:
        choice: The projects.
        to: The release to go to; None is the newest.
        fetch: Fetch from remotes; None fetches projects that are given by an address.
        dry_run: Plan only; nothing is written.
        draft_conflicts: Also commit updates with conflicts; the files with conflicts keep the
            version of the project.
        canary: Update so many projects only, of as many kinds of answers as possible; 0 is all.
        limit: Update so many projects at most; 0 is all.
        stop_at: The share of failures after which no other project is tried, in percent; 0: never.
        only: Names of the projects to update, as an earlier run chose them; None chooses.
        delivery: How branches reach a forge.
    """

    choice: FleetChoice
    to: str | None = None
    fetch: bool | None = None
    dry_run: bool = False
    draft_conflicts: bool = False
    canary: int = 0
    limit: int = 0
    stop_at: float = 0.0
    only: frozenset[str] | None = None
    delivery: Delivery = field(default_factory=Delivery)


# Called with each report when it is final, and with the names of the projects to update.
Note = Callable[[ProjectReport], None]
Chosen = Callable[[list[str]], None]
Tell = Callable[[str], None]


def update_fleet(
    request: FleetUpdateRequest,
    progress: Progress = silent,
    note: Note = lambda _: None,
    record: Chosen = lambda _: None,
    tell: Tell = lambda _: None,
) -> FleetReport:
    """Update the projects of a fleet, each on a branch of its own.

    Args:
        request: The projects and the options.
        progress: Shows the current step.
        note: Called with the state of each project when it is final.
        record: Called with the names of the projects to update.
        tell: Called with messages before the first update; empty ones mean nothing.

    Returns:
        The state of every project, the most urgent first.
    """
    updater = _Updater(request)
    with sharing_fetches(), sharing_renders():
        with progress("Reading projects"):
            known = updater.look()
        chosen = updater.choose(known)
        record(sorted(chosen))
        tell(_announce(request, len(chosen), updater.count_superseded(known, chosen)))
        if chosen and not request.dry_run:
            tell(refresh_repository())  # For `copier update` of the same projects.
        with progress("Updating projects"):
            reports = [updater.update(each, chosen, note) for each in known]
    updater.looker.keep()
    return FleetReport(sort_reports(reports))


def rate_update(updated: FleetReport) -> ExitCode:
    """Return the exit code of an update: whether anything failed or has conflicts."""
    return choose_exit_code(updated.projects, waits=False)


class _Updater:
    """Updates the projects of a fleet one after the other."""

    def __init__(self, request: FleetUpdateRequest) -> None:
        self._request, self._delivery = request, request.delivery
        self._failures = 0
        self.looker = Looker(StatusRequest(request.choice, request.fetch, to=request.to))

    def look(self) -> list[ProjectReport]:
        """Return the states before the update, in the order of the fleet."""
        return [self.looker.look(each) for each in self._request.choice.projects]

    def choose(self, known: list[ProjectReport]) -> frozenset[str]:
        """Return the names of the projects to update."""
        due = [each.name for each in known if each.state in _DUE]
        if self._request.only is not None:
            return self._request.only & set(due)
        if self._request.canary:
            due = choose_canary(self._read_answers(due), self._request.canary)
        return frozenset(due[: self._request.limit or None])

    def count_superseded(self, known: list[ProjectReport], chosen: frozenset[str]) -> int:
        """Return how many pull requests of earlier releases are to be closed at most."""
        named = [each for each in known if each.name in chosen]
        sites = self.looker.sites
        return sum(len(self._delivery.list_superseded(sites[e.name], e.target)) for e in named)

    def _read_answers(self, names: list[str]) -> dict[str, dict[str, object]]:
        found = {}
        for project in self._request.choice.projects:
            if project.name in names:
                site = self.looker.sites[project.name]
                opened = open_committed(site)
                found[project.name] = {"release": opened.reference, **opened.answers}
        return found

    def update(self, known: ProjectReport, chosen: frozenset[str], note: Note) -> ProjectReport:
        """Update one project, if it was chosen and not too many have failed."""
        if known.name not in chosen:
            return known
        if self._has_stopped():
            return known.at(known.state, note="not tried: too many projects failed")
        try:
            report = self._update(self.looker.sites[known.name], known)
        except (ScaffoldError, ForgeError, OSError) as error:
            report = known.at(FleetState.FAILED, note=explain(error))
            self._failures += 1
        note(report)
        return report

    def _has_stopped(self) -> bool:
        share = self._request.stop_at
        total = len(self._request.choice.projects)
        return bool(share and self._failures and self._failures * 100 >= share * total)

    def _update(self, site: Site, known: ProjectReport) -> ProjectReport:
        if self._request.dry_run:
            return self._preview(site, known)
        with hold_project(site.project.location):
            # Another command may have written the branch since this one looked.
            site = reopen(site)
            update = site.updates.get(known.target)
            if update and not update.is_ours:
                return known.at(FleetState.THEIRS, branch=update.name)
            declined = self._delivery.is_declined(site, site.name_update(known.target))
            if declined:
                return known.at(FleetState.DECLINED, pull_request=declined)
            if update and _is_current(site, update, known):
                return self._finish(site, update, None, known)
            return self._write(site, known)

    def _preview(self, site: Site, known: ProjectReport) -> ProjectReport:
        plan = plan_site(site, known.target)
        state = FleetState.CONFLICTS if plan.conflicts else FleetState.PLANNED
        return replace(known.at(state), plan=plan.digest, conflicts=plan.conflicts)

    def _write(self, site: Site, known: ProjectReport) -> ProjectReport:
        plan = plan_site(site, known.target)
        known = replace(known, plan=plan.digest, conflicts=plan.conflicts)
        if plan.conflicts and not self._request.draft_conflicts:
            return known.at(FleetState.CONFLICTS)
        update = site.updates.get(known.target)
        plan = self._delivery.prove(site, plan)
        if update is None or not _has_plan(update, plan, known):
            write_branch(site, plan, known.target)
            site = reopen(site)
        return self._finish(site, site.updates[known.target], plan, known)

    def _finish(
        self, site: Site, update: UpdateBranch, plan: FleetPlan | None, known: ProjectReport
    ) -> ProjectReport:
        state = FleetState.CONFLICTS if known.conflicts else FleetState.BRANCH
        mark = mark_of(update.heads[0])
        known = replace(known.at(state, branch=update.name), plan=mark.plan if mark else "")
        report = self._delivery.deliver(site, update, plan, known)
        self._failures += report.state is FleetState.FAILED
        return report


def _announce(request: FleetUpdateRequest, number: int, superseded: int) -> str:
    """Return how long the writes to a forge take; empty without any."""
    if request.dry_run or request.delivery.forge is None or not number:
        return ""
    pace = request.delivery.pace
    minutes = math.ceil(pace.foresee(number + superseded) / 60)
    closed = f", and {superseded:,} to close" if superseded else ""
    requests = f"{count(number, 'pull request')} at most{closed}"
    rhythm = f"one every {pace.seconds:g} s" if pace.seconds else "without a pause"
    return f"{requests}, {rhythm}: {count(minutes, 'minute')}"


_DUE = frozenset({FleetState.BEHIND, FleetState.BRANCH, FleetState.OPEN, FleetState.CONFLICTS})


def _is_current(site: Site, update: UpdateBranch, known: ProjectReport) -> bool:
    """Return whether a branch is the whole update of the base branch as it is now."""
    head = update.heads[0]
    mark = mark_of(head)
    whole = (known.release, known.target, 0)
    is_whole = mark is not None and (mark.since, mark.to, mark.conflicts) == whole
    return is_whole and head.parents == (site.base.at.commit,)


def _has_plan(update: UpdateBranch, plan: FleetPlan, known: ProjectReport) -> bool:
    """Return whether a branch has the same changes, from an earlier commit of the base branch."""
    mark = mark_of(update.heads[0])
    return mark is not None and (mark.plan, mark.since) == (plan.digest, known.release)
