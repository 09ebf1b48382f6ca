"""Check a mapping (from a JSON file, say) against the fields of a dataclass or of a TypedDict.

A field says its limits beside its type: `min_freq: Annotated[int, Between(1, 1000)] = 75`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from ..errors import ArgumentsError


@dataclass(frozen=True)
class Between:
    """Limits of a number, both inclusive."""

    low: float
    high: float

    def problem(self, value: object) -> str:
        """Say what is wrong with the value, or nothing; NaN is never within limits."""
        if value is None or (isinstance(value, int | float) and self.low <= value <= self.high):
            return ""
        return f"must be between {self.low} and {self.high}, not {value}"


@dataclass(frozen=True)
class Above:
    """The limit that a number is more than; it has to be finite."""

    low: float

    def problem(self, value: object) -> str:
        """Say what is wrong with the value, or nothing."""
        if value is None or (isinstance(value, int | float) and self.low < value < math.inf):
            return ""
        return f"must be more than {self.low}, not {value}"


@dataclass(frozen=True)
class OneOf:
    """The words a text may be."""

    words: tuple[str, ...]

    def problem(self, value: object) -> str:
        """Say what is wrong with the value, or nothing."""
        return "" if value in self.words else f"must be one of {list(self.words)}, not {value!r}"


def check_fields(kind: type, values: Mapping[str, object], source: str) -> dict[str, Any]:
    """Return the values, whole numbers turned to floats where a float is wanted.

    Raises:
        ArgumentsError: a key is unknown, or a value has the wrong type or is out of its limits;
            the message names the source and the key.
    """
    hints = get_type_hints(kind, include_extras=True)
    known = list(hints)
    return {key: _checked(key, value, known, hints, source) for key, value in values.items()}


def _checked(
    key: str, value: object, known: list[str], hints: Mapping[str, Any], source: str
) -> object:
    """Return one value as its field wants it."""
    if key not in known:
        raise ArgumentsError(f"{source}: unknown key {key!r}", _suggest(key, known))
    types, limits = _unpack(hints[key])
    if float in types and type(value) is int:
        value = float(value)
    if type(value) not in types:
        wanted = " or ".join("null" if kind is NoneType else kind.__name__ for kind in types)
        raise ArgumentsError(f"{source}: {key} must be {wanted}, not {value!r}")
    for limit in limits:
        if problem := limit.problem(value):
            raise ArgumentsError(f"{source}: {key} {problem}")
    return value


def _unpack(hint: Any) -> tuple[tuple[type, ...], tuple[Any, ...]]:
    """Split a type hint into the plain types it allows and its limits."""
    limits: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        limits = tuple(rest)
    return get_args(hint) or (hint,), limits


def _suggest(key: str, known: list[str]) -> str:
    """Point to the key that was probably meant."""
    close = get_close_matches(key, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(known)}"
