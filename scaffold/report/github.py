"""Findings as GitHub shows them beside the files of a pull request. Pure.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.verbs.check import CheckResult

if TYPE_CHECKING:
    from scaffold.doctor.diagnosis import Diagnosis


def write_annotations(checked: CheckResult, top: Path) -> Iterator[str]:
    """Yield one workflow command for each thing that a check found.

    Args:
        checked: What was found.
        top: The folder that GitHub names files from: that of the repository.
    """
    project, release = checked.project.path, checked.project.reference
    for drift in checked.drifted:
        if drift.state == "not created":
            message = f"This file of {release} was not created: {drift.note}."
        else:
            message = f"This file stays the template's, and was {drift.state} since {release}."
        yield _warn(project / drift.path, top, "Drift from the template", message)
    if checked.waiting:
        message = f"The project is at {release} of its template; {checked.waiting} is there."
        yield _warn(checked.answers_file, top, "An update waits", message)


def annotate_diagnosis(diagnosis: Diagnosis, top: Path) -> Iterator[str]:
    """Yield one workflow command for each finding of the checks of a project."""
    for check in diagnosis.examined:
        for finding in check.found:
            message = f"{finding.message[:1].upper()}{finding.message[1:]}. {check.how}".strip()
            title = f"{check.code}: {check.title}"
            yield _warn(diagnosis.path / finding.path, top, title, message, finding.line)


def find_top(project: Path, environment: Mapping[str, str]) -> Path:
    """Return the folder of the repository that a workflow checked out, or the project's own."""
    workspace = environment.get("GITHUB_WORKSPACE", "")
    return Path(workspace) if workspace and project.is_relative_to(workspace) else project


def _warn(path: Path, top: Path, title: str, message: str, line: int = 0) -> str:
    file = _escape_property(path.relative_to(top).as_posix())
    where = f"file={file},line={line}" if line else f"file={file}"
    return f"::warning {where},title={_escape_property(title)}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
