"""What speaks for a stage: the table of calls, modules, words and names, and its matches."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

STAGES = ("data", "models", "evaluation", "inference", "utils", "notebook")
_KEYS = ("calls", "weak", "modules", "words", "names")
# How much each kind of evidence counts beside the others.
WEIGHTS: Mapping[str, float] = {
    "calls": 3.0, "weak": 1.0, "modules": 2.0, "names": 0.75, "words": 2.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a stage.

    Attributes:
        stage: The stage.
        kind: What was looked at: `calls`, `weak`, `modules`, `words`, `names`, `flow`, `callers`.
        what: What was found.
        weight: How much it counts.
    """

    stage: str
    kind: str
    what: str
    weight: float


@dataclass(frozen=True, slots=True)
class Table:
    """Which calls, modules, words and names speak for which stages."""

    entries: Mapping[str, Mapping[str, frozenset[str]]]

    def match(self, kind: str, values: Iterable[str]) -> Iterator[Evidence]:
        """Yield the evidence of calls or names, each once."""
        for value in dict.fromkeys(values):
            for stage in STAGES:
                if value in self.entries[stage][kind]:
                    yield Evidence(stage, kind, value, WEIGHTS[kind])

    def match_modules(self, origins: Iterable[str]) -> Iterator[Evidence]:
        """Yield the evidence of full names, such as `sklearn.svm.SVC`, by their modules."""
        for origin in dict.fromkeys(origins):
            for stage in STAGES:
                if any(_is_below(origin, module) for module in self.entries[stage]["modules"]):
                    yield Evidence(stage, "modules", origin, WEIGHTS["modules"])

    def match_words(self, text: str, weight: float = WEIGHTS["words"]) -> Iterator[Evidence]:
        """Yield the evidence of a heading, a comment or a name; each stage counts once."""
        plain = " " + re.sub(r"[^a-z0-9-]+", " ", _spread(text).lower()) + " "
        for stage in STAGES:
            found = [word for word in self.entries[stage]["words"] if f" {word} " in plain]
            if found:
                best = max(found, key=lambda word: (len(word), word))
                yield Evidence(stage, "words", best, weight + 0.25 * (len(found) - 1))


@cache
def _bundled() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("stages.toml").read_text("utf-8"))


def read_table(extra: Mapping[str, Any] | None = None) -> Table:
    """Return the table, with the entries of `[tool.scaffold.notebooks]` added."""
    entries = {}
    for stage in STAGES:
        own = (extra or {}).get(stage, {})
        own = own if isinstance(own, dict) else {}
        entries[stage] = {
            key: frozenset([*_bundled()[stage].get(key, []), *_texts(own.get(key))])
            for key in _KEYS
        }
    return Table(entries)


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _spread(text: str) -> str:
    """Return a text in which names are words: `splitData` and `split_data` are `split data`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text.replace("_", " "))


def _is_below(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")
