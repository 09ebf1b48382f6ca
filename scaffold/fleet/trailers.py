"""What a fleet writes at the end of a commit message, by which Git tells it from others. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

_UPDATE, _PLAN, _TREE = "Scaffold-Update", "Scaffold-Plan", "Scaffold-Tree"
_CONFLICTS = "Scaffold-Conflicts"


@dataclass(frozen=True, slots=True)
class Mark:
    """The trailers of a commit with an update.

    Attributes:
        since: The release before the update.
        to: The release after it.
        plan: The digest of the plan.
        tree: The tree of the commit; another one shows that it was changed.
        conflicts: The number of files with conflicts, which the commit does not change.
    """

    since: str
    to: str
    plan: str
    tree: str
    conflicts: int = 0


def write_mark(mark: Mark) -> str:
    """Return the trailers as lines."""
    lines = [
        f"{_UPDATE}: {mark.since}..{mark.to}",
        f"{_PLAN}: {mark.plan}",
        f"{_TREE}: {mark.tree}",
    ]
    if mark.conflicts:
        lines.append(f"{_CONFLICTS}: {mark.conflicts}")
    return "\n".join(lines)


def read_mark(trailers: Mapping[str, str]) -> Mark | None:
    """Return the mark in the trailers of a commit; None if they are not those of a fleet."""
    since, found, to = trailers.get(_UPDATE, "").rpartition("..")
    plan, tree = trailers.get(_PLAN, ""), trailers.get(_TREE, "")
    conflicts = trailers.get(_CONFLICTS, "0")
    if not (found and plan and tree and conflicts.isdecimal()):
        return None
    return Mark(since, to, plan, tree, int(conflicts))
