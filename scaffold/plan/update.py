"""Plan an update: decide an action for each file. Pure: trees in, a plan out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

from scaffold.files.tree import File, Tree, without_held
from scaffold.merge import same_content
from scaffold.merge.result import Merged
from scaffold.plan.actions import Action, FileAction, Plan, changes
from scaffold.plan.moves import follow_owner, pair_moves, pair_templates

# Path, base, ours, theirs.
Merge = Callable[[str, bytes, bytes, bytes], Merged]


def plan_update(base: Tree, ours: Tree, theirs: Tree, strays: Tree, merge: Merge) -> Plan:
    """Decide an action for every file of `base` and `theirs`.

    Args:
        base: Template output of the release that the project is at.
        ours: The project's files at the paths of `base` and `theirs`.
        theirs: Template output of the target release.
        strays: The project's other files, the candidates for moved files; needed only if `ours`
            lacks a file of `base`.
        merge: Three-way merge of file contents.
    """
    owners = pair_moves({p: f for p, f in base.items() if p not in ours}, strays)
    base, ours, theirs, origins = follow_owner(base, {**strays, **ours}, theirs, owners)
    moves = pair_templates(base, theirs)
    merge = cache(merge)
    # Files that the plan removes are no obstacles. Start by assuming that it removes all of them,
    # and put back those that it does not, until the assumption holds.
    gone = frozenset[str]().union(*(file.held_by for file in ours.values()))
    while True:
        free = without_held(ours, gone)
        plan = _plan_places(base, free, theirs, moves, origins, merge)
        left = gone & (_removed_by(plan) | _folders_of(base))
        if left == gone:
            return plan
        gone = left


def _plan_places(
    base: Tree,
    ours: Tree,
    theirs: Tree,
    moves: Mapping[str, str],
    origins: Mapping[str, str],
    merge: Merge,
) -> Plan:
    """Decide an action for every file, after all trees follow the moves of the user."""
    moves = {
        old: new
        for old, new in moves.items()
        if _can_move(old, new, base, ours, is_moved=old in origins)
    }
    actions = [_moved(old, new, base, ours, theirs, merge) for old, new in moves.items()]
    settled = moves.keys() | set(moves.values())
    for path in sorted((base.keys() | theirs.keys()) - settled):
        action = _decide(path, base.get(path), ours.get(path), theirs.get(path), merge)
        actions.append(_with_origin(action, origins.get(path)))
    return Plan(tuple(sorted(actions, key=lambda action: action.path)))


def _removed_by(plan: Plan) -> set[str]:
    return {path for path, _, after in changes(plan) if after is None}


def _folders_of(tree: Tree) -> set[str]:
    """Return the folders of a tree, each with a final slash: empty ones can be removed."""
    return {f"{folder}/" for path in tree for folder in PurePosixPath(path).parents}


def _with_origin(action: FileAction, origin: str | None) -> FileAction:
    """Record the former path of a file that the user moved, which is never deleted."""
    if origin is None or action.action is not Action.DELETE:
        return replace(action, moved_from=origin)
    note = "the template no longer includes it, but you moved it"
    kept = replace(action, action=Action.NOT_DELETED, after=action.before, notes=(note,))
    return replace(kept, moved_from=origin)


def _can_move(old: str, new: str, base: Tree, ours: Tree, *, is_moved: bool) -> bool:
    """Return whether the user's changes of a file can follow its move in the template.

    The new path must be free, and the user must have edited, deleted or moved the file. A relative
    symlink would break in another folder.
    """
    file = ours.get(old)
    if new in ours or (file and file.kind in {"link", "obstacle"}):
        return False
    return is_moved or file != base[old]


def _moved(old: str, new: str, base: Tree, ours: Tree, theirs: Tree, merge: Merge) -> FileAction:
    if old not in ours:
        return FileAction(new, Action.NOT_RESTORED, None, None, old)
    action = _three_way(new, base[old], ours[old], theirs[new], merge)
    return replace(action, before=None, moved_from=old, vacates=ours[old])


def _decide(
    path: str, base: File | None, ours: File | None, theirs: File | None, merge: Merge
) -> FileAction:
    if base is None:
        return _decide_new(path, ours, theirs)
    if ours is None:
        return FileAction(path, Action.NOT_RESTORED, None, None)
    if theirs is None:
        return _decide_dropped(path, base, ours)
    if ours in (base, theirs):
        action = Action.UNCHANGED if ours == theirs else Action.UPDATE
        return FileAction(path, action, ours, theirs)
    if base == theirs:
        return FileAction(path, Action.EDITED, ours, ours)
    return _three_way(path, base, ours, theirs, merge)


def _decide_new(path: str, ours: File | None, theirs: File | None) -> FileAction:
    if ours is None:
        return FileAction(path, Action.CREATE, None, theirs)
    if is_alike(path, ours, theirs):
        return FileAction(path, Action.UNCHANGED, ours, ours)
    note = "your file was kept; the template also has a file at this path"
    return FileAction(path, Action.NOT_CREATED, ours, ours, notes=(_obstacle(ours) or note,))


def _decide_dropped(path: str, base: File, ours: File) -> FileAction:
    if is_alike(path, ours, base):
        return FileAction(path, Action.DELETE, ours, None)
    note = "the template no longer includes it, but you edited it"
    return FileAction(path, Action.NOT_DELETED, ours, ours, notes=(_obstacle(ours) or note,))


def _three_way(path: str, base: File, ours: File, theirs: File, merge: Merge) -> FileAction:
    kinds = {base.kind, ours.kind, theirs.kind}
    if kinds & {"link", "obstacle"}:
        note = _obstacle(ours) or "cannot merge a symlink; your version was kept"
        return FileAction(path, Action.CONFLICT, ours, ours, notes=(note,))
    kind = theirs.kind if ours.kind == base.kind else ours.kind
    merged = _merge_contents(path, base.content, ours.content, theirs.content, merge)
    action = Action.CONFLICT if merged.conflicts else Action.MERGE
    if action is Action.MERGE and merged.content == theirs.content:
        action = Action.UPDATE
    notes = (*merged.conflicts, *merged.notes)
    return FileAction(path, action, ours, File(merged.content, kind), notes=notes)


def is_alike(path: str, one: File, other: File | None) -> bool:
    """Return whether two files are equal except for formatting."""
    if other is None or one.kind != other.kind:
        return False
    return one == other or same_content(path, one.content, other.content)


def _merge_contents(path: str, base: bytes, ours: bytes, theirs: bytes, merge: Merge) -> Merged:
    if ours == theirs or base == theirs:
        return Merged(ours)
    return Merged(theirs) if base == ours else merge(path, base, ours, theirs)


def _obstacle(file: File) -> str:
    if file.kind != "obstacle":
        return ""
    return f"expected a file, found {file.content.decode(errors='replace')}"
