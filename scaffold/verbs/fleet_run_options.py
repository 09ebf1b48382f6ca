"""The options of an update of a fleet, as its journal keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.verbs.proved_change import PROVE_LIMIT


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run was asked for, as its journal has it.

    Attributes:
        words: The projects, as they were named.
        file: The list.
        groups: The chosen groups.
        shard: The chosen part.
        to: The release to go to.
        canary: The number of projects for a trial.
        limit: The number of projects at most.
        stop_at: The share of failures that ends the run.
        draft_conflicts: Whether updates with conflicts are committed, too.
        fetch: Whether to fetch from remotes.
        push: Whether to push branches.
        forge: How pull requests are opened.
        draft: Whether they are drafts.
        supersede: `close` or `keep` for the pull requests of earlier releases.
        pace: The time between two pull requests.
        again: Projects that get a pull request though they closed one.
        prove: Whether the checks of each project run first.
        prove_limit: Seconds after which a check is ended.
    """

    words: Sequence[str] = ()
    file: str = ""
    groups: Sequence[str] = ()
    shard: str = ""
    to: str = ""
    canary: int = 0
    limit: int = 0
    stop_at: str = ""
    draft_conflicts: bool = False
    fetch: bool | None = None
    push: bool = False
    forge: str = ""
    draft: bool = False
    supersede: str = "close"
    pace: str = ""
    again: Sequence[str] = ()
    prove: bool = False
    prove_limit: float = PROVE_LIMIT
