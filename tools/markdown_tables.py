"""Tables in Markdown, and how one replaces another in a page."""

import re
from collections.abc import Iterable
from pathlib import Path


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def with_table(page: Path, lines: str, *, after: str = "") -> str:
    """Return a page with another first table after a text; everything around it is kept."""
    before, mark, rest = page.read_text("utf-8").partition(after or "\n")
    return before + mark + re.sub(r"(?m)(?:^\|.*\n)+", lambda _: lines, rest, count=1)
