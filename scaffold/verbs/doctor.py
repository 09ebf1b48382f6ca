"""Run the checks of a repository, and fix findings automatically if asked to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.apply.journal import apply_changes
from scaffold.doctor.diagnosis import Diagnosis, diagnose
from scaffold.doctor.known_findings import (
    BASELINE_FILE,
    Entry,
    leave_out_known,
    read_entries,
    write_entries,
)
from scaffold.errors import InvalidBaselineError
from scaffold.files.parsing import LARGEST_TEXT
from scaffold.files.reading import read_regular
from scaffold.files.tree import Change, File, read_paths
from scaffold.project.guard import check_repository


@dataclass(frozen=True, slots=True)
class DoctorResult:
    """Result of the checks.

    Attributes:
        diagnosis: The results, after the fixes if there are any, without known findings.
        fixed: Paths of the fixed files.
        known: The number of findings that are left out, because a baseline contains them.
        gone: The number of entries of the baseline whose findings are gone.
    """

    diagnosis: Diagnosis
    fixed: tuple[str, ...] = ()
    known: int = 0
    gone: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {**self.diagnosis.as_json(), "fixed": list(self.fixed), "known": self.known}


def examine(
    path: Path,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    baseline: Path | None = None,
) -> DoctorResult:
    """Run the checks of a repository without changing it.

    Args:
        path: The folder of the repository.
        select: Checks to run, as for `diagnose`.
        ignore: Checks to skip, as for `diagnose`.
        baseline: A file with known findings; by default `.doctor-baseline.json` of the
            repository, if there is one.

    Raises:
        InvalidBaselineError: The baseline is missing or invalid.
        ScaffoldError: Any error of `diagnose`.
    """
    diagnosis = diagnose(path, select, ignore)
    compared = leave_out_known(diagnosis, _read_baseline(diagnosis.path, baseline))
    return DoctorResult(compared.diagnosis, (), compared.known, compared.gone)


def fix(
    path: Path,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    baseline: Path | None = None,
    *,
    allow_dirty: bool = False,
) -> DoctorResult:
    """Run the checks and apply their fixes; `scaffold undo` reverts them.

    Args:
        path: The project folder.
        select: Checks to run, as for `diagnose`.
        ignore: Checks to skip, as for `diagnose`.
        baseline: A file with known findings, as for `examine`; they are not fixed.
        allow_dirty: Allow uncommitted changes.

    Returns:
        The diagnosis after the fixes, and the fixed files.

    Raises:
        UncleanRepositoryError: The repository has uncommitted changes, or a merge is in progress.
        ProjectBusyError: Another command is running in the project.
        WriteError: The file system refused a write.
        ScaffoldError: Any error of `examine`.
    """
    check_repository(path.absolute(), allow_dirty=allow_dirty)
    chosen = tuple(select), tuple(ignore), baseline
    result = examine(path, *chosen)
    if not result.diagnosis.repairs:
        return result
    fixed = apply_fixes(result.diagnosis)
    after = examine(path, *chosen)
    return DoctorResult(after.diagnosis, tuple(fixed), after.known, after.gone)


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


def write_baseline(
    path: Path, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> DoctorResult:
    """Write all findings to `.doctor-baseline.json`; `scaffold undo` reverts it.

    Args:
        path: The folder of the repository.
        select: Checks to run, as for `diagnose`.
        ignore: Checks to skip, as for `diagnose`.

    Returns:
        The diagnosis without the findings, which are known from now on.

    Raises:
        ProjectBusyError: Another command is running in the project.
        WriteError: The file system refused a write.
        ScaffoldError: Any error of `diagnose`.
    """
    diagnosis = diagnose(path, select, ignore)
    content = write_entries(diagnosis)
    standing = read_paths(diagnosis.path, [BASELINE_FILE]).get(BASELINE_FILE)
    if standing is None or standing.content != content:
        change = Change(BASELINE_FILE, standing, File(content))
        apply_changes(diagnosis.path, "doctor", [change])
    compared = leave_out_known(diagnosis, read_entries(BASELINE_FILE, content.decode()))
    return DoctorResult(compared.diagnosis, (), compared.known)


def _read_baseline(project: Path, baseline: Path | None) -> Counter[Entry]:
    file = baseline or project / BASELINE_FILE
    if baseline is None and (file.is_symlink() or not file.exists()):
        return Counter()
    try:
        content = read_regular(file, limit=LARGEST_TEXT).content
    except OSError:
        raise InvalidBaselineError(str(file), "it cannot be read") from None
    return read_entries(str(file), content.decode("utf-8", "replace"))
