"""Find the state of every project of a fleet, without running anything of a project."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scaffold import __version__
from scaffold.errors import InvalidAnswerError, NotAProjectError, ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.errors.wording import explain
from scaffold.files.version_text import read_version
from scaffold.fleet.entries import FleetProject, FleetSettings
from scaffold.fleet.forges import ForgeError
from scaffold.fleet.known import Finding, Findings, digest, findings_file
from scaffold.fleet.sites import Site, UnreachableError, open_site, prune_mirrors
from scaffold.fleet.states import (
    FleetReport,
    FleetState,
    ProjectReport,
    choose_exit_code,
    sort_reports,
)
from scaffold.project.baseline import render_own_release
from scaffold.project.newest import find_newer
from scaffold.project.project import Project
from scaffold.template.fetching import sharing_fetches
from scaffold.template.releases import TEMPLATE_ADDRESS, bundled_release, find_release
from scaffold.template.shared_texts import sharing_renders
from scaffold.template.source_files import describe_sources
from scaffold.verbs.check import find_drift
from scaffold.verbs.fleet_choice import FleetChoice
from scaffold.verbs.fleet_projects import find_folder, open_committed
from scaffold.verbs.step_progress import Progress, silent

__all__ = ["FleetReport", "ProjectReport", "StatusRequest", "find_states"]


# Asks a forge for the pull request of an update branch.
FindPullRequest = Callable[[Site, str], tuple[FleetState, str] | None]


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Request for the states of a fleet.

    Attributes:
        choice: The projects.
        fetch: Fetch from remotes; None fetches projects that are given by an address.
        find_pull_request: Asks a forge; None asks none.
        remembers: Keep findings in the user's cache.
        to: The release to update to; None is the newest.
    """

    choice: FleetChoice
    fetch: bool | None = None
    find_pull_request: FindPullRequest | None = None
    remembers: bool = True
    to: str | None = None


def find_states(request: StatusRequest, progress: Progress = silent) -> FleetReport:
    """Return the state of every project, the most urgent first.

    Raises:
        FleetError: The list of the fleet is missing or invalid.
    """
    looker = Looker(request)
    with sharing_fetches(), sharing_renders(), progress("Reading projects"):
        reports = [looker.look(each) for each in request.choice.projects]
    looker.keep()
    return FleetReport(sort_reports(reports))


def list_projects(choice: FleetChoice) -> FleetReport:
    """Return the projects of a fleet without looking at them; their states are unknown."""
    return FleetReport(tuple(report(each, FleetState.LISTED) for each in choice.projects))


def only_states(found: FleetReport, states: Sequence[str]) -> FleetReport:
    """Return the projects in some states; all without any.

    Raises:
        InvalidAnswerError: A state does not exist.
    """
    known = {str(state) for state in FleetState} - {FleetState.LISTED}
    for state in states:
        if state not in known:
            raise InvalidAnswerError(f"Unknown state `{state}`", f"Use {', '.join(sorted(known))}")
    return FleetReport(tuple(e for e in found.projects if not states or str(e.state) in states))


def rate(found: FleetReport) -> ExitCode:
    """Return the exit code of a status: failures count, and all that is to be done."""
    return choose_exit_code(found.projects, waits=True)


@dataclass(slots=True)
class Looker:
    """Looks at projects one by one, and shares what they have in common.

    Attributes:
        request: The request.
        findings: What is known about commits.
        sites: The repositories that were opened, by the names of the projects.
    """

    request: StatusRequest
    findings: Findings = field(init=False)
    sites: dict[str, Site] = field(default_factory=dict)
    _newer: dict[tuple[str, str], str | None] = field(default_factory=dict)
    _template: str = ""

    def __post_init__(self) -> None:
        """Load what earlier commands have found."""
        self.findings = Findings(findings_file() if self.request.remembers else None)
        self._template = describe_sources(bundled_release().path)

    def keep(self) -> None:
        """Remember what was found out, and delete copies that are no longer used."""
        self.findings.save()
        prune_mirrors(time.time())

    def look(self, project: FleetProject) -> ProjectReport:
        """Return the state of a project; an error is a state, too."""
        if project.skip:
            return report(project, FleetState.ARCHIVED, note=project.skip)
        settings = self.request.choice.settings
        try:
            site = open_site(project, settings, fetch=self.request.fetch)
            self.sites[project.name] = site
            return self._look(site, settings)
        except UnreachableError as error:
            return report(project, FleetState.UNREACHABLE, note=str(error))
        except (ScaffoldError, ForgeError, OSError) as error:
            note = explain(error)
            return report(project, FleetState.FAILED, note=note)

    def _look(self, site: Site, settings: FleetSettings) -> ProjectReport:
        finding = self._find(site)
        if finding.is_foreign:
            return report(site.project, FleetState.FOREIGN, note=finding.problem)
        if finding.problem:
            return report(site.project, FleetState.FAILED, note=finding.problem)
        if settings.template and finding.address != settings.template:
            note = f"its template is {finding.address}"
            return report(site.project, FleetState.FOREIGN, finding.release, note=note)
        return self._decide(site, finding, self._find_target(site, finding))

    def _decide(self, site: Site, finding: Finding, target: str) -> ProjectReport:
        known = report(site.project, FleetState.IN_STEP, finding.release, target)
        known = known.with_drift(finding.drifted)
        update = site.updates.get(target) if target else None
        if update is None:
            return known.at(FleetState.BEHIND) if target else known
        if not update.is_ours:
            return known.at(FleetState.THEIRS, branch=update.name)
        found = self.request.find_pull_request
        looked = found(site, update.name) if found else None
        state, address = looked or (FleetState.BRANCH, "")
        if update.has_conflicts and state is not FleetState.DECLINED:
            state = FleetState.CONFLICTS
        return known.at(state, branch=update.name, pull_request=address)

    def _find(self, site: Site) -> Finding:
        """Return what is true of a commit; the answer depends on its tree and on the template."""
        key = digest([site.base.at.tree, site.prefix, __version__, self._template])
        known = self.findings.find(key)
        if known is None:
            known = _find_out(site)
            if not known.problem or known.is_foreign:  # A problem may be gone the next time.
                self.findings.add(key, known)
        return known

    def _find_target(self, site: Site, finding: Finding) -> str:
        """Return the tag of the release to go to; empty if the project is there."""
        wanted = site.project.release_pin or self.request.to
        if wanted and finding.address == TEMPLATE_ADDRESS:
            wanted = find_release(wanted).tag
        target = wanted or self._find_newer(site, finding) or ""
        # No fleet is taken to an earlier release, unless it is pinned there.
        is_passed = not site.project.release_pin and is_later(finding.release, target)
        return "" if is_passed or target == finding.release else target

    def _find_newer(self, site: Site, finding: Finding) -> str | None:
        key = (finding.address, finding.release)
        if key not in self._newer:
            project = Project(find_folder(site), {}, *key, remembered=b"")
            self._newer[key] = find_newer(project)
        return self._newer[key]


def is_later(release: str, other: str) -> bool:
    """Return whether a release is later than another one; those of branches are not compared."""
    first, second = read_version(release), read_version(other)
    return bool(first and second and first > second)


def _find_out(site: Site) -> Finding:
    try:
        project = open_committed(site)
    except NotAProjectError as error:
        return Finding(problem=error.message, is_foreign=True)
    except ScaffoldError as error:
        return Finding(problem=explain(error))
    try:
        drifted = tuple(each.path for each in find_drift(project, render_own_release(project)))
    except ScaffoldError as error:
        return Finding(project.address, project.reference, problem=explain(error))
    return Finding(project.address, project.reference, drifted)


def report(
    project: FleetProject, state: FleetState, release: str = "", target: str = "", note: str = ""
) -> ProjectReport:
    """Return what is known about a project."""
    return ProjectReport(
        name=project.name,
        location=project.location,
        state=state,
        group=project.group,
        owner=project.owner,
        release=release,
        target=target,
        note=note,
    )
