"""Checks and their findings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from scaffold.doctor.repository import Repository
from scaffold.files.tree import Change


class Family(StrEnum):
    """Group of checks, as shown by repo-review."""

    CODE = "ml-code"
    PACKAGE = "ml-package"
    DATA = "ml-data"
    TEMPLATE = "ml-template"
    EXPERIMENT = "ml-experiment"


class Need(StrEnum):
    """Requirement of a check, with the reason for skipping it otherwise."""

    NOTHING = ""
    GIT = "not a Git repository"
    ANSWERS = "not a scaffold project"


class Severity(StrEnum):
    """How much a finding matters; the words are those of SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem found by a check.

    Attributes:
        path: The file or folder, relative to the project; empty for the whole project.
        message: The problem, phrased to follow the path; a sentence if there is no path.
        line: The line in the file, from 1; 0 for none.
        repair: The change that fixes it automatically, if there is one.
        severity: How much it matters; a note does not fail.
        excerpt: The line itself, where it is not the line of a file, as in a notebook.
    """

    path: str
    message: str
    line: int = 0
    repair: Change | None = None
    severity: Severity = Severity.WARNING
    excerpt: str = ""

    @property
    def place(self) -> str:
        """The path and the line, as in `src/train.py:12`."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that cannot run, or does not apply to the repository."""

    reason: str


Outcome = tuple[Finding, ...] | Skipped


@dataclass(frozen=True, slots=True)
class Check:
    """A named check.

    Attributes:
        code: `ML` and a number; its hundreds are the number of the family.
        family: Its group.
        title: The sentence that is true if the check passes.
        why: Why a finding is a problem.
        how: How to fix a finding.
        look: Finds the problems.
        need: Its requirement.
    """

    code: str
    family: Family
    title: str
    why: str
    how: str
    look: Callable[[Repository], Iterable[Finding] | Skipped]
    need: Need = Need.NOTHING
