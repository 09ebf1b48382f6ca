"""Draw sample data: `python workshop/sample/make.py 7` writes both files of data/sample/.

The rows are put together from the phrases in words.toml. The same words and seed give the same
bytes on every machine. Only `random()` is drawn from: it is the one method whose sequence Python
promises to keep.
"""

import csv
import io
import random
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

WORDS = Path(__file__).with_name("words.toml")
SAMPLE = Path(__file__).parents[2] / "data" / "sample"
SEED = 6
# Share of the rows with the wrong tag: people err.
NOISE_SHARE = 0.03
T = TypeVar("T")

# What makes the sample as hard as collections made by people: each is a share of the rows.
CROSSING_SHARE = 0.10  # between two topics
SHORT_SHARE = 0.05  # fewer than eight words
VAGUE_SHARE = 0.02  # shared words only
CONVOLUTION_SHARE = 0.035  # of the texts about language: a word that smells of images
# How often a method, tool or goal is one of the phrases that every topic has.
COMMON_SHARE = 0.15

_SMALL_WORDS = frozenset({"a", "an", "and", "by", "for", "from", "in", "of", "on", "the", "to"})


class Writer:
    """Write texts from phrases; every draw comes from one seeded generator."""

    def __init__(self, words: Mapping[str, Any], seed: int) -> None:
        """Keep the phrases and begin the sequence of draws."""
        self.words = words
        # S311: the draws are to be reproducible, not secret.
        self._random = random.Random(seed)  # noqa: S311

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[int(self._random.random() * len(options))]

    def chance(self, share: float) -> bool:
        """Return true in that share of the calls."""
        return self._random.random() < share

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """Return the items in a drawn order."""
        keyed = [(self._random.random(), place) for place in range(len(items))]
        return [items[place] for _, place in sorted(keyed)]

    def write(self, tag: str) -> tuple[str, str]:
        """Return title and description of a project with that tag."""
        if self.chance(SHORT_SHARE):
            slots = self._slots([tag])
            return self._fill("short_title", slots), self._fill("short_description", slots)
        if self.chance(VAGUE_SHARE):
            slots = self._slots([tag])
            return self._fill("vague_title", slots), self._fill("vague_description", slots)
        if self.chance(CROSSING_SHARE):
            crossing = self.pick([each for each in self.words["crossings"] if tag in each["tags"]])
            slots = {**self._slots(crossing["tags"]), "task": self.pick(crossing["task"])}
        else:
            slots = self._slots([tag])
        return self._fill("title", slots), self._describe(slots)

    def _describe(self, slots: Mapping[str, str]) -> str:
        """Return up to three sentences, none of which takes up a phrase of another."""
        frames = self.words["frames"]
        chosen = [self.pick(frames["opening"])]
        more = self.pick((0, 1, 1, 2))
        for frame in self.shuffle(frames["detail"]):
            if len(chosen) <= more and not _names(frame) & _names("".join(chosen)):
                chosen.append(frame)
        return " ".join(_sentence(frame.format(**slots)) for frame in chosen)

    def _fill(self, frame: str, slots: Mapping[str, str]) -> str:
        """Return a frame of that kind with its slots filled; half of the titles in title case."""
        text = self.pick(self.words["frames"][frame]).format(**slots)
        if frame.endswith("title") and self.chance(0.5):
            return _title_case(text)
        return _sentence(text)

    def _slots(self, tags: Sequence[str]) -> dict[str, str]:
        """Draw a phrase for every slot from the given topics and from what all share."""
        shared, name = self.words["shared"], self.words["name"]
        slots = {slot: self.pick(shared[slot]) for slot in ("adjective", "field", "form", "extra")}
        slots["shared_method"] = self.pick(shared["method"])
        slots["other_extra"] = self._other(shared["extra"], slots["extra"])
        slots["task"] = self.pick(self._topic(tags)["task"])
        slots["data"] = self.pick(self._topic(tags)["data"])
        slots["setting"] = self.pick(shared["setting"])
        slots["remark"] = self.pick(self._topic(tags)["remark"])
        for slot in ("method", "tool", "goal"):
            common = self.chance(COMMON_SHARE)
            slots[slot] = self.pick((shared if common else self._topic(tags))[slot])
        topic = self._topic(tags)
        if "convolution" in topic and self.chance(CONVOLUTION_SHARE):
            slots["method"] = self.pick(topic["convolution"])
        slots["other_method"] = self._other(shared["method"], slots["method"])
        slots["other_tool"] = self._other(shared["tool"], slots["tool"])
        slots["name"] = self.pick(name["first"]) + self.pick(name["second"])
        slots["slug"] = slots["name"].lower()
        return slots

    def _topic(self, tags: Sequence[str]) -> Any:
        """Return the phrases of one of the tags."""
        return self.words["topics"][self.pick(tags)]

    def _other(self, options: Sequence[str], taken: str) -> str:
        """Return an option that is not the one taken."""
        return self.pick([option for option in options if option != taken])


def _sentence(text: str) -> str:
    """Begin with a capital, unless the first word has its own way with them (spaCy)."""
    first = text.partition(" ")[0]
    return text if first.lower() != first else text[:1].upper() + text[1:]


def _names(frame: str) -> set[str]:
    """Return the names of the slots of a frame."""
    return set(re.findall(r"{(\w+)}", frame))


def _title_case(text: str) -> str:
    """Begin each word of weight with a capital."""
    words = [word if word in _SMALL_WORDS else _sentence(word) for word in text.split(" ")]
    return _sentence(" ".join(words))


def make_sample(words: Mapping[str, Any], seed: int = SEED) -> tuple[str, str]:
    """Return projects.csv and tags.csv as text."""
    writer = Writer(words, seed)
    tags = writer.shuffle([tag for tag, rows in words["rows"].items() for _ in range(rows)])
    texts = _distinct_texts(writer, tags)
    tags = _add_noise(writer, tags)
    # DTZ001: as in the lesson's data, times have no zone; nothing depends on them.
    number, moment = 100, datetime(2024, 1, 8, 9, 0, 0)  # noqa: DTZ001
    projects, labels = [], []
    for (title, description), tag in zip(texts, tags, strict=True):
        number += writer.pick((1, 1, 1, 2, 3))
        moment += timedelta(minutes=writer.pick((7, 31, 95, 260, 1130)))
        projects.append((number, moment.isoformat(sep=" "), title, description))
        labels.append((number, tag))
    return (
        _to_csv(("id", "created_on", "title", "description"), projects),
        _to_csv(("id", "tag"), labels),
    )


def write_sample(folder: Path, seed: int = SEED) -> None:
    """Write both files into a folder."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    projects, tags = make_sample(words, seed)
    for name, text in (("projects.csv", projects), ("tags.csv", tags)):
        (folder / name).write_text(text, encoding="utf-8", newline="")


def _distinct_texts(writer: Writer, tags: Sequence[str]) -> list[tuple[str, str]]:
    """Write one text per tag, and write again what is there already."""
    texts: dict[tuple[str, str], None] = {}
    for count, tag in enumerate(tags, start=1):
        while len(texts) < count:
            texts.setdefault(writer.write(tag))
    return list(texts)


def _add_noise(writer: Writer, tags: Sequence[str]) -> list[str]:
    """Pass the tags of some rows on among these rows, so that each tag keeps its number of rows."""
    chosen = writer.shuffle(range(len(tags)))[: round(NOISE_SHARE * len(tags))]
    chosen.sort(key=lambda row: tags[row])
    # Half a turn takes a tag out of its own group, as none has more than half of the rows.
    turned = chosen[len(chosen) // 2 :] + chosen[: len(chosen) // 2]
    noisy = list(tags)
    for row, other in zip(chosen, turned, strict=True):
        noisy[row] = tags[other]
    return noisy


def _to_csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV with a header and the same line ends on every machine."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header, *rows])
    return text.getvalue()


if __name__ == "__main__":
    write_sample(SAMPLE, int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
