"""Adopt an existing repository, or merge more files of one that is already adopted."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.adoption.fitting import Fitted
from scaffold.adoption.guess import Guess
from scaffold.adoption.understanding import Understanding, understand
from scaffold.apply.journal import apply_changes
from scaffold.project.guard import check_repository
from scaffold.project.ignored import advise_state, has_state
from scaffold.project.project import Project
from scaffold.verbs.adopt_again import find_project, plan_again
from scaffold.verbs.adopt_first import Admit, find_answers, plan_first
from scaffold.verbs.gated_adoption import Gatekeeper, check_gate_options, refuse_all
from scaffold.verbs.named_parts import explain_empty_parts
from scaffold.verbs.planned_adoption import AdoptRequest, PlannedAdoption
from scaffold.verbs.proved_change import check_options, prove_change
from scaffold.verbs.step_progress import Progress, silent
from scaffold.verbs.template_use import record_use

if TYPE_CHECKING:
    from scaffold.project.gates.gating import GateRun
    from scaffold.project.proof.proving import Proof


@dataclass(frozen=True, slots=True)
class AdoptResult:
    """Result of an adoption, or the preview of one.

    Attributes:
        planned: The answers and the action on each file.
        project: The project before the adoption; None if the folder was not a project.
        dry_run: Whether nothing was written.
        skipped: Files that were not written, because they changed during the adoption.
        notes: Warnings and advice for the user; usually none.
        proof: What the repository's checks say about the adoption; None if it was not proved.
        found: What is known about the repository; None if it was a project.
        gates: What the gates found; empty if none ran.
    """

    planned: PlannedAdoption
    project: Project | None
    dry_run: bool = False
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    proof: "Proof | None" = None
    found: Understanding | None = None
    gates: "tuple[GateRun, ...]" = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing was written because the adoption breaks checks of the repository."""
        return self.proof is not None and not self.proof.holds

    @property
    def is_preview(self) -> bool:
        """Whether nothing was written."""
        return self.dry_run or self.is_refused

    @property
    def is_adopted_already(self) -> bool:
        """Whether the folder was already a project and nothing changes."""
        return self.project is not None and not self.planned.changes

    @property
    def needs_attention(self) -> bool:
        """Whether there are conflicts, or files that were not written or that Git ignores."""
        if self.is_adopted_already:
            return False
        unsettled = self.planned.plan.unsettled or self.planned.ignored or self.skipped
        return bool(unsettled or self.is_refused)

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values, without file contents."""
        return {
            **self.planned.as_json(),
            "dry_run": self.dry_run,
            "skipped": list(self.skipped),
            "proof": self.proof.as_json() if self.proof else None,
            "found": self.found.as_json() if self.found else None,
            "gates": [each.as_json() for each in self.gates],
        }


def _show_nothing(_guesses: Sequence[Guess]) -> None:
    pass


def adopt(
    request: AdoptRequest,
    progress: Progress = silent,
    show: Callable[[Sequence[Guess]], None] = _show_nothing,
    proving: Progress = silent,
    confirm: Callable[[str], bool] = refuse_all,
) -> AdoptResult:
    """Adopt a repository; without `merge`, only missing and empty files are written.

    Args:
        request: The repository and the options.
        progress: Shows the current step.
        show: Called with the detected answers before the prompts.
        proving: Shows the steps of gates and of a proof, which can take minutes.
        confirm: Asks whether gates may run the repository's code; without an answer they do not.

    Raises:
        ScaffoldError: The repository cannot be adopted.
    """
    check_options(request)
    check_gate_options(request)
    gates = Gatekeeper(request, proving, confirm)
    with progress("Reading the repository"):
        project = find_project(request)
        understanding = None if project else understand(request.folder)
    planned = _plan(request, project, progress, show, gates)
    if project and not planned.changes:
        return AdoptResult(planned, project, request.dry_run, gates=gates.runs)
    _check(request)
    had_state = has_state(planned.path)
    proof = prove_change(request, planned.path, planned.changes, proving)
    is_preview = request.dry_run or (proof is not None and not proof.holds)
    skipped = [] if is_preview else apply_changes(planned.path, "adopt", planned.changes)
    notes = (
        *(() if project else explain_empty_parts(request, planned)),
        "" if had_state else advise_state(planned.path),
        "" if is_preview else record_use(request.template),
    )
    return AdoptResult(
        planned,
        project,
        request.dry_run,
        tuple(skipped),
        tuple(filter(None, notes)),
        proof,
        understanding,
        gates.runs,
    )


def _plan(
    request: AdoptRequest,
    project: Project | None,
    progress: Progress,
    show: Callable[[Sequence[Guess]], None],
    gates: Gatekeeper,
) -> PlannedAdoption:
    if project:
        with _comparing(progress, gates.admit) as admit_later:
            return plan_again(request, project, admit_later)
    rules = gates.find_passing_rules()
    with progress("Detecting the answers"):
        guesses = find_answers(request, rules)
        _check(request)
    show(guesses)
    with _comparing(progress, gates.admit) as admit_later:
        return plan_first(request, guesses, admit_later)


@contextmanager
def _comparing(progress: Progress, admit: Admit) -> Iterator[Admit]:
    """Show the step of the comparison until gates show their own steps."""
    with ExitStack() as step:
        step.enter_context(progress("Comparing with the template"))

        def admit_later(fitted: Fitted) -> Fitted:
            step.close()
            return admit(fitted)

        yield admit_later


def _check(request: AdoptRequest) -> None:
    if not request.dry_run:
        check_repository(request.folder, allow_dirty=request.allow_dirty)
