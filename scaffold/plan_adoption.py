"""What an adoption does to each file. Pure: trees in, a plan out."""

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from scaffold.merge.result import Merged
from scaffold.plan import Action, FileAction, Plan
from scaffold.trees import File, Tree

# Path, ours, theirs; None where the two cannot be united.
Unite = Callable[[str, bytes, bytes], Merged | None]

# Documents that people write, whatever format they are stored in: two of them are not one.
_NEVER_UNITED = frozenset({".ipynb"})
# What is noted beside a file that nothing is to be said about but this.
STAYS = "yours stays, and updates leave it alone"


def plan_adoption(ours: Tree, theirs: Tree, unite: Unite | None = None) -> Plan:
    """Decide for every file of a render.

    A file that is missing or empty is created; one that holds anything stays as it is, or is
    united with the template's where that is asked for.

    Args:
        ours: What stands in the repository at the paths of `theirs`.
        theirs: The render, without the answers.
        unite: Adds to the owner's content what the template has; None leaves it alone.
    """
    return Plan(
        tuple(_decide(path, ours.get(path), theirs[path], unite) for path in sorted(theirs))
    )


def kept_patterns(plan: Plan, places: Iterable[str] = ()) -> list[str]:
    """Return the answer `kept`: what a plan leaves alone, as patterns that Copier excludes.

    Args:
        plan: The plan of an adoption.
        places: What stands where the template has a folder; all below it is left alone, too.
    """
    tops = set(places)
    files = {action.path for action in plan.actions if action.action is Action.IN_THE_WAY}
    paths = (path for path in files | tops if not tops.intersection(parents(path)))
    return sorted(f"/{_escape(path)}" for path in paths)


def _decide(path: str, ours: File | None, theirs: File, unite: Unite | None) -> FileAction:
    if ours is None or _is_empty(ours):
        action = Action.UNCHANGED if ours and not theirs.content else Action.CREATE
        return FileAction(path, action, ours, ours if action is Action.UNCHANGED else theirs)
    if ours.kind in {"link", "obstacle"}:
        what = ours.content.decode(errors="replace")
        note = f"{STAYS}: it is {f'a link to {what}' if ours.kind == 'link' else what}"
        return FileAction(path, Action.IN_THE_WAY, ours, ours, notes=(note,))
    if ours.content == theirs.content:
        return FileAction(path, Action.UNCHANGED, ours, ours)
    return _united(path, ours, theirs, unite) or FileAction(
        path, Action.IN_THE_WAY, ours, ours, notes=(STAYS,)
    )


def _united(path: str, ours: File, theirs: File, unite: Unite | None) -> FileAction | None:
    """Unite two files; None where nothing of the template's could be brought in."""
    if unite is None or PurePosixPath(path).suffix in _NEVER_UNITED:
        return None
    merged = unite(path, ours.content, theirs.content)
    if merged is None or (merged.conflicts and merged.content == ours.content):
        return None
    after = File(merged.content, ours.kind)
    action = Action.CONFLICT if merged.conflicts else Action.MERGE
    if after == ours:
        action = Action.KEEP
    return FileAction(path, action, ours, after, notes=merged.conflicts)


def _is_empty(file: File) -> bool:
    return file.kind in {"file", "executable"} and not file.content


def parents(path: str) -> set[str]:
    """Return the folders above a path, without the top."""
    return {str(parent) for parent in PurePosixPath(path).parents} - {"."}


def _escape(path: str) -> str:
    """Write a path so that a pattern means this path alone."""
    escaped = "".join(f"\\{letter}" if letter in "\\*?[]!#" else letter for letter in path)
    return f"{escaped[:-1]}\\ " if escaped.endswith(" ") else escaped
