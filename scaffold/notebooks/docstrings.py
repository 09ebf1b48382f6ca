"""Docstrings from headings, comments and names."""

import re

from scaffold.notebooks.naming import BlockFacts

_COMMENT = re.compile(r"^\s*#+\s*(.+?)\s*$")


def comments_of(text: str) -> list[str]:
    """Return the comment lines of a text, without `#`."""
    found = [_COMMENT.match(line) for line in text.split("\n")]
    return [each[1] for each in found if each]


def describe(facts: BlockFacts) -> str:
    """Return the first line of a docstring; empty where the author wrote nothing about the code."""
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
    return ""


def as_sentence(text: str) -> str:
    """Return a text as one line that can be a docstring; empty where it cannot."""
    plain = " ".join(text.replace("\\", "").replace('"""', "").split()).strip(" :.-#*`\"'")
    if " " not in plain or len(plain) > 76 or not any(letter.isalpha() for letter in plain):
        return ""
    if plain.count("(") != plain.count(")") or "=" in plain:
        return ""
    end = "" if plain[-1] in ".!?" else "."
    return f"{plain[:1].upper()}{plain[1:]}{end}"
