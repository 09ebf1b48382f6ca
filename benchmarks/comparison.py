"""Two ways to do one thing, measured in turn, and the table that shows them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

HEADING = ("what", "here", "peer", "here / peer", "as a factor", "target", "met")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, its cells ready to print.

    Attributes:
        what: What was measured.
        here: The figure of this repository.
        peer: The figure of what it is compared with.
        ratio: The first as a share of the second, with the smallest and largest of the pairs.
        factor: The same the other way round, or a difference where a ratio says nothing.
        target: What is promised; empty where nothing is.
        met: Whether it is kept; None where nothing is promised.
    """

    what: str
    here: str
    peer: str
    ratio: str = ""
    factor: str = ""
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """CPU seconds of runs that took turns: the first here, the first of the peer, and so on.

    Attributes:
        what: What was run.
        here: CPU seconds of each run here.
        peer: CPU seconds of each run of the peer, in the same order.
        at_most: The largest share of the peer's CPU that is promised; None for no promise.
    """

    what: str
    here: Sequence[float]
    peer: Sequence[float]
    at_most: float | None = None

    @property
    def ratios(self) -> list[float]:
        """Return here / peer for each pair: both ran when the machine was equally busy."""
        return [here / peer for here, peer in zip(self.here, self.peer, strict=True)]

    @property
    def ratio(self) -> float:
        """Return the median of the ratios, which one disturbed pair does not move."""
        return median(self.ratios)

    def as_row(self) -> Row:
        """Return the comparison as it is printed."""
        ratios = self.ratios
        return Row(
            what=self.what,
            here=f"{median(self.here):.3f} s",
            peer=f"{median(self.peer):.3f} s",
            ratio=f"{self.ratio:.3f} ({min(ratios):.3f} to {max(ratios):.3f})",
            factor=f"{1 / self.ratio:.1f}x",
            target="" if self.at_most is None else f"at most {self.at_most:.3g}",
            met=None if self.at_most is None else self.ratio <= self.at_most,
        )


def take_turns(
    what: str,
    here: Callable[[], float],
    peer: Callable[[], float],
    rounds: int,
    at_most: float | None = None,
) -> Comparison:
    """Measure both in turn, after one round that is not counted.

    The uncounted round fills what is filled once: bytecode, the file system's cache, imports.

    Args:
        what: What is run.
        here: Runs it here and returns its CPU seconds.
        peer: The same for the peer.
        rounds: How many pairs.
        at_most: The promised ratio.
    """
    here()
    peer()
    pairs = [(here(), peer()) for _ in range(rounds)]
    return Comparison(what, [pair[0] for pair in pairs], [pair[1] for pair in pairs], at_most)


def format_table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table with aligned columns."""
    return format_cells([HEADING, *(_cells(row) for row in rows)])


def format_cells(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of cells as a Markdown table with aligned columns; the first is its heading."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * width for width in widths]
    return "".join(f"{_line(cells, widths)}\n" for cells in (lines[0], rule, *lines[1:]))


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: ""}[row.met]
    return (row.what, row.here, row.peer, row.ratio, row.factor, row.target, met)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
