"""The card of a report that says how far one split can be trusted."""

from collections.abc import Mapping
from typing import Any

from .markup import card, number, spread


def splits_card(
    performance: Mapping[str, Any], key: str = "weighted_f1", name: str = "weighted F1"
) -> str:
    """Return the card; the key and the name are of the score that the report puts first."""
    splits, overall = performance["splits"], performance["overall"]
    if splits is None:
        text = (
            f"Not measured for these data and parameters. One test part of {overall['rows']} rows "
            "can be lucky or unlucky by some points: run <code>evaluate --splits 11</code>."
        )
        return card("What the splits say", f"<p>{text}</p>", wide=True)
    scores = [split[key] for split in splits["splits"]]
    text = (
        f"Over {len(scores)} seeded splits {name} is {spread(splits[key])} (mean and standard "
        f"deviation), from {number(min(scores))} to {number(max(scores))}; macro F1 is "
        f"{spread(splits['macro_f1'])}. "
    )
    if performance["run_id"] is None:
        text += "The charts pool the test parts of all splits."
    else:
        text += (
            f"This run scores {number(overall[key])} on its own test part: the mean says more "
            "about the recipe than that one number."
        )
    return card("What the splits say", f"<p>{text}</p>", wide=True)
