"""Update a project to another release or to new answers: plan first, then apply."""

from collections.abc import Callable

from scaffold.apply.journal import apply_changes
from scaffold.project.guard import check_repository
from scaffold.project.ignored import advise_state, has_state
from scaffold.template.git_bundle import refresh_repository
from scaffold.template.source_errors import UntrustedTemplateError
from scaffold.template.trusted_addresses import add_trust, remember_use
from scaffold.verbs.planned_update import PlannedUpdate, UpdateRequest, UpdateResult
from scaffold.verbs.planning import plan
from scaffold.verbs.proved_change import check_options, prove_change
from scaffold.verbs.step_progress import Progress, silent
from scaffold.verbs.template_use import UNCOMMITTED

__all__ = ["UpdateRequest", "UpdateResult", "apply", "never_trust", "plan", "update"]


def never_trust(_address: str) -> bool:
    """Refuse to trust a template."""
    return False


def update(
    request: UpdateRequest,
    progress: Progress = silent,
    may_trust: Callable[[str], bool] = never_trust,
    proving: Progress = silent,
) -> UpdateResult:
    """Update a project to another release or to new answers.

    Args:
        request: The project and the options.
        progress: Shows the current step.
        may_trust: Asks the user whether to trust the address of a template that is not trusted
            yet; by default the error is raised.
        proving: Shows the steps of a proof, which can take minutes.

    Raises:
        ScaffoldError: The project cannot be updated.
    """
    check_options(request)
    had_state = has_state(request.path)
    if not request.dry_run:
        check_repository(request.path.absolute(), allow_dirty=request.allow_dirty)
    planned = _plan_trusted(request, progress, may_trust)
    steps = planned.modes.written(planned.changes)
    proof = prove_change(request, planned.project.path, steps, proving)
    is_applied = not request.dry_run and (proof is None or proof.holds)
    skipped = tuple(apply(planned)) if is_applied else ()
    notes = (
        "" if had_state else advise_state(request.path),
        UNCOMMITTED if planned.is_uncommitted else "",
        _remember(planned) if is_applied else "",
    )
    return UpdateResult(planned, request.dry_run, skipped, tuple(filter(None, notes)), proof)


def _plan_trusted(
    request: UpdateRequest, progress: Progress, may_trust: Callable[[str], bool]
) -> PlannedUpdate:
    step = "Comparing with the template"
    try:
        with progress(step):
            return plan(request)
    except UntrustedTemplateError as error:
        if not may_trust(error.address.stored):
            raise
        add_trust(error.address.identity)
    with progress(step):
        return plan(request)


def _remember(planned: PlannedUpdate) -> str:
    """Store what later commands and `copier update` need; return a note, which is usually empty."""
    if planned.project.is_of_bundled_template:
        return refresh_repository()
    return remember_use(planned.moved_to) if planned.moved_to else ""


def apply(planned: PlannedUpdate) -> list[str]:
    """Apply a plan.

    Returns:
        Skipped paths, whose files changed after the plan was made.

    Raises:
        ProjectBusyError: Another command is running in the project, or changed its answers file.
    """
    basis = {planned.project.answers_file: planned.project.remembered}
    steps = planned.modes.written(planned.changes)
    return apply_changes(planned.project.path, "update", steps, basis)
