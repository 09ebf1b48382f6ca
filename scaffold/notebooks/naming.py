"""Names and docstrings for the functions that blocks become."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scaffold.notebooks.name_words import (
    BY_CALL,
    BY_STAGE,
    FALLBACK,
    FILLING,
    VERB_OF_NOUN,
    VERBS,
)
from scaffold.notebooks.outline import Place

_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*|[0-9]+")
_MOST_WORDS = 5
_MOST_COLUMNS = 2
_OWN_VERBS = frozenset({"print", "compute"})


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
        subject: What it does without binding a name, such as `print_classification_report`, or the
            object that it works with.
        columns: Columns that it assigns, each with whether it reads the column before.
    """

    stage: str
    calls: Sequence[str]
    outputs: Sequence[str]
    bound: Sequence[str]
    comments: Sequence[str]
    place: Place
    subject: str = ""
    columns: Mapping[str, bool] = field(default_factory=dict)


def propose_name(facts: BlockFacts, taken: Collection[str]) -> str:
    """Return a name that says what a block does, and that nothing else has."""
    candidates = _candidates(facts)
    free = [name for name in candidates if name not in taken]
    return free[0] if free else unique(candidates[0], taken)


def _candidates(facts: BlockFacts) -> list[str]:
    """Return names, best first: what the author wrote, then what the code says."""
    return [*_phrases(facts), *_from_columns(facts), *_from_names(facts), *_fallback(facts)]


def _phrases(facts: BlockFacts) -> Iterator[str]:
    """Yield what the author wrote above the code, if it starts with a verb."""
    texts = [*facts.comments[:1], *([facts.place.heading] if facts.place.is_first else [])]
    for text in [*texts, facts.place.text]:
        name = imperative(_slug(text))
        if name.partition("_")[0] in VERBS:
            yield name


def _from_columns(facts: BlockFacts) -> Iterator[str]:
    """Yield a name for code that assigns one column, or two."""
    names = [_plain(name) for name in facts.columns]
    if facts.stage == "data" and 0 < len(names) <= _MOST_COLUMNS and all(map(_is_word, names)):
        verb = "convert" if all(facts.columns.values()) else "add"
        yield f"{verb}_{'_and_'.join(names)}"


def _from_names(facts: BlockFacts) -> Iterator[str]:
    verb = _verb(facts)
    if verb == "split":
        yield "split_data"
    plain = map(_plain, (*facts.outputs, *facts.bound))
    # Single letters, and handles of files such as `f_out`, say nothing about what is done.
    objects = [name for name in plain if len(name) > 1 and not name.startswith("f_")]
    if "_" in facts.subject and facts.subject.partition("_")[0] in _OWN_VERBS and not objects:
        yield facts.subject
    elif not objects and len(facts.subject) > 1:
        joint = "_with_" if verb == "predict" else "_"
        yield f"{verb}{joint}{_plain(facts.subject)}"
    heading = _slug(facts.place.heading)
    is_noun = heading and imperative(heading).partition("_")[0] not in VERBS
    nouns = [heading] if is_noun else []
    yield from (f"{verb}_{each}" for each in [*objects[:1], *nouns, *objects[1:3]])


def _fallback(facts: BlockFacts) -> Iterator[str]:
    verb = _verb(facts)
    yield verb if "_" in verb else f"{verb}_{FALLBACK.get(facts.stage, facts.stage)}"


def imperative(slug: str) -> str:
    """Return a slug with its verb first: `loading_data` and `data_loading` become `load_data`."""
    first, _, rest = slug.partition("_")
    if first not in VERBS and (verb := _verb_of(first)):
        return f"{verb}_{rest}" if rest else slug
    before, _, last = slug.rpartition("_")
    if first not in VERBS and before and (verb := VERB_OF_NOUN.get(last, _verb_of(last))):
        return f"{verb}_{before}"
    return slug


def _verb_of(word: str) -> str:
    """Return the verb of a word that ends in `ing`; empty for others."""
    stem = word.removesuffix("ing")
    if stem == word:
        return ""
    candidates = (stem, f"{stem}e", stem[:-1])
    return next((each for each in candidates if each in VERBS), "")


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


def _is_word(name: str) -> bool:
    return name.isidentifier() and name.isascii() and len(name) > 1


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")


def unique(name: str, taken: Iterable[str]) -> str:
    """Return a name, with a number where it is taken."""
    known = set(taken)
    number = 2
    while (made := name if number == 2 and name not in known else f"{name}_{number}") in known:
        number += 1
    return made
