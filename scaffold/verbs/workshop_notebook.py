"""Plan to solve and to reset the exercises that move a notebook into the stages."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from scaffold.files.tree import Change, File, read_paths
from scaffold.notebooks.plan_file import PlanFileError
from scaffold.notebooks.verification.pinning import name_test
from scaffold.project.project import Project
from scaffold.template.exercises.lessons import Exercise
from scaffold.verbs.notebook import MoveRequest, PlannedMove, plan_move
from scaffold.workshop.moved_notebooks import list_written
from scaffold.workshop.solving import BACKUP


def plan_notebook_move(project: Project, exercise: Exercise) -> list[Change]:
    """Plan to move the notebook of an exercise; what the learner edited beside it is backed up.

    Returns:
        The changes; none if it is moved.

    Raises:
        NotebookError: The notebook cannot be read.
    """
    changes = _plan(project.path / exercise.notebook).changes
    own = set(list_written(exercise.notebook))
    replaced = {each.path: each.before for each in changes if each.path in own and each.before}
    return [*_back_up(project.path, exercise, replaced), *changes]


def plan_notebook_reset(project: Project, exercise: Exercise) -> list[Change]:
    """Plan to remove what the move of a notebook wrote, after a copy to the backup folder.

    Returns:
        The changes; none if it is not moved.

    Raises:
        NotebookError: The notebook cannot be read.
    """
    notebook = PurePosixPath(exercise.notebook)
    original = str(notebook.parent / "original" / notebook.name)
    written = [*_list_moved(_plan(project.path / notebook)), original]
    found = read_paths(project.path, [*written, str(notebook)])
    removed = {path: found[path] for path in written if path in found}
    changes = [Change(path, file, None) for path, file in removed.items()]
    if original in removed:  # The move was made in place.
        thin = found.get(str(notebook))
        changes.append(Change(str(notebook), thin, removed.pop(original)))
        removed |= {str(notebook): thin} if thin else {}
    return [*_back_up(project.path, exercise, removed), *changes]


def _plan(notebook: Path) -> PlannedMove:
    """Return the move as the learner planned it, or as it is proposed if that plan is unusable."""
    try:
        return plan_move(MoveRequest(notebook))
    except PlanFileError:
        return plan_move(MoveRequest(notebook, fresh=True))


def _list_moved(planned: PlannedMove) -> list[str]:
    result, notebook = planned.result, planned.destination.notebook
    modules = [module.path for module in result.modules]
    test = name_test(notebook, ())
    return list(dict.fromkeys([*list_written(notebook), *modules, *result.texts, test]))


def _back_up(project: Path, exercise: Exercise, files: Mapping[str, File]) -> list[Change]:
    """Return the changes that copy files to a new folder in the backup folder."""
    number = 1
    while (project / BACKUP / f"{exercise.name}-{number}").exists():
        number += 1
    folder = f"{BACKUP}/{exercise.name}-{number}"
    return [Change(f"{folder}/{path}", None, file) for path, file in files.items()]
