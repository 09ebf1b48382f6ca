"""Which file became which: by equal content first, then by likeness. Pure."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from scaffold.trees import File, Tree

# Files with this share of lines in common are one file under two names, as git sees it, too.
LIKENESS = 0.5
# Files of a line or two are alike by chance: an empty `__init__.py` is no witness of a move.
FEWEST_LINES = 3


def pair_moves(gone: Tree, come: Tree) -> dict[str, str]:
    """Return, for each file that is gone, the file that it became.

    Args:
        gone: Files that are not at their old path any more.
        come: Files at paths that are new.

    Returns:
        Old path to new path; no new path stands twice.
    """
    pairs = _pair_equal(gone, come)
    left = {path: file for path, file in gone.items() if path not in pairs}
    free = {path: file for path, file in come.items() if path not in pairs.values()}
    return {**pairs, **_pair_alike(left, free)}


def moved_folders(moves: Mapping[str, str], remaining: Iterable[str]) -> dict[str, str]:
    """Return the folders that moved as a whole: no file that stayed is below the old one.

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
    """Return where a path stands after folders moved; the deepest moved folder decides."""
    for parent in map(str, PurePosixPath(path).parents):
        if parent in folders:
            return str(PurePosixPath(folders[parent]) / PurePosixPath(path).relative_to(parent))
    return path


def _differing_parents(old: str, new: str) -> tuple[str, str]:
    """Strip the parts at the end that two paths share; what is left are the folders that differ."""
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
    """Say whether equal content shows a move: a short file must keep its name, too."""
    name = PurePosixPath(old).name
    return len(file.content.splitlines()) >= FEWEST_LINES or any(
        PurePosixPath(place).name == name for place in places
    )


def _pair_alike(gone: Tree, come: Tree) -> dict[str, str]:
    scores = [
        (_likeness(gone[old], come[new]), _shared_parts(old, new), old, new)
        for old in gone
        for new in come
        if PurePosixPath(old).suffix == PurePosixPath(new).suffix
    ]
    pairs: dict[str, str] = {}
    for score, _, old, new in sorted(scores, key=lambda row: (-row[0], -row[1], row[2:])):
        if score >= LIKENESS and old not in pairs and new not in pairs.values():
            pairs[old] = new
    return pairs


def _likeness(first: File, second: File) -> float:
    """Return the share of lines that two files have in common, from 0 to 1."""
    lines, others = first.content.splitlines(), second.content.splitlines()
    if "link" in {first.kind, second.kind} or min(len(lines), len(others)) < FEWEST_LINES:
        return 0.0
    matcher = difflib.SequenceMatcher(None, lines, others, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= LIKENESS else 0.0


def _shared_parts(first: str, second: str) -> int:
    ends = zip(reversed(first.split("/")), reversed(second.split("/")), strict=False)
    return sum(1 for left, right in ends if left == right)
