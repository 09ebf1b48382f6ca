"""Assign a stage to each statement, with evidence and a confidence."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scaffold.notebooks import looks
from scaffold.notebooks.evidence import STAGES, Evidence, Table
from scaffold.notebooks.graph import Graph
from scaffold.notebooks.origins import Origins, find_origins
from scaffold.notebooks.outline import Place
from scaffold.notebooks.statements import Statement
from scaffold.notebooks.syntax import calls_of, root_name

# Below this share of all weight a stage is not certain enough to act on without a look.
UNCERTAIN = 0.5
_COMMENT = re.compile(r"^\s*#+\s*(.*)$", re.MULTILINE)
_MIN_WEIGHT = 0.5
_NEARER = 1.6


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
    own = [_own_evidence(each, origins, places, table) for each in statements]
    kinds = [looks.kind_of(each, origins) for each in statements]
    _add_callers(statements, own)
    first = [_judge(each) for each in own]
    _add_flow(statements, graph, own, first, kinds)
    return [
        _settle(statement, kind, evidence)
        for statement, kind, evidence in zip(statements, kinds, own, strict=True)
    ]


def _own_evidence(
    statement: Statement, origins: Origins, places: Sequence[Place], table: Table
) -> list[Evidence]:
    found: list[Evidence] = []
    calls = calls_of(statement.nodes)
    names = [name for name in (_called(call) for call in calls) if name]
    found += table.match("calls", names)
    found += table.match("weak", [*names, *_attributes(statement.nodes)])
    found += table.match_modules(origins.of_nodes(statement.nodes))
    found += table.match("names", statement.names.binds)
    found += table.match("names", statement.names.changes)
    own_words = [*_COMMENT.findall(statement.text)[:2], *_defined(statement)]
    for text in own_words:
        found += table.match_words(text, 2.5 if text in _defined(statement) else 1.5)
    place = places[statement.cell] if statement.cell < len(places) else Place()
    found += _of_headings(place, table)
    return found


def _of_headings(place: Place, table: Table) -> list[Evidence]:
    """Return the evidence of the nearest heading that says anything, and of the text above."""
    found: list[Evidence] = list(table.match_words(place.text, 1.0)) if place.text else []
    weight = 2.0
    for heading in reversed(place.headings):
        matched = list(table.match_words(heading, weight))
        found += matched
        if matched:
            break
        weight /= _NEARER
    return found


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _attributes(nodes: Iterable[ast.stmt]) -> list[str]:
    return [
        each.attr for node in nodes for each in ast.walk(node) if isinstance(each, ast.Attribute)
    ]


def _defined(statement: Statement) -> list[str]:
    """Return the name of the function or class that a statement defines."""
    return list(statement.names.binds) if statement.kind == "definition" else []


def _add_callers(statements: Sequence[Statement], own: Sequence[list[Evidence]]) -> None:
    """A call of a function of the notebook is evidence for the function's own stage."""
    stages = {
        name: _judge(own[at])
        for at, each in enumerate(statements)
        if each.kind == "definition"
        for name in each.names.binds
    }
    for at, statement in enumerate(statements):
        for call in calls_of(statement.nodes):
            called = root_name(call.func) if isinstance(call.func, ast.Name) else ""
            judged = stages.get(called)
            if judged and judged.evidence and called not in statement.names.binds:
                own[at].append(Evidence(judged.stage, "calls", called, 2.5))


def _add_flow(
    statements: Sequence[Statement],
    graph: Graph,
    own: Sequence[list[Evidence]],
    first: Sequence[Judgment],
    kinds: Sequence[str],
) -> None:
    """Where a statement says little itself, what it gets its data from and gives it to counts."""
    for at, statement in enumerate(statements):
        if statement.kind in {"import", "magic", "comment", "broken"} or kinds[at] == "look":
            continue
        for name, versions in graph.uses[at].items():
            for version in versions[-1:]:
                judged = first[version.at]
                if statements[version.at].kind == "code" and judged.evidence:
                    own[at].append(Evidence(judged.stage, "flow", name, 0.4))
        readers = Counter(
            first[reader].stage
            for name in statement.names.binds
            for version in graph.versions.get(name, ())
            if version.at == at
            for reader in graph.readers(version)
            if kinds[reader] not in {"look", "plot"} and first[reader].evidence
        )
        for stage, count in readers.items():
            own[at].append(Evidence(stage, "flow", "read later", min(0.3 * count, 0.9)))


def _judge(evidence: Sequence[Evidence]) -> Judgment:
    totals: dict[str, float] = dict.fromkeys(STAGES, 0.0)
    for each in evidence:
        totals[each.stage] += each.weight
    ranked = sorted(STAGES, key=lambda stage: -totals[stage])
    best = totals[ranked[0]]
    whole = sum(totals.values())
    if best < _MIN_WEIGHT:
        return Judgment("notebook", 0.0, tuple(evidence))
    ordered = tuple(sorted(evidence, key=lambda each: (each.stage != ranked[0], -each.weight)))
    tied = tuple(stage for stage in ranked[1:] if best - totals[stage] < 1e-9)
    # A second stage that is nearly as likely takes confidence away; so does little evidence.
    share = best / whole * min(1.0, 0.5 + best / 10)
    return Judgment(ranked[0], round(share, 2), ordered, tied)


def _settle(statement: Statement, kind: str, evidence: Sequence[Evidence]) -> Judgment:
    """Let what a statement is decide before what it is about."""
    if statement.kind in {"import", "magic", "comment", "broken"}:
        return Judgment("notebook", 1.0, (Evidence("notebook", "kind", statement.kind, 1.0),))
    if kind in {"look", "plot", "setup"}:
        return Judgment("notebook", 0.9, (Evidence("notebook", "kind", kind, 1.0), *evidence))
    others = [each for each in evidence if each.stage != "notebook"]
    if statement.kind == "definition" and not others:
        return Judgment("utils", 0.3, tuple(evidence))
    own = sum(each.weight for each in evidence if each.stage == "notebook")
    if own > 2 * sum(each.weight for each in others) and statement.kind != "definition":
        return _judge(evidence)
    return _judge(others)
