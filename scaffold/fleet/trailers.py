"""What a fleet writes at the end of a commit message, by which Git tells it from others. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

_UPDATE, _PLAN, _TREE = "Scaffold-Update", "Scaffold-Plan", "Scaffold-Tree"


@dataclass(frozen=True, slots=True)
class Mark:
    """The trailers of a commit with an update.

    Attributes:
        since: The release before the update.
        to: The release after it.
        plan: The digest of the plan.
        tree: The tree of the commit; another one shows that it was changed.
    """

    since: str
    to: str
    plan: str
    tree: str


def write_mark(mark: Mark) -> str:
    """Return the trailers as lines."""
    lines = (
        f"{_UPDATE}: {mark.since}..{mark.to}",
        f"{_PLAN}: {mark.plan}",
        f"{_TREE}: {mark.tree}",
    )
    return "\n".join(lines)


def read_mark(trailers: Mapping[str, str]) -> Mark | None:
    """Return the mark in the trailers of a commit; None if they are not those of a fleet."""
    since, found, to = trailers.get(_UPDATE, "").rpartition("..")
    plan, tree = trailers.get(_PLAN, ""), trailers.get(_TREE, "")
    return Mark(since, to, plan, tree) if found and plan and tree else None
