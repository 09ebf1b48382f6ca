"""The order of the statements of a module, which run from top to bottom. Nothing is executed."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from scaffold.merge.python.named_statements import Key, Statement

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


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


def needed_names(node: ast.stmt) -> set[str]:
    """Return the names that a statement reads when it runs; what functions do comes later."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    names = [part for part in _running(node) if isinstance(part, ast.Name)]
    # A comprehension or a class sets names of its own.
    own = {name.id for name in names if isinstance(name.ctx, ast.Store) and name not in targets}
    needed = {name.id for name in names if isinstance(name.ctx, ast.Load)} - own
    if isinstance(node, ast.AugAssign):  # It reads what it sets.
        needed |= {target.id for target in targets if isinstance(target, ast.Name)}
    return needed


def set_names(node: ast.stmt) -> set[str]:
    """Return the names that a statement defines, assigns or imports."""
    if isinstance(node, _DEFINITIONS):
        return {node.name}
    found = set()
    for part in _running(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.add(part.id)
        elif isinstance(part, _DEFINITIONS):
            found.add(part.name)
        elif isinstance(part, ast.alias):
            found.add((part.asname or part.name).partition(".")[0])
    return found


def _needed(statement: Statement) -> set[str]:
    return needed_names(statement.node) if statement.node else set()


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a statement does: of functions only decorators, defaults and types."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, _FUNCTIONS):
            waiting += [*getattr(part, "decorator_list", ()), part.args]
            waiting += filter(None, [getattr(part, "returns", None)])
        else:
            waiting += ast.iter_child_nodes(part)
