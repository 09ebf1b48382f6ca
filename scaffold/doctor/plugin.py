"""The checks as a plugin of repo-review, for `repo-review .`.

https://repo-review.readthedocs.io/en/latest/plugins/
"""

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from repo_review.families import Family as ShownFamily

from scaffold.doctor.checks import CHECKS, examine
from scaffold.doctor.findings import Check, Family, Finding, Outcome, Skipped
from scaffold.doctor.repository import open_repository
from scaffold.errors import GitError, UntrustedRepositoryError

_FAMILIES = {
    Family.CODE: "Machine learning: code",
    Family.PACKAGE: "Machine learning: packaging and tests",
    Family.DATA: "Machine learning: data and secrets",
    Family.TEMPLATE: "Machine learning: template",
    Family.EXPERIMENT: "Machine learning: experiment",
}


class PluginCheck:
    """A check for repo-review, which shows the docstring as its title."""

    requires: frozenset[str] = frozenset()
    url = ""

    def __init__(self, check: Check) -> None:
        self.family = str(check.family)
        self.__doc__ = check.title
        self._check = check

    def check(self, ml_examination: Mapping[str, Outcome]) -> str | None:
        """Return the findings as Markdown; empty if it passes, None if it is skipped."""
        outcome = ml_examination.get(self._check.code, Skipped(""))
        if isinstance(outcome, Skipped):
            return None
        return describe(self._check, outcome) if outcome else ""


def ml_examination(package: Traversable) -> dict[str, Outcome]:
    """Return the results of all checks; none if the repository cannot be read."""
    if not isinstance(package, Path):  # A remote repository, or a listing of the checks.
        return {}
    try:
        return examine(open_repository(package.resolve()))
    except (GitError, UntrustedRepositoryError):
        return {}


def repo_review_checks() -> dict[str, PluginCheck]:
    """Return the checks by their codes."""
    return {check.code: PluginCheck(check) for check in CHECKS}


def repo_review_families() -> dict[str, ShownFamily]:
    """Return the families with their names and order."""
    return {
        str(family): ShownFamily(name=name, order=number)
        for number, (family, name) in enumerate(_FAMILIES.items(), 10)
    }


def describe(check: Check, found: tuple[Finding, ...]) -> str:
    """Return findings as Markdown, with why and how."""
    lines = [f"- `{each.place or '.'}` {each.message}" for each in found]
    return "\n".join([*lines, "", check.why, "", check.how])
