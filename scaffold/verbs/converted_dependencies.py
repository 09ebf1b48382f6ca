"""A conversion of dependencies: what is asked for, and its result."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.adoption.dependencies.chosen import Chosen
from scaffold.adoption.dependencies.declaration import Declaration
from scaffold.adoption.dependencies.package_resolution import Resolution
from scaffold.files.tree import Change


@dataclass(frozen=True, slots=True)
class ConvertRequest:
    """What to convert.

    Attributes:
        path: The repository.
        sources: Files to convert; those that count most if empty.
        replace: Remove the old declarations.
        run_setup: Run setup.py in a scratch environment instead of reading it.
        resolve: Resolve before and after, and write nothing if the results differ.
        lock: Write a lock if there is uv.
        dry_run: Only plan; nothing is resolved.
        allow_dirty: Allow uncommitted changes.
        environment: The variables of this process.
    """

    path: Path
    sources: tuple[str, ...] = ()
    replace: bool = False
    run_setup: bool = False
    resolve: bool = True
    lock: bool = True
    dry_run: bool = False
    allow_dirty: bool = False
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


@dataclass(frozen=True, slots=True)
class ConvertResult:
    """Result of a conversion, or the preview of one.

    Attributes:
        folder: The repository.
        chosen: The declarations that count.
        declared: What pyproject.toml declares afterwards.
        changes: The files that change.
        kept: Why old declarations stay, by path.
        notes: What is written otherwise, and what to do.
        resolution: What was resolved; None if nothing was.
        dry_run: Whether it is a preview.
        skipped: Files that changed during the command.
    """

    folder: Path
    chosen: Chosen
    declared: Declaration
    changes: tuple[Change, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    resolution: Resolution | None = None
    dry_run: bool = False
    skipped: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing was written because the resolutions differ."""
        return self.resolution is not None and not self.resolution.is_equal

    @property
    def needs_attention(self) -> bool:
        """Whether something was not written, or not removed."""
        return bool(self.is_refused or self.skipped or self.kept)

    def as_json(self) -> dict[str, Any]:
        """Return JSON values."""
        resolution = self.resolution
        return {
            "path": str(self.folder),
            "declarations": [
                {"path": each.path, "kind": each.kind, "files": [*each.files]}
                for each in self.chosen.used
            ],
            "not_converted": [
                {"path": each.path, "kind": each.kind, "only_there": [*names]}
                for each, names in self.chosen.left
            ],
            "dependencies": [*self.declared.dependencies],
            "optional_dependencies": {k: [*v] for k, v in self.declared.extras.items()},
            "groups": sorted(self.declared.groups),
            "conda_only": [*self.chosen.united.conda_only],
            "files": [{"path": each.path, "action": _action(each)} for each in self.changes],
            "kept": dict(self.kept),
            "notes": [*self.notes],
            "resolution": resolution
            and {
                "tool": resolution.tool,
                "python": resolution.python,
                "equal": resolution.is_equal,
                "roles": [
                    {
                        "role": each.role,
                        "packages": each.count,
                        "only_before": [*each.lost],
                        "only_after": [*each.gained],
                    }
                    for each in resolution.compared
                ],
            },
            "written": bool(self.changes) and not (self.dry_run or self.is_refused),
            "dry_run": self.dry_run,
            "skipped": [*self.skipped],
        }


def _action(change: Change) -> str:
    if change.after is None:
        return "remove"
    return "create" if change.before is None else "update"
