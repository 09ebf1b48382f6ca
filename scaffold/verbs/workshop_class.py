"""Create the projects of a class from its roster; a second run adds only new learners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scaffold.apply.class_folder import ClassFolder, open_class_folder
from scaffold.errors import DestinationError, ScaffoldError, UnreadableFileError
from scaffold.files.reading import read_regular
from scaffold.project.first_commit import can_commit
from scaffold.template.releases import Release, Source, bundled_release, choose_template
from scaffold.verbs.new import HERE, NewRequest, make_project
from scaffold.verbs.step_progress import Progress, silent
from scaffold.verbs.template_use import record_use
from scaffold.workshop.classroom.handed_out import find_lessons, read_handed_out
from scaffold.workshop.classroom.join_page import render_join_page
from scaffold.workshop.classroom.record import (
    RECORD,
    ROSTER,
    ClassRecord,
    Classroom,
    enroll,
    read_record,
    with_remote,
)
from scaffold.workshop.classroom.remote_command import make_remote, split_remote
from scaffold.workshop.classroom.roster import (
    LARGEST_ROSTER,
    Learner,
    RosterError,
    parse_roster,
)

__all__ = ["NewClassRequest", "NewClassResult", "RosterError", "make_class"]

_COMMAND = "workshop class new"


@dataclass(frozen=True, slots=True)
class NewClassRequest:
    """Request for a class, or for the projects of new learners in it.

    Attributes:
        roster: The CSV file with the learners.
        into: Folder of the class.
        name: Name of every project of the class.
        template: Template of the projects; None is that of the class, or the bundled one.
        answers: Other answers for all projects.
        remote: Command that creates a repository for a project, with the placeholders `{id}`,
            `{folder}`, `{path}`, `{name}` and `{section}`; its last line of output is the address.
            Empty creates none.
        dry_run: Check everything and create nothing.
    """

    roster: Path
    into: Path
    name: str = "demo"
    template: Release | Source | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    remote: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class NewClassResult:
    """What was created.

    Attributes:
        classroom: The class.
        created: Identifiers of the learners whose project was created.
        failed: Why a project or its repository could not be created, by identifier.
        left: Learners of earlier runs who are no longer in the roster; their projects are kept.
        dry_run: Whether nothing was created.
    """

    classroom: Classroom
    created: tuple[str, ...]
    failed: Mapping[str, str]
    left: tuple[str, ...]
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        record = self.classroom.record
        return {
            "class": str(self.classroom.folder),
            "created": list(self.created),
            "failed": dict(self.failed),
            "left": list(self.left),
            "dry_run": self.dry_run,
            "learners": [
                {
                    "id": each.id,
                    "project": str(self.classroom.project(each)),
                    "seed": record.enrolled[each.id].seed,
                    "remote": record.enrolled[each.id].remote,
                }
                for each in self.classroom.learners
            ],
        }


def make_class(request: NewClassRequest, progress: Progress = silent) -> NewClassResult:
    """Create a project for each learner of a roster who has none.

    Each project is created whole or not at all. A second call continues after an interruption.

    Raises:
        RosterError: The roster has problems; nothing was created.
        ClassError: The record of the class is invalid.
        DestinationError: The folder, or that of a learner, is occupied; nothing was created.
        InvalidAnswerError: The command for repositories is invalid.
        ScaffoldError: A project cannot be created; those before it are complete.
    """
    folder = request.into.absolute()
    words = split_remote(request.remote)
    content = _read_roster(request.roster)
    learners = parse_roster(content, str(request.roster))
    known = read_record(folder)
    template = request.template or _find_template(known)
    request = replace(request, template=template)
    record = enroll(known or ClassRecord(request.name, *_spell(template)), learners)
    classroom = Classroom(folder, record, learners)
    missing = [each for each in learners if not _is_made(classroom, each, known)]
    left = tuple(sorted(record.enrolled.keys() - {each.id for each in learners}))
    if request.dry_run:
        return NewClassResult(classroom, tuple(each.id for each in missing), {}, left, True)
    with open_class_folder(folder, _COMMAND) as top:
        # Seeds are recorded before any project exists: a second run finds the same ones.
        top.replace(RECORD, record.as_text().encode())
        top.replace(ROSTER, content)
        with progress(f"Creating projects in `{request.into}`"):
            record = _make_projects(request, classroom, missing)
        classroom, failed = _make_remotes(top, replace(classroom, record=record), words)
        record_use(template)
        top.replace(RECORD, classroom.record.as_text().encode())
        _write_pages(top, classroom)
    return NewClassResult(classroom, tuple(each.id for each in missing), failed, left)


def _read_roster(path: Path) -> bytes:
    try:
        return read_regular(path.absolute(), limit=LARGEST_ROSTER).content
    except FileNotFoundError as error:
        raise DestinationError(f"`{path}` does not exist", "Check `--roster`") from error
    except UnreadableFileError as error:
        raise DestinationError(error.message, "Check `--roster`") from error


def _find_template(known: ClassRecord | None) -> Release | Source:
    """Return the template of a class; the newest release of the bundled one."""
    if known is None or not known.template:
        return bundled_release()
    return choose_template(known.template, known.release or None)


def _spell(template: Release | Source) -> tuple[str, str]:
    if isinstance(template, Release):
        return "", template.tag
    return template.address, template.reference or ""


def _is_made(classroom: Classroom, learner: Learner, known: ClassRecord | None) -> bool:
    """Return whether a learner has a project.

    Raises:
        DestinationError: Something else is at its path.
    """
    project = classroom.project(learner)
    if not project.exists() and not project.is_symlink():
        return False
    if known is not None and learner.id in known.enrolled:
        return True
    raise DestinationError(
        f"`{project}` already exists and is not of this class",
        "Move it, or choose another `--into`",
    )


def _make_projects(
    request: NewClassRequest, classroom: Classroom, missing: Sequence[Learner]
) -> ClassRecord:
    """Create the projects, and return the record with the lessons of their release."""
    record, lessons = classroom.record, dict(classroom.record.lessons)
    template, commits = request.template or _find_template(record), can_commit()
    for learner in missing:
        seed = record.enrolled[learner.id].seed
        answers = {**request.answers, "project_name": record.project_name}
        answers |= {"workshop": True, "sample_seed": seed}
        project = classroom.project(learner)
        made = make_project(NewRequest(HERE, project, template, answers, repository=commits))
        tag = str(made.answers.get("_commit", ""))
        if tag not in lessons:
            lessons[tag] = read_handed_out(made.path)
    return replace(record, lessons=lessons or find_lessons(classroom))


def _make_remotes(
    top: ClassFolder, classroom: Classroom, words: Sequence[str]
) -> tuple[Classroom, dict[str, str]]:
    """Run the command for each project without a repository; record each address at once."""
    failed: dict[str, str] = {}
    for learner in classroom.learners if words else ():
        if classroom.record.enrolled[learner.id].remote:
            continue
        try:
            address = make_remote(words, learner, classroom.project(learner))
        except ScaffoldError as error:
            failed[learner.id] = error.message
            continue
        record = with_remote(classroom.record, learner.id, address)
        classroom = replace(classroom, record=record)
        top.replace(RECORD, record.as_text().encode())
    return classroom, failed


def _write_pages(top: ClassFolder, classroom: Classroom) -> None:
    for learner in classroom.learners:
        enrolled = classroom.record.enrolled[learner.id]
        page = render_join_page(learner, enrolled, str(classroom.project(learner)))
        top.replace_page(f"{enrolled.folder}.html", page.encode())
