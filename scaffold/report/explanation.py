"""The report of `scaffold adopt --explain`: facts with their evidence, on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from scaffold.report.console import align, print_line

if TYPE_CHECKING:
    from scaffold.verbs.explain import Finding, Understanding

# So many values or files are shown; `--json` has all of them.
_MOST = 3
_TITLES = {"ci": "CI", "python": "Python"}
_STRUCTURE = frozenset({"kind", "packages", "tests", "test command", "dependencies", "python"})


def print_explanation(found: Understanding) -> None:
    """Print the facts about a repository, and the main ones about each of its projects."""
    _print_findings(found.findings)
    missing = [_TITLES.get(each.topic, each.topic) for each in found.findings if not each.values]
    if missing:
        print_line(f"Not found: {', '.join(missing)}")
    _print_projects(found.projects)


def print_structure(found: Understanding) -> None:
    """Print where code, tests and dependencies are, without what the answers repeat."""
    _print_findings([each for each in found.findings if each.topic in _STRUCTURE])
    _print_projects(found.projects)


def _print_projects(projects: Sequence[Understanding]) -> None:
    for project in projects:
        print_line(f"  {project.path}/")
        _print_findings(
            [each for each in project.findings if each.topic in _STRUCTURE], indent="    "
        )


def _print_findings(findings: Sequence[Finding], indent: str = "  ") -> None:
    known = [each for each in findings if each.values]
    topics = align(_TITLES.get(each.topic, each.topic) for each in known)
    for topic, finding in zip(topics, known, strict=True):
        is_obvious = finding.topic == "packages" or finding.evidence == finding.values
        evidence = "" if is_obvious else _list(finding.evidence, most=2)
        source = ("  ", (f"({evidence})", "dim")) if evidence else ()
        print_line(indent, (topic, "green"), f"  {_list(finding.values)}", *source)


def _list(names: Iterable[str], most: int = _MOST) -> str:
    """Return the first of many names, with the number of the others."""
    listed = list(names)
    # The name of one more is as short as the number of it.
    shown = len(listed) if len(listed) == most + 1 else most
    more = f" and {len(listed) - shown} more" if len(listed) > shown else ""
    between = "; " if any("," in name for name in listed) else ", "
    return between.join(listed[:shown]) + more
