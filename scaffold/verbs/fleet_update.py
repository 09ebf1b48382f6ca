"""Update the projects of a fleet: one branch with one commit for each, written beside its files."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from scaffold.apply.commit_writer import BranchUpdate, move_branch, write_commit, write_tree
from scaffold.errors import FleetError, ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.errors.wording import version
from scaffold.fleet.bases import PREFIX, UpdateBranch, mark_of
from scaffold.fleet.canary import choose_canary
from scaffold.fleet.project_lock import hold_project
from scaffold.fleet.sites import Site, UnreachableError, reopen
from scaffold.fleet.states import (
    FleetReport,
    FleetState,
    ProjectReport,
    choose_exit_code,
    sort_reports,
)
from scaffold.fleet.trailers import Mark, write_mark
from scaffold.template.fetching import sharing_fetches
from scaffold.template.shared_texts import sharing_renders
from scaffold.verbs.fleet_choice import FleetChoice
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
        stop_at: The share of failures after which no other project is tried, in percent.
        again: Names of projects that declined the update, and are to get it.
    """

    choice: FleetChoice
    to: str | None = None
    fetch: bool | None = None
    dry_run: bool = False
    draft_conflicts: bool = False
    canary: int = 0
    limit: int = 0
    stop_at: float = 0.0
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """An update on a branch.

    Attributes:
        site: The repository, with the branch.
        branch: The branch.
        plan: The plan; None if the branch was there, and nothing has changed since.
    """

    site: Site
    branch: UpdateBranch
    plan: FleetPlan | None


# Called with each update that is on a branch; returns the report after the push.
Deliver = Callable[[Written, ProjectReport], ProjectReport]
# Called with each report when it is final.
Note = Callable[[ProjectReport], None]


def keep_here(_written: Written, known: ProjectReport) -> ProjectReport:
    """Leave an update on its local branch."""
    return known


def update_fleet(
    request: FleetUpdateRequest,
    progress: Progress = silent,
    deliver: Deliver = keep_here,
    note: Note = lambda _: None,
) -> FleetReport:
    """Update the projects of a fleet, each on a branch of its own.

    Returns:
        The state of every project, the most urgent first.
    """
    updater = _Updater(request, deliver)
    with sharing_fetches(), sharing_renders():
        with progress("Reading projects"):
            known = updater.look()
        chosen = updater.choose(known)
        with progress("Updating projects"):
            reports = [updater.update(each, chosen, note) for each in known]
    updater.looker.findings.save()
    return FleetReport(sort_reports(reports))


def rate_update(updated: FleetReport) -> ExitCode:
    """Return the exit code of an update: whether anything failed or has conflicts."""
    return choose_exit_code(updated.projects, waits=False)


class _Updater:
    """Updates the projects of a fleet one after the other."""

    def __init__(self, request: FleetUpdateRequest, deliver: Deliver) -> None:
        self._request, self._deliver = request, deliver
        self._failures = 0
        self.looker = Looker(StatusRequest(request.choice, request.fetch, to=request.to))

    def look(self) -> list[ProjectReport]:
        """Return the states before the update, in the order of the fleet."""
        return [self.looker.look(each) for each in self._request.choice.projects]

    def choose(self, known: list[ProjectReport]) -> frozenset[str]:
        """Return the names of the projects to update."""
        due = [each.name for each in known if each.state in _DUE]
        if self._request.canary:
            due = choose_canary(self._read_answers(due), self._request.canary)
        return frozenset(due[: self._request.limit or None])

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
        except (ScaffoldError, UnreachableError, OSError) as error:
            report = known.at(FleetState.FAILED, note=getattr(error, "message", str(error)))
            self._failures += 1
        note(report)
        return report

    def _has_stopped(self) -> bool:
        share = self._request.stop_at or self._request.choice.settings.stop_at
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
            if update and _is_current(site, update, known):
                return self._finish(Written(site, update, None), known)
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
        if update is None or not _has_plan(update, plan, known):
            write_branch(site, plan, known.target)
            site = reopen(site)
        return self._finish(Written(site, site.updates[known.target], plan), known)

    def _finish(self, written: Written, known: ProjectReport) -> ProjectReport:
        state = FleetState.CONFLICTS if known.conflicts else FleetState.BRANCH
        mark = mark_of(written.branch.heads[0])
        known = replace(known.at(state, branch=written.branch.name), plan=mark.plan if mark else "")
        return self._deliver(written, known)


_DUE = frozenset({FleetState.BEHIND, FleetState.BRANCH, FleetState.OPEN})


def _is_current(site: Site, update: UpdateBranch, known: ProjectReport) -> bool:
    """Return whether a branch starts from the base branch as it is now."""
    head = update.heads[0]
    mark = mark_of(head)
    is_same = mark is not None and (mark.since, mark.to) == (known.release, known.target)
    return is_same and head.parents == (site.base.at.commit,)


def _has_plan(update: UpdateBranch, plan: FleetPlan, known: ProjectReport) -> bool:
    """Return whether a branch has the same changes, from an earlier commit of the base branch."""
    mark = mark_of(update.heads[0])
    return mark is not None and (mark.plan, mark.since) == (plan.digest, known.release)


def write_branch(site: Site, plan: FleetPlan, target: str) -> None:
    """Write an update as a commit on the base branch, on the branch of its release.

    Raises:
        FleetError: The branch is checked out, or another command has moved it.
        GitError: Git cannot write.
    """
    base = site.base.at.commit
    name = f"refs/heads/{PREFIX}{target}"
    update = site.updates.get(target)
    local = update.local if update else None
    if local and local.work_tree:
        raise FleetError(
            f"Branch `{local.name.removeprefix('refs/heads/')}` is checked out",
            "Switch to another branch",
        )
    tree = write_tree(site.repository, base, site.prefix, plan.list_changes())
    mark = Mark(plan.planned.project.reference, target, plan.digest, tree)
    commit = write_commit(site.repository, tree, base, _message(plan, mark))
    move_branch(site.repository, BranchUpdate(name, local.commit if local else "", commit))


def _message(plan: FleetPlan, mark: Mark) -> str:
    title = f"Update the template from {version(mark.since)} to {version(mark.to)}"
    kept = "".join(f"- {path}\n" for path, _ in plan.conflicts)
    listed = f"Files with conflicts, which this commit does not change:\n\n{kept}\n" if kept else ""
    return f"{title}\n\n{listed}{write_mark(mark)}\n"
