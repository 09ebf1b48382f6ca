"""Headings and text above each code cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.notebooks.cells import Cell

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$", re.MULTILINE)
_MARKUP = re.compile(r"<[^>]*>|!\[[^\]]*\]\([^)]*\)|\[([^\]]*)\]\([^)]*\)|[*`]|\$[^$]*\$")
_NUMBERED = re.compile(
    r"^\s*(?:[\dIVX]+[.):]?)+\s+|^\s*(?:step|part|chapter)\s*\d+\s*[:.-]?\s*", re.I
)
# Headings without a mark are below all others.
_UNMARKED = 7
_TITLE_WORDS = 6
_TITLE_LENGTH = 50
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """What the markdown says about a code cell.

    Attributes:
        headings: The headings that the cell is under, outermost first.
        text: First sentence of the paragraph right above the cell; empty if there is none.
        is_first: Whether it is the first code cell below the last heading.
    """

    headings: tuple[str, ...] = ()
    text: str = ""
    is_first: bool = False

    @property
    def heading(self) -> str:
        """The nearest heading."""
        return self.headings[-1] if self.headings else ""


def find_places(cells: Sequence[Cell]) -> list[Place]:
    """Return the place of each code cell."""
    places: list[Place] = []
    stack: list[tuple[int, str]] = []
    text, is_first = "", False
    for cell in cells:
        if cell.kind == "markdown":
            plain = _FENCE.sub("", cell.source)
            for found in _HEADING.finditer(plain):
                level = len(found[1])
                stack = [(old, words) for old, words in stack if old < level]
                stack.append((level, clean(found[2])))
                is_first = True
            text = _first_sentence(plain)
            if _is_title(plain):
                # A short line alone is a heading that has no mark.
                stack = [(old, words) for old, words in stack if old < _UNMARKED]
                stack.append((_UNMARKED, clean(plain)))
                is_first = True
        elif cell.kind == "code":
            places.append(Place(tuple(words for _, words in stack), text, is_first))
            text, is_first = "", False
    return places


def _is_title(markdown: str) -> bool:
    line = markdown.strip()
    short = "\n" not in line and 0 < len(line.split()) <= _TITLE_WORDS and len(line) < _TITLE_LENGTH
    return short and line[0].isalpha() and line[-1] not in ".!?,;"


def clean(text: str) -> str:
    """Return a heading without markup and without its number."""
    plain = _MARKUP.sub(lambda found: found[1] or "", text)
    return " ".join(_NUMBERED.sub("", plain, count=1).split()).strip(" :.-")


def _first_sentence(markdown: str) -> str:
    """Return the first sentence of the last paragraph."""
    plain = _HEADING.sub("", markdown)
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", plain) if part.strip()]
    prose = [part for part in paragraphs if part[0] not in "|>-*+<$\\!" and not part[0].isdigit()]
    if not prose:
        return ""
    plain = " ".join(_MARKUP.sub(lambda found: found[1] or "", prose[-1]).split())
    return re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0]
