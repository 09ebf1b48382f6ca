"""Update a project to another release or to new answers: plan first, then apply."""

from collections.abc import Callable

from scaffold.answers.file import ANSWERS_FILE
from scaffold.apply.journal import apply_changes
from scaffold.project.guard import check_repository
from scaffold.project.ignored import advise_state, has_state
from scaffold.template.git_bundle import refresh_repository
from scaffold.template.source_errors import UntrustedTemplateError
from scaffold.template.trusted_addresses import add_trust
from scaffold.verbs.planned_update import PlannedUpdate, UpdateRequest, UpdateResult
from scaffold.verbs.planning import plan
from scaffold.verbs.step_progress import Progress, silent

<<<<<<< HEAD

@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """Request for an update.

    Attributes:
        path: The project folder.
        to: The target release; None means the newest.
        answers: Answers to change.
        ask: Ask new questions on the terminal.
        allow_dirty: Allow uncommitted changes.
        dry_run: Plan without writing anything.
    """

    path: Path
    to: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    ask: bool = False
    allow_dirty: bool = False
    dry_run: bool = False
=======
__all__ = ["UpdateRequest", "UpdateResult", "apply", "never_trust", "plan", "update"]
>>>>>>> 3d5bd7f (Leave folders alone that have become the user's own code)


def never_trust(_error: UntrustedTemplateError) -> bool:
    """Refuse to trust a template."""
    return False


def update(
    request: UpdateRequest,
    progress: Progress = silent,
    may_trust: Callable[[UntrustedTemplateError], bool] = never_trust,
) -> UpdateResult:
    """Update a project to another release or to new answers.

    Args:
        request: The project and the options.
        progress: Shows the current step.
        may_trust: Asks the user whether to trust a template that is not trusted yet; by default
            the error is raised.

    Raises:
        ScaffoldError: The project cannot be updated.
    """
    had_state = has_state(request.path)
    if not request.dry_run:
        check_repository(request.path.absolute(), allow_dirty=request.allow_dirty)
    planned = _plan_trusted(request, progress, may_trust)
    skipped = [] if request.dry_run else apply(planned)
    notes = ("" if had_state else advise_state(request.path), _refresh(planned, request))
    return UpdateResult(planned, request.dry_run, tuple(skipped), tuple(filter(None, notes)))


def _plan_trusted(
    request: UpdateRequest,
    progress: Progress,
    may_trust: Callable[[UntrustedTemplateError], bool],
) -> PlannedUpdate:
    step = "Comparing with the template"
    try:
        with progress(step):
            return plan(request)
    except UntrustedTemplateError as error:
        if not may_trust(error):
            raise
        add_trust(error.address.identity)
    with progress(step):
        return plan(request)


def _refresh(planned: PlannedUpdate, request: UpdateRequest) -> str:
    """Store the releases of the bundled template where `copier update` finds them."""
    of_bundled = planned.project.is_of_bundled_template
    return refresh_repository() if of_bundled and not request.dry_run else ""


<<<<<<< HEAD
def plan(request: UpdateRequest) -> PlannedUpdate:
    """Plan an update without changing the project.

    Raises:
        NotAProjectError: The folder has no answers file.
        AnswersFileError: The answers file cannot be read.
        InterruptedCommandError: An earlier command was interrupted.
        DowngradeError: The target release is older than the project's.
        UntrustedTemplateError: The user has not trusted the address of the template.
        EmbeddedTemplateError: The template is inside the project or its repository.
        TemplateSourceError: A release is unavailable or cannot be rendered.
        InvalidAnswerError: The template rejects an answer.
        InvalidNameError: A name is invalid, or conflicts with the stack.
    """
    project = open_project(request.path)
    check_names(project, request.answers)
    with sharing_fetches():
        target = choose_target(project, request.to)
        stays = _reference(target) == project.reference
        if stays and not request.answers and not project.not_created:
            return PlannedUpdate(project, project.reference, Plan(()), None)
        was = dict(_render(find_own_release(project), project).files)
        rendered = _render(target, project, request)
    wanted = dict(rendered.files)
    remembered = wanted.pop(ANSWERS_FILE, None)
    was.pop(ANSWERS_FILE, None)
    now = parse_answers(remembered.content) if remembered else {}
    reference = str(now.get("_commit") or _reference(target))
    known = not_created.without(without_kept(was, now), project.not_created)
    made, modes = _plan(project, known, wanted, reference, now, rendered.created_once)
    if remembered:
        remembered = not_created.with_not_created(remembered, not_created.find_not_created(made))
    answers = _changed_answers(project, remembered, modes)
    created = (Change(*change) for change in changes(made))
    ignored = find_ignored(project.path, created, wanted)
    return PlannedUpdate(project, reference, made, answers, ignored, modes)


=======
>>>>>>> 3d5bd7f (Leave folders alone that have become the user's own code)
def apply(planned: PlannedUpdate) -> list[str]:
    """Apply a plan.

    Returns:
        Skipped paths, whose files changed after the plan was made.

    Raises:
        ProjectBusyError: Another command is running in the project, or changed its answers file.
    """
    basis = {ANSWERS_FILE: planned.project.remembered}
    steps = planned.modes.written(planned.changes)
    return apply_changes(planned.project.path, "update", steps, basis)
