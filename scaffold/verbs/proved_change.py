"""Prove the change that a verb plans, if its request says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.verbs.step_progress import Progress

if TYPE_CHECKING:
    from scaffold.files.tree import Change
    from scaffold.project.proof.check_runs import CheckRun
    from scaffold.project.proof.proving import Proof
    from scaffold.project.proof.verdict import Broken

__all__ = [
    "PROVE_LIMIT",
    "Broken",
    "CheckRun",
    "Proof",
    "ProveOptionError",
    "ProveRequest",
    "check_options",
    "prove_change",
]

# Seconds after which a check of the project is ended.
PROVE_LIMIT: float = 3600


class ProveRequest(Protocol):
    """The part of a request that concerns proofs."""

    @property
    def prove(self) -> bool:
        """Whether to prove the change."""

    @property
    def prove_limit(self) -> float:
        """Seconds after which a check is ended."""

    @property
    def dry_run(self) -> bool:
        """Whether to only plan."""


class ProveOptionError(ScaffoldError):
    """A proof runs the code of the project, which a preview never does."""

    exit_code = ExitCode.USAGE

    def __init__(self) -> None:
        super().__init__(
            "`--prove` runs the project's code, and `--dry-run` never does", "Use one of them"
        )


def check_options(request: ProveRequest) -> None:
    """Refuse a proof of a preview.

    Raises:
        ProveOptionError: The request has both.
    """
    if request.prove and request.dry_run:
        raise ProveOptionError


def prove_change(
    request: ProveRequest, project: Path, changes: Sequence[Change], progress: Progress
) -> Proof | None:
    """Prove planned changes; None if the request does not ask for it, or nothing changes.

    Raises:
        NotProvedError: There are no checks, or none of them succeeds before the change.
        ScaffoldError: The project cannot be copied, or its settings are invalid.
    """
    if not request.prove or not changes:
        return None
    from scaffold.project.proof.proving import prove

    return prove(project, changes, progress, request.prove_limit)
