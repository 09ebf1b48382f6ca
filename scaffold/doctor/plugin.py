"""The checks as a plugin of repo-review: `repo-review .` shows them where this is installed.

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
    Family.PACKAGE: "Machine learning: what runs where",
    Family.DATA: "Machine learning: data and secrets",
    Family.TEMPLATE: "Machine learning: template",
}


class PluginCheck:
    """A check as repo-review calls it, which shows the docstring as its title."""

    requires: frozenset[str] = frozenset()
    url = ""

    def __init__(self, check: Check) -> None:
        """Wrap a check."""
        self.family = str(check.family)
        self.__doc__ = check.title
        self._check = check

    def check(self, ml_examination: Mapping[str, Outcome]) -> str | None:
        """Return what was found as Markdown; an empty text for nothing, None for a skip."""
        outcome = ml_examination.get(self._check.code, Skipped(""))
        if isinstance(outcome, Skipped):
            return None
        return describe(self._check, outcome) if outcome else ""


def ml_examination(package: Traversable) -> dict[str, Outcome]:
    """Give what comes of all checks; of none where the repository cannot be looked at."""
    if not isinstance(package, Path):  # It is on a server, or nowhere: the checks are listed.
        return {}
    try:
        return examine(open_repository(package.resolve()))
    except (GitError, UntrustedRepositoryError):
        return {}


def repo_review_checks() -> dict[str, PluginCheck]:
    """Return the checks by their codes."""
    return {check.code: PluginCheck(check) for check in CHECKS}


def repo_review_families() -> dict[str, ShownFamily]:
    """Return how the families are called, in their order."""
    return {
        str(family): ShownFamily(name=name, order=number)
        for number, (family, name) in enumerate(_FAMILIES.items(), 10)
    }


def describe(check: Check, found: tuple[Finding, ...]) -> str:
    """Return findings as Markdown, with why and how."""
    lines = [f"- `{each.place or '.'}` {each.message}" for each in found]
    return "\n".join([*lines, "", check.why, "", check.how])
