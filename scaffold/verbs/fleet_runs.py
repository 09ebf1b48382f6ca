"""Run an update of a fleet with a journal, resume it, and try its failures again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from scaffold.errors import FleetError
from scaffold.fleet.forge_commands import PUSH_OPTIONS, choose_forge
from scaffold.fleet.manifest import MANIFEST, read_seconds
from scaffold.fleet.pacing import Pace
from scaffold.fleet.run_journal import Journal, LastRun
from scaffold.fleet.sites import Site
from scaffold.fleet.states import FleetReport, FleetState, ProjectReport, sort_reports
from scaffold.verbs.fleet_choice import (
    ChoiceRequest,
    FleetChoice,
    choose_projects,
    list_words,
    read_share,
)
from scaffold.verbs.fleet_delivery import Delivery, WriteBody, leave_unproved
from scaffold.verbs.fleet_plans import FleetPlan
from scaffold.verbs.fleet_proof import prove_site
from scaffold.verbs.fleet_run_options import RunOptions
from scaffold.verbs.fleet_status import FindPullRequest, list_projects, only_states
from scaffold.verbs.fleet_update import FleetUpdateRequest, Tell, update_fleet
from scaffold.verbs.proved_change import ProveOptionError
from scaffold.verbs.step_progress import Progress, silent

__all__ = ["RunOptions", "Screen", "report_run", "resume_run", "retry_run", "start_run"]

_RETRIED = ("failed", "unreachable")


@dataclass(frozen=True, slots=True)
class Screen:
    """How a run is shown, and how its pull requests are worded.

    Attributes:
        progress: Shows the current step.
        tell: Shows a message.
        write_body: Returns the text of a pull request.
        pace: Waits between pull requests; None takes that of the options.
    """

    progress: Progress = silent
    tell: Tell = lambda _: None
    write_body: WriteBody = lambda _: ""
    pace: Pace | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    options: RunOptions
    choice: FleetChoice
    screen: Screen
    only: frozenset[str] | None = field(default=None)

    def carry_out(self, *, dry_run: bool = False) -> FleetReport:
        """Update the projects, and record each step unless it is a preview."""
        journal = Journal(self.choice.folder)
        request = self._read_request(dry_run=dry_run)
        if dry_run:
            return update_fleet(request, self.screen.progress)
        if self.only is None:
            journal.begin(asdict(self.options))
        return update_fleet(
            request,
            self.screen.progress,
            note=lambda report: journal.report(report.as_json()),
            record=journal.choose if self.only is None else lambda _: None,
            tell=self.screen.tell,
        )

    def _read_request(self, *, dry_run: bool) -> FleetUpdateRequest:
        options = self.options
        return FleetUpdateRequest(
            self.choice,
            to=options.to or None,
            fetch=options.fetch,
            dry_run=dry_run,
            draft_conflicts=options.draft_conflicts,
            canary=options.canary,
            limit=options.limit,
            stop_at=read_share(options.stop_at, self.choice.settings.stop_at),
            only=self.only,
            delivery=make_delivery(options, self.choice, self.screen),
        )


def make_delivery(options: RunOptions, choice: FleetChoice, screen: Screen) -> Delivery:
    """Return how branches reach a forge.

    Raises:
        FleetError: The program of the forge is missing.
    """
    forge = options.forge or (choice.settings.forge if options.push else "")
    return Delivery(
        push=options.push or bool(options.forge),
        forge=choose_forge(forge),
        with_options=forge == PUSH_OPTIONS,
        write_body=screen.write_body,
        pace=screen.pace or Pace(_read_pace(options.pace, choice.settings.pace)),
        is_draft=options.draft,
        supersedes=options.supersede == "close",
        again=frozenset(options.again),
        prove=partial(_prove, limit=options.prove_limit) if options.prove else leave_unproved,
    )


def _prove(site: Site, plan: FleetPlan, limit: float) -> FleetPlan:
    return replace(plan, proof=prove_site(site, plan, limit))


def find_requests(choice: FleetChoice, forge: str) -> FindPullRequest | None:
    """Return how a status asks a forge for pull requests; None if none is chosen.

    Raises:
        FleetError: The program of the forge is missing.
    """
    options = RunOptions(push=True, forge=forge)
    delivery = make_delivery(options, choice, Screen())
    return delivery.find if delivery.forge else None


def _read_pace(text: str, default: float) -> float:
    try:
        return read_seconds(text) if text else default
    except ValueError as error:
        raise FleetError(f"Invalid pace: {error}", "Use a number of seconds, as in `8s`") from error


def start_run(
    request: ChoiceRequest, options: RunOptions, screen: Screen, *, dry_run: bool
) -> FleetReport:
    """Update the projects of a fleet, and record what was asked for and how far it came.

    Raises:
        ProveOptionError: A preview is to be proved.
        FleetError: The list of the fleet is missing or invalid.
    """
    if options.prove and dry_run:
        raise ProveOptionError
    words = list_words(request)
    choice = choose_projects(replace(request, words=words))
    file = "" if request.file is None else str(request.file.absolute())
    options = replace(
        options, words=words, file=file, groups=tuple(request.groups), shard=request.shard
    )
    return _Run(options, choice, screen).carry_out(dry_run=dry_run)


def resume_run(file: Path | None, screen: Screen) -> FleetReport:
    """Finish the last run of a fleet: projects that it has updated are found and left alone.

    Raises:
        FleetError: There is no run.
    """
    last = _read_last(file)
    run = _reopen(last, screen)
    only = None if last.chosen is None else frozenset(last.chosen)
    return replace(run, only=only).carry_out()


def retry_run(file: Path | None, states: Sequence[str], screen: Screen) -> FleetReport:
    """Update the projects again that were in some states at the end of the last run.

    Raises:
        FleetError: There is no run.
        InvalidAnswerError: A state does not exist.
    """
    last = _read_last(file)
    found = only_states(_read_reports(last), states or _RETRIED)
    names = frozenset(each.name for each in found.projects)
    return replace(_reopen(last, screen), only=names).carry_out()


def report_run(file: Path | None) -> FleetReport:
    """Return the states at the end of the last run, with projects that it did not come to.

    Raises:
        FleetError: There is no run.
    """
    last = _read_last(file)
    known = {each.name: each for each in _read_reports(last).projects}
    listed = list_projects(_choose_again(RunOptions(**_known_options(last.options))))
    return FleetReport(sort_reports(known.get(e.name, e) for e in listed.projects))


def _read_last(file: Path | None) -> LastRun:
    folder = file.absolute().parent if file else (Path.cwd() / MANIFEST).parent
    return Journal(folder).read_last()


def _reopen(last: LastRun, screen: Screen) -> _Run:
    options = RunOptions(**_known_options(last.options))
    return _Run(options, _choose_again(options), screen)


def _choose_again(options: RunOptions) -> FleetChoice:
    file = Path(options.file) if options.file else None
    request = ChoiceRequest(tuple(options.words), file, tuple(options.groups), options.shard)
    return choose_projects(request)


def _known_options(options: Mapping[str, Any]) -> dict[str, Any]:
    known = {each.name for each in fields(RunOptions)}
    return {key: value for key, value in options.items() if key in known}


def _read_reports(last: LastRun) -> FleetReport:
    return FleetReport(tuple(map(_read_report, last.reports.values())))


def _read_report(values: Mapping[str, Any]) -> ProjectReport:
    plain = {key: value for key, value in values.items() if key not in {"conflicts", "drifted"}}
    conflicts = tuple((each["path"], each["reason"]) for each in values["conflicts"])
    state = FleetState(plain.pop("state"))
    return ProjectReport(
        **plain, state=state, drifted=tuple(values["drifted"]), conflicts=conflicts
    )
