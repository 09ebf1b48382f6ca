"""The release notes of an update, in at most one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from scaffold.errors.wording import version
from scaffold.report.console import print_line, width
from scaffold.report.plain import spell

if TYPE_CHECKING:
    from scaffold.verbs.planned_update import ReleaseNotes

# A terminal has 24 rows; the prompt and the line that counts the rest need some.
_ROWS = 20


def print_news(news: Sequence[ReleaseNotes], *, aside: bool = False) -> None:
    """Print the notes of each release, and the number of those that do not fit on a screen."""
    lines = list(_write(news))
    shown = _fit(lines)
    for text in lines[:shown]:
        print_line(text, aside=aside)
    left = sum(text.startswith(" ") for text in lines[shown:])
    if left:
        print_line(f"  {left} more; `--json` lists them", aside=aside)
    if lines:
        print_line("", aside=aside)


def _write(news: Sequence[ReleaseNotes]) -> Iterator[str]:
    for each in news:
        yield f"New in {version(each.release)}:"
        yield from (f"  - {note}" for note in each.notes)


def _fit(lines: Sequence[str]) -> int:
    """Return how many lines fit, as the terminal wraps them; a heading alone does not."""
    rows, columns = _ROWS, width()
    for number, text in enumerate(lines):
        rows -= max(1, -(-cell_len(spell(text)) // columns))
        if rows < 0:
            return number - (not lines[number - 1].startswith(" "))
    return len(lines)
