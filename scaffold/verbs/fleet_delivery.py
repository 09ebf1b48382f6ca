"""Push update branches, and open pull requests for them through the programs of the user."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from scaffold.errors import FleetError
from scaffold.errors.wording import version
from scaffold.fleet.bases import UpdateBranch
from scaffold.fleet.forge_commands import Forge
from scaffold.fleet.forges import Draft, ForgeError, PullRequest, Requests, find_slug
from scaffold.fleet.pacing import Pace
from scaffold.fleet.sites import PushRefusedError, Site, find_remote, push_update
from scaffold.fleet.states import FleetState, ProjectReport
from scaffold.fleet.texts import push_options, write_title
from scaffold.verbs.fleet_plans import FleetPlan, plan_site
from scaffold.verbs.planned_update import UpdateResult

# Waits after a forge refused a write, and how often in a row it may refuse.
_FIRST_WAIT, _LONGEST_WAIT, _TRIES = 60.0, 3600.0, 3
_SUPERSEDED = "Superseded by the update to {release}."

WriteBody = Callable[[UpdateResult], str]
Prove = Callable[[Site, FleetPlan], FleetPlan]


def leave_unproved(_site: Site, plan: FleetPlan) -> FleetPlan:
    """Return a plan as it is."""
    return plan


@dataclass(slots=True)
class Delivery:
    """How updates reach a forge.

    Attributes:
        push: Push the branches.
        forge: The commands of the forge; None opens no pull requests with a program.
        with_options: Ask the remote to open merge requests, with options of the push.
        write_body: Returns the text of a pull request.
        pace: Waits between writes.
        is_draft: Open drafts.
        supersedes: Close the pull requests of earlier releases.
        again: The names of projects that get a pull request though they closed one.
        prove: Adds a proof to a plan, if updates are to be proved.
    """

    push: bool = False
    forge: Forge | None = None
    with_options: bool = False
    write_body: WriteBody = lambda _result: ""
    pace: Pace = field(default_factory=Pace)
    is_draft: bool = False
    supersedes: bool = True
    again: frozenset[str] = frozenset()
    prove: Prove = leave_unproved
    _has_stopped: bool = False

    def find(self, site: Site, branch: str) -> tuple[FleetState, str] | None:
        """Return the state of the pull request of a branch, and its address; None without one.

        Raises:
            ForgeError: The program of the forge fails.
        """
        found = _choose(self._requests(site).find(branch))
        return (_STATES[found.state], found.address) if found else None

    def is_declined(self, site: Site, branch: str) -> str:
        """Return the address of a pull request that was closed; empty if there is none."""
        if site.project.name in self.again or self.forge is None:
            return ""
        state, address = self.find(site, branch) or (FleetState.BRANCH, "")
        return address or branch if state is FleetState.DECLINED else ""

    def deliver(
        self, site: Site, update: UpdateBranch, plan: FleetPlan | None, known: ProjectReport
    ) -> ProjectReport:
        """Push a branch and open its pull request, if the request says so."""
        if not self.push:
            return known
        try:
            told = self._push(site, update, known)
            return self._open(site, update, plan, known) if self.forge else told
        except PushRefusedError as error:
            if error.is_archived:
                return known.at(FleetState.ARCHIVED, note=error.message)
            state = FleetState.THEIRS if error.is_stale else FleetState.FAILED
            return known.at(state, note=error.message)
        except ForgeError as error:
            return known.at(FleetState.FAILED, note=str(error))

    def _push(self, site: Site, update: UpdateBranch, known: ProjectReport) -> ProjectReport:
        if not find_remote(site):
            raise FleetError("There is no remote `origin`", "Add one, or omit `--push`")
        local, remote = update.local, update.remote
        options = self._options(site, known) if self.with_options else ()
        is_pushed = local and remote and remote.commit == local.commit
        if not is_pushed and not push_update(site, update, options):
            return known.at(known.state, note="the remote opens no merge requests on a push")
        return known.at(FleetState.OPEN) if self.with_options and not known.conflicts else known

    def _options(self, site: Site, known: ProjectReport) -> tuple[str, ...]:
        title = write_title(site.prefix, known.release, known.target)
        return push_options(site.base.branch, title, known, self.is_draft)

    def _open(
        self, site: Site, update: UpdateBranch, plan: FleetPlan | None, known: ProjectReport
    ) -> ProjectReport:
        requests = self._requests(site)
        found = _choose(requests.find(update.name))
        state = known.state if known.conflicts else FleetState.OPEN
        if found and found.state == "open":
            is_edited = mark_body(known) in found.body or self._edit(
                requests, found, update.name, self._draft(site, plan, known)
            )
            note = "" if is_edited else "its text is not edited yet: the forge refused it"
            note = note or self._close_earlier(site, requests, update)
            return known.at(state, pull_request=found.address, note=note)
        if found and site.project.name not in self.again:
            ended = FleetState.DECLINED if found.state == "closed" else FleetState.BRANCH
            return known.at(ended, pull_request=found.address, note=f"it was {found.state}")
        if self._has_stopped:
            return known.at(known.state, note="no pull request yet: the forge refused others")
        draft = self._draft(site, plan, known)
        address = self._create(requests, update.name, draft)
        if address is None:
            note = "no pull request yet: the forge refused it; run `scaffold fleet resume` later"
            return known.at(known.state, note=note)
        note = self._close_earlier(site, requests, update)
        return known.at(state, pull_request=address, note=note)

    def _edit(self, requests: Requests, found: PullRequest, branch: str, draft: Draft) -> bool:
        """Change the text of a pull request; return whether the forge took it."""
        return self._write(lambda: requests.edit(found.number, branch, draft)) is not None

    def _create(self, requests: Requests, branch: str, draft: Draft) -> str | None:
        """Open a pull request, which may exist although its program failed; None if refused."""
        return self._write(
            lambda: requests.open(branch, draft), lambda: _find_open(requests, branch)
        )

    def _write(
        self, write: Callable[[], str | None], check: Callable[[], str] = lambda: ""
    ) -> str | None:
        """Write to the forge at the pace, and again where it is busy; None if it stays busy.

        Args:
            write: Writes.
            check: Returns what was written in spite of an error; empty if nothing was.
        """
        wait = _FIRST_WAIT
        for _ in range(0 if self._has_stopped else _TRIES):
            self.pace.wait_turn()
            try:
                return write() or ""
            except ForgeError as error:
                written = check()
                if written:
                    return written
                if not error.is_busy:
                    raise
                self.pace.clock.wait(error.retry_after or wait)
                wait = min(wait * 2, _LONGEST_WAIT)
        self._has_stopped = True
        return None

    def _draft(self, site: Site, plan: FleetPlan | None, known: ProjectReport) -> Draft:
        # After an interruption the branch is there, and its proof is not.
        plan = plan or self.prove(site, plan_site(site, known.target))
        title = write_title(site.prefix, known.release, known.target)
        text = self.write_body(UpdateResult(plan.planned, proof=plan.proof))
        body = f"{text}\n{_ADVICE}\n{mark_body(known)}\n"
        return Draft(site.base.branch, title, body, self.is_draft or bool(known.conflicts))

    def _close_earlier(self, site: Site, requests: Requests, update: UpdateBranch) -> str:
        """Close the pull requests of earlier releases; return why they are open; else empty."""
        reason = _SUPERSEDED.format(release=version(update.release))
        try:
            for other in self.list_superseded(site, update.release):
                self._close_branch(requests, other.name, reason)
        except ForgeError as error:
            if not error.is_busy:
                raise
            return "earlier pull requests are open: the forge refused to close them"
        return ""

    def list_superseded(self, site: Site, release: str) -> list[UpdateBranch]:
        """Return the branches on the remote whose pull requests an update closes."""
        others = [other for other in site.updates.values() if other.release != release]
        return [each for each in others if self.supersedes and each.remote and each.is_ours]

    def close(self, site: Site, branch: str, reason: str) -> list[str]:
        """Close the open pull requests of a branch; return their addresses.

        Raises:
            ForgeError: The program of the forge fails.
        """
        return self._close_branch(self._requests(site), branch, reason)

    def _close_branch(self, requests: Requests, branch: str, reason: str) -> list[str]:
        found = [each for each in requests.find(branch) if each.state == "open"]
        for each in found:
            closed = self._write(partial(requests.close, each.number, reason))
            if closed is None:
                raise ForgeError(f"{each.address} is open: the forge refused too many writes (429)")
        return [each.address for each in found]

    def _requests(self, site: Site) -> Requests:
        if self.forge is None:
            raise FleetError("No forge is chosen", "Use `--pr gh` or `--pr glab`")
        return Requests(self.forge, find_slug(find_remote(site)), Path(site.repository.folder))


_STATES = {
    "open": FleetState.OPEN,
    "closed": FleetState.DECLINED,
    "merged": FleetState.BRANCH,
}
_ADVICE = """\
## Next steps

- To take the update, merge this pull request. You can add commits to its branch.
- To decline it, close this pull request. The next release asks again.
- To leave the fleet, ask its owner to add `skip = "reason"` for this project in `fleet.toml`.
"""


def mark_body(known: ProjectReport) -> str:
    """Return the comment by which a pull request tells its plan."""
    return f"<!-- scaffold-fleet {known.target} {known.plan} -->"


def _choose(found: list[PullRequest]) -> PullRequest | None:
    """Return the pull request that counts: an open one, else the newest."""
    opened = [each for each in found if each.state == "open"]
    return next(iter([*opened, *found]), None)


def _find_open(requests: Requests, branch: str) -> str:
    found = [each for each in requests.find(branch) if each.state == "open"]
    return found[0].address if found else ""
