"""Which statements only explore: displays, what is there for displays alone, and drafts."""

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scaffold.notebooks.alternatives import find_alternatives
from scaffold.notebooks.data_flow import Flow
from scaffold.notebooks.evidence import Evidence
from scaffold.notebooks.graph import Graph
from scaffold.notebooks.look_words import PRINTING
from scaffold.notebooks.statements import Statement
from scaffold.notebooks.syntax import called_names

# Kinds of statements that the stages do without.
EXPLORING = frozenset({"look", "plot", "setup", "draft"})
_WORKING = frozenset({"models", "evaluation", "inference", "utils"})
_LOADING = re.compile(
    r"read_|load|fetch|make_|generate|download|urlretrieve|train_test_split|.*split$"
)
# Names that authors give to what they do not keep.
_TRIES = frozenset({"draft", "toy", "demo", "sandbox", "scratch"})
_DRAWING = frozenset({"plot", "draw", "visualize"})
_SHOWING = frozenset({"print", "display", "inspect"})
_VERSION = re.compile(r"_?(?:draft|v|version)?_?\d+$|_(?:draft|old|simple|naive)$", re.IGNORECASE)


@dataclass(slots=True)
class Exploration:
    """Finds what only explores, in rounds: what is there for a display alone is one, too.

    Attributes:
        statements: All statements.
        graph: Which names come from where.
        own: The evidence of each statement.
        kinds: What each statement is: one of the kinds above, or empty for work.
        stages: The stage for which most evidence speaks, for each statement.
        flow: Which statements see what others leave.
        functions: Names of the functions and classes of the notebook.
    """

    statements: Sequence[Statement]
    graph: Graph
    own: Sequence[Sequence[Evidence]]
    kinds: list[str]
    stages: Sequence[str]
    flow: Flow = field(init=False)
    functions: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.flow = Flow(self.graph)
        self.functions = frozenset(
            name
            for each in self.statements
            if each.kind == "definition"
            for name in each.names.binds
        )

    def find(self) -> list[str]:
        """Return the kind of each statement."""
        for at, statement in enumerate(self.statements):
            if not self.kinds[at] and is_display(statement, self.own[at]):
                self.kinds[at] = "look"
        for at in find_alternatives(self.statements, self.graph, self.flow, self.own, self.stages):
            self.kinds[at] = self.kinds[at] or "draft"
        before: list[str] = []
        while before != self.kinds:
            before = list(self.kinds)
            self._spread()
        return self.kinds

    def _spread(self) -> None:
        """Mark what is read by displays, plots and drafts alone."""
        for at in reversed(range(len(self.statements))):
            statement = self.statements[at]
            if self.kinds[at] or statement.kind not in {"code", "definition"}:
                continue
            readers = self.flow.readers[at]
            if self._is_try(at):
                self.kinds[at] = "draft"
            elif readers and all(self._explores(reader) for reader in readers):
                self.kinds[at] = self._kind(at)

    def _is_try(self, at: int) -> bool:
        """Return whether a function is called a draft, and no step uses it."""
        statement = self.statements[at]
        if statement.kind != "definition" or _TRIES.isdisjoint(_words(statement)):
            return False
        return all(
            self.kinds[reader] in EXPLORING
            or (self.statements[reader].kind == "code" and not self._is_step(reader))
            for reader in self.flow.readers[at]
        )

    def _kind(self, at: int) -> str:
        """Return the kind of a statement that explorations alone read; empty for work."""
        statement = self.statements[at]
        if statement.kind == "definition":
            return "draft" if self._is_draft(at) else ""
        plots = any(self.kinds[reader] == "plot" for reader in self.flow.readers[at])
        if self._is_for_drafts(at) and not any(map(_loads, self.own[at])):
            return "draft"
        if statement.names.changes or not (plots or is_literal(statement)):
            return ""
        return "" if self._is_step(at) else "plot"

    def _is_step(self, at: int) -> bool:
        """Return whether a statement calls something that a stage is known by."""
        return any(
            each.kind == "modules" or (each.kind == "calls" and each.what not in self.functions)
            for each in self.own[at]
        )

    def _is_for_drafts(self, at: int) -> bool:
        return all(self.kinds[reader] == "draft" for reader in self.flow.readers[at])

    def _is_variable(self, name: str) -> bool:
        """Return whether a name is bound by code, and not by an import or a definition."""
        versions = self.graph.versions.get(name, ())
        return any(self.statements[each.at].kind == "code" for each in versions)

    def _explores(self, at: int) -> bool:
        return self.kinds[at] in EXPLORING or self.statements[at].kind == "magic"

    def _is_draft(self, at: int) -> bool:
        """Return whether a function that only explorations use is not worth a module."""
        statement = self.statements[at]
        node = statement.node
        if _words(statement)[0] in _SHOWING:
            return True
        if not isinstance(node, ast.FunctionDef):
            return False
        if self._is_for_drafts(at):
            return any(self._is_variable(name) for name in statement.names.lazy)
        plain = not (ast.get_docstring(node) or _draws(statement) or _works(self.own[at]))
        return plain and {"look", "plot"} <= {self.kinds[each] for each in self.flow.after({at})}


def is_display(statement: Statement, evidence: Sequence[Evidence]) -> bool:
    """Return whether a statement shows a value that nothing keeps, and that is no result."""
    node = statement.node
    if not isinstance(node, ast.Expr) or statement.names.changes:
        return False
    call = node.value
    name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
    if name not in PRINTING and words_of(name)[0] in _SHOWING:
        return True
    if words_of(name)[0] in _DRAWING and not any(each.stage == "evaluation" for each in evidence):
        return True
    return (name in PRINTING or statement.has_result) and not _works(evidence)


def is_literal(statement: Statement) -> bool:
    """Return whether a statement assigns a literal."""
    if not isinstance(statement.node, ast.Assign):
        return False
    try:
        ast.literal_eval(statement.node.value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _works(evidence: Iterable[Evidence]) -> bool:
    """Return whether a statement trains, measures, predicts, or loads data."""
    return any(
        (each.kind in {"calls", "modules"} and (each.stage in _WORKING or _loads(each)))
        or (each.kind == "flow" and each.what == "a prediction")
        for each in evidence
    )


def _loads(evidence: Evidence) -> bool:
    return evidence.stage == "data" and bool(_LOADING.match(evidence.what.rpartition(".")[2]))


def _draws(statement: Statement) -> bool:
    """Return whether a function plots; authors keep these beside their metrics."""
    calls = set(called_names(statement.nodes))
    return _words(statement)[0] in _DRAWING or bool(calls & {"plot", "subplots", "imshow"})


def _words(statement: Statement) -> list[str]:
    return words_of(next(iter(statement.names.binds)))


def words_of(name: str) -> list[str]:
    """Return the words that a name is made of, in lower case."""
    name = name.strip("_")
    return [word.lower() for word in re.split(r"_|(?<=[a-z0-9])(?=[A-Z])", name)]
