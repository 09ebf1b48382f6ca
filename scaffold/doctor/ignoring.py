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
    for finding in findings:
        if not _is_ignored(code, finding.excerpt or _read_line(repository, finding)):
            yield finding


def _read_line(repository: Repository, finding: Finding) -> str:
    if not finding.line:
        return ""
    lines = repository.read(finding.path).splitlines()
    return lines[finding.line - 1] if finding.line <= len(lines) else ""


def _is_ignored(code: str, line: str) -> bool:
    comment = _COMMENT.search(line)
    if not comment:
        return False
    return comment[1] is None or code in re.findall(r"\w+", comment[1].upper())
