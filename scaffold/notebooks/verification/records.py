"""What a run of a notebook is asked to do, and what it did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CellToRun:
    """A code cell.

    Attributes:
        source: Its text.
        may_raise: An error in it does not end the run.
    """

    source: str
    may_raise: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a verification may take, in seconds."""

    cell: float = 600
    total: float = 3600


@dataclass(frozen=True, slots=True)
class CellRecord:
    """What a cell did.

    Attributes:
        seconds: How long it took.
        outputs: What it printed and showed, in order.
        error: Name and message of the error that ended it, if any.
        variables: Digest and kind of the copy of each variable; None if they could not be copied.
        files: Digests of the files it wrote; None for those it deleted.
    """

    seconds: float
    outputs: Sequence[Mapping[str, Any]]
    error: tuple[str, str] | None
    variables: Mapping[str, tuple[str, str]] | None
    files: Mapping[str, str | None]


@dataclass(slots=True)
class RunRecord:
    """What a run did.

    Attributes:
        cells: The cells that ended, in order.
        reason: Why the run ended early: `error`, `limit`, `died`, `unstarted`, `total` or
            `stopped`; empty where all cells ran.
        network: Why the network could not be cut off; empty where it was.
        modules: Files of modules that were loaded from the project and from its copy.
        seconds: How long the run took, with the start of the kernel.
        note: What the driver said about a run that did not start.
    """

    cells: list[CellRecord] = field(default_factory=list)
    reason: str = "stopped"
    network: str = ""
    modules: list[str] = field(default_factory=list)
    seconds: float = 0.0
    note: str = ""

    def note_event(self, event: Mapping[str, Any]) -> None:
        """Add what the driver reported."""
        match event["event"]:
            case "kernel":
                self.network = event["network"]
            case "cell":
                self.cells.append(_read_cell(event))
            case "end":
                self.reason, self.modules = event["reason"], event["modules"]
                self.note = event.get("text", "")

    @property
    def good(self) -> int:
        """How many cells ran to the end, without an error that ended the run."""
        return len(self.cells) - (self.reason == "error")


def _read_cell(event: Mapping[str, Any]) -> CellRecord:
    variables, error = event["variables"], event["error"]
    return CellRecord(
        event["seconds"],
        event["outputs"],
        (error[0], error[1]) if error else None,
        None if variables is None else {name: (v[0], v[1]) for name, v in variables.items()},
        event["files"],
    )
