"""Create a project: check, render next to the destination, commit, rename."""

from collections.abc import Callable
from dataclasses import replace

from scaffold.answers.file import check_answers_file
from scaffold.answers.own_images import OwnImages
from scaffold.answers.own_table import OwnTable
from scaffold.answers.project_names import (
    check_package_name,
    check_project_name,
    propose_name,
)
from scaffold.apply.destination import check_destination
from scaffold.apply.filling import build_inside
from scaffold.errors import InvalidAnswerError, InvalidNameError, TemplateSourceError
from scaffold.files.fresh import build_beside, copy_file, write_files
from scaffold.files.paths import check_place
from scaffold.files.tree import Change
from scaffold.project.first_commit import commit_first, gets_repository, likely_author
from scaffold.project.ignored import find_ignored
from scaffold.project.stage_names import AS_IS
from scaffold.template.catalog import find_stack, read_stacks
from scaffold.template.exercises.lessons import first_steps, has_lessons
from scaffold.template.releases import Release
from scaffold.template.render import render
from scaffold.template.rendered import KnownAnswers, Rendered
from scaffold.verbs.new_request import HERE, NewRequest, NewResult
from scaffold.verbs.step_progress import Progress, silent
from scaffold.verbs.template_use import UNCOMMITTED, record_use

__all__ = [
    "HERE",
    "NewRequest",
    "NewResult",
    "OwnImages",
    "OwnTable",
    "make_project",
    "new",
    "next_steps",
]

# Decides on a preview; an exception prevents the creation.
Confirm = Callable[[NewResult], None]


def _create(_preview: NewResult) -> None:
    pass


def new(request: NewRequest, progress: Progress = silent, confirm: Confirm = _create) -> NewResult:
    """Create a project and record its template for updates.

    Args:
        request: The project to create.
        progress: Shows the current step.
        confirm: Called with the preview before anything is created.

    Raises:
        ScaffoldError: Any error of `make_project`.
    """
    with progress(f"Creating `{request.folder_name}`"):
        made = make_project(request, confirm)
    stack = find_stack(request.template, made.answers)
    notes = (made.note, "" if request.dry_run else record_use(request.template))
    return replace(made, stack=stack, note=". ".join(filter(None, notes)))


def next_steps(made: NewResult, way: str, *, has_run: bool = False) -> list[str]:
    """Return the commands to run after a project was created.

    Args:
        made: The project.
        way: Its path as an argument of `cd`.
        has_run: Whether its workflow has run once.
    """
    if has_lessons(made.path):
        steps = first_steps(way)
    else:
        steps = made.stack.steps(way, made.command, has_run=has_run) if made.stack else []
    return [step.removeprefix("cd . && ") for step in steps]


def make_project(request: NewRequest, confirm: Confirm = _create) -> NewResult:
    """Create a project completely, or not at all.

    Raises:
        InvalidNameError: The name of the project or the package is invalid.
        InvalidAnswerError: The template rejects an answer.
        DestinationError: The destination is not an empty folder.
        TemplateSourceError: The template cannot be rendered.
        GitError: Git cannot create the repository.
        ForbiddenPlaceError: The template writes into `.git`.
        WriteError: The file system refused a write.
        TableError: There are no such data, or they lack a column or a class.
    """
    check_answers_file(request.answers_file)
    _check_layout(request)
    if request.table:
        request.table.check(request.path)
    taken = _taken_packages(request)
    _check_names(request, taken)
    if "package_name" in request.answers:
        check_package_name(str(request.answers["package_name"]), taken)
    check_destination(request.path)
    rendered = _render(request)
    asked = request.repository
    commits = gets_repository(request.path) if asked is None else asked
    made = _describe(request, rendered, commits=commits)
    if request.dry_run:
        return made
    confirm(made)
    # An existing folder is filled, not replaced: it can be a mount point or a current folder.
    building = build_inside if request.path.is_dir() else build_beside
    with building(request.path) as built:
        write_files(rendered.files, built)
        if commits:
            made = replace(made, commit=commit_first(request.path, built, request.folder_name))
        if request.table:  # After the commit, which includes every file.
            for path, file in request.table.files().items():
                copy_file(file, built, path)
    return made


def _check_layout(request: NewRequest) -> None:
    if request.answers.get("layout") == AS_IS:
        raise InvalidAnswerError(
            f"The layout `{AS_IS}` is for a repository that has code",
            "Use `package` or `flat`, or run `scaffold adopt` in the repository",
        )


def _check_names(request: NewRequest, taken: frozenset[str]) -> None:
    if request.name != HERE:
        check_project_name(request.name, taken)
    try:
        check_project_name(str(request.answers.get("project_name", request.folder_name)), taken)
    except InvalidNameError as error:
        if request.name != HERE or "project_name" in request.answers:
            raise
        name = propose_name(request.folder_name, taken)
        raise InvalidNameError(error.message, f"Use `-d project_name={name}`") from error


def _render(request: NewRequest) -> Rendered:
    author = likely_author()
    known = KnownAnswers(
        given={**request.answers, **({"table": request.table.answer()} if request.table else {})},
        offered={"project_name": request.folder_name},
        likely={"author_name": author} if author else {},
        file=request.answers_file,
    )
    rendered = render(
        request.template, request.folder_name, known, ask=request.ask, destination=request.path
    )
    if "package_name" in rendered.recorded:  # It may have been asked for on the terminal.
        check_package_name(rendered.recorded["package_name"], _taken_packages(request))
    if not rendered.files:
        raise TemplateSourceError(
            "The template renders no files", "Check `--template` and `--release`"
        )
    for path in rendered.files:
        check_place(path)
    return rendered


def _describe(request: NewRequest, rendered: Rendered, *, commits: bool) -> NewResult:
    files = rendered.files
    created = (Change(path, None, file) for path, file in files.items())
    return NewResult(
        path=request.path,
        files=tuple(sorted(files)),
        answers=rendered.recorded,
        commit=None,
        dry_run=request.dry_run,
        table=request.table.path if request.table else "",
        kind=request.table.kind if request.table else "",
        ignored=() if commits else find_ignored(request.path, created, files),
        note=UNCOMMITTED if rendered.is_uncommitted else "",
    )


def _taken_packages(request: NewRequest) -> frozenset[str]:
    """Return the packages of the chosen stack; those of other templates are unknown."""
    if not isinstance(request.template, Release):
        return frozenset()
    stacks = read_stacks(request.template)
    chosen = [stack for stack in stacks if stack.name == request.answers.get("stack")]
    return frozenset[str]().union(*(stack.packages for stack in chosen or stacks))
