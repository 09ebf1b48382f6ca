"""The names that statements of Python set, and those that they need. Nothing is executed."""

import ast
from collections.abc import Iterable, Iterator
from symtable import SymbolTable, symtable

from scaffold.merge.python.named_statements import Statement
from scaffold.merge.python.sources import NotComparableError

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def bound_names(statements: Iterable[Statement]) -> dict[str, Statement]:
    """Return the names that the statements of a module set, each with the last one that does."""
    return {name: each for each in statements if each.node for name in set_names(each.node)}


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


def used_names(text: str) -> set[str]:
    """Return the names that a source reads from its module, or from what Python gives to all.

    Raises:
        NotComparableError: It cannot be read.
    """
    try:
        return set(_used(symtable(text, "module", "exec")))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotComparableError from error


def _used(scope: SymbolTable) -> Iterator[str]:
    is_module = scope.get_type() == "module"
    for symbol in scope.get_symbols():
        if symbol.is_referenced() and (is_module or symbol.is_global()):
            yield symbol.get_name()
    for child in scope.get_children():
        yield from _used(child)


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
