"""Numbers and releases in sentences."""

import re

_ENDINGS = ((r"(s|x|z|ch|sh)$", r"\1es"), (r"(?<=[^aeiou])y$", "ies"), (r"$", "s"))


def count(number: int, noun: str) -> str:
    """Return a number with its noun, as in `1 file` and `13 files`."""
    return f"{number:,} {agree(number, noun)}"


def agree(number: int, one: str, several: str = "") -> str:
    """Return the form of a word that a number asks for, as in `file` and `files`.

    Args:
        number: How many there are.
        one: The form for one.
        several: The form for other numbers; empty for a noun whose plural is regular.
    """
    if number == 1 or several:
        return one if number == 1 else several
    pattern, ending = next(each for each in _ENDINGS if re.search(each[0], one))
    return re.sub(pattern, ending, one, count=1)


def among(number: int, total: int, noun: str) -> str:
    """Return how many of a total, as in `1 of 1 file` and `2 of 13 files`."""
    return f"{number:,} of {count(total, noun)}"


def version(tag: str) -> str:
    """Return a release as texts name it: `0.3.0` for the tag `v0.3.0`, other tags unchanged."""
    return re.sub(r"^v(?=\d)", "", tag)


def explain(error: Exception) -> str:
    """Return the message of an error with its hint, for a list of errors."""
    message, hint = getattr(error, "message", str(error)), getattr(error, "hint", "")
    return f"{message}. {hint}" if hint else message
