"""Assign a stage to each statement, with evidence and a confidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scaffold.notebooks import looks
from scaffold.notebooks.context_evidence import (
    add_callers,
    add_flow,
    add_loaded,
    add_predictions,
)
from scaffold.notebooks.evidence import STAGES, Evidence, Table
from scaffold.notebooks.exploration import EXPLORING, Exploration
from scaffold.notebooks.graph import Graph
from scaffold.notebooks.origins import find_origins
from scaffold.notebooks.outline import Place
from scaffold.notebooks.own_evidence import own_evidence
from scaffold.notebooks.statements import Statement

_MIN_WEIGHT = 0.5
_UNMOVED = frozenset({"import", "magic", "comment", "broken"})
_NO_EVIDENCE = 0.3
_OF_DEFINITIONS = 0.85
_OF_LOOKS = 0.9
# What only displays and drafts need is found by the flow of data, which is less certain.
_OF_DRAFTS = 0.7


@dataclass(frozen=True, slots=True)
class Judgment:
    """The stage of a statement.

    Attributes:
        stage: The stage.
        confidence: Share of the evidence that speaks for it, from 0 to 1.
        evidence: What speaks for it, and for others, strongest first.
        tied: Other stages for which as much speaks.
    """

    stage: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    tied: tuple[str, ...] = ()


def classify(
    statements: Sequence[Statement], graph: Graph, places: Sequence[Place], table: Table
) -> list[Judgment]:
    """Assign a stage to each statement."""
    origins = find_origins(statements)
    own = [own_evidence(each, origins, places, table) for each in statements]
    kinds = [looks.kind_of(each, origins) for each in statements]
    add_predictions(statements, graph, own)
    add_loaded(statements, graph, own, origins)
    add_callers(statements, own, _best)
    add_flow(statements, graph, own, kinds, _best)
    plain = list(kinds)
    kinds = Exploration(statements, graph, own, kinds, [_best(each) for each in own]).find()
    return [
        _settle(statement, kind, evidence, _OF_LOOKS if was else _OF_DRAFTS)
        for statement, kind, was, evidence in zip(statements, kinds, plain, own, strict=True)
    ]


def _best(evidence: Sequence[Evidence]) -> str:
    judged = _judge([each for each in evidence if each.stage != "notebook"])
    return judged.stage if judged.stage != "notebook" else ""


def _judge(evidence: Sequence[Evidence]) -> Judgment:
    totals: dict[str, float] = dict.fromkeys(STAGES, 0.0)
    for each in evidence:
        totals[each.stage] += each.weight
    ranked = sorted(STAGES, key=lambda stage: -totals[stage])
    best = totals[ranked[0]]
    if best < _MIN_WEIGHT:
        return Judgment("notebook", 0.0, tuple(evidence))
    ordered = tuple(sorted(evidence, key=lambda each: (each.stage != ranked[0], -each.weight)))
    tied = tuple(stage for stage in ranked[1:] if best - totals[stage] < 1e-9)
    # A second stage that is nearly as likely takes confidence away; so does little evidence.
    share = best / sum(totals.values()) * min(1.0, 0.4 + best / 14)
    return Judgment(ranked[0], round(share, 2), ordered, tied)


def _settle(
    statement: Statement, kind: str, evidence: Sequence[Evidence], of_kind: float
) -> Judgment:
    """Let what a statement is decide before what it is about."""
    if statement.kind in _UNMOVED:
        return Judgment("notebook", 1.0, (Evidence("notebook", "kind", statement.kind, 1.0),))
    if kind in EXPLORING:
        return Judgment("notebook", of_kind, (Evidence("notebook", "kind", kind, 1.0), *evidence))
    others = [each for each in evidence if each.stage != "notebook"]
    if statement.kind == "definition" and not others:
        return Judgment("utils", _NO_EVIDENCE, tuple(evidence))
    own = sum(each.weight for each in evidence if each.stage == "notebook")
    if own > 2 * sum(each.weight for each in others) and statement.kind != "definition":
        return _judge(evidence)
    judged = _judge(others)
    if statement.kind == "definition" and judged.stage == "notebook":
        return Judgment("utils", _NO_EVIDENCE, judged.evidence)
    if statement.kind == "definition":
        # Authors put helpers beside their callers as often as where they belong by their names.
        return replace(judged, confidence=round(judged.confidence * _OF_DEFINITIONS, 2))
    return judged
