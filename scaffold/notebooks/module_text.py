"""The text of modules: a docstring, sorted imports, and the pieces in their order."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scaffold.notebooks.destinations import FLOW, Destination
from scaffold.notebooks.import_aliases import can_rename, reads_early, rename_import
from scaffold.notebooks.local_imports import add_local_imports
from scaffold.notebooks.pieces import Piece
from scaffold.notebooks.resolving import ImportLine

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class ModuleParts:
    """A module in parts, so that it can be merged with one that exists.

    Attributes:
        path: Its path.
        head: Its docstring and comments.
        imports: Its import statements, sorted.
        pieces: Its functions and classes.
    """

    path: str
    head: str
    imports: tuple[str, ...]
    pieces: tuple[Piece, ...]

    def write(self) -> str:
        """Return the text."""
        imports = "\n".join(self.imports)
        parts = [self.head, *([imports] if imports else [])]
        body = "\n\n\n".join(piece.text for piece in self.pieces)
        return "\n\n".join(parts) + "\n\n\n" + body + "\n"


def build_modules(
    pieces: Sequence[Piece], destination: Destination, head_imports: Sequence[str] = ()
) -> list[ModuleParts]:
    """Return the modules of some pieces.

    Args:
        pieces: Functions and classes, in the order of the notebook.
        destination: Where modules go.
        head_imports: `__future__` imports that count for the whole notebook.
    """
    owners = {at: piece for piece in pieces for at in piece.statements}
    pieces = [piece for piece in pieces if not piece.is_shared]
    paths = list(dict.fromkeys(piece.module for piece in pieces))
    return [
        _build(
            path,
            [piece for piece in pieces if piece.module == path],
            owners,
            destination,
            head_imports,
        )
        for path in paths
    ]


def _build(
    path: str,
    pieces: Sequence[Piece],
    owners: Mapping[int, Piece],
    destination: Destination,
    head_imports: Sequence[str],
) -> ModuleParts:
    top: list[ImportLine] = []
    done: list[Piece] = []
    defined = {piece.name for piece in pieces}
    for piece in pieces:
        own = [*piece.imports, *_own_imports(piece, owners, destination, path)]
        early = {owners[at].name for at in piece.needs_early if at in owners}
        done.append(_place_imports(piece, own, top, defined, early, path, destination))
    imports = sort_imports(dict.fromkeys(top), destination.package)
    return ModuleParts(path, _head(path, destination), (*head_imports, *imports), tuple(done))


def _place_imports(
    piece: Piece,
    lines: Sequence[ImportLine],
    top: list[ImportLine],
    defined: set[str],
    early: set[str],
    path: str,
    destination: Destination,
) -> Piece:
    """Add the imports of a piece to those of its module, or to the piece where they differ."""
    local: list[ImportLine] = []
    eager = reads_early(piece.text)
    for line in lines:
        clashes = line.bound in defined or any(_clash(line, each) for each in top)
        if clashes and line.bound in eager and can_rename(line):
            taken = {*defined, *(each.bound for each in top)}
            text, renamed = rename_import(piece.text, line, taken)
            piece = replace(piece, text=text)
            top.append(renamed)
            continue
        is_made = line not in piece.imports
        fits = not (clashes or _is_against(path, line.module, destination, is_made=is_made))
        (top if fits or line.bound in early else local).append(line)
    return _with_local(piece, local)


def _clash(one: ImportLine, two: ImportLine) -> bool:
    """Return whether two imports bind one name to different things."""
    plain = not (one.module or one.alias or two.module or two.alias)
    return one.bound == two.bound and one != two and not plain


def _own_imports(
    piece: Piece, owners: Mapping[int, Piece], destination: Destination, path: str
) -> Iterable[ImportLine]:
    """Yield the imports of functions that other modules of the notebook have."""
    for at in piece.needs:
        owner = owners.get(at)
        if owner and owner.module != path:
            yield ImportLine(destination.import_name(owner.module), owner.name)


def _is_against(path: str, module: str, destination: Destination, *, is_made: bool) -> bool:
    """Return whether an import at the top could make two modules import each other.

    Args:
        path: The module that imports.
        module: What it imports.
        destination: Where the modules of the notebook go.
        is_made: Whether it is a module of the notebook; one that was there imports none of these.
    """
    if not module.startswith(f"{destination.package}."):
        return False
    mine = destination.import_name(path).removeprefix(f"{destination.package}.").partition(".")[0]
    other = module.removeprefix(f"{destination.package}.").partition(".")[0]
    if mine not in FLOW or other not in FLOW:
        return is_made
    return FLOW.index(other) >= FLOW.index(mine)


def _with_local(piece: Piece, local: Sequence[ImportLine]) -> Piece:
    """Add imports to the body of a function."""
    if not local:
        return piece
    return replace(piece, text=add_local_imports(piece.text, local))


def _head(path: str, destination: Destination) -> str:
    stage = destination.import_name(path).split(".")[-2]
    titles = {
        "data": "Data preparation",
        "models": "Training",
        "evaluation": "Evaluation",
        "inference": "Inference",
        "utils": "Functions that several stages share",
    }
    name = destination.notebook.rpartition("/")[2]
    title = titles.get(stage, stage.capitalize())
    line = f'"""{title}, moved from `{name}`."""'
    return line if len(line) <= _WIDTH else f'"""{title}, moved from a notebook."""'


def sort_imports(lines: Iterable[ImportLine], package: str) -> list[str]:
    """Return import statements as ruff and isort order them, sections apart by empty lines."""
    sections: dict[int, list[ImportLine]] = {}
    for line in lines:
        sections.setdefault(_section(line, package), []).append(line)
    return [
        text
        for number, section in enumerate(sections[key] for key in sorted(sections))
        for text in [*([""] if number else []), *_sort_section(section)]
    ]


def _section(line: ImportLine, package: str) -> int:
    top = (line.module or line.name).partition(".")[0]
    if top == "__future__":
        return 0
    if line.level:
        return 4
    if top == package:
        return 3
    return 1 if top in sys.stdlib_module_names else 2


def _sort_section(lines: Sequence[ImportLine]) -> list[str]:
    plain = sorted((each for each in lines if not each.module and not each.level), key=_module_key)
    by_module: dict[tuple[int, str], list[ImportLine]] = {}
    for line in lines:
        if line.module or line.level:
            by_module.setdefault((line.level, line.module), []).append(line)
    texts = [line.spell() for line in plain]
    for (level, module), members in sorted(by_module.items(), key=lambda item: item[0][1].lower()):
        ordered = sorted(dict.fromkeys(members), key=_member_key)
        texts += [_spell_from("." * level + module, each) for each in _split_members(ordered)]
    return texts


def _split_members(members: Sequence[ImportLine]) -> list[Sequence[ImportLine]]:
    """Return the members of each statement: those with another name have one of their own."""
    plain = [each for each in members if not each.alias]
    groups = [*([plain] if plain else []), *([each] for each in members if each.alias)]
    return sorted(groups, key=lambda group: _member_key(group[0]))


def _module_key(line: ImportLine) -> tuple[str, str]:
    return line.name.lower(), line.alias


def _member_key(line: ImportLine) -> tuple[int, str, str]:
    """Sort members as isort does: constants, classes, then the rest."""
    name = line.name
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name, line.alias


def _spell_from(source: str, members: Sequence[ImportLine]) -> str:
    names = [f"{each.name} as {each.alias}" if each.alias else each.name for each in members]
    flat = f"from {source} import {', '.join(names)}"
    if len(flat) <= _WIDTH:
        return flat
    return f"from {source} import (\n" + "".join(f"    {name},\n" for name in names) + ")"
