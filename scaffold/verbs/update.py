"""Bring a project to another release, or to other answers: plan first, then apply."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from scaffold.answers.file import ANSWERS_FILE, parse_answers
from scaffold.answers.kept import without_kept
from scaffold.apply.journal import apply_changes
from scaffold.files.tree import Change, File, Tree, read_paths, read_rendered
from scaffold.plan.update import Plan, changes, plan_update
from scaffold.project import not_created
from scaffold.project.baseline import find_own_release
from scaffold.project.guard import check_repository
from scaffold.project.ignored import Ignored, find_ignored
from scaffold.project.modes import AS_ON_DISK, Modes, read_modes
from scaffold.project.newest import choose_target
from scaffold.project.other_files import read_strays
from scaffold.project.project import Project, check_names, open_project
from scaffold.template.fetching import sharing_fetches
from scaffold.template.releases import Release, Source
from scaffold.template.settings import without_existing


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """What a person asks for.

    Attributes:
        path: The project's folder.
        to: The release to go to; None is the newest.
        answers: Answers that change with the update.
        ask: Ask on the terminal for questions that are new.
        allow_dirty: Allow uncommitted changes.
    """

    path: Path
    to: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    ask: bool = False
    allow_dirty: bool = False


@dataclass(frozen=True, slots=True)
class PlannedUpdate:
    """A plan and what it is for.

    Attributes:
        project: The project as it is.
        target: The release that it goes to, as a tag.
        plan: What happens to its files.
        answers: The new content of the answers file; None where it stays.
        ignored: Files that the plan creates and Git would ignore.
        modes: What the modes of the project's files mean.
    """

    project: Project
    target: str
    plan: Plan
    answers: Change | None
    ignored: tuple[Ignored, ...] = ()
    modes: Modes = AS_ON_DISK

    @property
    def needs_attention(self) -> bool:
        """Say whether there is anything to look at after the update."""
        known = self.project.not_created if self.is_empty else frozenset[str]()
        return bool(self.ignored or not_created.find_not_settled(self.plan, known))

    @property
    def is_empty(self) -> bool:
        """Say whether applying it would change nothing."""
        return self.plan.is_empty and self.answers is None

    @property
    def changes(self) -> list[Change]:
        """All changes in the order in which they are made: the answers last."""
        steps = [Change(*change) for change in changes(self.plan)]
        return [*steps, self.answers] if self.answers else steps

    def as_json(self) -> dict[str, Any]:
        """Return the plan for machines, without the contents of files."""
        return {
            "project": str(self.project.path),
            "from": self.project.reference,
            "to": self.target,
            "actions": [
                {
                    "path": action.path,
                    "action": str(action.action),
                    "moved_from": action.moved_from,
                    "notes": list(action.notes),
                }
                for action in self.plan.actions
            ],
            "ignored": [file.as_json() for file in self.ignored],
        }


def run(
    request: UpdateRequest, planner: Callable[[UpdateRequest], "PlannedUpdate"] | None = None
) -> tuple[PlannedUpdate, list[str]]:
    """Bring a project to another release or to other answers.

    Args:
        request: What to do.
        planner: Plans the update in the place of `plan`, for example after it has asked for trust.

    Returns:
        What was planned, and the paths that were left alone because they changed since.

    Raises:
        ScaffoldError: As the guard, the plan and the changes raise it.
    """
    check_repository(request.path.absolute(), allow_dirty=request.allow_dirty)
    planned = (planner or plan)(request)
    return planned, apply(planned)


def plan(request: UpdateRequest) -> PlannedUpdate:
    """Find out what an update would do; nothing is written in the project.

    Raises:
        NotAProjectError: There are no answers.
        AnswersFileError: The answers cannot be read.
        InterruptedCommandError: An earlier command has not come to its end.
        DowngradeError: The wanted release is older than the project's.
        UntrustedTemplateError: The user has not trusted the address of the template.
        EmbeddedTemplateError: The template is a part of the project or of its repository.
        TemplateSourceError: A release is not to be had, or cannot be rendered.
        InvalidAnswerError: An answer does not fit the template.
        InvalidNameError: A given name cannot be used, or not with the given stack.
    """
    project = open_project(request.path)
    check_names(project, request.answers)
    with sharing_fetches(), tempfile.TemporaryDirectory() as folder:
        target = choose_target(project, request.to)
        stays = _reference(target) == project.reference
        if stays and not request.answers and not project.not_created:
            return PlannedUpdate(project, project.reference, Plan(()), None)
        base = find_own_release(project)
        renders = Path(folder)
        once: list[str] = []
        was = _render(base, renders / "base", project)
        wanted = _render(target, renders / "theirs", project, request, once)
    remembered = wanted.pop(ANSWERS_FILE, None)
    was.pop(ANSWERS_FILE, None)
    now = parse_answers(remembered.content) if remembered else {}
    reference = str(now.get("_commit") or _reference(target))
    known = not_created.without(without_kept(was, now), project.not_created)
    made, modes = _plan(project, known, wanted, reference, now, once)
    if remembered:
        remembered = not_created.with_not_created(remembered, not_created.find_not_created(made))
    answers = _changed_answers(project, remembered, modes)
    created = (Change(*change) for change in changes(made))
    ignored = find_ignored(project.path, created, wanted)
    return PlannedUpdate(project, reference, made, answers, ignored, modes)


def apply(planned: PlannedUpdate) -> list[str]:
    """Make the changes of a plan.

    Returns:
        Paths that were left alone because they changed since the plan was made.

    Raises:
        ProjectBusyError: Another command is at work in the project, or has changed its answers.
    """
    basis = {ANSWERS_FILE: planned.project.remembered}
    steps = planned.modes.written(planned.changes)
    return apply_changes(planned.project.path, "update", steps, basis)


def refresh_template(project: Project) -> str:
    """Keep the releases of the bundled template where plain Copier finds them.

    Returns:
        What to tell about it; usually nothing.
    """
    from scaffold.template.git_bundle import refresh_repository

    return refresh_repository() if project.is_of_bundled_template else ""


def _reference(template: Release | Source) -> str:
    return template.tag if isinstance(template, Release) else str(template.reference)


def _render(
    template: Release | Source,
    folder: Path,
    project: Project,
    request: UpdateRequest | None = None,
    once: list[str] | None = None,
) -> dict[str, File]:
    from scaffold.template.copier_render import render

    # Copier shows templates the name of the folder, so the folder is called as the project's.
    destination = folder / project.path.name
    offered = project.answers
    if request is None:
        render(template, destination, {}, offered=offered, likely={})
    else:
        render(
            template,
            destination,
            request.answers,
            offered=offered,
            likely={},
            ask=request.ask,
            since=project.reference,
            once=once,
        )
    return read_rendered(destination)


def _changed_answers(project: Project, wanted: File | None, modes: Modes) -> Change | None:
    if wanted is None:
        return None
    found = read_paths(project.path, [ANSWERS_FILE])
    standing = modes.meant(found, {ANSWERS_FILE: wanted}).get(ANSWERS_FILE)
    if wanted == standing:
        return None
    return Change(ANSWERS_FILE, standing, wanted)


def _plan(
    project: Project,
    base: Tree,
    theirs: Tree,
    reference: str,
    answers: Mapping[str, Any],
    once: list[str],
) -> tuple[Plan, Modes]:
    from scaffold.merge import merge_file

    merge = partial(merge_file, ours_name="yours", theirs_name=f"template {reference}")
    ours = read_paths(project.path, base.keys() | theirs.keys())
    base = without_existing(base, ours, theirs, once)
    strays = (
        {} if base.keys() <= ours.keys() else read_strays(project.path, base.keys() | theirs.keys())
    )
    modes = read_modes(project.path, {**strays, **ours})
    strays = modes.meant(without_kept(strays, answers))
    return plan_update(base, modes.meant(ours, base, theirs), theirs, strays, merge), modes
