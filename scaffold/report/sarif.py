"""Findings as SARIF 2.1.0, which code hosts and editors read. Pure.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from scaffold import __version__

if TYPE_CHECKING:
    from scaffold.doctor.diagnosis import Diagnosis, Examined
    from scaffold.doctor.findings import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_sarif(diagnosis: Diagnosis, top: Path) -> dict[str, Any]:
    """Return a SARIF log with one run.

    Args:
        diagnosis: The findings.
        top: The repository folder, to which the paths in the log are relative.
    """
    checks = [check for check in diagnosis.examined if check.found]
    results = [
        _result(check, number, finding, diagnosis.path, top)
        for number, check in enumerate(checks)
        for finding in check.found
    ]
    driver = {
        "name": "scaffold doctor",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(check) for check in checks],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(check: Examined) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": check.code,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why or check.title},
        "properties": {"tags": ["machine-learning"]},
    }
    if check.how:
        rule["help"] = {"text": check.how, "markdown": check.how}
    return rule


def _result(
    check: Examined, rule: int, finding: Finding, project: Path, top: Path
) -> dict[str, Any]:
    message = f"{finding.message[:1].upper()}{finding.message[1:]}."
    return {
        "ruleId": check.code,
        "ruleIndex": rule,
        "level": str(finding.severity),
        "message": {"text": f"{message} {check.how}".strip()},
        "locations": [{"physicalLocation": _location(finding, project, top)}],
        "partialFingerprints": {"scaffoldFinding/v1": _fingerprint(check.code, finding)},
    }


def _location(finding: Finding, project: Path, top: Path) -> Mapping[str, Any]:
    """Return the location of a finding; one of the whole project is on its first line.

    Code hosts show a result only beside a file.
    """
    path = finding.path or _front_page(project)
    uri = quote((project / path).relative_to(top).as_posix(), errors="surrogateescape")
    location = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    line = finding.line or (0 if finding.path else 1)
    return {**location, "region": {"startLine": line}} if line else location


def _front_page(project: Path) -> str:
    names = ("pyproject.toml", "README.md", "README.rst", "setup.py", "requirements.txt")
    return next((name for name in names if (project / name).is_file()), ".")


def _fingerprint(code: str, finding: Finding) -> str:
    """Return what stays the same where only lines move."""
    text = f"{code}\0{finding.path}\0{finding.message}"
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:32]
