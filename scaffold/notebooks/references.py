"""Rewrite how code refers to functions that have moved: their names and extra parameters."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scaffold.notebooks import scopes
from scaffold.notebooks.edits import Edit, apply_edits, insertion, part, without_comments
from scaffold.notebooks.statements import Statement


@dataclass(frozen=True, slots=True)
class Reference:
    """How to refer to a function that has moved.

    Attributes:
        name: Its name now.
        extras: The names that it read as globals, and takes as keywords now.
    """

    name: str
    extras: tuple[str, ...] = ()


def rewrite(statement: Statement, references: Mapping[str, Reference]) -> str:
    """Return the text of a statement in which calls give what functions read as globals before."""
    changed = {
        name: reference
        for name, reference in references.items()
        if reference.extras or reference.name != name
    }
    if not changed or statement.kind == "magic":
        return statement.text
    edits = [
        edit
        for node in statement.nodes
        for load in outer_loads(node)
        if load.id in changed
        for edit in _edit(statement, load, changed[load.id])
    ]
    shift = statement.first - 1
    return apply_edits(
        statement.text,
        [
            Edit(each.line - shift, each.column, each.end_line - shift, each.end_column, each.text)
            for each in edits
        ],
    )


def value_mentions(nodes: Sequence[ast.AST], name: str) -> bool:
    """Return whether a name is used as a value, and not only called."""
    loads = [load for node in nodes for load in outer_loads(node) if load.id == name]
    called = {
        id(each.func) for node in nodes for each in ast.walk(node) if isinstance(each, ast.Call)
    }
    return any(id(load) not in called for load in loads)


def hidden_at(nodes: Sequence[ast.AST], name: str) -> set[str]:
    """Return the names of the notebook that local names hide where a name is used."""
    return {
        hidden
        for node in nodes
        for load in outer_loads(node)
        if load.id == name
        for hidden in getattr(load, "hidden", ())
    }


def outer_loads(node: ast.AST) -> Iterator[ast.Name]:
    """Yield the loads of names in a statement that mean names of the notebook."""
    _mark_calls(node)
    yield from _loads(node, frozenset())


def _mark_calls(node: ast.AST) -> None:
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
            each.func.call = each  # type: ignore[attr-defined]


def _loads(node: ast.AST, local: frozenset[str]) -> Iterator[ast.Name]:
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load) and node.id not in local:
            node.hidden = local  # type: ignore[attr-defined]
            yield node
        return
    if not isinstance(node, scopes.SCOPES):
        for child in ast.iter_child_nodes(node):
            yield from _loads(child, local)
        return
    outside = set(map(id, scopes.outside_parts(node)))
    inner = local | scopes.local_names(node)
    for child in _children(node):
        yield from _loads(child, local if id(child) in outside else inner)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is below a scope, with the parts of its parameters one by one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.arguments | ast.comprehension):
            yield from _children(child) if isinstance(child, ast.arguments) else [
                child.target, child.iter, *child.ifs
            ]  # fmt: skip
        elif isinstance(child, ast.arg):
            yield from [child.annotation] if child.annotation else []
        elif isinstance(child, ast.keyword):
            yield child.value
        else:
            yield child


def _edit(statement: Statement, load: ast.Name, reference: Reference) -> Iterator[Edit]:
    end_line, end_column = load.end_lineno or load.lineno, load.end_col_offset or 0
    call: ast.Call | None = getattr(load, "call", None)
    given = ", ".join(f"{name}={name}" for name in reference.extras)
    if call is None and given:
        bound = f"partial({reference.name}, {given})"
        yield Edit(load.lineno, load.col_offset, end_line, end_column, bound)
        return
    if reference.name != load.id:
        yield Edit(load.lineno, load.col_offset, end_line, end_column, reference.name)
    if call is not None and given:
        yield from _give(statement, call, given)


def _give(statement: Statement, call: ast.Call, given: str) -> Iterator[Edit]:
    """Add keywords to a call."""
    end_line, end_column = call.end_lineno or call.lineno, call.end_col_offset or 0
    last = max(
        [*call.args, *(keyword.value for keyword in call.keywords)],
        key=lambda each: (each.end_lineno or 0, each.end_col_offset or 0),
        default=None,
    )
    if last is None:
        yield insertion(end_line, end_column - 1, given)
        return
    last_line, last_column = last.end_lineno or 0, last.end_col_offset or 0
    if (last_line, last_column) == (end_line, end_column):  # f(x for x in y)
        yield insertion(last.lineno, last.col_offset, "(")
        yield insertion(end_line, end_column, f", {given})")
        return
    shift = statement.first - 1
    between = part(statement.text, last_line - shift, last_column, end_line - shift, end_column - 1)
    comma = " " if "," in without_comments(between) else ", "
    yield insertion(end_line, end_column - 1, comma + given)
