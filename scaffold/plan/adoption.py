"""Plan an adoption: decide an action for each file. Pure: trees in, a plan out."""

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from scaffold.files.tree import File, Tree
from scaffold.merge.result import Merged
from scaffold.plan.actions import Action, FileAction, Plan

# Path, ours, theirs; None if the two cannot be merged.
Unite = Callable[[str, bytes, bytes], Merged | None]

# Documents in a structured format: a merge of two would be neither.
_NEVER_UNITED = frozenset({".ipynb"})
# Note on a kept file.
STAYS = "kept; updates will not change it"


def plan_adoption(ours: Tree, theirs: Tree, unite: Unite | None = None) -> Plan:
    """Decide an action for every file of the template.

    A missing or empty file is created. Any other file is kept, or merged on request.

    Args:
        ours: The files of the repository at the paths of `theirs`.
        theirs: The template output, without the answers file.
        unite: Merges the template's content into a file; None keeps every file.
    """
    return Plan(
        tuple(_decide(path, ours.get(path), theirs[path], unite) for path in sorted(theirs))
    )


def kept_patterns(plan: Plan, places: Iterable[str] = ()) -> list[str]:
    """Return the answer `kept`: the kept files of a plan as patterns that Copier excludes.

    Args:
        plan: The plan of an adoption.
        places: Other files and folders to keep, with everything below them.
    """
    tops = set(places)
    files = {action.path for action in plan.actions if action.action is Action.KEPT}
    paths = (path for path in files | tops if not tops.intersection(parents(path)))
    return sorted(f"/{_escape(path)}" for path in paths)


def _decide(path: str, ours: File | None, theirs: File, unite: Unite | None) -> FileAction:
    if ours is None or is_missing(ours):
        action = Action.UNCHANGED if ours and not theirs.content else Action.CREATE
        return FileAction(path, action, ours, ours if action is Action.UNCHANGED else theirs)
    if ours.kind in {"link", "obstacle"}:
        what = ours.content.decode(errors="replace")
        note = f"{STAYS}: it is {f'a symlink to {what}' if ours.kind == 'link' else what}"
        return FileAction(path, Action.KEPT, ours, ours, notes=(note,))
    if ours.content == theirs.content:
        return FileAction(path, Action.UNCHANGED, ours, ours)
    return _united(path, ours, theirs, unite) or FileAction(
        path, Action.KEPT, ours, ours, notes=(STAYS,)
    )


def _united(path: str, ours: File, theirs: File, unite: Unite | None) -> FileAction | None:
    """Merge two files; return None if nothing of the template's could be added."""
    if unite is None or PurePosixPath(path).suffix in _NEVER_UNITED:
        return None
    merged = unite(path, ours.content, theirs.content)
    if merged is None or (merged.conflicts and merged.content == ours.content):
        return None
    after = File(merged.content, ours.kind)
    action = Action.CONFLICT if merged.conflicts else Action.MERGE
    if after == ours:
        action = Action.EDITED
    return FileAction(path, action, ours, after, notes=merged.conflicts)


def is_missing(file: File | None) -> bool:
    """Return whether a file is missing or empty."""
    return file is None or (file.kind in {"file", "executable"} and not file.content)


def parents(path: str) -> set[str]:
    """Return the parent folders of a path, without the top folder."""
    return {str(parent) for parent in PurePosixPath(path).parents} - {"."}


def _escape(path: str) -> str:
    """Escape a path, so that its pattern matches only this path."""
    escaped = "".join(f"\\{letter}" if letter in "\\*?[]!#" else letter for letter in path)
    return f"{escaped[:-1]}\\ " if escaped.endswith(" ") else escaped
