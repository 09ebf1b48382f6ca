"""Run the checks of a repository and fix findings automatically."""

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
    """Run the checks and apply their fixes; `scaffold undo` reverts them.

    Args:
        path: The project folder.
        select: Checks to run, as for `diagnose`.
        ignore: Checks to skip, as for `diagnose`.
        allow_dirty: Allow uncommitted changes.

    Returns:
        The diagnosis after the fixes, and the changed paths.

    Raises:
        UncleanRepositoryError: The repository has uncommitted changes, or a merge is in progress.
        ProjectBusyError: Another command is running in the project.
        WriteError: The file system refused a write.
        ScaffoldError: Any error of `diagnose`.
    """
    check_repository(path.absolute(), allow_dirty=allow_dirty)
    chosen = tuple(select), tuple(ignore)
    diagnosis = diagnose(path, *chosen)
    if not diagnosis.repairs:
        return diagnosis, []
    fixed = apply_fixes(diagnosis)
    return diagnose(path, *chosen), fixed


def apply_fixes(diagnosis: Diagnosis) -> list[str]:
    """Apply the fixes of a diagnosis.

    Returns:
        The changed paths.

    Raises:
        ProjectBusyError: Another command is running in the project.
        WriteError: The file system refused a write.
    """
    skipped = apply_changes(diagnosis.path, "doctor", diagnosis.repairs)
    return [change.path for change in diagnosis.repairs if change.path not in skipped]
