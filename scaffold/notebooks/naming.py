"""Names and docstrings for the functions that blocks become."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from scaffold.notebooks.name_words import BY_CALL, BY_STAGE, FILLING, VERBS
from scaffold.notebooks.outline import Place

_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*|[0-9]+")
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """What a name is made of.

    Attributes:
        stage: The stage of the block.
        calls: What it calls, in order.
        outputs: What it returns.
        bound: All that it binds or changes.
        comments: Its comment lines, in order.
        place: The markdown above it.
    """

    stage: str
    calls: Sequence[str]
    outputs: Sequence[str]
    bound: Sequence[str]
    comments: Sequence[str]
    place: Place


def propose_name(facts: BlockFacts, taken: Collection[str]) -> str:
    """Return a name that says what a block does, and that nothing else has."""
    candidates = _candidates(facts)
    free = [name for name in candidates if name not in taken]
    return free[0] if free else unique(candidates[0], taken)


def _candidates(facts: BlockFacts) -> list[str]:
    verb = _verb(facts)
    heading = _slug(facts.place.heading)
    found = [*(_slug(comment) for comment in facts.comments[:1])]
    if facts.place.is_first:
        found.append(heading)
    found.append(_slug(facts.place.text))
    phrases = [name for name in found if name and name.partition("_")[0] in VERBS]
    plain = map(_plain, (*facts.outputs, *facts.bound))
    # Single letters, and handles of files such as `f_out`, say nothing about what is done.
    objects = [name for name in plain if len(name) > 1 and not name.startswith("f_")]
    nouns = [heading] if heading and heading.partition("_")[0] not in VERBS else []
    named = [f"{verb}_{each}" for each in [*objects[:1], *nouns, *objects[1:3]]]
    if verb == "split":
        named.insert(0, "split_data")
    return [*phrases, *named, verb if "_" in verb else f"{verb}_{facts.stage}"]


def _verb(facts: BlockFacts) -> str:
    calls = set(facts.calls)
    prefixed = any(call.startswith(("load_", "fetch_")) for call in calls)
    if prefixed and facts.stage == "data":
        return "load"
    if any(call.startswith("make_") for call in calls) and facts.stage == "data":
        return "make"
    for verb, known in BY_CALL.items():
        if calls & known:
            return verb
    return BY_STAGE.get(facts.stage, "run")


def _slug(text: str) -> str:
    """Return a short text as a name; empty where it is not short."""
    if not text.isascii():
        return ""
    words = [word.lower() for word in _WORDS.findall(text)]
    kept = [word for word in words if word not in FILLING]
    if not kept or len(kept) > _MOST_WORDS or len(words) > 2 * _MOST_WORDS:
        return ""
    return "_".join(kept)


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")


def unique(name: str, taken: Iterable[str]) -> str:
    """Return a name, with a number where it is taken."""
    known = set(taken)
    number = 2
    while (made := name if number == 2 and name not in known else f"{name}_{number}") in known:
        number += 1
    return made
