"""Findings as GitHub annotations on the files of a pull request. Pure.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors.wording import version
from scaffold.verbs.check import CheckResult

if TYPE_CHECKING:
    from scaffold.doctor.diagnosis import Diagnosis

# The commands of GitHub for the severities of findings.
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def write_annotations(checked: CheckResult, top: Path) -> Iterator[str]:
    """Yield one workflow command per drifted file, and one for an available update.

    Args:
        checked: Result of the check.
        top: The repository folder, to which GitHub's paths are relative.
    """
    project, release = checked.project.path, version(checked.project.reference)
    for drift in checked.drifted:
        if drift.state == "not created":
            message = f"File of release {release} not created: {drift.note}"
        else:
            message = f"Managed file {drift.state} since release {release}"
        yield _annotate(project / drift.path, top, "Drift from the template", message)
    if checked.available:
        message = f"{release} -> {version(checked.available)}: preview with `scaffold diff`"
        yield _annotate(checked.answers_file, top, "Update available", message)


def annotate_diagnosis(diagnosis: Diagnosis, top: Path) -> Iterator[str]:
    """Yield one workflow command per finding of `scaffold doctor`."""
    for check in diagnosis.examined:
        for finding in check.found:
            message = f"{finding.message[:1].upper()}{finding.message[1:]}. {check.how}".strip()
            title = f"{check.code}: {check.title}"
            command = _COMMANDS[finding.severity]
            path = diagnosis.path / finding.path
            yield _annotate(path, top, title, message, finding.line, command)


def find_top(project: Path, environment: Mapping[str, str]) -> Path:
    """Return the repository that a workflow checked out, or else the project folder."""
    workspace = environment.get("GITHUB_WORKSPACE", "")
    return Path(workspace) if workspace and project.is_relative_to(workspace) else project


def _annotate(
    path: Path, top: Path, title: str, message: str, line: int = 0, command: str = "warning"
) -> str:
    file = _escape_property(path.relative_to(top).as_posix())
    where = f"file={file},line={line}" if line else f"file={file}"
    return f"::{command} {where},title={_escape_property(title)}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
