"""A call in a program, with the values of all that it is given."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scaffold.doctor.experiment.following import Follower
from scaffold.doctor.experiment.library_names import (
    ALSO_MODELS,
    PIPELINES,
    PREPROCESSORS,
    STOPPERS,
)
from scaffold.doctor.experiment.program import dotted
from scaffold.doctor.experiment.rows import NOTHING, Kind, Mark, Role, Value, join

HELD_OUT = (Role.TEST, Role.VALIDATION)


@dataclass(frozen=True, slots=True)
class Called:
    """A call, with the values of all that it is given.

    Attributes:
        follower: The follower of its scope.
        node: The call.
        name: The last part of the name of the function.
        origin: The full name of an imported function; empty for methods and others.
        receiver: The object of a method.
        arguments: The positional arguments.
        keywords: The others.
    """

    follower: Follower
    node: ast.Call
    name: str
    origin: str
    receiver: Value
    arguments: tuple[Value, ...]
    keywords: Mapping[str, Value]

    @property
    def line(self) -> int:
        """The line of the call."""
        return self.node.lineno

    @property
    def first(self) -> Value:
        """The rows of the call: its first argument, or the keyword for them."""
        if self.arguments:
            return self.arguments[0]
        named = (self.keywords[key] for key in ("X", "x", "y_true") if key in self.keywords)
        return next(named, NOTHING)

    @property
    def everything(self) -> Value:
        """All that is known of the object and the arguments."""
        return join([self.receiver, *self.arguments, *self.keywords.values()])

    def is_true(self, keyword: str) -> bool | None:
        """Return the constant of a keyword; None if it is missing or is not a constant."""
        for each in self.node.keywords:
            if each.arg == keyword and isinstance(each.value, ast.Constant):
                return bool(each.value.value)
        return None

    def rebind(self, value: Value) -> Value:
        """Change the variable of the object, and return its value."""
        if isinstance(self.node.func, ast.Attribute) and (name := dotted(self.node.func.value)):
            self.follower.variables[name] = value
        return value


def is_preprocessor(value: Value) -> bool:
    """Return whether an object learns from rows to change others, and predicts nothing."""
    if value.made_by in PIPELINES:
        return bool(value.parts) and is_preprocessor(value.parts[-1])
    return value.made_by in PREPROCESSORS - ALSO_MODELS


def stops_early(call: Called) -> bool:
    """Return whether a training ends, or keeps its best state, by rows that it is shown."""
    if "early_stopping_rounds" in call.keywords or call.name in STOPPERS:
        return True
    if call.is_true("load_best_model_at_end"):
        return True
    given = [call.receiver, *call.arguments, *call.keywords.values()]
    return any(value.find(Kind.STOPS_EARLY) for value in given)


def roles_of(value: Value) -> set[Role]:
    """Return the roles of a value and of its parts."""
    return {value.role, *(part.role for part in value.parts)}


def follow_other(call: Called) -> Value:
    """Return what is known of the result of any other call: it can depend on all it is given."""
    known = call.everything
    if not call.name[:1].isupper() and call.name not in STOPPERS:
        made = frozenset({f"call {call.line}.{call.node.col_offset}"})
        return known if known.rows else replace(known, rows=made)
    marks = known.marks | ({Mark(Kind.STOPS_EARLY)} if stops_early(call) else set())
    return replace(known, made_by=call.name, marks=marks)
