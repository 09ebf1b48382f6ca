"""Which statement each name comes from: a graph of definitions and uses, with versions."""

import builtins
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from scaffold.notebooks.name_expressions import READS_GLOBALS
from scaffold.notebooks.statements import Statement

_BUILTINS = frozenset(dir(builtins)) | {"__name__", "__doc__", "display", "get_ipython"}


@dataclass(frozen=True, slots=True)
class Version:
    """One binding of a name.

    Attributes:
        name: The name.
        number: Which of its bindings, from 1.
        at: Number of the statement that binds it.
        is_sure: Whether it is bound whenever the statement ends.
    """

    name: str
    number: int
    at: int
    is_sure: bool


@dataclass(slots=True)
class Graph:
    """Definitions and uses in a run from top to bottom.

    Attributes:
        statements: All statements, in order.
        versions: The bindings of each name, in order.
        uses: For each statement, the versions that each name it reads can have.
        before: For each statement, the versions of all names that are bound before it.
        early: For each statement, names that are read before any cell binds them.
        undefined: For each statement, names that no cell binds.
        live: For each statement, names that are read after it before they are bound again.
        through: For each statement, what each function that it mentions reads when it is called.
        has_star: Whether names come from `from module import *`.
    """

    statements: Sequence[Statement]
    versions: dict[str, list[Version]] = field(default_factory=dict)
    uses: list[dict[str, tuple[Version, ...]]] = field(default_factory=list)
    before: list[dict[str, tuple[Version, ...]]] = field(default_factory=list)
    early: list[tuple[str, ...]] = field(default_factory=list)
    undefined: list[tuple[str, ...]] = field(default_factory=list)
    live: list[frozenset[str]] = field(default_factory=list)
    through: list[dict[str, frozenset[str]]] = field(default_factory=list)
    has_star: bool = False

    def readers(self, version: Version) -> list[int]:
        """Return the statements that can see a version."""
        return [n for n, uses in enumerate(self.uses) if version in uses.get(version.name, ())]


def build_graph(statements: Sequence[Statement]) -> Graph:
    """Follow the statements of a notebook from top to bottom."""
    graph = Graph(statements)
    graph.has_star = any(is_star(statement) for statement in statements)
    everywhere = {name for statement in statements for name in statement.names.bound}
    reaching: dict[str, tuple[Version, ...]] = {}
    lazy: dict[str, frozenset[str]] = {}
    for at, statement in enumerate(statements):
        graph.before.append(dict(reaching))
        read = _with_lazy(statement, lazy)
        graph.through.append(
            {name: _reached(name, lazy) for name in statement.names.reads if name in lazy}
        )
        graph.uses.append({name: reaching[name] for name in read if name in reaching})
        missing = [name for name in read if name not in reaching and name not in _BUILTINS]
        now = [name for name in missing if name in statement.names.reads]
        graph.early.append(
            tuple(name for name in now if name in everywhere and name not in statement.names.bound)
        )
        graph.undefined.append(tuple(name for name in now if name not in everywhere))
        _bind(graph, at, statement, reaching)
        _note_lazy(statement, lazy)
    graph.live = _find_live(statements, everywhere)
    return graph


def is_star(statement: Statement) -> bool:
    """Return whether a statement imports all names of a module."""
    return statement.kind == "import" and any(
        alias.name == "*" for node in statement.nodes for alias in getattr(node, "names", [])
    )


def reads_globals(names: Iterable[str], bound: Container[str]) -> bool:
    """Return whether one of some names is a function of Python that can read any global."""
    return any(name in READS_GLOBALS and name not in bound for name in names)


def _with_lazy(statement: Statement, lazy: dict[str, frozenset[str]]) -> dict[str, None]:
    """Return what a statement reads, and what the functions that it mentions read."""
    read = dict(statement.names.reads)
    for name in statement.names.reads:
        if name in lazy:
            read |= dict.fromkeys(sorted(_reached(name, lazy)))
    return read


def _reached(name: str, lazy: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return what a function reads when it is called, and what the functions that it calls read."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for each in lazy.get(waiting.pop(), frozenset()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return frozenset(found)


def _note_lazy(statement: Statement, lazy: dict[str, frozenset[str]]) -> None:
    """Note which names functions read when they are called."""
    names = statement.names
    if names.lazy:
        for name in names.bound:
            lazy[name] = lazy.get(name, frozenset()) | frozenset(names.lazy)
    elif statement.kind == "code":
        for name in names.binds:
            lazy.pop(name, None)


def _bind(
    graph: Graph, at: int, statement: Statement, reaching: dict[str, tuple[Version, ...]]
) -> None:
    names = statement.names
    for name in names.bound:
        known = graph.versions.setdefault(name, [])
        is_sure = name in names.binds
        known.append(Version(name, len(known) + 1, at, is_sure))
        others = () if is_sure else reaching.get(name, ())
        reaching[name] = (*others, known[-1])
    for name in names.deletes:
        if name not in names.bound:
            reaching.pop(name, None)


def _find_live(statements: Sequence[Statement], everywhere: set[str]) -> list[frozenset[str]]:
    """Find what is read later; a function that is defined reads its names until the end."""
    lazy: dict[str, frozenset[str]] = {}
    reads: list[set[str]] = []
    for statement in statements:
        reads.append(set(_with_lazy(statement, lazy)))
        _note_lazy(statement, lazy)
    live: set[str] = set()
    found: list[frozenset[str]] = []
    for statement, read in zip(reversed(statements), reversed(reads), strict=True):
        found.append(frozenset(live))
        if statement.names.is_opaque or reads_globals(read, everywhere):
            live = set(everywhere)
        live = (live - set(statement.names.binds)) | read
    return found[::-1]
