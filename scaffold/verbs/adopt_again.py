"""Adopt a repository again: nothing to do, except merging kept files with `--merge`."""

from collections.abc import Mapping, Sequence
from typing import Any

from scaffold.adoption.fitting import Fitted, fit_template
from scaffold.answers.file import check_answers_file
from scaffold.answers.kept import KEPT
from scaffold.errors import AlreadyAProjectError
from scaffold.files.tree import Change, File
from scaffold.plan.actions import Action, Plan
from scaffold.plan.adoption import kept_patterns
from scaffold.project.adoptable import check_adoptable, find_answers_file
from scaffold.project.baseline import find_own_release
from scaffold.project.project import Project, open_project
from scaffold.project.template_ownership import read_ownership
from scaffold.template.addresses import parse_address
from scaffold.template.fetching import sharing_fetches
from scaffold.template.releases import Source
from scaffold.template.rendered import KnownAnswers, Rendered
from scaffold.verbs.adopt_first import Admit
from scaffold.verbs.planned_adoption import AdoptRequest, PlannedAdoption

_UNITED = frozenset({Action.MERGE, Action.CONFLICT, Action.EDITED})


def find_project(request: AdoptRequest) -> Project | None:
    """Return the project in the folder of a request; None if it has not been adopted yet.

    Raises:
        DestinationError: The folder cannot be adopted.
        InterruptedCommandError: An earlier command was interrupted.
        AnswersFileError: The answers file cannot be read.
        AlreadyAProjectError: The request has other answers or another template.
    """
    check_answers_file(request.answers_file)
    check_adoptable(request.folder, request.answers_file)
    if not find_answers_file(request.folder, request.answers_file):
        return None
    project = open_project(request.folder, request.answers_file)
    _refuse_others(request, project)
    return project


def _refuse_others(request: AdoptRequest, project: Project) -> None:
    recorded = {key: _as_text(project.answers.get(key)) for key in request.answers}
    other = [key for key, value in request.answers.items() if recorded[key] != _as_text(value)]
    if other:
        raise AlreadyAProjectError(
            f"`{project.path}` is already a project with another answer to `{other[0]}`",
            f"Run `scaffold update -d {other[0]}=...` to change the answer",
        )
    if isinstance(request.template, Source) and not _is_template(request.template, project):
        raise AlreadyAProjectError(
            f"`{project.path}` is already a project of the template {project.address}",
            "Run `scaffold update` to update it",
        )


def _is_template(source: Source, project: Project) -> bool:
    """Return whether a template is that of a project, whose address has no credentials."""
    return parse_address(source.address).identity == parse_address(project.address).identity


def _as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


@sharing_fetches()
def plan_again(request: AdoptRequest, project: Project, admit: Admit) -> PlannedAdoption:
    """Plan to merge the kept files of a project with those of the template.

    Only files with a pattern of their own are merged: a folder pattern keeps the whole folder.

    Args:
        request: The repository and the options.
        project: The project in it.
        admit: Leaves out what does not pass a gate.

    Raises:
        TemplateSourceError: The release is unavailable or cannot be rendered.
        UntrustedTemplateError: The user has not trusted the address of the template.
        InvalidAnswerError: The template rejects an answer.
    """
    if not request.merge:
        return _planned(project, Plan(()), (), File(project.remembered))
    rendered = _render(project, {**project.answers, KEPT: []})
    theirs = {path: file for path, file in rendered.files.items() if path != project.answers_file}
    ownership = read_ownership(rendered.answers.get("managed"))
    plan = fit_template(project.path, theirs, ownership=ownership, parts=request.parts).plan
    recorded = [str(pattern) for pattern in project.answers.get(KEPT, [])]
    united = tuple(
        action
        for action in plan.actions
        if action.action in _UNITED and kept_patterns(Plan(()), [action.path])[0] in recorded
    )
    admitted = admit(Fitted(Plan(united), {})).plan.actions
    united = tuple(action for action in admitted if action.action in _UNITED)
    gone = kept_patterns(Plan(()), [action.path for action in united])
    kept = [pattern for pattern in recorded if pattern not in gone]
    again = _render(project, {**project.answers, KEPT: kept})
    remembered = again.files[project.answers_file] if gone else File(project.remembered)
    return _planned(project, Plan(united), kept, remembered)


def _planned(
    project: Project, plan: Plan, kept: Sequence[str], remembered: File
) -> PlannedAdoption:
    return PlannedAdoption(
        path=project.path,
        target=project.reference,
        answers=(),
        plan=plan,
        kept=tuple(kept),
        remembered=Change(project.answers_file, File(project.remembered), remembered),
    )


def _render(project: Project, answers: Mapping[str, Any]) -> Rendered:
    from scaffold.template.render import render

    known = KnownAnswers(offered=answers, file=project.answers_file)
    return render(find_own_release(project), project.path.name, known)
