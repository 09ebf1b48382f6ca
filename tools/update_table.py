"""The table of what an update does to a file: the cases stand here, and the plan decides them."""

from collections.abc import Iterator

from scaffold.files.tree import File, Tree
from scaffold.merge.result import Merged
from scaffold.plan.update import plan_update

NO_FILE = "-"
# The template's content that cannot be united with what its owner wrote.
CLASH = "c, against b"
# Base, ours, theirs, and what that is in words.
CASES = (
    (NO_FILE, NO_FILE, "a", "The template has a new file."),
    ("a", "a", "a", "Nobody changed it."),
    ("a", "a", "b", "Only the template changed it: its new version comes."),
    ("a", "b", "a", "Only you changed it: yours stays."),
    ("a", "b", "b", "Both changed it alike."),
    (NO_FILE, "a", "a", "You have the same file already."),
    ("a", "b", "c", "Both changed it, in different places: it gets both changes."),
    ("a", "b", CLASH, "Both changed the same place: you decide."),
    ("a", NO_FILE, "a", "You deleted it."),
    ("a", NO_FILE, "b", "You deleted it, whatever the template made of it."),
    ("a", NO_FILE, NO_FILE, "Both deleted it."),
    ("a", "a", NO_FILE, "The template dropped it, and you had not touched it."),
    (
        "a",
        "b",
        NO_FILE,
        "The template dropped it, and you had changed it: yours stays, and is named.",
    ),
    (NO_FILE, "a", "b", "You have a file where the template wants one: yours stays, and is named."),
)


def update_rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table; the action is what the plan decides."""
    for base, ours, theirs, words in CASES:
        plan = plan_update(_tree(base), _tree(ours), _tree(theirs), {}, _unite)
        yield base, ours, theirs, str(plan.actions[0].action), words


def _tree(content: str) -> Tree:
    return {} if content == NO_FILE else {"file": File(content.encode())}


def _unite(path: str, base: bytes, ours: bytes, theirs: bytes) -> Merged:
    conflicts = (path,) if theirs == CLASH.encode() else ()
    return Merged(base + ours + theirs, conflicts)
