"""Which cells of an original notebook correspond to which of the moved one.

A boundary is the end of a group of cells on both sides: there the states of the two are compared.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from scaffold.files.parsing import parse_or, parse_python
from scaffold.notebooks.cells import Cell

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Groups of code cells, by position, that do the same work.

    Attributes:
        original: Cells of the original, at least one.
        result: Cells of the moved notebook, at least one.
    """

    original: tuple[int, ...]
    result: tuple[int, ...]


def find_boundaries(original: Sequence[Cell], result: Sequence[Cell]) -> list[Boundary]:
    """Return the boundaries of two notebooks, given their code cells.

    Both have cells. Cells correspond by identifier, or by position where the numbers are equal, or
    by text.
    """
    pairs = _pair_by_id(original, result)
    if len(pairs) * 2 < len(original):
        pairs = _pair_without_ids(original, result)
    last = (len(original) - 1, len(result) - 1)
    ends = [pair for pair in pairs if pair[0] < last[0] and pair[1] < last[1]]
    return [*_group([*ends, last])]


def _group(ends: Sequence[Pair]) -> Iterator[Boundary]:
    left = right = 0
    for last_left, last_right in ends:
        yield Boundary(tuple(range(left, last_left + 1)), tuple(range(right, last_right + 1)))
        left, right = last_left + 1, last_right + 1


def _pair_by_id(original: Sequence[Cell], result: Sequence[Cell]) -> list[Pair]:
    places = {cell.id: place for place, cell in enumerate(result) if cell.id}
    pairs = [(here, places[cell.id]) for here, cell in enumerate(original) if cell.id in places]
    rising = list[Pair]()
    for pair in pairs:  # A cell that changed places ends no group.
        if not rising or pair[1] > rising[-1][1]:
            rising.append(pair)
    return rising


def _pair_without_ids(original: Sequence[Cell], result: Sequence[Cell]) -> list[Pair]:
    if len(original) == len(result):
        return [(place, place) for place in range(len(original))]
    before, after = (
        [" ".join(cell.source.split()) for cell in each] for each in (original, result)
    )
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]


def find_later_reads(cells: Sequence[str]) -> list[frozenset[str]]:
    """Return for each cell the names that the cells after it read."""
    later, found = frozenset[str](), list[frozenset[str]]()
    for source in reversed(cells):
        found.append(later)
        later |= read_names(source)
    return found[::-1]


def read_names(source: str) -> frozenset[str]:
    """Return the names that a cell reads; every word of a cell that is not plain Python."""
    tree = parse_or(source, parse_python, None)
    if tree is None:
        return frozenset(re.findall(r"\w+", source))
    # What `x += 1` changes is read as well.
    changed = {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    read = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return frozenset(read | changed)
