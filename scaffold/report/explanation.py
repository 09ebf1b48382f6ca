"""The report of `scaffold adopt --explain`: facts with their evidence, on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from scaffold.report.console import align, print_line

if TYPE_CHECKING:
    from scaffold.verbs.explain import Finding, Understanding

# So many values or files are shown; `--json` has all of them.
_MOST = 3
_OF_PROJECTS = frozenset({"kind", "packages", "tests", "dependencies", "python"})


def print_explanation(found: Understanding) -> None:
    """Print the facts about a repository, and the main ones about each of its projects."""
    _print_findings(found.findings)
    missing = [each.topic for each in found.findings if not each.values]
    if missing:
        print_line("  ", ("not found", "dim"), f"  {', '.join(missing)}")
    for project in found.projects:
        print_line("")
        print_line(f"{project.path}:")
        _print_findings([each for each in project.findings if each.topic in _OF_PROJECTS])


def _print_findings(findings: Sequence[Finding]) -> None:
    known = [each for each in findings if each.values]
    topics = align(each.topic for each in known)
    for topic, finding in zip(topics, known, strict=True):
        evidence = "" if finding.evidence == finding.values else _list(finding.evidence)
        source = ("  ", (f"({evidence})", "dim")) if evidence else ()
        print_line("  ", (topic, "green"), f"  {_list(finding.values)}", *source)


def _list(names: Iterable[str]) -> str:
    """Return the first of many names, with the number of the others."""
    listed = list(names)
    more = f" and {len(listed) - _MOST} more" if len(listed) > _MOST else ""
    return ", ".join(listed[:_MOST]) + more
