"""Merge two versions of a file with a common base, without losing a byte of the user's.

Base is the file of the former release, ours the user's file, theirs that of the new release.
Nothing here reads or writes files: bytes in, bytes out. The modules of a format are imported
when a file of that format is merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.merge.result import Merged

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaffold.merge.python.name_merge import FindMoved
    from scaffold.merge.structure.values import DocPath

__all__ = ["Merged", "merge_file", "same_content", "unite_file"]


def merge_file(
    path: str,
    base: bytes,
    ours: bytes,
    theirs: bytes,
    *,
    ours_name: str,
    theirs_name: str,
    find_moved: FindMoved | None = None,
) -> Merged:
    """Merge three versions of a file.

    Args:
        path: Its path in the project, whose last part names the format.
        base: The content in the former release.
        ours: The content that the user has.
        theirs: The content in the new release.
        ours_name: What conflict markers call the user's version.
        theirs_name: What conflict markers call the template's new version.
        find_moved: Returns the module to which the template moved a definition of Python, given
            its name and its text in the base; an empty text if it did not.

    Returns:
        The merged content, and a line for each difference that you must decide. Python and prose
        get conflict markers there; structured files and texts for programs keep your version.
    """
    if ours in (base, theirs):
        return Merged(theirs)
    if base == theirs:
        return Merged(ours)
    if any(b"\0" in content for content in (base, ours, theirs)):
        return Merged(ours, ("your version was kept: the binary contents differ",))
    from scaffold.merge.files import merge_contents
    from scaffold.merge.python.name_merge import moved_nowhere

    names = ours_name, theirs_name
    return merge_contents(path, (base, ours, theirs), names, find_moved or moved_nowhere)


def same_content(path: str, one: bytes, other: bytes) -> bool:
    """Return whether two contents of a file differ in their layout alone, or not at all.

    In Python, layout is what a formatter changes; in TOML, YAML, JSON and INI, what changes no
    value, no comment and no order. A file that cannot be parsed is compared by its bytes.
    """
    if one == other:
        return True
    if any(b"\0" in content for content in (one, other)):
        return False
    from scaffold.merge.content import have_same_content

    return have_same_content(path, one, other)


def unite_file(
    path: str, ours: bytes, theirs: bytes, wanted: Callable[[DocPath], bool] | None = None
) -> Merged | None:
    """Add the entries of the template's file that the user's file lacks.

    No line of the user is dropped, moved or rewritten; a comma may be added after the last item
    of a list.

    Args:
        path: Its path in the project, whose last part names the format.
        ours: The content that the user has.
        theirs: The content that the template has.
        wanted: Whether anything may be added at a place in the document.

    Returns:
        The united content, and a line for each thing that could not be added; None where the
        format of the file is not known.
    """
    from scaffold.merge.files import unite_contents

    return unite_contents(path, ours, theirs, wanted)
