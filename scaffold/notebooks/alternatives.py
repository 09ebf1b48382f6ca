"""Find trainings that were tried beside the one that the notebook saves."""

from collections.abc import Sequence

from scaffold.notebooks.data_flow import Flow
from scaffold.notebooks.evidence import Evidence
from scaffold.notebooks.graph import Graph, Version
from scaffold.notebooks.statements import Statement
from scaffold.notebooks.syntax import called_names

_SAVES = frozenset(
    ["dump", "save", "save_model", "save_pretrained", "log_model", "savez", "export"]
)
_RESULTS = frozenset({"evaluation", "inference"})


def find_alternatives(
    statements: Sequence[Statement],
    graph: Graph,
    flow: Flow,
    own: Sequence[Sequence[Evidence]],
    stages: Sequence[str],
) -> set[int]:
    """Return trainings on the data of a saved model that nothing saved comes from, and scores.

    Args:
        statements: All statements.
        graph: Which names come from where.
        flow: Which statements see what others leave.
        own: The evidence of each statement.
        stages: The stage for which most evidence speaks, for each statement.
    """
    trains = {
        at
        for at, each in enumerate(statements)
        if each.kind == "code" and stages[at] == "models" and _trains(own[at])
    }
    saves = {at for at, each in enumerate(statements) if each.kind == "code" and _saves(each)}
    saved = flow.before({at for at in saves if trains & flow.before({at})})
    kept = trains & saved
    data = _data(statements, graph, kept, trains)
    spared = saved | flow.after(kept)
    tried = {at for at in trains - spared if data & _versions(graph, at)}
    for at, each in enumerate(statements):
        sources = flow.sources[at]
        if (
            each.kind == "code"
            and stages[at] in _RESULTS
            and sources & tried
            and not sources & kept
        ):
            tried.add(at)
    return tried


def _trains(evidence: Sequence[Evidence]) -> bool:
    return any(each.stage == "models" and each.kind in {"calls", "modules"} for each in evidence)


def _saves(statement: Statement) -> bool:
    return not _SAVES.isdisjoint(called_names(statement.nodes))


def _data(
    statements: Sequence[Statement], graph: Graph, kept: set[int], trains: set[int]
) -> set[Version]:
    """Return what the saved models are trained on."""
    found = {version for at in kept for version in _versions(graph, at)}
    return {each for each in found if each.at not in trains and statements[each.at].kind == "code"}


def _versions(graph: Graph, at: int) -> set[Version]:
    return {version for versions in graph.uses[at].values() for version in versions}
