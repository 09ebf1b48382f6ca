"""What a block needs and gives back when it becomes a function, or why it has to stay."""

import ast
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.graph import reads_globals
from scaffold.notebooks.magics import parse_code
from scaffold.notebooks.name_reader import names_of
from scaffold.notebooks.name_uses import Names
from scaffold.notebooks.references import Reference, rewrite
from scaffold.notebooks.resolving import PARTIAL, Resolved, Resolver
from scaffold.notebooks.valueless import find_fitted, is_valueless

_MODULE_NAMES = frozenset({"__name__", "__file__", "__doc__", "__builtins__"})


@dataclass(slots=True)
class Block:
    """A block as a function.

    Attributes:
        parameters: Variables of the notebook that it reads.
        outputs: Variables that it binds and the notebook needs.
        meanings: What other names in it mean.
        text: Its statements, with calls of moved functions rewritten.
        shows: Whether the cell displays its last value.
        shown: The result that is this value; empty if it is another value.
        result: A name for this value that the notebook does not have.
        reason: Why it has to stay in the notebook; empty if it can move.
    """

    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    meanings: dict[str, Resolved] = field(default_factory=dict)
    text: str = ""
    shows: bool = False
    shown: str = ""
    result: str = "result"
    reason: str = ""


def shape_block(
    analysis: Analysis,
    numbers: Sequence[int],
    resolver: Resolver,
    references: Mapping[int, Reference],
    present: set[str],
    read_later: frozenset[str],
) -> Block:
    """Turn statements into the body of a function.

    Args:
        analysis: The notebook.
        numbers: The statements, in order.
        resolver: Resolves names.
        references: How to refer to functions that have moved, by the statements that define them.
        present: Names that the thin notebook has at this point.
        read_later: Names that any later cell mentions.
    """
    reason = _reason(analysis, numbers)
    if reason:
        return Block(reason=reason)
    texts, meanings = _rewrite(analysis, numbers, resolver, references)
    names = names_of(parse_code("\n".join(texts)).body)
    live = analysis.graph.live[numbers[-1]]
    block = Block(meanings=meanings, text="\n".join(texts))
    last = numbers[-1]
    block.shows = analysis.statements[last].is_shown and not is_valueless(analysis.graph, last)
    needed = [name for name in names.bound if name in live or name in read_later or name in present]
    unsure = [name for name in needed if name in names.maybe and name not in present]
    for name in unsure:
        if name in live:
            return Block(reason=f"`{name}` is only assigned under a condition")
    if unsure:
        # Nothing reads these before it assigns them again; the notebook has them all the same.
        block.text = f"{' = '.join(unsure)} = None  # assigned under a condition\n{block.text}"
    block.outputs = tuple(needed)
    block.result = _name_result(analysis.names)
    fitted = find_fitted(analysis, last) if block.shows else ""
    block.shown = fitted if fitted in needed else ""
    block.parameters = _parameters(names, meanings, block.outputs, present)
    block.reason = _reason_of_lazy(analysis, numbers, names, meanings) or _reason_of_callees(
        analysis, numbers, names, meanings
    )
    return block


def _name_result(taken: Container[str]) -> str:
    """Return a name for the value that a cell displays."""
    names = chain(("result", "displayed_value"), (f"displayed_value_{n}" for n in count(2)))
    return next(name for name in names if name not in taken)


def _reason(analysis: Analysis, numbers: Sequence[int]) -> str:
    for at in numbers:
        statement = analysis.statements[at]
        names = statement.names
        lazy = {*names.lazy}.union(*analysis.graph.through[at].values())
        if names.is_opaque or reads_globals(lazy, analysis.graph.versions):
            return "it reads the namespace of the notebook"
        if names.writes:
            return "it changes globals"
        for name in names.deletes:
            if not any(name in analysis.statements[other].names.bound for other in numbers):
                return f"it deletes `{name}`"
        if _MODULE_NAMES.intersection(names.used):
            return "it reads the name of its module"
        if any(isinstance(node, ast.Await) for node in _outside_functions(statement.nodes)):
            return "it awaits"
        changing = _global_writers(analysis, at)
        if changing:
            return f"`{changing}` changes globals"
    return ""


def _outside_functions(nodes: Sequence[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _outside_functions(list(ast.iter_child_nodes(node)))


def _global_writers(analysis: Analysis, at: int) -> str:
    """Return a function that a statement uses and that rebinds globals."""
    for name, versions in analysis.graph.uses[at].items():
        if any(analysis.statements[each.at].names.writes for each in versions):
            return name
    return ""


def _rewrite(
    analysis: Analysis,
    numbers: Sequence[int],
    resolver: Resolver,
    references: Mapping[int, Reference],
) -> tuple[list[str], dict[str, Resolved]]:
    """Return the texts of statements as they are in the function, and what their names mean."""
    texts: list[str] = []
    meanings: dict[str, Resolved] = {}
    bound: set[str] = set()
    for at in numbers:
        statement = analysis.statements[at]
        local = {
            name: resolver.resolve(name, analysis.graph.before[at].get(name, ()))
            for name in statement.names.used
            if name not in bound
        }
        moved = {
            name: references[each.at]
            for name, each in local.items()
            if each.meaning == "definition"
        }
        texts.append(rewrite(statement, moved))
        if any(each.extras for each in moved.values()) and "partial" not in analysis.names:
            meanings["partial"] = Resolved("import", (PARTIAL,))
        meanings |= {moved[name].name: local[name] for name in moved}
        meanings |= {name: each for name, each in local.items() if name not in meanings}
        bound |= set(statement.names.bound)
    return texts, meanings


def _parameters(
    names: Names,
    meanings: Mapping[str, Resolved],
    outputs: Sequence[str],
    present: set[str],
) -> tuple[str, ...]:
    static = {"import", "definition", "builtin"}
    found: dict[str, None] = {}
    for name in names.used:
        resolved = meanings.get(name)
        if resolved and resolved.meaning in static:
            continue
        # What a loop reads before it binds it exists only if something bound it before.
        if name in present or name not in names.bound:
            found[name] = None
    for name in outputs:
        if name not in names.binds and name in present:
            found.setdefault(name)
    return tuple(found)


def _reason_of_lazy(
    analysis: Analysis,
    numbers: Sequence[int],
    names: Names,
    meanings: Mapping[str, Resolved],
) -> str:
    """Return why functions and lambdas in a block might see other values in the notebook."""
    last = numbers[-1]
    for name in names.lazy:
        resolved = meanings.get(name)
        if not (name in names.bound or (resolved and resolved.meaning == "variable")):
            continue
        is_known = name in names.bound or analysis.graph.before[numbers[0]].get(name)
        if any(each.at > last for each in analysis.graph.versions.get(name, ())):
            when = "again later" if is_known else "later"
            return f"a function in it reads `{name}`, which is assigned {when}"
        if not is_known:
            return f"a function in it reads `{name}`, which is never assigned"
    return ""


def _reason_of_callees(
    analysis: Analysis,
    numbers: Sequence[int],
    names: Names,
    meanings: Mapping[str, Resolved],
) -> str:
    """Return why a function of the notebook would not see what the block assigns."""
    for at in numbers:
        for name, read in analysis.graph.through[at].items():
            resolved = meanings.get(name)
            if resolved and resolved.meaning == "variable":
                for hidden in read.intersection(names.bound):
                    return f"`{name}` reads `{hidden}`, which it assigns"
    return ""
