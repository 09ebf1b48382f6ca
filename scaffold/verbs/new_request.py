"""The request for a new project, and its result."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from scaffold.answers.file import ANSWERS_FILE
from scaffold.answers.given import Answers
from scaffold.answers.own_images import OwnImages
from scaffold.answers.own_table import OwnTable
from scaffold.project.ignored import Ignored
from scaffold.template.catalog import Stack
from scaffold.template.releases import Release, Source, bundled_release

# Name that means the folder `into` itself, by default the current one.
HERE = "."


@dataclass(frozen=True, slots=True)
class NewRequest:
    """Request for a new project.

    Attributes:
        name: Name of the project and its folder; `.` means the folder `into` itself.
        into: Parent folder, created if missing.
        template: A release of the bundled template, or another template.
        answers: Given answers, without `project_name`.
        ask: Ask for the other answers on the terminal.
        repository: True creates a Git repository and False does not; None creates one unless Git
            is missing or the folder is already in a repository.
        dry_run: Render and report without creating the project.
        table: The table or images that the project learns from; copied into it.
        answers_file: Path of the answers file.
    """

    name: str
    into: Path = Path()
    template: Release | Source = field(default_factory=bundled_release)
    answers: Mapping[str, Any] = field(default_factory=dict)
    ask: bool = False
    repository: bool | None = None
    dry_run: bool = False
    table: OwnTable | OwnImages | None = None
    answers_file: str = ANSWERS_FILE

    @property
    def path(self) -> Path:
        """The project folder as an absolute path; symlinks are resolved only if it has `..`."""
        if self.name == HERE:
            return Path(os.path.realpath(self.into))
        into = os.path.realpath(self.into) if ".." in self.into.parts else self.into.absolute()
        return Path(into) / self.name

    @property
    def folder_name(self) -> str:
        """Name of the project folder, the default of `project_name`."""
        return self.path.name if self.name == HERE else self.name


@dataclass(frozen=True, slots=True)
class NewResult:
    """A new project, or the preview of one.

    Attributes:
        path: The project folder.
        files: Relative paths of its files, sorted, without `.git`.
        answers: The content of its answers file.
        commit: Abbreviated hash of the initial commit; None without a repository.
        dry_run: Whether nothing was created.
        ignored: Files that the surrounding repository ignores.
        stack: Its stack; None for other templates.
        note: A warning for the user; usually empty.
        table: Path of the copied data in the project; empty if there are none.
        kind: What was copied: `table`, `images` or `arrays`.
    """

    path: Path
    files: tuple[str, ...]
    answers: Answers
    commit: str | None
    dry_run: bool
    ignored: tuple[Ignored, ...] = ()
    stack: Stack | None = None
    note: str = ""
    table: str = ""
    kind: str = "table"

    @property
    def command(self) -> str:
        """The command that the project installs: its distribution name."""
        from packaging.utils import canonicalize_name  # Slow to import.

        return canonicalize_name(self.answers.get("project_name", self.path.name))

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        shown = replace(self, stack=None)
        hidden = {"stack", "note", "kind"} | (set() if self.table else {"table"})
        fields = {**asdict(shown), "path": str(self.path), "files": list(self.files)}
        return {name: value for name, value in fields.items() if name not in hidden}
