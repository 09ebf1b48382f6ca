"""Which imports the thin notebook keeps."""

import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.graph import Version, is_star
from scaffold.notebooks.move_records import Moved
from scaffold.notebooks.resolving import ImportLine, import_lines
from scaffold.notebooks.statements import Statement

# Values, which a notebook has as variables, and not modules, functions or classes.
_CONSTANTS = frozenset({"pi", "e", "inf", "nan", "tau", "NaN", "Inf"})


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """What is left of an import statement.

    Attributes:
        text: What the notebook keeps; empty if nothing.
        reason: Why the statement, or a part of it, is dropped.
    """

    text: str
    reason: str = ""


def choose_imports(analysis: Analysis, moved: Moved) -> dict[int, ImportChoice]:
    """Return the import statements that change, with what is left of them."""
    staying = _staying(analysis, moved)
    seen: set[ImportLine] = set()
    choices = {}
    for at, statement in enumerate(analysis.statements):
        if statement.kind != "import":
            continue
        lines = [line for node in statement.nodes for line in import_lines(node)]
        kept = [line for line in lines if _is_kept(analysis, moved, at, line, staying, seen)]
        seen.update(lines)
        if len(kept) < len(lines) and not is_star(statement) and not is_future(statement):
            choices[at] = _choose(statement, kept)
    return choices


def is_future(statement: Statement) -> bool:
    """Return whether a statement imports from `__future__`."""
    return any(getattr(node, "module", "") == "__future__" for node in statement.nodes)


def _staying(analysis: Analysis, moved: Moved) -> list[int]:
    """Return the statements whose code, or whose parameters, the notebook still has."""
    in_modules = {at for piece in moved.pieces for at in piece.statements}
    return [at for at in range(len(analysis.statements)) if at not in in_modules]


def _is_kept(
    analysis: Analysis,
    moved: Moved,
    at: int,
    line: ImportLine,
    staying: Sequence[int],
    seen: set[ImportLine],
) -> bool:
    name = line.bound
    if name in _CONSTANTS:
        return True
    versions = [each for each in analysis.graph.versions.get(name, ()) if each.at == at]
    if not any(analysis.graph.readers(each) for each in versions):
        return line not in seen or _read_by_name(analysis, name, staying)
    return any(
        name in statement.names.used
        and (name in statement.names.lazy or _sees(analysis, other, name, versions))
        for other in staying
        for statement in [analysis.statements[other]]
    ) or _is_given(moved, name)


def _sees(analysis: Analysis, at: int, name: str, versions: Sequence[Version]) -> bool:
    return any(each in versions for each in analysis.graph.uses[at].get(name, ()))


def _read_by_name(analysis: Analysis, name: str, staying: Sequence[int]) -> bool:
    return any(name in analysis.statements[other].names.used for other in staying)


def _is_given(moved: Moved, name: str) -> bool:
    """Return whether a name is given to a function, as it does not always mean an import."""
    return any(name in piece.parameters for piece in moved.pieces)


def _choose(statement: Statement, kept: Sequence[ImportLine]) -> ImportChoice:
    comments = comments_of(statement)
    reason = "imported where it is used"
    if kept and comments:
        return ImportChoice(statement.text)
    texts = [*comments, *(line.spell() for line in kept)]
    return ImportChoice("\n".join(texts), reason)


def comments_of(statement: Statement) -> list[str]:
    """Return the comments of a statement, each as a line of its own."""
    tokens = tokenize.generate_tokens(io.StringIO(statement.text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
