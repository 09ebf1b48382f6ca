"""The state of each project of a fleet. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from scaffold.errors.exit_codes import ExitCode


class FleetState(StrEnum):
    """What is to be done for a project; the most urgent first."""

    FAILED = "failed"
    UNREACHABLE = "unreachable"
    CONFLICTS = "conflicts"
    THEIRS = "theirs"
    DECLINED = "declined"
    FOREIGN = "foreign"
    DRIFTED = "drifted"
    BEHIND = "behind"
    PLANNED = "planned"
    BRANCH = "branch"
    OPEN = "open"
    ARCHIVED = "archived"
    IN_STEP = "in-step"
    LISTED = "listed"  # Not read yet.


_FAILURES = frozenset({FleetState.FAILED, FleetState.UNREACHABLE})
# What a fleet has nothing to do for.
_SETTLED = frozenset({FleetState.IN_STEP, FleetState.ARCHIVED, FleetState.FOREIGN})


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """What is known about one project of a fleet.

    Attributes:
        name: Its name in the fleet.
        location: Its folder or address.
        state: Its state.
        group: Its group.
        owner: Who looks after it.
        release: The release that its base branch is at; empty if unknown.
        target: The release that it can be updated to; empty if there is none.
        branch: The branch of the update; empty if there is none.
        pull_request: The address of the pull request; empty if there is none.
        plan: The digest of the plan; empty if it was not planned.
        drifted: The managed files that were edited or deleted.
        conflicts: The files in which an update has conflicts, each with the reason.
        note: Why it has this state, where the state does not say it.
    """

    name: str
    location: str
    state: FleetState
    group: str = ""
    owner: str = ""
    release: str = ""
    target: str = ""
    branch: str = ""
    pull_request: str = ""
    plan: str = ""
    drifted: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    note: str = ""

    def at(
        self, state: FleetState, *, branch: str = "", pull_request: str = "", note: str = ""
    ) -> "ProjectReport":
        """Return the report of the same project in another state."""
        return replace(
            self,
            state=state,
            branch=branch or self.branch,
            pull_request=pull_request or self.pull_request,
            note=note or self.note,
        )

    def with_drift(self, drifted: tuple[str, ...]) -> "ProjectReport":
        """Return the report with managed files that differ; a project in step has drifted then."""
        is_in_step = self.state is FleetState.IN_STEP
        state = FleetState.DRIFTED if drifted and is_in_step else self.state
        return replace(self, state=state, drifted=drifted)

    def as_json(self) -> dict[str, Any]:
        """Return the project as JSON values."""
        return {
            "name": self.name,
            "location": self.location,
            "state": str(self.state),
            "group": self.group,
            "owner": self.owner,
            "release": self.release,
            "target": self.target,
            "branch": self.branch,
            "pull_request": self.pull_request,
            "plan": self.plan,
            "drifted": list(self.drifted),
            "conflicts": [{"path": path, "reason": reason} for path, reason in self.conflicts],
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class FleetReport:
    """The projects of a fleet, each exactly once."""

    projects: tuple[ProjectReport, ...]

    @property
    def counts(self) -> dict[FleetState, int]:
        """Number of projects in each state that occurs, in the order of the states."""
        found = [each.state for each in self.projects]
        return {state: found.count(state) for state in FleetState if state in found}

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "projects": [each.as_json() for each in self.projects],
            "counts": {str(state): number for state, number in self.counts.items()},
            "total": len(self.projects),
        }


def sort_reports(reports: Iterable[ProjectReport]) -> tuple[ProjectReport, ...]:
    """Return reports with the most urgent first."""
    order = list(FleetState)
    return tuple(sorted(reports, key=lambda each: (order.index(each.state), each.name)))


def choose_exit_code(reports: Iterable[ProjectReport], *, waits: bool) -> ExitCode:
    """Return the exit code for some projects.

    Args:
        reports: The projects.
        waits: Whether a project for which something is to be done counts.
    """
    states = {each.state for each in reports}
    if states & _FAILURES:
        return ExitCode.ERROR
    if FleetState.CONFLICTS in states:
        return ExitCode.CONFLICTS
    return ExitCode.FINDINGS if waits and states - _SETTLED else ExitCode.DONE
