"""What the statements around say about a stage: callers, sources and readers."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from scaffold.notebooks.evidence import Evidence
from scaffold.notebooks.graph import Graph
from scaffold.notebooks.origins import Origins
from scaffold.notebooks.statements import Statement
from scaffold.notebooks.syntax import called_names, calls_of

# Returns the stage for which most evidence speaks; empty where none does.
Judge = Callable[[Sequence[Evidence]], str]

_PREDICTS = frozenset({"predict", "predict_proba", "predict_classes", "decision_function"})
_LOADS = frozenset({"pickle.load", "joblib.load", "torch.load", "mlflow.pyfunc.load_model"})
_CALLED = 3.0
_CALLERS = 1.5
_PREDICTED = 2.5
_MEASURED = 4.0
_SHARED = 5.0
_NEAR = 1.5
_LOADED = 2.5
_SOURCE = 0.4
_READER = 0.3
_MOST_READERS = 0.9
_QUIET = frozenset({"import", "magic", "comment", "broken"})
_LEAST_STAGES = 2


def add_callers(
    statements: Sequence[Statement], own: Sequence[list[Evidence]], judge: Judge
) -> None:
    """Let functions and their callers say something about each other."""
    names = {
        name: at
        for at, each in enumerate(statements)
        if each.kind == "definition"
        for name in each.names.binds
    }
    stages = {name: judge(own[at]) for name, at in names.items()}
    callers: dict[str, set[str]] = {name: set() for name in names}
    for at, statement in enumerate(statements):
        for called in _called(statement):
            if called not in names or called in statement.names.binds:
                continue
            if statement.kind != "definition" and stages[called]:
                own[at].append(Evidence(stages[called], "calls", called, _CALLED))
            callers[called].add(_stage_of_caller(at, statement, own, stages, judge))
    for name, found in callers.items():
        _add_shared(own[names[name]], found - {"", "notebook"})


def _stage_of_caller(
    at: int,
    statement: Statement,
    own: Sequence[list[Evidence]],
    stages: dict[str, str],
    judge: Judge,
) -> str:
    if statement.kind == "definition":
        return stages.get(next(iter(statement.names.binds)), "")
    return judge([each for each in own[at] if each.kind != "calls" or each.weight != _CALLED])


def _add_shared(evidence: list[Evidence], callers: set[str]) -> None:
    """Note what the callers of a function are: several stages, or one."""
    if len(callers) >= _LEAST_STAGES:
        evidence.append(Evidence("utils", "callers", "used by several stages", _SHARED))
    elif callers:
        evidence.append(Evidence(callers.pop(), "callers", "its callers", _CALLERS))


def _called(statement: Statement) -> Iterator[str]:
    for call in calls_of(statement.nodes):
        if isinstance(call.func, ast.Name):
            yield call.func.id


def add_predictions(
    statements: Sequence[Statement], graph: Graph, own: Sequence[list[Evidence]]
) -> None:
    """A prediction that a metric reads is evaluation; any other is inference."""
    for at, statement in enumerate(statements):
        if statement.kind != "code" or not _PREDICTS.intersection(called_names(statement.nodes)):
            continue
        readers = _readers(graph, at)
        measured = any(
            each.stage == "evaluation" and each.kind in {"calls", "modules"}
            for reader in readers
            for each in own[reader]
        )
        stage, weight = ("evaluation", _MEASURED) if measured else ("inference", _PREDICTED)
        own[at].append(Evidence(stage, "flow", "a prediction", weight))


def add_loaded(
    statements: Sequence[Statement],
    graph: Graph,
    own: Sequence[list[Evidence]],
    origins: Origins,
) -> None:
    """What uses an object that was loaded from a file of a model is inference."""
    loads = {
        at
        for at, statement in enumerate(statements)
        if _LOADS.intersection(origins.of_nodes(statement.nodes))
        or {"load_model", "load_state_dict"}.intersection(called_names(statement.nodes))
    }
    for at in loads:
        if statements[at].kind == "code":
            own[at].append(Evidence("inference", "flow", "loads a model", _LOADED))
            for reader in _readers(graph, at):
                if statements[reader].kind == "code" and reader not in loads:
                    own[reader].append(Evidence("inference", "flow", "a loaded model", _LOADED))


def _readers(graph: Graph, at: int) -> set[int]:
    return {
        reader
        for name in graph.statements[at].names.bound
        for version in graph.versions.get(name, ())
        if version.at == at
        for reader in graph.readers(version)
    }


def add_flow(
    statements: Sequence[Statement],
    graph: Graph,
    own: Sequence[list[Evidence]],
    kinds: Sequence[str],
    judge: Judge,
) -> None:
    """Where a statement gets its data from, and what reads it, counts a little."""
    first = [judge(each) for each in own]
    for at, statement in enumerate(statements):
        if statement.kind in _QUIET or kinds[at] == "look":
            continue
        for name, versions in graph.uses[at].items():
            source = versions[-1].at
            if statements[source].kind == "code" and first[source]:
                own[at].append(Evidence(first[source], "flow", name, _SOURCE))
        reading = [
            reader
            for reader in _readers(graph, at)
            if kinds[reader] not in {"look", "plot"} and first[reader]
        ]
        near = all(statements[reader].cell == statement.cell for reader in reading)
        for stage, count in Counter(first[reader] for reader in reading).items():
            # What is there for the next lines of its cell alone belongs to them.
            weight = _NEAR if near else min(_READER * count, _MOST_READERS)
            own[at].append(Evidence(stage, "flow", "read later", weight))
