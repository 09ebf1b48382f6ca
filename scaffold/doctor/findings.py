"""What a check is, and what comes of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from scaffold.doctor.repository import Repository
from scaffold.files.tree import Change


class Family(StrEnum):
    """What a check is about; repo-review shows checks by their family."""

    CODE = "ml-code"
    PACKAGE = "ml-package"
    DATA = "ml-data"
    TEMPLATE = "ml-template"


class Need(StrEnum):
    """What has to be there for a check to make sense, and what to say where it is not."""

    NOTHING = ""
    GIT = "there is no git repository that could keep anything"
    ANSWERS = "no template made or adopted this project"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        path: The file or folder, relative to the project; empty for the project as a whole.
        message: What is the matter with it, to be read behind the path; without a path, a sentence.
        line: The line in the file, counted from 1; 0 for none.
        repair: The change that mends it, where a machine can make it without asking.
    """

    path: str
    message: str
    line: int = 0
    repair: Change | None = None

    @property
    def place(self) -> str:
        """The path, and the line behind a colon."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that could not be made, or that makes no sense here."""

    reason: str


Outcome = tuple[Finding, ...] | Skipped


@dataclass(frozen=True, slots=True)
class Check:
    """A named check.

    Attributes:
        code: Its name: `ML` and a number, whose hundreds are those of its family.
        family: What it is about.
        title: A sentence that holds where nothing is found.
        why: What goes wrong otherwise.
        how: What to do about a finding.
        look: Finds what is not as the title says.
        need: What has to be there.
    """

    code: str
    family: Family
    title: str
    why: str
    how: str
    look: Callable[[Repository], Iterable[Finding] | Skipped]
    need: Need = Need.NOTHING
