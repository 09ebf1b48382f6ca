"""Write the texts of the sample from phrases.

Only `random()` is drawn from: it is the one method whose sequence Python promises to keep.
"""

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

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
