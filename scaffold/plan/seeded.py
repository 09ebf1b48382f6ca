"""Reference code that has become the user's own, and files that would not fit beside it. Pure.

A template seeds some folders with reference code. Updates merge into them as long as they still are
that code. Once a large part is edited or deleted, the folder is the user's, and what the template
changes in it is no improvement of anything that is there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePosixPath

from scaffold.files.tree import File, Tree
from scaffold.plan.python_imports import read_import_graph

# A folder is the user's when more than this share of its files is edited or deleted. Projects that
# fix or extend the reference code stay far below it, those that replace a part are far above it:
# see the decision record on ownership.
LARGEST_SHARE = Fraction(1, 3)

IsAlike = Callable[[str, File, File], bool]


@dataclass(frozen=True, slots=True)
class TakenFolder:
    """A seeded folder that has become the user's.

    Attributes:
        path: The folder, as in `src`.
        changed: How many of its files are edited or deleted.
        total: How many files the template gave it.
    """

    path: str
    changed: int
    total: int

    def as_json(self) -> dict[str, str | int]:
        """Return the folder as JSON values."""
        return {"path": self.path, "changed": self.changed, "total": self.total}


def find_taken(
    base: Tree, ours: Tree, seeded: Iterable[str], followed: Collection[str], is_alike: IsAlike
) -> list[TakenFolder]:
    """Return the seeded folders that have become the user's.

    Args:
        base: Template output of the release that the project is at.
        ours: The project's files at the paths of `base`, moved ones at their old paths.
        seeded: Folders that the template seeds.
        followed: Folders for which the user wants updates, whatever their state.
        is_alike: Returns whether two files differ in layout at most.
    """
    taken = []
    for folder in seeded:
        given = [path for path, file in base.items() if is_below(path, folder) and file.content]
        edited = [p for p in given if p not in ours or not is_alike(p, ours[p], base[p])]
        is_followed = any(is_below(folder, each) for each in followed)
        if not is_followed and len(edited) > LARGEST_SHARE * len(given):
            taken.append(TakenFolder(folder, len(edited), len(given)))
    return taken


def is_below(path: str, folder: str) -> bool:
    """Return whether a path is a folder, or is in it."""
    return path == folder or path.startswith(f"{folder}/")


def find_left_out(
    base: Tree,
    ours: Tree,
    theirs: Tree,
    everything: Tree,
    seeded: Sequence[str],
    is_owned: Callable[[str], bool],
    followed: Collection[str] = (),
    about_code: Collection[str] = (),
) -> dict[str, str]:
    """Return the files that an update must not bring, each with the reason.

    They are new files of a folder of which the user deleted every file, and files of seeded folders
    that need a module that the user deleted or owns: an import of it could not work. Nothing tells
    which module reads parameters, data or a notebook, so these stay once the code is the user's.
    So do the files that describe the code.

    Args:
        base: Template output of the release that the project is at.
        ours: The project's files at the paths of `base` and `theirs`.
        theirs: Template output of the wanted release, without files that the user owns.
        everything: The same with these files.
        seeded: Folders that the template seeds; the first has the code that the others are for.
        is_owned: Returns whether the user owns the file at a path, so that no update changes it.
        followed: Paths for which the user wants updates, whatever their state.
        about_code: Files in other places that describe the code, such as the README.
    """
    emptied = _emptied_folders(base, ours)
    left_out = {
        path: f"you deleted every file of {folder}/"
        for path in theirs.keys() - base.keys() - ours.keys()
        for folder in [_first_in(path, emptied)]
        if folder
    }
    changed = {
        path
        for path, file in theirs.items()
        if path not in left_out
        and file != base.get(path)
        and any(is_below(path, folder) for folder in seeded)
    }
    if seeded and _is_all_owned(everything, seeded[0], is_owned):
        about = {path for path in about_code if theirs.get(path) not in (None, base.get(path))}
        left_out |= {
            path: f"it belongs to {seeded[0]}/, which is yours"
            for path in changed | about
            if not path.endswith(".py") and not any(is_below(path, each) for each in followed)
        }
    changed -= left_out.keys()
    deleted = {path for path in base if path not in ours}
    return {**left_out, **_find_dependent(changed, {**base, **everything}, base, deleted, is_owned)}


def _is_all_owned(files: Tree, folder: str, is_owned: Callable[[str], bool]) -> bool:
    """Return whether a folder has files, and the user owns them all."""
    below = [path for path in files if is_below(path, folder)]
    return bool(below) and all(map(is_owned, below))


def _emptied_folders(base: Tree, ours: Tree) -> set[str]:
    """Return the folders that had files, and of which the user deleted all."""
    had = {str(parent) for path in base for parent in PurePosixPath(path).parents}
    have = {str(parent) for path in ours for parent in PurePosixPath(path).parents}
    return had - have - {"."}


def _first_in(path: str, folders: Collection[str]) -> str:
    """Return the deepest folder around a path that is among some; an empty text if none is."""
    parents = map(str, PurePosixPath(path).parents)
    return next((parent for parent in parents if parent in folders), "")


def _find_dependent(
    changed: Collection[str],
    modules: Tree,
    base: Tree,
    deleted: Collection[str],
    is_owned: Callable[[str], bool],
) -> dict[str, str]:
    """Return the changed files that need a missing module, or that only missing modules need.

    A file that is left out is missing for those that need it, so they are looked at again.
    """
    graph = read_import_graph(modules)
    used_by: dict[str, set[str]] = {}
    for path, imported in graph.items():
        for each in imported:
            used_by.setdefault(each, set()).add(path)
    left_out: dict[str, str] = {}

    def reason(path: str) -> str:
        needed = sorted(each for each in graph.get(path, ()) if is_missing(each))
        if needed:
            return f"it imports {needed[0]}, which is {word(needed[0])}"
        users = used_by.get(path, set())
        if path not in base and users and all(map(is_missing, users)):
            first = min(users)
            return f"only {first} uses it, which is {word(first)}"
        return ""

    def is_missing(path: str) -> bool:
        return path in deleted or path in left_out or is_owned(path)

    def word(path: str) -> str:
        if path in left_out:
            return "not created"
        return "deleted" if path in deleted else "yours"

    while True:
        found = {path: why for path in sorted(changed - left_out.keys()) if (why := reason(path))}
        if not found:
            return left_out
        left_out |= found


def without_changes(theirs: Tree, base: Tree, paths: Mapping[str, str]) -> dict[str, File]:
    """Return the template output of the wanted release as if it did not change some files."""
    unchanged = {path: base[path] for path in paths if path in base}
    return {**{path: file for path, file in theirs.items() if path not in paths}, **unchanged}
