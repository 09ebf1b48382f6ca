"""The update rules of the reference: the cases are here, and the plan decides each action."""

from collections.abc import Iterator

from scaffold.files.tree import File, Tree
from scaffold.merge.result import Merged
from scaffold.plan.update import plan_update

NO_FILE = "-"
# Template content that conflicts with the user's content `b`.
CLASH = "c, against b"
# Base, ours, theirs, explanation.
CASES = (
    (NO_FILE, NO_FILE, "a", "The template added it."),
    ("a", "a", "a", "Neither side changed it."),
    ("a", "a", "b", "Only the template changed it."),
    ("a", "b", "a", "Only you changed it: your version is kept."),
    ("a", "b", "b", "Both made the same change."),
    (NO_FILE, "a", "a", "You already have the same file."),
    ("a", "b", "c", "Both changed different lines: both changes are applied."),
    ("a", "b", CLASH, "Both changed the same lines: you decide."),
    ("a", NO_FILE, "a", "You deleted it."),
    ("a", NO_FILE, "b", "You deleted it; template changes do not restore it."),
    ("a", NO_FILE, NO_FILE, "Both deleted it."),
    ("a", "a", NO_FILE, "The template removed it, and you had not changed it."),
    ("a", "b", NO_FILE, "The template removed it, but you edited it: your version is kept."),
    (NO_FILE, "a", "b", "You have another file at this path: your file is kept."),
)


def update_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table, with the action that the plan decides."""
    for base, ours, theirs, explanation in CASES:
        plan = plan_update(_tree(base), _tree(ours), _tree(theirs), {}, _unite)
        yield base, ours, theirs, str(plan.actions[0].action), explanation


def _tree(content: str) -> Tree:
    return {} if content == NO_FILE else {"file": File(content.encode())}


def _unite(path: str, base: bytes, ours: bytes, theirs: bytes) -> Merged:
    conflicts = (path,) if theirs == CLASH.encode() else ()
    return Merged(base + ours + theirs, conflicts)
