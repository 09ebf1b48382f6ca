"""Plan an update: render both releases outside of the project, and compare."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from scaffold.answers.file import parse_answers
from scaffold.answers.kept import KEPT, match_kept, without_kept
from scaffold.files.tree import Change, File, Tree
from scaffold.plan.actions import Plan, changes
from scaffold.plan.imported_modules import keep_imported
from scaffold.plan.moved_code import moved_code
from scaffold.plan.recipe_commands import with_notes
from scaffold.plan.seeded import TakenFolder, find_left_out, without_changes
from scaffold.plan.update import plan_update
from scaffold.project import not_created
from scaffold.project.base_releases import with_base_releases
from scaffold.project.modes import Modes
from scaffold.project.newest import choose_target
from scaffold.project.origin import with_address
from scaffold.project.project import Project, check_names, open_project
from scaffold.project.template_ownership import read_ownership
from scaffold.project.upcoming import find_news
from scaffold.template.fetching import sharing_fetches
from scaffold.template.releases import Release, Source
from scaffold.template.rendered import KnownAnswers, Rendered
from scaffold.template.settings import without_existing
from scaffold.template.trusted_addresses import trusting
from scaffold.verbs.base_output import render_base
from scaffold.verbs.fitting_rules import with_fitting_rules
from scaffold.verbs.ownership import (
    FOLLOWED,
    find_taken_folders,
    fit_to_owned,
    normalize_paths,
    read_list,
    record,
    with_moved,
)
from scaffold.verbs.planned_update import PlannedUpdate, UpdateRequest


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
    return plan_project(open_project(request.path, request.answers_file), request)


def plan_project(
    project: Project, request: UpdateRequest, target: Release | Source | None = None
) -> PlannedUpdate:
    """Plan an update of a project that is open.

    Args:
        project: The project.
        request: What to change; its path is not used.
        target: What to update to, instead of a release that the request names.

    Raises:
        ScaffoldError: As `plan`.
    """
    project = with_address(project, request.template)
    check_names(project, request.answers)
    own, follow = (normalize_paths(project.path, each) for each in (request.own, request.follow))
    answers = {**project.answers, **record(project.answers, own, follow)}
    with trusting([project.address] if request.template else ()), sharing_fetches():
        to = project.reference if request.stay else request.to
        target = target or choose_target(project, to)
        stays = _reference(target) == project.reference
        changed = request.template or request.answers or project.not_created or own or follow
        if stays and not changed:
            return PlannedUpdate(project, project.reference, Plan(()), None)
        was = render_base(project, answers)
        output = _render(target, project, request, was, answers)
        paths = was.keys() | output.rendered.files.keys()
        news = find_news(project, target, output.rendered.answers, paths)
    planned = _compare(project, was, output, _reference(target), own)
    return replace(
        planned,
        news=news,
        moved_to=project.address if request.template else "",
        is_uncommitted=output.rendered.is_uncommitted,
    )


@dataclass(frozen=True, slots=True)
class _Output:
    """The template output of the wanted release, and whose its folders are.

    Attributes:
        rendered: What the release gives for the answers from now on.
        everything: Its files, those that the user owns included.
        taken: Folders that have become the user's since the last update.
    """

    rendered: Rendered
    everything: Tree
    taken: list[TakenFolder]

    @property
    def taken_paths(self) -> list[str]:
        """The paths of the folders that have become the user's."""
        return [each.path for each in self.taken]

    @property
    def seeded(self) -> list[str]:
        """The folders of reference code."""
        return read_list(self.rendered.answers, "seeded")


def _base_releases(
    project: Project, left: Collection[str], answers: Mapping[str, Any]
) -> dict[str, str]:
    """Return the releases of the paths that an update leaves as they are.

    Args:
        project: The project before the update.
        left: Paths that this update leaves: the user's, and those that need them.
        answers: The answers from now on.
    """
    is_kept = match_kept(answers)
    releases = dict.fromkeys(left, project.reference)
    still = {p: tag for p, tag in project.base_releases.items() if p in left or is_kept(p)}
    return {**releases, **still}


def _render(
    target: Release | Source,
    project: Project,
    request: UpdateRequest,
    was: Tree,
    answers: Mapping[str, Any],
) -> _Output:
    """Render the wanted release, without the folders that have become the user's."""
    from scaffold.template.render import render

    name, since, file = project.path.name, project.reference, project.answers_file
    known = KnownAnswers(request.answers, offered=answers, file=file)
    rendered = render(target, name, known, ask=request.ask, since=since)
    answered = {**answers, **rendered.recorded}
    base = without_kept(was, answers)
    seeded = read_list(rendered.answers, "seeded")
    taken = find_taken_folders(project, base, seeded, read_list(answers, FOLLOWED))
    if taken:  # What was asked is not asked again.
        kept = record(answers, [each.path for each in taken])
        known = KnownAnswers(request.answers, offered={**answered, **kept}, file=file)
        rendered = render(target, name, known, since=since)
    everything = rendered.files
    if read_list(rendered.recorded, KEPT):
        known = KnownAnswers(request.answers, offered={**answered, KEPT: []}, file=file)
        everything = render(target, name, known, since=since).files
    return _Output(rendered, everything, taken)


def _compare(
    project: Project, was: Tree, output: _Output, target: str, own: Collection[str]
) -> PlannedUpdate:
    wanted = dict(output.rendered.files)
    remembered = wanted.pop(project.answers_file, None)
    now = parse_answers(remembered.content) if remembered else {}
    reference = str(now.get("_commit") or target)
    base = {path: file for path, file in was.items() if path != project.answers_file}
    known = not_created.without(without_kept(base, now), project.not_created)
    made, left_out, modes = _plan(project, known, wanted, output, reference, now)
    if remembered:
        remembered = not_created.with_not_created(remembered, not_created.find_not_created(made))
        left = {*own, *left_out, *output.taken_paths}
        releases = _base_releases(project, left, now)
        remembered = with_base_releases(remembered, releases)
    created = (Change(*change) for change in changes(made))
    ownership = read_ownership(output.rendered.answers.get("managed"), output.seeded)
    owners = {each.path: ownership.find_owner(each.template_path) for each in made.actions}
    return PlannedUpdate(
        project=project,
        target=reference,
        plan=made,
        answers=_changed_answers(project, remembered, modes),
        ignored=project.files.find_ignored(created, wanted),
        taken=tuple(output.taken),
        left_out=tuple(sorted(left_out.items())),
        modes=modes,
        owners=owners,
    )


def _reference(template: Release | Source) -> str:
    return template.tag if isinstance(template, Release) else str(template.reference)


def _changed_answers(project: Project, wanted: File | None, modes: Modes) -> Change | None:
    if wanted is None:
        return None
    found = project.files.read([project.answers_file])
    standing = modes.meant(found, {project.answers_file: wanted}).get(project.answers_file)
    if wanted == standing:
        return None
    return Change(project.answers_file, standing, wanted)


def _plan(
    project: Project,
    base: Tree,
    theirs: Tree,
    output: _Output,
    reference: str,
    answers: Mapping[str, Any],
) -> tuple[Plan, dict[str, str], Modes]:
    """Return the plan, the files that are left out with reasons, and what modes mean."""
    from scaffold.merge import merge_file

    merge = partial(
        merge_file,
        ours_name="yours",
        theirs_name=f"template {reference}",
        find_moved=moved_code(base, theirs),
    )
    paths = base.keys() | theirs.keys()
    ours = project.files.read(paths)
    base = without_existing(base, ours, theirs, output.rendered.created_once)
    read_others = partial(project.files.read_strays, paths)
    strays = {} if base.keys() <= ours.keys() else read_others()
    modes = project.files.read_modes({**strays, **ours})
    ours = modes.meant(ours, base, theirs)
    strays = modes.meant(without_kept(strays, answers))
    theirs = with_fitting_rules(project, base, ours, theirs)
    left_out: dict[str, str] = {}
    notes: dict[str, str] = {}
    if output.seeded:
        there = with_moved(base, ours, strays)
        owned, followed = match_kept(answers), read_list(answers, FOLLOWED)
        about_code = read_list(output.rendered.answers, "about_code")
        left_out = find_left_out(
            base, there, theirs, output.everything, output.seeded, owned, followed, about_code
        )
        theirs = without_changes(theirs, base, left_out)
        theirs, notes = fit_to_owned(project, base, theirs, answers)
    made = keep_imported(plan_update(base, ours, theirs, strays, merge), read_others, left_out)
    return with_notes(made, notes), left_out, modes
