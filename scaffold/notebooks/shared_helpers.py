"""Functions that are equal in several notebooks, which share one of them."""

import ast
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scaffold.files.parsing import parse_or, parse_python
from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.pieces import Piece
from scaffold.notebooks.resolving import ImportLine, import_lines

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def share(
    pieces: Sequence[Piece],
    helpers: Collection[int],
    destination: Destination,
    known: Mapping[str, str],
    common: frozenset[str],
) -> list[Piece]:
    """Import definitions that a module has, and put those of several notebooks in utils.

    Args:
        pieces: All pieces of a notebook.
        helpers: The statements that define functions and classes.
        destination: Where modules go.
        known: Modules by the digests of the definitions that they have.
        common: Digests of definitions that other notebooks of the same move have.
    """
    digests = digest_pieces(pieces, helpers)
    utils = destination.module("utils")
    shared = []
    for piece in pieces:
        digest = digests.get(piece.statements[0], "")
        module = known.get(digest, "")
        if module not in ("", piece.module):
            piece = replace(piece, module=module, is_shared=True)
        elif digest in common:
            piece = replace(piece, module=utils, stage="utils")
        shared.append(piece)
    return shared


def digest_pieces(pieces: Sequence[Piece], helpers: Collection[int]) -> dict[int, str]:
    """Return the digests of definitions, by statement: of their trees, imports and callees."""
    owners = {piece.statements[0]: piece for piece in pieces if piece.statements[0] in helpers}
    found: dict[int, str] = {}

    def digest(at: int, above: tuple[int, ...] = ()) -> str:
        if at not in found:
            piece, inner = owners[at], (*above, at)
            needs = [
                digest(each, inner) for each in piece.needs if each in owners.keys() - {*inner}
            ]
            found[at] = _digest(piece.text, [line.spell() for line in piece.imports], needs)
        return found[at]

    return {at: digest(at) for at in owners}


def digest_modules(sources: Mapping[str, str], destination: Destination) -> dict[str, str]:
    """Return the modules that have definitions, by the digests of these; those in utils first.

    Args:
        sources: Texts of the modules in the stages, by path.
        destination: Where modules go.
    """
    texts = {path: parse_or(source, parse_python, None) for path, source in sources.items()}
    modules = {
        destination.import_name(path): _Module(path, tree, sources[path])
        for path, tree in texts.items()
        if tree is not None
    }
    found: dict[str, str] = {}
    for module in sorted(modules.values(), key=lambda each: "/utils/" not in each.path):
        for name in module.definitions:
            found.setdefault(_digest_of(modules, module, name, ()), module.path)
    return found


@dataclass(slots=True)
class _Module:
    path: str
    tree: ast.Module
    source: str
    definitions: dict[str, ast.stmt] = field(init=False)
    imports: dict[str, ImportLine] = field(init=False)

    def __post_init__(self) -> None:
        body = self.tree.body
        self.definitions = {node.name: node for node in body if isinstance(node, _DEFINITIONS)}
        self.imports = {line.bound: line for node in body for line in import_lines(node)}


def _digest_of(
    modules: Mapping[str, _Module], module: _Module, name: str, above: tuple[str, ...]
) -> str:
    node = module.definitions[name]
    used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    imports, needs = [], []
    for each in used - {name, *above}:
        line = module.imports.get(each)
        other = modules.get(line.module) if line else module
        if other and (target := line.name if line else each) in other.definitions:
            needs.append(_digest_of(modules, other, target, (*above, name)))
        elif line:
            imports.append(line.spell())
    return _digest(ast.unparse(node), imports, needs)


def _digest(text: str, imports: Sequence[str], needs: Sequence[str]) -> str:
    node = ast.parse(text).body[0]
    if isinstance(node, _DEFINITIONS) and ast.get_docstring(node) is not None:
        node.body = node.body[1:] or [ast.Pass()]
    parts = [ast.dump(node), *sorted(set(imports)), *sorted(needs)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
