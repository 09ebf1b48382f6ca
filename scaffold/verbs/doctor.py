"""Run the checks of a repository, and fix findings automatically if asked to."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.apply.journal import apply_changes
from scaffold.doctor.diagnosis import Diagnosis, diagnose
from scaffold.project.guard import check_repository


@dataclass(frozen=True, slots=True)
class DoctorResult:
    """Result of the checks.

    Attributes:
        diagnosis: The results, after the fixes if there are any.
        fixed: Paths of the fixed files.
    """

    diagnosis: Diagnosis
    fixed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {**self.diagnosis.as_json(), "fixed": list(self.fixed)}


def examine(path: Path, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> DoctorResult:
    """Run the checks of a repository without changing it.

    Args:
        path: The folder of the repository.
        select: Checks to run, as for `diagnose`.
        ignore: Checks to skip, as for `diagnose`.

    Raises:
        ScaffoldError: Any error of `diagnose`.
    """
    return DoctorResult(diagnose(path, select, ignore))


def fix(
    path: Path,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    *,
    allow_dirty: bool = False,
) -> DoctorResult:
    """Run the checks and apply their fixes; `scaffold undo` reverts them.

    Args:
        path: The project folder.
        select: Checks to run, as for `diagnose`.
        ignore: Checks to skip, as for `diagnose`.
        allow_dirty: Allow uncommitted changes.

    Returns:
        The diagnosis after the fixes, and the fixed files.

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
        return DoctorResult(diagnosis)
    fixed = apply_fixes(diagnosis)
    return DoctorResult(diagnose(path, *chosen), tuple(fixed))


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
