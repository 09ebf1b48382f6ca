"""Detect moved files: by equal content first, then by similarity. Pure."""

import difflib
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from scaffold.files.tree import File, Tree

# Files with this share of common lines count as moved, as in Git.
LIKENESS = 0.5
# Shorter files are similar by chance, such as an empty `__init__.py`.
FEWEST_LINES = 3
# The time to compare two files grows with the number of pairs of equal lines.
MOST_MATCHES = 1_000_000


def pair_moves(gone: Tree, come: Tree) -> dict[str, str]:
    """Return the new path of each moved file.

    Args:
        gone: Files that are no longer at their old paths.
        come: Files at new paths.

    Returns:
        New path by old path; each new path occurs once.
    """
    pairs = _pair_equal(gone, come)
    left = {path: file for path, file in gone.items() if path not in pairs}
    free = {path: file for path, file in come.items() if path not in pairs.values()}
    return {**pairs, **_pair_alike(left, free)}


def pair_templates(base: Tree, theirs: Tree) -> dict[str, str]:
    """Return which files the template moved."""
    gone = {path: file for path, file in base.items() if path not in theirs}
    come = {path: file for path, file in theirs.items() if path not in base}
    return pair_moves(gone, come)


def follow_owner(
    base: Tree, ours: Tree, theirs: Tree, moves: dict[str, str]
) -> tuple[Tree, Tree, Tree, dict[str, str]]:
    """Move the files of `base` and `theirs` to the paths that the user moved them to."""
    folders = moved_folders(moves, [path for path in base if path in ours])

    def place(path: str) -> str:
        return moves.get(path) or (path if path in base else follow_folders(path, folders))

    origins = {place(path): path for path in base.keys() | theirs.keys() if place(path) != path}
    moved_base = {place(path): file for path, file in base.items()}
    moved_theirs = {place(path): file for path, file in theirs.items()}
    paths = moved_base.keys() | moved_theirs.keys()
    return moved_base, {p: f for p, f in ours.items() if p in paths}, moved_theirs, origins


def moved_folders(moves: Mapping[str, str], remaining: Iterable[str]) -> dict[str, str]:
    """Return the folders that moved as a whole: no other file is left in the old one.

    Args:
        moves: Old path to new path of files.
        remaining: Paths of files that did not move.
    """
    stayed = {str(parent) for path in remaining for parent in PurePosixPath(path).parents}
    folders: dict[str, str] = {}
    for old, new in sorted(moves.items()):
        before, after = _differing_parents(old, new)
        if before and before not in stayed:
            folders.setdefault(before, after)
    return folders


def follow_folders(path: str, folders: Mapping[str, str]) -> str:
    """Return a path after folders moved; the deepest moved folder decides."""
    for parent in map(str, PurePosixPath(path).parents):
        if parent in folders:
            return str(PurePosixPath(folders[parent]) / PurePosixPath(path).relative_to(parent))
    return path


def _differing_parents(old: str, new: str) -> tuple[str, str]:
    """Strip the common parts at the end of two paths and return the differing folders."""
    before, after = PurePosixPath(old), PurePosixPath(new)
    if before.name != after.name:
        return "", ""
    while before.name == after.name and before.name:
        before, after = before.parent, after.parent
    return ("" if str(before) == "." else str(before)), str(after)


def _pair_equal(gone: Tree, come: Tree) -> dict[str, str]:
    by_content: dict[File, list[str]] = {}
    for path in sorted(come):
        by_content.setdefault(come[path], []).append(path)
    pairs: dict[str, str] = {}
    for old in sorted(gone, key=lambda path: -len(gone[path].content)):
        places = by_content.get(gone[old], [])
        if places and _is_telling(gone[old], old, places):
            best = max(places, key=lambda place: (_shared_parts(old, place), place))
            places.remove(best)
            pairs[old] = best
    return pairs


def _is_telling(file: File, old: str, places: list[str]) -> bool:
    """Return whether equal content proves a move: a short file must also keep its name."""
    name = PurePosixPath(old).name
    return len(file.content.splitlines()) >= FEWEST_LINES or any(
        PurePosixPath(place).name == name for place in places
    )


def _pair_alike(gone: Tree, come: Tree) -> dict[str, str]:
    """Pair similar files, the most similar first.

    Comparing two files line by line is slow, so pairs are sorted by an upper bound of their
    similarity, and only compared when they are first in the queue.
    """
    olds, news = _texts(gone), _texts(come)
    waiting = [
        (-bound, -_shared_parts(old, new), old, new, False)
        for (old, new), bound in _bounds(olds, news).items()
        if bound >= LIKENESS
    ]
    heapq.heapify(waiting)
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    while waiting:
        score, parts, old, new, is_exact = heapq.heappop(waiting)
        if old in pairs or new in taken:
            continue
        if is_exact:
            pairs[old] = new
            taken.add(new)
        elif (exact := _likeness(olds[old], news[new], -score)) >= LIKENESS:
            heapq.heappush(waiting, (-exact, parts, old, new, True))
    return pairs


def _texts(files: Tree) -> dict[str, list[bytes]]:
    """Split the files that are long enough to compare into lines."""
    lines = {path: f.content.splitlines() for path, f in files.items() if f.kind != "link"}
    return {path: text for path, text in lines.items() if len(text) >= FEWEST_LINES}


def _bounds(
    olds: Mapping[str, list[bytes]], news: Mapping[str, list[bytes]]
) -> dict[tuple[str, str], float]:
    """Return an upper bound of the similarity, for all pairs that share a line.

    Equal lines are counted wherever they are in the files.
    """
    places: dict[tuple[str, bytes], list[tuple[str, int]]] = {}
    for old, lines in olds.items():
        for line, count in Counter(lines).items():
            places.setdefault((PurePosixPath(old).suffix, line), []).append((old, count))
    shared: Counter[tuple[str, str]] = Counter()
    for new, lines in news.items():
        suffix = PurePosixPath(new).suffix
        for line, count in Counter(lines).items():
            for old, others in places.get((suffix, line), ()):
                shared[old, new] += min(count, others)
    return {
        (old, new): 2.0 * count / (len(olds[old]) + len(news[new]))
        for (old, new), count in shared.items()
    }


def _likeness(lines: list[bytes], others: list[bytes], bound: float) -> float:
    """Compare two files; if too many lines are equal, return the upper bound."""
    counts = Counter(others)
    matches = sum(count * counts[line] for line, count in Counter(lines).items())
    return bound if matches > MOST_MATCHES else compare_lines(lines, others)


def compare_lines(lines: list[bytes], others: list[bytes]) -> float:
    """Return the share of common lines in order, from 0 to 1."""
    return difflib.SequenceMatcher(None, lines, others, autojunk=False).ratio()


def _shared_parts(first: str, second: str) -> int:
    ends = zip(reversed(first.split("/")), reversed(second.split("/")), strict=False)
    return sum(1 for left, right in ends if left == right)
