"""Untrusted text as Markdown that a code host shows as it is. Pure.

Names of files, notes of templates and answers can contain anything. A code host interprets more
than Markdown and HTML: mentions, references and closing words of issues, addresses, commands.
"""

import re
from collections.abc import Iterable
from itertools import zip_longest

from scaffold.report.plain import spell

_LONGEST_CODE, _LONGEST_PROSE = 300, 1_000
_TICKS = re.compile("`+")
# An invisible character that ends a word for all of these, and that Markdown writes as a reference.
_BREAK = "&#8203;"
_MARKUP = re.compile(r"([\\`*_\[\]~|$])")
# What begins a heading, a list or a rule at the start of an item.
_BLOCK = re.compile(r"\A(?=[#+=-]|\d{1,9}[.)])")
# What begins a mention, a reference to an issue, a change or a label, or an address.
_SIGILS = re.compile(r"[@#!~%$&](?=\S)")
_ADDRESSES = re.compile(r":(?=//)|www(?=\.)|GH(?=-\d)", re.IGNORECASE)


def write_code(text: str) -> str:
    """Return a text as a code span, in which nothing is interpreted."""
    shown = _shorten(spell(text), _LONGEST_CODE) or " "
    longest = max(map(len, _TICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    # One blank on each side is not a part of the code; without them, a text of ticks would be.
    return (
        f"{fence} {shown} {fence}" if "`" in shown or not shown.strip() else fence + shown + fence
    )


def write_prose(text: str) -> str:
    """Return a text on one line without effects, except that pairs of backticks mark code."""
    parts = _shorten(spell(text.strip()), _LONGEST_PROSE).split("`")
    if len(parts) % 2 == 0:  # The last backtick has no partner.
        parts[-2:] = ["`".join(parts[-2:])]
    plain = [_write_plain(part) for part in parts[::2]]
    # Code next to code would be one piece of code.
    spans = [write_code(part) + ("" if after else _BREAK) for part, after in _pair(parts)]
    return "".join(map("".join, zip_longest(plain, spans, fillvalue="")))


def _pair(parts: list[str]) -> Iterable[tuple[str, str]]:
    """Return each piece of code with the text after it."""
    return zip(parts[1::2], parts[2::2], strict=True)


def write_list(items: Iterable[str], most: int) -> list[str]:
    """Return the lines of a list of finished items, of which those after the first are counted."""
    lines = [f"- {item}" for item in items]
    more = len(lines) - most
    return [*lines[:most], f"- {more:,} more"] if more > 0 else lines


def _write_plain(text: str) -> str:
    marked = _SIGILS.sub(lambda found: f"{found[0]}\0", _BLOCK.sub("\0", text))
    marked = _ADDRESSES.sub(lambda found: f"{found[0]}\0", marked)
    escaped = marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", escaped).replace("\0", _BREAK)


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
