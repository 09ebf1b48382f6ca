"""Comments that leave out findings of a line: `# doctor: ignore[ML105]`."""

import re
from collections.abc import Iterable, Iterator

from scaffold.doctor.findings import Finding
from scaffold.doctor.repository import Repository

_COMMENT = re.compile(r"#\s*doctor:\s*ignore(?:\[([\w\s,]*)\])?", re.IGNORECASE)


def leave_out_ignored(
    repository: Repository, code: str, findings: Iterable[Finding]
) -> Iterator[Finding]:
    """Yield the findings of a check whose lines have no comment that ignores it."""
    read: dict[str, list[str]] = {}
    for finding in findings:
        if finding.line and finding.path not in read:
            read[finding.path] = repository.read(finding.path).splitlines()
        line = finding.excerpt or _line_of(finding, read.get(finding.path, []))
        if not _is_ignored(code, line):
            yield finding


def _line_of(finding: Finding, lines: list[str]) -> str:
    if not finding.line:
        return ""
    return lines[finding.line - 1] if finding.line <= len(lines) else ""


def _is_ignored(code: str, line: str) -> bool:
    comment = _COMMENT.search(line)
    if not comment:
        return False
    return comment[1] is None or code in re.findall(r"\w+", comment[1].upper())
