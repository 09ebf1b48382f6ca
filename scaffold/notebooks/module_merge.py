"""Merge functions into a module that exists: your edits stay, function by function."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.files.parsing import UnparsableError, parse, parse_python
from scaffold.notebooks.module_text import ModuleParts
from scaffold.notebooks.pieces import Piece
from scaffold.notebooks.plan_file import digest


@dataclass(frozen=True, slots=True)
class MergedModule:
    """A module after a merge.

    Attributes:
        text: Its text.
        kept: Functions that differ because you edited them and the notebook changed, too.
    """

    text: str
    kept: tuple[str, ...] = ()


def merge_module(
    existing: str, new: ModuleParts, generated: Mapping[tuple[str, str], str]
) -> MergedModule:
    """Merge new functions into a module.

    Args:
        existing: The text of the module now.
        new: The functions that it should have.
        generated: Digests of the functions that were written before, by module and name.
    """
    written = new.write()
    if existing == written:
        return MergedModule(written)
    try:
        tree = parse(existing, parse_python)
    except UnparsableError:
        return MergedModule(existing, tuple(piece.name for piece in new.pieces))
    lines = existing.split("\n")
    spans = _spans(tree, lines)
    replaced: dict[tuple[int, int], str] = {}
    added: list[str] = []
    kept: list[str] = []
    for piece in new.pieces:
        span = spans.get(piece.name)
        if span is None:
            added.append(piece.text)
            continue
        standing = "\n".join(lines[span[0] : span[1]])
        known = generated.get((new.path, piece.name))
        if standing == piece.text or _same(standing, piece.text):
            continue
        if known == digest(standing):
            replaced[span] = piece.text
        elif known != digest(piece.text):
            kept.append(piece.name)
    text = _write(lines, replaced, added)
    return MergedModule(_add_imports(text, new), tuple(kept))


def has_other(existing: str, new: ModuleParts, generated: Mapping[tuple[str, str], str]) -> bool:
    """Return whether a module has names of its own that the new functions would clash with."""
    try:
        tree = parse(existing, parse_python)
    except UnparsableError:
        return True
    spans = _spans(tree, existing.split("\n"))
    lines = existing.split("\n")
    return any(
        piece.name in spans
        and (new.path, piece.name) not in generated
        and not _same("\n".join(lines[slice(*spans[piece.name])]), piece.text)
        for piece in new.pieces
    )


def _same(one: str, other: str) -> bool:
    """Return whether two functions have the same tree."""
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return False


def _spans(tree: ast.Module, lines: list[str]) -> dict[str, tuple[int, int]]:
    """Return the lines of each function and class, with the comments right above."""
    spans = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1
            while first > 0 and lines[first - 1].startswith("#"):
                first -= 1
            spans[node.name] = (first, node.end_lineno or node.lineno)
    return spans


def _write(lines: list[str], replaced: Mapping[tuple[int, int], str], added: list[str]) -> str:
    done = list(lines)
    for (first, last), text in sorted(replaced.items(), reverse=True):
        done[first:last] = text.split("\n")
    text = "\n".join(done)
    return "\n\n\n".join([text.rstrip("\n"), *added]) + "\n" if added else text


def _add_imports(text: str, new: ModuleParts) -> str:
    """Add the imports that a module lacks below those that it has."""
    tree = ast.parse(text)
    present = {
        ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
    }
    single = {line for each in present for line in _singles(each)}
    missing = [line for each in new.imports for line in _singles(each) if line not in single]
    if not missing:
        return text
    imports = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
    first = tree.body[0] if tree.body else None
    is_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    at = (
        (imports[-1].end_lineno or 0)
        if imports
        else (first.end_lineno or 0)
        if is_doc and first
        else 0
    )
    lines = text.split("\n")
    return "\n".join([*lines[:at], *missing, *lines[at:]])


def _singles(statement: str) -> list[str]:
    """Return the imports of a statement, one name each."""
    if not statement.strip():
        return []
    node = ast.parse(statement).body[0]
    names = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
    found = []
    for alias in names:
        single = (
            ast.Import([alias])
            if isinstance(node, ast.Import)
            else ast.ImportFrom(getattr(node, "module", None), [alias], getattr(node, "level", 0))
        )
        found.append(ast.unparse(single))
    return found


def names_in(piece: Piece) -> str:
    """Return the name that a piece has in its module."""
    return piece.name
