"""What an update does to each file. Pure: trees in, a plan out; nothing is read or written."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import PurePosixPath

from scaffold.files.tree import File, Tree, without_held
from scaffold.merge import same_content
from scaffold.merge.result import Merged
from scaffold.plan.moves import follow_owner, pair_moves, pair_templates


class Action(StrEnum):
    """What happens to a file, as the documentation names it; what is written comes first."""

    CREATE = "create"
    UPDATE = "update"
    MERGE = "merge"
    DELETE = "delete"
    CONFLICT = "conflict"
    PROTECTED = "protected"
    IN_THE_WAY = "in the way"
    KEPT = "kept"
    KEEP = "keep"
    STAYS_DELETED = "stays deleted"
    UNCHANGED = "unchanged"


# What a person has to look at after an update.
UNSETTLED = frozenset({Action.CONFLICT, Action.PROTECTED, Action.IN_THE_WAY})


# Path, base, ours, theirs.
Merge = Callable[[str, bytes, bytes, bytes], Merged]


@dataclass(frozen=True, slots=True)
class FileAction:
    """What happens at one path.

    Attributes:
        path: Where the file stands afterwards.
        action: The row of the table that decided.
        before: What stands at the path now.
        after: What will stand there; equal to `before` where nothing is written.
        moved_from: Where the file stood before; it goes away from there when `vacates`.
        vacates: What is removed at `moved_from`.
        notes: One line for each thing to look at, or for each decision that was made for you.
    """

    path: str
    action: Action
    before: File | None
    after: File | None
    moved_from: str | None = None
    vacates: File | None = None
    notes: tuple[str, ...] = ()

    @property
    def changes_something(self) -> bool:
        """Say whether this action writes or removes anything."""
        return self.before != self.after or self.vacates is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """All actions, by path."""

    actions: tuple[FileAction, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether applying it would change nothing."""
        return not any(action.changes_something for action in self.actions)

    @property
    def unsettled(self) -> tuple[FileAction, ...]:
        """The actions that a person has to look at."""
        return tuple(action for action in self.actions if action.action in UNSETTLED)

    @property
    def counts(self) -> dict[Action, int]:
        """How many files meet which fate, what is written first; none that no file meets."""
        counted = Counter(action.action for action in self.actions)
        return {fate: counted[fate] for fate in Action if fate in counted}


def plan_update(base: Tree, ours: Tree, theirs: Tree, strays: Tree, merge: Merge) -> Plan:
    """Decide for every file of the two renders.

    Args:
        base: Render of the release that the project is at.
        ours: What stands in the project at the paths of `base` and `theirs`.
        theirs: Render of the release that is wanted.
        strays: The project's other files, among which moved ones are looked for; it is enough to
            give them where a file of `base` is missing in `ours`.
        merge: Three-way merge of the contents of a file.
    """
    owners = pair_moves({p: f for p, f in base.items() if p not in ours}, strays)
    base, ours, theirs, origins = follow_owner(base, {**strays, **ours}, theirs, owners)
    moves = pair_templates(base, theirs)
    merge = cache(merge)
    # What the plan itself removes is no obstacle. All obstacles are assumed to go, and those that
    # the plan does not remove come back, until the plan removes all that it assumes to be gone.
    gone = frozenset[str]().union(*(file.held_by for file in ours.values()))
    while True:
        free = without_held(ours, gone)
        plan = _plan_places(base, free, theirs, moves, origins, merge)
        removed = _removed_by(plan) | _folders_of(base)
        if gone <= removed:
            return plan
        gone &= removed


def _plan_places(
    base: Tree,
    ours: Tree,
    theirs: Tree,
    moves: Mapping[str, str],
    origins: Mapping[str, str],
    merge: Merge,
) -> Plan:
    """Decide for every file, once all of them are where the user has put them."""
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
    """Return the folders of a tree, each with a slash: they may go away when they are empty."""
    return {f"{folder}/" for path in tree for folder in PurePosixPath(path).parents}


def _with_origin(action: FileAction, origin: str | None) -> FileAction:
    """Note where a file stood before its owner moved it; what the owner moved is not deleted."""
    if origin is None or action.action is not Action.DELETE:
        return replace(action, moved_from=origin)
    note = "you moved it, and the template has no such file any more"
    kept = replace(action, action=Action.PROTECTED, after=action.before, notes=(note,))
    return replace(kept, moved_from=origin)


def _can_move(old: str, new: str, base: Tree, ours: Tree, *, is_moved: bool) -> bool:
    """Say whether what the owner did to a file can move along with it to a free place.

    The owner edited it, removed it, or moved it before the template did.
    A link would lead elsewhere from another folder, and an obstacle is no file that could move.
    """
    standing = ours.get(old)
    if new in ours or (standing and standing.kind in {"link", "obstacle"}):
        return False
    return is_moved or standing != base[old]


def _moved(old: str, new: str, base: Tree, ours: Tree, theirs: Tree, merge: Merge) -> FileAction:
    if old not in ours:
        return FileAction(new, Action.STAYS_DELETED, None, None, old)
    action = _three_way(new, base[old], ours[old], theirs[new], merge)
    return replace(action, before=None, moved_from=old, vacates=ours[old])


def _decide(
    path: str, base: File | None, ours: File | None, theirs: File | None, merge: Merge
) -> FileAction:
    if base is None:
        return _decide_new(path, ours, theirs)
    if ours is None:
        return FileAction(path, Action.STAYS_DELETED, None, None)
    if theirs is None:
        return _decide_dropped(path, base, ours)
    if ours in (base, theirs):
        action = Action.UNCHANGED if ours == theirs else Action.UPDATE
        return FileAction(path, action, ours, theirs)
    if base == theirs:
        return FileAction(path, Action.KEEP, ours, ours)
    return _three_way(path, base, ours, theirs, merge)


def _decide_new(path: str, ours: File | None, theirs: File | None) -> FileAction:
    if ours is None:
        return FileAction(path, Action.CREATE, None, theirs)
    if _is_alike(path, ours, theirs):
        return FileAction(path, Action.UNCHANGED, ours, ours)
    note = "yours stays; the template has a file of its own for this place"
    return FileAction(path, Action.IN_THE_WAY, ours, ours, notes=(_obstacle(ours) or note,))


def _decide_dropped(path: str, base: File, ours: File) -> FileAction:
    if _is_alike(path, ours, base):
        return FileAction(path, Action.DELETE, ours, None)
    note = "you edited it, and the template has no such file any more"
    return FileAction(path, Action.PROTECTED, ours, ours, notes=(_obstacle(ours) or note,))


def _three_way(path: str, base: File, ours: File, theirs: File, merge: Merge) -> FileAction:
    kinds = {base.kind, ours.kind, theirs.kind}
    if kinds & {"link", "obstacle"}:
        note = _obstacle(ours) or "a link on one side cannot be merged; yours stays"
        return FileAction(path, Action.CONFLICT, ours, ours, notes=(note,))
    kind = theirs.kind if ours.kind == base.kind else ours.kind
    merged = _merge_contents(path, base.content, ours.content, theirs.content, merge)
    action = Action.CONFLICT if merged.conflicts else Action.MERGE
    if action is Action.MERGE and merged.content == theirs.content:
        action = Action.UPDATE
    notes = (*merged.conflicts, *merged.notes)
    return FileAction(path, action, ours, File(merged.content, kind), notes=notes)


def _is_alike(path: str, one: File, other: File | None) -> bool:
    """Tell whether two files are equal but for the layout of their content."""
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
    return f"in its place stands {file.content.decode(errors='replace')}"


def changes(plan: Plan) -> Iterator[tuple[str, File | None, File | None]]:
    """Yield path, content before and content after of all that a plan writes or removes."""
    for action in plan.actions:
        if action.before != action.after:
            yield action.path, action.before, action.after
        if action.moved_from is not None and action.vacates is not None:
            yield action.moved_from, action.vacates, None
