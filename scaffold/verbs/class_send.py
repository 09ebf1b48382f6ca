"""Update the projects of a class: a fix or a new exercise reaches work that has started."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scaffold.apply.class_folder import ClassFolder, open_class_folder
from scaffold.errors import ExerciseError, ScaffoldError
from scaffold.files.reading import RegularFile
from scaffold.plan.actions import Action
from scaffold.project import class_commits
from scaffold.project.baseline import render_own_release
from scaffold.project.guard import check_repository
from scaffold.project.project import open_project
from scaffold.template.exercises.lessons import LESSONS_FILE, Exercise, read_lessons
from scaffold.template.releases import Source
from scaffold.verbs.class_deliveries import Delivery, Sending, SendRequest, SendResult
from scaffold.verbs.planned_update import PlannedUpdate
from scaffold.verbs.step_progress import Progress, silent
from scaffold.verbs.template_use import record_use
from scaffold.verbs.update import UpdateRequest, apply, plan
from scaffold.workshop.classroom.last_saved import Sent, list_saved, name_content
from scaffold.workshop.classroom.learner_sources import Sources
from scaffold.workshop.classroom.record import RECORD, ClassRecord, Classroom, open_class
from scaffold.workshop.classroom.roster import Learner

__all__ = ["Delivery", "SendRequest", "SendResult", "Sending", "send"]

_COMMAND = "workshop class send"


@dataclass(slots=True)
class _Written:
    """What the record has to remember.

    Attributes:
        lessons: Lessons of the releases that were sent.
        sent: Files with exercises as they were left, by learner and path.
    """

    lessons: dict[str, str] = field(default_factory=dict)
    sent: dict[str, dict[str, Sent]] = field(default_factory=dict)


def send(request: SendRequest, progress: Progress = silent) -> SendResult:
    """Update every project of a class; what the learners wrote is kept.

    A project with uncommitted changes is updated, too, and left uncommitted: `scaffold undo`
    reverts it. Other projects get a commit, which is pushed if they have a remote. An update with
    conflicts is not applied.

    Raises:
        ClassError: The folder is not that of a class, or its record is invalid.
        ProjectBusyError: Another command is changing the class.
    """
    classroom = open_class(request.folder)
    with progress("Updating projects"):
        if request.dry_run:
            planned = (_send(request, classroom, each, _Written()) for each in classroom.learners)
            return SendResult(tuple(planned), dry_run=True)
        with open_class_folder(classroom.folder, _COMMAND) as top:
            return SendResult(tuple(_send_all(request, classroom, top)))


def _send_all(request: SendRequest, classroom: Classroom, top: ClassFolder) -> list[Sending]:
    sendings, written = list[Sending](), _Written(dict(classroom.record.lessons))
    for learner in classroom.learners:
        known = len(written.sent)
        sendings.append(_send(request, classroom, learner, written))
        if len(written.sent) > known:  # What was sent must not count as work, after a kill either.
            top.replace(RECORD, _remember(classroom.record, written).as_text().encode())
    return sendings


def _remember(record: ClassRecord, written: _Written) -> ClassRecord:
    enrolled = dict(record.enrolled)
    for identifier, sent in written.sent.items():
        found = enrolled[identifier]
        enrolled[identifier] = replace(found, sent={**found.sent, **sent})
    return replace(record, enrolled=enrolled, lessons=written.lessons)


def _send(
    request: SendRequest, classroom: Classroom, learner: Learner, written: _Written
) -> Sending:
    project = classroom.project(learner)
    try:
        return _update(request, classroom, learner, written)
    except ScaffoldError as error:
        reason = error.message if project.is_dir() else "the project folder is missing"
        return Sending(learner, project, Delivery.UNREACHABLE, reason=reason)


def _update(
    request: SendRequest, classroom: Classroom, learner: Learner, written: _Written
) -> Sending:
    project = classroom.project(learner)
    open_project(project)
    commits = class_commits.can_be_committed(project)
    reason = class_commits.pull(project) if commits and not request.dry_run else ""
    if reason:
        return Sending(learner, project, Delivery.UNREACHABLE, reason=reason)
    saved = _list_saved(project, classroom.record.enrolled[learner.id].sent)
    planned = plan(UpdateRequest(project, to=request.to, template=request.template))
    result = _describe(learner, project, planned)
    if request.dry_run or result.delivery is not Delivery.SENT:
        return result
    check_repository(project, allow_dirty=True)
    skipped = apply(planned)
    if planned.moved_to and not written.sent:
        record_use(Source(planned.moved_to))
    written.sent[learner.id] = _note_contents(project, saved)
    _note_lessons(project, planned.target, written)
    return _deliver(result, skipped, commits=commits)


def _describe(learner: Learner, project: Path, planned: PlannedUpdate) -> Sending:
    """Return what an update would do; one with conflicts is not applied.

    Markers of a conflict would break the code of a learner who did not ask for the update.
    """
    actions = planned.plan.actions
    conflicts = tuple(each.path for each in actions if each.action is Action.CONFLICT)
    changed = tuple(change.path for change in planned.changes)
    if conflicts:
        reason = f"not updated: run `scaffold update {project}` with the learner"
        return Sending(
            learner, project, Delivery.CONFLICTS, planned.project.reference, reason, (), conflicts
        )
    delivery = Delivery.SENT if changed else Delivery.CURRENT
    return Sending(learner, project, delivery, planned.target, changed=changed)


def _deliver(result: Sending, skipped: Sequence[str], *, commits: bool) -> Sending:
    """Commit and push, unless the project has work of the learner that is not committed."""
    if skipped:
        reason = "saved by the learner during the update"
        return replace(result, delivery=Delivery.CONFLICTS, reason=reason, conflicts=(*skipped,))
    if not commits:
        return replace(result, reason="not committed: the learner has uncommitted changes")
    class_commits.commit_sent(result.project, result.changed, result.release)
    reason = class_commits.push(result.project)
    delivery = Delivery.UNREACHABLE if reason else Delivery.SENT
    return replace(result, reason=reason, delivery=delivery)


def _list_saved(project: Path, sent: Mapping[str, Sent]) -> dict[str, float | None]:
    """Return when the learner saved each file with an exercise that was started."""
    exercises = [each for each in _list_exercises(project) if each.file]
    sources = Sources(project)
    started = {
        each.file for each in exercises if not sources.parse(each.file).functions.get(each.function)
    }
    saved = list_saved(sources, sorted(started), sent)
    return {each.file: saved.get(each.file) for each in exercises}


def _note_contents(project: Path, saved: Mapping[str, float | None]) -> dict[str, Sent]:
    """Return the files with exercises as they are now, and when the learner had saved them."""
    sources, found = Sources(project), dict[str, Sent]()
    for path in {each.file for each in _list_exercises(project) if each.file}:
        file = sources.read(path)
        if isinstance(file, RegularFile):
            found[path] = Sent(name_content(file.content), saved.get(path))
    return found


def _note_lessons(project: Path, release: str, written: _Written) -> None:
    """Keep the lessons of a release, unless a learner has changed them."""
    if release in written.lessons:
        return
    file = render_own_release(open_project(project)).files.get(LESSONS_FILE)
    if file is not None:
        written.lessons[release] = file.content.decode()


def _list_exercises(project: Path) -> list[Exercise]:
    try:
        lessons = read_lessons(project)
    except (ExerciseError, OSError):
        return []
    return [exercise for lesson in lessons for exercise in lesson.exercises]
