"""Examine a project and fix what can be fixed without the user."""

from collections.abc import Iterable
from pathlib import Path

from scaffold.apply.journal import apply_changes
from scaffold.doctor.diagnosis import Diagnosis, diagnose
from scaffold.project.guard import check_repository


def fix(
    path: Path,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    *,
    allow_dirty: bool = False,
) -> tuple[Diagnosis, list[str]]:
    """Make the checks of a project, and the changes that fix findings; `undo` reverts them.

    Args:
        path: Its folder.
        select: Checks to make, as `diagnose` takes them.
        ignore: Checks to leave out, as `diagnose` takes them.
        allow_dirty: Allow uncommitted changes.

    Returns:
        What the checks find afterwards, and the paths that were changed.

    Raises:
        UncleanRepositoryError: The repository has uncommitted changes, or a merge is in progress.
        ProjectBusyError: Another command is running in the project.
        WriteError: The file system refused a write.
        ScaffoldError: As `diagnose` raises it.
    """
    check_repository(path.absolute(), allow_dirty=allow_dirty)
    chosen = tuple(select), tuple(ignore)
    diagnosis = diagnose(path, *chosen)
    if not diagnosis.repairs:
        return diagnosis, []
    fixed = apply_fixes(diagnosis)
    return diagnose(path, *chosen), fixed


def apply_fixes(diagnosis: Diagnosis) -> list[str]:
    """Make the changes that fix findings.

    Returns:
        The paths that were changed.

    Raises:
        ProjectBusyError: Another command is running in the project.
        WriteError: The file system refused a write.
    """
    skipped = apply_changes(diagnosis.path, "doctor", diagnosis.repairs)
    return [change.path for change in diagnosis.repairs if change.path not in skipped]
