"""Names and docstrings for the functions that blocks become."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scaffold.notebooks.outline import Place

_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*|[0-9]+")
_COMMENT = re.compile(r"^\s*#+\s*(.+?)\s*$")
_MOST_WORDS = 5
_FILLING = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "our",
        "we",
        "for",
        "with",
        "and",
        "to",
        "by",
        "on",
        "in",
        "from",
        "let",
        "s",
        "lets",
        "now",
        "this",
        "that",
        "some",
        "using",
        "its",
        "it",
    ]
)
_VERBS = frozenset(
    [
        "add",
        "apply",
        "assign",
        "build",
        "calculate",
        "check",
        "clean",
        "collect",
        "combine",
        "compare",
        "compute",
        "concatenate",
        "convert",
        "count",
        "create",
        "define",
        "drop",
        "encode",
        "engineer",
        "estimate",
        "evaluate",
        "extract",
        "fill",
        "filter",
        "fit",
        "forecast",
        "format",
        "generate",
        "get",
        "group",
        "impute",
        "initialize",
        "inspect",
        "instantiate",
        "join",
        "keep",
        "load",
        "make",
        "map",
        "measure",
        "merge",
        "normalize",
        "optimize",
        "parse",
        "pick",
        "plot",
        "predict",
        "prepare",
        "preprocess",
        "process",
        "read",
        "remove",
        "rename",
        "replace",
        "reshape",
        "resample",
        "sample",
        "save",
        "scale",
        "score",
        "search",
        "select",
        "separate",
        "set",
        "shuffle",
        "simulate",
        "sort",
        "split",
        "standardize",
        "test",
        "tokenize",
        "train",
        "transform",
        "tune",
        "update",
        "validate",
        "vectorize",
        "write",
    ]
)
# What a function does, by what its block calls; the first that fits.
_BY_CALL: Mapping[str, frozenset[str]] = {
    "split": frozenset({"train_test_split", "random_split", "StratifiedShuffleSplit"}),
    "load": frozenset(
        [
            "read_csv",
            "read_excel",
            "read_json",
            "read_parquet",
            "read_sql",
            "read_table",
            "load",
            "loadtxt",
            "genfromtxt",
            "fetch_openml",
            "load_dataset",
            "load_state_dict",
            "load_model",
            "from_pretrained",
        ]
    ),
    "save": frozenset(
        ["dump", "save", "save_model", "to_csv", "to_parquet", "savez", "save_pretrained"]
    ),
    "search": frozenset({"GridSearchCV", "RandomizedSearchCV", "fmin", "create_study"}),
    "cross_validate": frozenset(["cross_val_score", "cross_validate", "KFold", "StratifiedKFold"]),
    "train": frozenset({"fit", "backward", "partial_fit"}),
    "evaluate": frozenset(
        [
            "score",
            "accuracy_score",
            "mean_squared_error",
            "confusion_matrix",
            "classification_report",
            "r2_score",
            "roc_auc_score",
            "f1_score",
            "evaluate",
            "learning_curve",
        ]
    ),
    "predict": frozenset({"predict", "predict_proba", "generate"}),
    "encode": frozenset({"get_dummies", "OneHotEncoder", "LabelEncoder", "DictVectorizer"}),
    "scale": frozenset({"StandardScaler", "MinMaxScaler"}),
}
_BY_STAGE = {
    "data": "prepare",
    "models": "build",
    "evaluation": "evaluate",
    "inference": "predict",
    "utils": "set_up",
}


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
    for name in _candidates(facts):
        if name.isidentifier() and name not in taken:
            return name
    base = next(iter(_candidates(facts)))
    number = 2
    while f"{base}_{number}" in taken or not base.isidentifier():
        number += 1
        base = base if base.isidentifier() else f"run_{facts.stage}"
    return f"{base}_{number}"


def _candidates(facts: BlockFacts) -> list[str]:
    verb = _verb(facts)
    heading = _slug(facts.place.heading)
    found = [*(_slug(comment) for comment in facts.comments[:1])]
    if facts.place.is_first:
        found.append(heading)
    found.append(_slug(facts.place.text))
    phrases = [name for name in found if name and name.partition("_")[0] in _VERBS]
    objects = [_plain(name) for name in (*facts.outputs, *facts.bound) if _plain(name)]
    nouns = [heading] if heading and heading.partition("_")[0] not in _VERBS else []
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
    for verb, known in _BY_CALL.items():
        if calls & known:
            return verb
    return _BY_STAGE.get(facts.stage, "run")


def _slug(text: str) -> str:
    """Return a short text as a name; empty where it is not short."""
    if not text.isascii():
        return ""
    words = [word.lower() for word in _WORDS.findall(text)]
    kept = [word for word in words if word not in _FILLING]
    if not kept or len(kept) > _MOST_WORDS or len(words) > 2 * _MOST_WORDS:
        return ""
    return "_".join(kept)


def _plain(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")


def comments_of(text: str) -> list[str]:
    """Return the comment lines of a text, without `#`."""
    found = [_COMMENT.match(line) for line in text.split("\n")]
    return [each[1] for each in found if each]


def describe(facts: BlockFacts, name: str) -> str:
    """Return the first line of a docstring."""
    place = facts.place
    candidates = [*facts.comments[:1]]
    if place.text:
        candidates.append(place.text)
    if place.is_first and place.heading:
        candidates.append(place.heading)
    for text in candidates:
        line = as_sentence(text)
        if line:
            return line
    return humanize(name)


def humanize(name: str) -> str:
    """Return a name as a sentence: `split_data` is `Split data.`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]}."


def as_sentence(text: str) -> str:
    """Return a text as one line that can be a docstring; empty where it cannot."""
    plain = " ".join(text.replace("\\", "").replace('"""', "").split()).strip(" :.-#*`\"'")
    if len(plain) < 4 or len(plain) > 76 or not any(letter.isalpha() for letter in plain):
        return ""
    if plain.count("(") != plain.count(")") or "=" in plain:
        return ""
    end = "" if plain[-1] in ".!?" else "."
    return f"{plain[:1].upper()}{plain[1:]}{end}"


def unique(name: str, taken: Iterable[str]) -> str:
    """Return a name, with a number where it is taken."""
    known = set(taken)
    number = 2
    while (made := name if number == 2 and name not in known else f"{name}_{number}") in known:
        number += 1
    return made
