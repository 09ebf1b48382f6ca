"""What is known of a value in a program: which rows it comes from, and what was done to them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from typing import TypeVar

Item = TypeVar("Item")

# Sets do not grow beyond this, so that long programs are followed in linear time.
_MOST = 16
# Of so many items of a list, what they are is known.
MOST_PARTS = 20
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_GLUED = re.compile(r"[xy]?(train|test|valid|val)(?:x|y|s|set|data|ing|loader|dl|df|ds)?")


class Role(StrEnum):
    """What a set of rows is for."""

    UNKNOWN = ""
    TRAINING = "training"
    VALIDATION = "validation"
    TEST = "test"


_ROLES = {
    **dict.fromkeys(("train", "training", "trn", "tr"), Role.TRAINING),
    **dict.fromkeys(("test", "tst", "te", "holdout", "testing"), Role.TEST),
    **dict.fromkeys(("val", "valid", "validation", "dev", "cv"), Role.VALIDATION),
}


class Kind(StrEnum):
    """What happened to a value on its way."""

    FITTED = "fitted"
    RESAMPLED = "resampled"
    TEST_SCORE = "test score"
    TEST_CURVE = "test curve"
    STATISTIC = "statistic"
    STOPS_EARLY = "stops early"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to a value, with its line and the name of what did it."""

    kind: Kind
    line: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of a value.

    Attributes:
        role: What its rows are for.
        rows: Names of the sets of rows that it comes from.
        marks: What happened to it.
        made_by: The last part of the name of its class or function.
        parts: Its items, where these are known.
        fitted_on: The sets of rows that a model was fitted on, or the model of a prediction.
    """

    role: Role = Role.UNKNOWN
    rows: frozenset[str] = frozenset()
    marks: frozenset[Mark] = frozenset()
    made_by: str = ""
    parts: tuple["Value", ...] = ()
    fitted_on: frozenset[str] = frozenset()

    def find(self, *kinds: Kind) -> list[Mark]:
        """Return its marks of some kinds."""
        return [mark for mark in self.marks if mark.kind in kinds]

    def marked(self, *marks: Mark) -> "Value":
        """Return it with further marks, also on its parts."""
        parts = tuple(part.marked(*marks) for part in self.parts)
        return replace(self, marks=_few(self.marks | set(marks)), parts=parts)

    def with_role(self, role: Role) -> "Value":
        """Return it with a role."""
        return replace(self, role=role, parts=tuple(part.with_role(role) for part in self.parts))


NOTHING = Value()


def join(values: Iterable[Value]) -> Value:
    """Return what is known of a value that is made of others."""
    return reduce(_join, values, NOTHING)


def role_of_name(name: str) -> Role:
    """Return the role that the name of a variable states; unknown if it states none, or two."""
    words = [word.lower() for word in _WORD.findall(name)]
    stated = {role for word in words if (role := _role_of_word(word))}
    return stated.pop() if len(stated) == 1 else Role.UNKNOWN


def _role_of_word(word: str) -> Role:
    glued = _GLUED.fullmatch(word)
    return _ROLES.get(glued[1] if glued else word, Role.UNKNOWN)


def _join(one: Value, other: Value) -> Value:
    roles = {one.role, other.role} - {Role.UNKNOWN}
    mixed = len(roles) > 1 or (_MIXED in one.rows | other.rows)
    rows = one.rows | other.rows | ({_MIXED} if len(roles) > 1 else set())
    return Value(
        role=roles.pop() if len(roles) == 1 and not mixed else Role.UNKNOWN,
        rows=_few(rows),
        marks=_few(one.marks | other.marks),
        fitted_on=_few(one.fitted_on | other.fitted_on),
    )


# Rows of several roles, such as a table that is put together from training and test.
_MIXED = "*"


def _few(items: Iterable[Item]) -> frozenset[Item]:
    found = frozenset(items)
    return found if len(found) <= _MOST else frozenset(sorted(found, key=str)[:_MOST])
