"""What an adoption does to each file. Pure: trees in, a plan out."""

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from scaffold.files.tree import File, Tree
from scaffold.merge.result import Merged
from scaffold.plan.update import Action, FileAction, Plan

# Path, ours, theirs; None where the two cannot be united.
Unite = Callable[[str, bytes, bytes], Merged | None]

# Documents that people write, whatever format they are stored in: two of them are not one.
_NEVER_UNITED = frozenset({".ipynb"})
# What is noted about a file of which there is nothing else to note.
STAYS = "yours is kept, now and by updates"


def plan_adoption(ours: Tree, theirs: Tree, unite: Unite | None = None) -> Plan:
    """Decide for every file of the template.

    A file that is missing or empty is created; one that contains anything is kept as it is, or is
    united with the template's where that is requested.

    Args:
        ours: The files of the repository at the paths of `theirs`.
        theirs: The template output, without the answers.
        unite: Adds to the content of a file what the template has; None leaves it alone.
    """
    return Plan(
        tuple(_decide(path, ours.get(path), theirs[path], unite) for path in sorted(theirs))
    )


def kept_patterns(plan: Plan, places: Iterable[str] = ()) -> list[str]:
    """Return the answer `kept`: what a plan leaves alone, as patterns that Copier excludes.

    Args:
        plan: The plan of an adoption.
        places: Other files and folders to leave alone, with all that is below them.
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
        note = f"{STAYS}: it is {f'a link to {what}' if ours.kind == 'link' else what}"
        return FileAction(path, Action.KEPT, ours, ours, notes=(note,))
    if ours.content == theirs.content:
        return FileAction(path, Action.UNCHANGED, ours, ours)
    return _united(path, ours, theirs, unite) or FileAction(
        path, Action.KEPT, ours, ours, notes=(STAYS,)
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


def is_missing(file: File | None) -> bool:
    """Tell whether there is no file, or an empty one."""
    return file is None or (file.kind in {"file", "executable"} and not file.content)


def parents(path: str) -> set[str]:
    """Return the folders above a path, without the top."""
    return {str(parent) for parent in PurePosixPath(path).parents} - {"."}


def _escape(path: str) -> str:
    """Write a path so that a pattern means this path alone."""
    escaped = "".join(f"\\{letter}" if letter in "\\*?[]!#" else letter for letter in path)
    return f"{escaped[:-1]}\\ " if escaped.endswith(" ") else escaped
