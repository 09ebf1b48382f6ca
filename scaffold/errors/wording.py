"""Numbers and releases in sentences."""

import re


def count(number: int, noun: str) -> str:
    """Return a number with its noun, as in `1 file` and `13 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def version(tag: str) -> str:
    """Return a release as texts name it: `0.3.0` for the tag `v0.3.0`, other tags unchanged."""
    return re.sub(r"^v(?=\d)", "", tag)


def explain(error: Exception) -> str:
    """Return the message of an error with its hint, for a list of errors."""
    message, hint = getattr(error, "message", str(error)), getattr(error, "hint", "")
    return f"{message}. {hint}" if hint else message
