"""The functions and classes of modules, as text with what they import."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scaffold.notebooks import scopes
from scaffold.notebooks.blocks import Block
from scaffold.notebooks.edits import Edit, apply_edits, indent, insertion
from scaffold.notebooks.magics import parse_code
from scaffold.notebooks.resolving import PARTIAL, ImportLine
from scaffold.notebooks.signatures import add_parameters, find_init
from scaffold.notebooks.statements import Statement

_WIDTH = 88


@dataclass(frozen=True, slots=True)
class Piece:
    """One function, class or group of statements of a module.

    Attributes:
        statements: The statements that it is made of.
        stage: Its stage.
        module: Path of its module in the project.
        name: Its name in the module.
        bound: Its name in the notebook.
        text: Its source.
        imports: What it imports, by the names that it uses.
        needs: Definitions that it uses, as statement numbers.
        needs_early: Those of them that it uses where it is defined.
        parameters: Its parameters.
        outputs: What it returns.
        is_shared: Whether its module has it already, from another notebook.
    """

    statements: tuple[int, ...]
    stage: str
    module: str
    name: str
    bound: str
    text: str
    imports: tuple[ImportLine, ...] = ()
    needs: tuple[int, ...] = ()
    needs_early: tuple[int, ...] = ()
    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    is_shared: bool = False


def definition_text(
    statement: Statement, text: str, name: str, extras: Sequence[str], doc: str
) -> str:
    """Return a definition with its new name, parameters and docstring.

    Args:
        statement: The statement, as it is in the notebook.
        text: Its lines, with calls of moved functions rewritten.
        name: Its name in the module.
        extras: Globals that it takes as keyword parameters.
        doc: A docstring for it, if it has none.
    """
    edits = list(_rename(text, statement, name))
    node = _parse_one(text)
    function = node if not isinstance(node, ast.ClassDef) else find_init(node)
    if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        edits += add_parameters(text, function, extras)
    edits += _document(text, node, doc)
    return _join_comment(apply_edits(text, edits).strip("\n"))


def _join_comment(text: str) -> str:
    """Drop empty lines between a definition and the comment above it."""
    lines = text.split("\n")
    end = next(n for n, line in enumerate(lines) if line.strip() and not line.startswith("#"))
    return "\n".join([*(line for line in lines[:end] if line.strip()), *lines[end:]])


def _parse_one(text: str) -> scopes.Function | ast.ClassDef:
    node = parse_code(text).body[0]
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)  # noqa: S101 - for types
    return node


def _rename(text: str, statement: Statement, name: str) -> Iterable[Edit]:
    old = next(iter(statement.names.binds))
    if old == name:
        return []
    node = _parse_one(text)
    line = text.split("\n")[node.lineno - 1].encode()
    start = line.index(
        old.encode(), node.col_offset + len(b"class" if isinstance(node, ast.ClassDef) else b"def")
    )
    return [Edit(node.lineno, start, node.lineno, start + len(old.encode()), name)]


def _document(text: str, node: scopes.Function | ast.ClassDef, doc: str) -> list[Edit]:
    """Return the edit that adds a docstring, where there is none and its body has own lines."""
    first = node.body[0]
    if ast.get_docstring(node) is not None or not doc or first.lineno == node.lineno:
        return []
    decorators = getattr(first, "decorator_list", [])
    row = min([first.lineno, *(each.lineno for each in decorators)])
    line = text.split("\n")[row - 1]
    space = line[: len(line) - len(line.lstrip())]
    if not line[: first.col_offset].isspace():
        return []
    # A comment between the head and the body stays below the docstring.
    above = row
    lines = text.split("\n")
    while above > 1 and (not lines[above - 2].strip() or lines[above - 2].lstrip().startswith("#")):
        above -= 1
    return [insertion(above, 0, f'{space}"""{doc}"""\n')]


def block_text(block: Block, name: str, doc: str, local_imports: Sequence[ImportLine]) -> str:
    """Return a block as a function."""
    head = _head(name, block.parameters)
    lines = [
        *([f'    """{doc}"""'] if doc else []),
        *(f"    {each.spell()}" for each in local_imports),
    ]
    body = indent(_with_result(block).strip("\n"))
    gives_value = block.shows and block.outputs and not block.shown
    returned = [*block.outputs, *([block.result] if gives_value else [])]
    end = [f"    return {', '.join(returned)}"] if returned else []
    return "\n".join([head, *lines, body, *end])


def _head(name: str, parameters: Sequence[str]) -> str:
    flat = f"def {name}({', '.join(parameters)}):"
    if len(flat) <= _WIDTH:
        return flat
    return f"def {name}(\n" + "".join(f"    {each},\n" for each in parameters) + "):"


def _with_result(block: Block) -> str:
    """Return the statements of a block; the value that the cell displays is kept."""
    if not block.shows or block.shown:
        return block.text
    last = parse_code(block.text).body[-1]
    word = f"{block.result} = " if block.outputs else "return "
    return apply_edits(block.text, [insertion(last.lineno, last.col_offset, word)])


def call_text(block: Block, name: str) -> str:
    """Return the statements that call a function in the place of its block."""
    call = spell_call(name, block.parameters)
    targets = list(block.outputs)
    if block.shown:
        return f"{', '.join(targets)} = {call}\n{block.shown}"
    if block.shows and targets:
        targets.append(block.result)
        return f"{', '.join(targets)} = {call}\n{block.result}"
    return f"{', '.join(targets)} = {call}" if targets else call


def spell_call(name: str, arguments: Sequence[str]) -> str:
    """Return a call, on several lines if it is long."""
    flat = f"{name}({', '.join(arguments)})"
    if len(flat) <= _WIDTH:
        return flat
    return f"{name}(\n" + "".join(f"    {each},\n" for each in arguments) + ")"


def imports_for(names: Iterable[ImportLine], text: str) -> tuple[ImportLine, ...]:
    """Return imports, with `partial` where a text that was rewritten uses it."""
    nodes = list(ast.walk(parse_code(text)))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    found = {each: None for each in names if each.bound in used}
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {name for node in nodes for name in scopes.bound_names(node)}
    if "partial" in used - bound - {each.bound for each in found}:
        found[PARTIAL] = None
    return tuple(found)
