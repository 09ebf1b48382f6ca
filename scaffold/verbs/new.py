"""Create a project: check, render next to the destination, commit, rename to its place."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from scaffold.answers.given import Answers
from scaffold.answers.project_names import (
    check_package_name,
    check_project_name,
    propose_name,
)
from scaffold.apply.filling import build_inside
from scaffold.apply.fresh import build_beside, check_destination, write_files
from scaffold.errors import InvalidNameError, TemplateSourceError
from scaffold.files.paths import check_place
from scaffold.files.tree import Change
from scaffold.project.first_commit import commit_first, gets_repository, likely_author
from scaffold.project.ignored import Ignored, find_ignored
from scaffold.template.catalog import Stack, find_stack, read_stacks
from scaffold.template.exercises.lessons import first_steps, has_lessons
from scaffold.template.releases import Release, Source, bundled_release
from scaffold.template.render import render
from scaffold.template.rendered import KnownAnswers, Rendered
from scaffold.verbs.step_progress import Progress, silent
from scaffold.verbs.template_use import record_use

# Names the folder that the user is in, or that `into` names.
HERE = "."


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A project to create.

    Attributes:
        name: Name of the project, and of its folder; `.` is the folder `into` itself.
        into: Folder in which the project's folder is made; made too where it is missing.
        template: The bundled release, or another template.
        answers: Answers given; `project_name` is added.
        ask: Ask for the other answers on the terminal.
        repository: True makes a git repository, False does not, None makes one unless the folder
            is in a repository already or there is no git.
        dry_run: Render and report, but make nothing.
    """

    name: str
    into: Path = Path()
    template: Release | Source = field(default_factory=bundled_release)
    answers: Mapping[str, Any] = field(default_factory=dict)
    ask: bool = False
    repository: bool | None = None
    dry_run: bool = False

    @property
    def path(self) -> Path:
        """The project's folder, as an absolute path; links stay named, unless `..` leaves one."""
        if self.name == HERE:
            return Path(os.path.realpath(self.into))
        into = os.path.realpath(self.into) if ".." in self.into.parts else self.into.absolute()
        return Path(into) / self.name

    @property
    def folder_name(self) -> str:
        """The name of the project's folder, which is also that of the project by default."""
        return self.path.name if self.name == HERE else self.name


@dataclass(frozen=True, slots=True)
class NewResult:
    """The project that was created, or that a dry run would create.

    Attributes:
        path: The project's folder.
        files: Its files, relative and sorted, without those of git.
        answers: What the project remembers.
        commit: The first commit, or None where there is no repository.
        dry_run: Nothing was made.
        ignored: Files that the repository around the project would ignore.
        stack: The stack of the bundled template that it has.
        note: A warning for the user; usually empty.
    """

    path: Path
    files: tuple[str, ...]
    answers: Answers
    commit: str | None
    dry_run: bool
    ignored: tuple[Ignored, ...] = ()
    stack: Stack | None = None
    note: str = ""

    @property
    def command(self) -> str:
        """The command that the project installs, by convention its distribution name."""
        return canonicalize_name(self.answers.get("project_name", self.path.name))

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON."""
        shown = replace(self, stack=None)
        fields = {**asdict(shown), "path": str(self.path), "files": list(self.files)}
        return {name: value for name, value in fields.items() if name not in {"stack", "note"}}


def new(request: NewRequest, progress: Progress = silent) -> NewResult:
    """Create a project and remember its template, so that it can be updated.

    Args:
        request: What to create.
        progress: Shows the step that is running.

    Raises:
        ScaffoldError: As `make_project` raises it.
    """
    with progress(f"Creating `{request.folder_name}`"):
        made = make_project(request)
    stack = find_stack(request.template, made.answers)
    note = "" if request.dry_run else record_use(request.template)
    return replace(made, stack=stack, note=note)


def next_steps(made: NewResult, way: str, *, has_run: bool = False) -> list[str]:
    """Return the commands to type after a project was created.

    Args:
        made: The project.
        way: Its folder, as it is typed after `cd`.
        has_run: Its commands have run once already.
    """
    if has_lessons(made.path):
        steps = first_steps(way)
    else:
        steps = made.stack.steps(way, made.command, has_run=has_run) if made.stack else []
    return [step.removeprefix("cd . && ") for step in steps]


def make_project(request: NewRequest) -> NewResult:
    """Create a project completely, or not at all.

    Raises:
        InvalidNameError: The name or the package cannot be used.
        InvalidAnswerError: An answer does not fit the template.
        DestinationError: Something stands where the project should go.
        TemplateSourceError: The template cannot be rendered.
        GitError: A repository was asked for, and git refused.
        ForbiddenPlaceError: The template writes into `.git`.
        WriteError: The file system refused a write.
    """
    taken = _taken_packages(request)
    _check_names(request, taken)
    if "package_name" in request.answers:
        check_package_name(str(request.answers["package_name"]), taken)
    check_destination(request.path)
    rendered = _render(request)
    commits = request.repository
    if commits is None:
        commits = gets_repository(request.path)
    made = _describe(request, rendered, commits=commits)
    if request.dry_run:
        return made
    # A folder that exists is filled: a shell may be in it, or a disk be mounted there.
    building = build_inside if request.path.is_dir() else build_beside
    with building(request.path) as built:
        write_files(rendered.files, built)
        if commits:
            made = replace(made, commit=commit_first(request.path, built, request.folder_name))
    return made


def _check_names(request: NewRequest, taken: frozenset[str]) -> None:
    if request.name != HERE:
        check_project_name(request.name, taken)
    try:
        check_project_name(str(request.answers.get("project_name", request.folder_name)), taken)
    except InvalidNameError as error:
        if request.name != HERE or "project_name" in request.answers:
            raise
        name = propose_name(request.folder_name, taken)
        raise InvalidNameError(error.message, f"Use `-d project_name={name}`.") from error


def _render(request: NewRequest) -> Rendered:
    known = KnownAnswers(
        given=request.answers,
        offered={"project_name": request.folder_name},
        likely=_likely_answers(),
    )
    rendered = render(
        request.template, request.folder_name, known, ask=request.ask, destination=request.path
    )
    if "package_name" in rendered.recorded:  # It may have been asked for on the terminal.
        check_package_name(rendered.recorded["package_name"], _taken_packages(request))
    if not rendered.files:
        raise TemplateSourceError("The template makes no files.", "Check --template and --release.")
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
        ignored=() if commits else find_ignored(request.path, created, files),
    )


def _likely_answers() -> Answers:
    author = likely_author()
    return {"author_name": author} if author else {}


def _taken_packages(request: NewRequest) -> frozenset[str]:
    """Return the packages of the chosen stack; another template does not tell its own."""
    if not isinstance(request.template, Release):
        return frozenset()
    stacks = read_stacks(request.template)
    chosen = [stack for stack in stacks if stack.name == request.answers.get("stack")]
    return frozenset[str]().union(*(stack.packages for stack in chosen or stacks))
