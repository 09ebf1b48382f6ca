"""What a comparison found: verdicts on items and on boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scaffold.notebooks.verification.boundaries import Boundary
from scaffold.notebooks.verification.value_differences import Difference


class Verdict(StrEnum):
    """What a comparison found, of one item or of a boundary."""

    EQUAL = "equal"
    DIFFERS = "differs"
    UNSTABLE = "unstable"
    BASELINE_FAILED = "baseline failed"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was compared at a boundary.

    Attributes:
        kind: `output`, `image`, `error`, `variable`, `state` or `file`.
        name: Its name: a media type, a variable, a path.
        verdict: What was found.
        difference: The first difference, or why there is no comparison. Of an equal item: a part
            that varies between the runs of the original, and was left out.
    """

    kind: str
    name: str
    verdict: Verdict
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A boundary, compared.

    Attributes:
        boundary: Its cells.
        verdict: What was found, over all items.
        items: What was compared.
    """

    boundary: Boundary
    verdict: Verdict
    items: tuple[Item, ...] = ()


def sum_up(items: Sequence[Item]) -> Verdict:
    """Return the verdict on a boundary: one difference is enough, and so is one equal item."""
    verdicts = {item.verdict for item in items}
    order = (Verdict.DIFFERS, Verdict.EQUAL, Verdict.UNSTABLE)
    return next((each for each in order if each in verdicts), Verdict.NOT_COMPARABLE)
