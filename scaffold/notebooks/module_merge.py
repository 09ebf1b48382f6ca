"""Merge functions into a module that exists: your edits stay, function by function."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from scaffold.files.parsing import UnparsableError, parse, parse_python
from scaffold.notebooks.module_text import ModuleParts
from scaffold.notebooks.plan_file import digest
from scaffold.notebooks.resolving import import_lines

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class MergedModule:
    """A module after a merge.

    Attributes:
        content: Its bytes.
        kept: Functions that differ because you edited them and the notebook changed, too.
    """

    content: bytes
    kept: tuple[str, ...] = ()


def merge_module(
    existing: bytes, new: ModuleParts, generated: Mapping[tuple[str, str], str]
) -> MergedModule:
    """Merge new functions into a module.

    Args:
        existing: The module now; empty if there is none. One that is not UTF-8 stays as it is.
        new: The functions that it should have.
        generated: Digests of the functions that were written before, by module and name.
    """
    written = new.write().encode()
    if not existing.strip() or existing == written:
        return MergedModule(written)
    try:
        tree = parse(existing.decode(), parse_python)
    except (UnparsableError, UnicodeDecodeError):
        return MergedModule(existing, tuple(piece.name for piece in new.pieces))
    lines = existing.decode().split("\n")
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
    return MergedModule(_add_imports(text, new).encode(), tuple(kept))


def _same(one: str, other: str) -> bool:
    """Return whether two functions have the same tree."""
    return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))


def _spans(tree: ast.Module, lines: list[str]) -> dict[str, tuple[int, int]]:
    """Return the lines of each function and class, with the comments right above."""
    spans = {}
    for node in tree.body:
        if isinstance(node, _DEFINITIONS):
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
    present = {line for node in tree.body for line in import_lines(node)}
    given = (node for each in new.imports for node in ast.parse(each).body)
    missing = [line for node in given for line in import_lines(node) if line not in present]
    if not missing:
        return text
    lines = text.split("\n")
    head = _end_of_head(tree, lines)
    # A late import is there for what follows it; functions may need these where they are defined.
    early = takewhile(lambda node: not isinstance(node, _DEFINITIONS), tree.body)
    last = max([head, *(node.end_lineno or 0 for node in early if import_lines(node))])
    # Python takes imports from `__future__` only above all others.
    future = [line.spell() for line in missing if line.module == "__future__"]
    others = [line.spell() for line in missing if line.module != "__future__"]
    above, below = [""] if head else [], [] if last else ["", ""]
    lines[last:last] = [*(above if last == head else []), *others, *below]
    lines[head:head] = [*above, *future] if future else []
    return "\n".join(lines)


def _end_of_head(tree: ast.Module, lines: list[str]) -> int:
    """Return how many lines the docstring ends after, or else the comments at the top."""
    if ast.get_docstring(tree) is not None:
        return tree.body[0].end_lineno or 0
    return sum(1 for _ in takewhile(lambda line: line.startswith("#"), lines))
