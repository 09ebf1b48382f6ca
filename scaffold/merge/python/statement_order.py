"""The order of the statements of a module, which run from top to bottom. Nothing is executed."""

import ast
from collections.abc import Iterable, Sequence

from scaffold.merge.python.named_statements import Key, Statement
from scaffold.merge.python.statement_names import needed_names, set_names


def order_keys(
    kept: Iterable[Key], ours: Sequence[Statement], theirs: Sequence[Statement]
) -> list[Key]:
    """Return the keys as the template orders them.

    What only you have follows what it followed, and what it needs when it runs.
    """
    there = set(kept)
    order = [each.key for each in theirs if each.key in there]
    placed = set(order)
    previous: Key | None = None
    setters: dict[str, Key] = {}  # By name, the last statement above that sets it.
    for each in ours:
        if each.key not in there:
            continue
        if each.key not in placed:
            above = {previous, *(setters.get(name) for name in _needed(each))}
            places = (at for at, key in enumerate(order, 1) if key in above)
            order.insert(max(places, default=0), each.key)
        previous = each.key
        setters |= dict.fromkeys(set_names(each.node) if each.node else (), each.key)
    if ("end",) in there:
        order.remove(("end",))
        order.append(("end",))
    return order


def needed_too_early(body: Iterable[ast.stmt]) -> set[str]:
    """Return the names that a statement needs but only a later one sets, in classes too."""
    early: set[str] = set()
    needed: set[str] = set()
    known: set[str] = set()
    for node in body:
        new = set_names(node) - known
        early |= new & needed
        needed |= needed_names(node) - known - new
        known |= new
        if isinstance(node, ast.ClassDef):
            early |= needed_too_early(node.body)
    return early


def _needed(statement: Statement) -> set[str]:
    return needed_names(statement.node) if statement.node else set()
