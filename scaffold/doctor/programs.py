"""The project's own programs: its modules and notebooks, as far as they concern the checks."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from scaffold.doctor import publishing
from scaffold.doctor.findings import Finding, Severity
from scaffold.doctor.modules import Module, read_cells
from scaffold.doctor.notebooks import list_notebooks, read_notebook
from scaffold.doctor.repository import Repository
from scaffold.files.parsing import LARGEST_CODE

# A program without any of these words is not parsed.
_WORDS = re.compile(
    r"sklearn|imblearn|pandas|xgboost|lightgbm|catboost|keras|torch|train_test_split|random_split"
    r"|pandas|from_pretrained|pickle|joblib|dill|allow_pickle|yaml|trust_remote_code|KFold|\bfit\b"
    r"|/(?:home|Users|media|Volumes|scratch)/|/mnt/[a-z]/|[\"'][A-Za-z]:[\\/]"
)


@dataclass(frozen=True)
class Code:
    """A program of the project.

    Attributes:
        path: Its path.
        module: What it imports and calls.
        is_lesson: Whether it is there to be read: an example, a tutorial or a part of a course.
        lines: The lines of a notebook's cells; empty for a file.
    """

    path: str
    module: Module
    is_lesson: bool = False
    lines: tuple[str, ...] = field(default=(), repr=False)

    def find(self, line: int, message: str, severity: Severity = Severity.WARNING) -> Finding:
        """Return a finding in a line; a notebook has cells, and no lines.

        Args:
            line: The line.
            message: The problem. `{at N}` in it becomes the place of line N.
            severity: How much it matters, where the program is more than an example.
        """
        text = re.sub(r"\{at (\d+)\}", lambda match: self._at(int(match[1])), message)
        if not self.module.starts:
            return Finding(self.path, text, line, severity=severity)
        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        text = f"{self._at(line)}: {text}"
        return Finding(self.path, text, severity=severity, excerpt=excerpt)

    def find_lesson(self, line: int, message: str) -> Finding:
        """Return a finding that is only a note in an example or a course."""
        severity = Severity.NOTE if self.is_lesson else Severity.WARNING
        return self.find(line, message, severity)

    def _at(self, line: int) -> str:
        if not self.module.starts:
            return f"line {line}"
        return f"code cell {bisect_right(self.module.starts, line)}"


def list_programs(repository: Repository) -> tuple[Code, ...]:
    """Return the programs that the checks of experiments concern."""
    return repository.once(_list)


def is_lesson(repository: Repository, path: str) -> bool:
    """Return whether a file is an example, or the repository is a course."""
    return publishing.is_in_lesson(path) or repository.once(_is_course)


def _list(repository: Repository) -> tuple[Code, ...]:
    return (*_modules(repository), *_notebooks(repository))


def _modules(repository: Repository) -> Iterator[Code]:
    for path in repository.code:
        if _WORDS.search(repository.read(path)) and (module := repository.module(path)):
            yield Code(path, module, is_lesson(repository, path))


def _notebooks(repository: Repository) -> Iterator[Code]:
    for path in list_notebooks(repository):
        cells = read_notebook(repository, path).cells
        source = "\n".join(cells)
        if len(source) <= LARGEST_CODE and _WORDS.search(source):
            lines = tuple(source.split("\n"))
            yield Code(path, read_cells(cells), is_lesson(repository, path), lines)


def _is_course(repository: Repository) -> bool:
    return publishing.is_collection(repository, list_notebooks(repository))
