"""Which functions and classes can move as they are, and which globals they take as keywords."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from scaffold.notebooks import scopes
from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.graph import Version, reads_globals
from scaffold.notebooks.references import hidden_at, value_mentions
from scaffold.notebooks.resolving import PARTIAL, Resolved, Resolver
from scaffold.notebooks.signatures import find_init
from scaffold.notebooks.syntax import called_names

_Names = dict[str, Resolved]


@dataclass(slots=True)
class Definitions:
    """The definitions that move as they are.

    Attributes:
        extras: Globals that each takes as keyword parameters, by statement.
        meanings: What the names in each mean, by statement.
        reasons: Why others do not move as they are, by statement.
    """

    extras: dict[int, tuple[str, ...]] = field(default_factory=dict)
    meanings: dict[int, _Names] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)


def settle_definitions(
    analysis: Analysis, candidates: Sequence[int], staying_imports: frozenset[int]
) -> Definitions:
    """Find the definitions that can move, and what they need; each round can only rule out."""
    moving = set(candidates)
    reasons: dict[int, str] = {}
    while True:
        resolver = Resolver(analysis.graph, moving, staying_imports)
        found = _Round(analysis, resolver, moving)
        out = found.find_reasons()
        if not out:
            return Definitions(found.extras, found.meanings, reasons)
        reasons |= out
        moving -= out.keys()


class _Round:
    """One look at all definitions, given those that are thought to move."""

    def __init__(self, analysis: Analysis, resolver: Resolver, moving: set[int]) -> None:
        self._analysis = analysis
        self._resolver = resolver
        self._moving = sorted(moving)
        self._mentions = {at: _mentions(analysis, at) for at in self._moving}
        # Functions that are passed on get their globals by `functools.partial`.
        bound = analysis.graph.versions.get("partial", ())
        known = resolver.resolve("partial", bound).imports
        self._hides_partial = bool(bound) and known != (PARTIAL,)
        self.meanings = {at: self._resolve(at) for at in self._moving}
        self.extras = self._find_extras()

    def _resolve(self, at: int) -> _Names:
        """Resolve the names of a definition: those in its body by all places that mention it."""
        graph, statement = self._analysis.graph, self._analysis.statements[at]
        found: _Names = {}
        for name in statement.names.used:
            versions: dict[Version, None] = dict.fromkeys(
                graph.before[at].get(name, ()) if name in statement.names.reads else ()
            )
            if name in statement.names.lazy:
                for other in self._mentions[at]:
                    versions |= dict.fromkeys(graph.uses[other].get(name, ()))
                if not self._mentions[at]:
                    versions |= dict.fromkeys(graph.versions.get(name, ())[-1:])
            if name in statement.names.binds:  # It calls itself.
                own = [each for each in graph.versions[name] if each.at == at]
                versions = versions or dict.fromkeys(own)
            found[name] = self._resolver.resolve(name, tuple(versions))
        return found

    def _find_extras(self) -> dict[int, tuple[str, ...]]:
        extras = {
            at: [
                name
                for name, resolved in self.meanings[at].items()
                if resolved.meaning == "variable"
                and name in self._analysis.statements[at].names.lazy
            ]
            for at in self._moving
        }
        changed = True
        while changed:
            changed = False
            for at in self._moving:
                for resolved in self.meanings[at].values():
                    for name in (
                        extras.get(resolved.at, ()) if resolved.meaning == "definition" else ()
                    ):
                        if name not in extras[at]:
                            extras[at].append(name)
                            changed = True
        return {at: tuple(names) for at, names in extras.items()}

    def find_reasons(self) -> dict[int, str]:
        """Return the definitions that cannot move as they are, with reasons."""
        reasons = {}
        for at in self._moving:
            reason = self._reason(at)
            if reason:
                reasons[at] = reason
        return reasons

    def _reason(self, at: int) -> str:
        statement = self._analysis.statements[at]
        node, names = statement.node, statement.names
        if names.writes:
            return f"it assigns the global `{next(iter(names.writes))}`"
        if names.is_opaque or reads_globals(names.lazy, self._analysis.graph.versions):
            return "it reads the namespace of the notebook"
        for name in names.reads:
            if self.meanings[at][name].meaning == "variable":
                return f"`{name}` is read where it is defined"
        for name in _called_by_defaults(node):
            if name in self.meanings[at] and self.meanings[at][name].meaning == "definition":
                return f"its default calls `{name}`, which a module would do at its import"
        return self._reason_of_extras(at, node) if self.extras[at] else ""

    def _reason_of_extras(self, at: int, node: ast.stmt | None) -> str:
        extras = self.extras[at]
        if isinstance(node, ast.ClassDef):
            reason = self._reason_of_class(at, node)
            if reason:
                return reason
        elif getattr(node, "decorator_list", []):
            return f"it has a decorator and reads the global `{extras[0]}`"
        name = next(iter(self._analysis.statements[at].names.binds))
        for other in self._mentions[at]:
            statement = self._analysis.statements[other]
            missing = [each for each in extras if each not in self._analysis.graph.before[other]]
            if missing and statement.kind == "code":
                return f"it is called where the global `{missing[0]}` may not exist yet"
            if statement.kind in {"magic", "broken"} or statement.names.is_opaque:
                return f"IPython syntax uses it, and it reads the global `{extras[0]}`"
            if name in statement.names.used and value_mentions(statement.nodes, name):
                changing = [each for each in extras if self._changes(each)]
                if changing:
                    return f"it is passed on as a value, and `{changing[0]}` changes"
                if self._hides_partial or "partial" in hidden_at(statement.nodes, name):
                    return "it is passed on as a value, and `partial` has another meaning"
        for statement in self._analysis.statements:
            hidden = set(extras).intersection(
                hidden_at(statement.nodes, name) if name in statement.names.used else ()
            )
            if hidden:
                return f"a local name hides the global `{hidden.pop()}` where it is called"
        return ""

    def _changes(self, name: str) -> bool:
        return len(self._analysis.graph.versions.get(name, ())) != 1

    def _reason_of_class(self, at: int, node: ast.ClassDef) -> str:
        init = find_init(node)
        inside = scopes.free_names(init) if init else set[str]()
        own = self._own_extras(at)
        others = {
            name
            for each in node.body
            if each is not init
            for name in scopes.free_names(each)
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        for name in self.extras[at]:
            if name in others or (name in own and name not in inside):
                return f"its methods read the global `{name}`"
            if name not in inside:
                return f"its methods call functions that read the global `{name}`"
        name = next(iter(self._analysis.statements[at].names.binds))
        for statement in self._analysis.statements:
            bases = [base for each in statement.nodes for base in getattr(each, "bases", [])]
            if any(isinstance(base, ast.Name) and base.id == name for base in bases):
                return "another class is derived from it"
        return "" if not node.decorator_list else "it has a decorator"

    def _own_extras(self, at: int) -> set[str]:
        return {name for name, each in self.meanings[at].items() if each.meaning == "variable"}


def _called_by_defaults(node: ast.stmt | None) -> list[str]:
    """Return what the defaults of a function, or of the methods of a class, call."""
    arguments = [each for each in ast.walk(node or ast.Pass()) if isinstance(each, ast.arguments)]
    defaults = [value for each in arguments for value in (*each.defaults, *each.kw_defaults)]
    return called_names([value for value in defaults if value is not None])


def _mentions(analysis: Analysis, at: int) -> list[int]:
    """Return the statements that use a definition, or functions that use it."""
    graph = analysis.graph
    names = set(analysis.statements[at].names.binds)
    return [
        other
        for other, uses in enumerate(graph.uses)
        if other != at and any(each.at == at for name in names for each in uses.get(name, ()))
    ]
