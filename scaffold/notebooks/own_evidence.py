"""What speaks for the stage of a statement by itself: calls, modules, names, words around it."""

import ast
import re
from collections.abc import Iterable, Sequence

from scaffold.notebooks.evidence import Evidence, Table
from scaffold.notebooks.origins import Origins
from scaffold.notebooks.outline import Place
from scaffold.notebooks.statements import Statement
from scaffold.notebooks.syntax import called_names

_COMMENT = re.compile(r"^[ \t]*#+\s*(.*)$", re.MULTILINE)
# Many small hints together say no more than one heading does.
_MOST = {"weak": 1.5, "names": 0.75}
_HEADING = 2.5
_FARTHER = 1.6
_TEXT = 1.0
_COMMENTS = 1.75
# The verb that the name of a function starts with says what the function is for.
_FIRST_WORD = 5.0
_OTHER_WORDS = 1.0
_PHRASE = 6.0
_DRAWS = frozenset({"plot", "show", "visualize", "draw", "display"})
_DRAWN = 3.0
# Fitting in the same statement as a metric is what the metric is about.
_TRAINS = frozenset({"fit", "fit_generator", "partial_fit", "backward", "train_on_batch"})
_VALIDATES = frozenset({"KFold", "StratifiedKFold", "cross_val_score", "cross_validate", "split"})


def own_evidence(
    statement: Statement, origins: Origins, places: Sequence[Place], table: Table
) -> list[Evidence]:
    """Return the evidence of one statement, without what others say about it."""
    found: list[Evidence] = []
    names = called_names(statement.nodes)
    found += table.match("calls", names)
    found += _limit(table.match("weak", [*names, *_attributes(statement.nodes)]))
    found += table.match_modules(origins.of_nodes(statement.nodes))
    found += _limit(table.match("names", [*statement.names.binds, *statement.names.changes]))
    for text in _COMMENT.findall(statement.text)[:2]:
        found += table.match_words(text, _COMMENTS)
    if statement.kind == "definition":
        found += _of_name(next(iter(statement.names.binds)), table)
    if _TRAINS.intersection(names) and not _VALIDATES.intersection(names):
        found.append(Evidence("models", "calls", "it trains", 3.0))
    place = places[statement.cell] if statement.cell < len(places) else Place()
    return [*found, *_of_headings(place, table)]


def _limit(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return evidence of one kind, for each stage up to what its kind can say at most."""
    left: dict[str, float] = {}
    limited = []
    for each in evidence:
        rest = left.setdefault(each.stage, _MOST[each.kind])
        if rest > 0:
            weight = min(rest, each.weight)
            limited.append(Evidence(each.stage, each.kind, each.what, weight))
            left[each.stage] = rest - weight
    return limited


def _of_name(name: str, table: Table) -> list[Evidence]:
    first, *others = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).strip("_").split("_")
    found = [*table.match_words(first, _FIRST_WORD)]
    for word in others:
        found += table.match_words(word, _OTHER_WORDS)
    phrases = table.match_words(name, _PHRASE)
    found += [each for each in phrases if " " in each.what]
    if first.lower() in _DRAWS:
        found.append(Evidence("evaluation", "words", first, _DRAWN))
    return found


def _of_headings(place: Place, table: Table) -> list[Evidence]:
    """Return the evidence of the nearest heading that says anything, and of the text above."""
    found: list[Evidence] = list(table.match_words(place.text, _TEXT)) if place.text else []
    weight = _HEADING
    for heading in reversed(place.headings):
        matched = list(table.match_words(heading, weight))
        found += matched
        if matched:
            break
        weight /= _FARTHER
    return found


def _attributes(nodes: Iterable[ast.stmt]) -> list[str]:
    return [
        each.attr for node in nodes for each in ast.walk(node) if isinstance(each, ast.Attribute)
    ]
