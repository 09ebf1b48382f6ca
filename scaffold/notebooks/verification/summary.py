"""What a verification found, as plain data."""

from collections.abc import Mapping
from typing import Any

from scaffold.errors.exit_codes import ExitCode
from scaffold.notebooks.verification.boundaries import Boundary
from scaffold.notebooks.verification.mutants import MutantTrials
from scaffold.notebooks.verification.pairs import NotebookPair
from scaffold.notebooks.verification.records import RunRecord
from scaffold.notebooks.verification.verdicts import Compared, Item, Verdict
from scaffold.notebooks.verification.verifying import Outcome, Verification

EXIT_CODES: Mapping[Outcome, ExitCode] = {
    Outcome.EQUAL: ExitCode.DONE,
    Outcome.DIFFERS: ExitCode.CONFLICTS,
    Outcome.NOT_PROVED: ExitCode.NOT_PROVED,
}
_ENDS = {
    "error": "stopped at an error",
    "limit": "stopped: a cell exceeded its time limit",
    "died": "stopped: the kernel died",
    "total": "stopped: the time limit was reached",
}


def summarize(found: Verification, pair: NotebookPair) -> dict[str, Any]:
    """Return all that was found, for JSON."""
    return {
        "outcome": found.outcome.value,
        "exit_code": int(EXIT_CODES[found.outcome]),
        "original": str(pair.original),
        "result": str(pair.result),
        "project": str(pair.project),
        "python": found.python,
        "seed": found.seed,
        "network": {name: describe_network(run) for name, run in found.runs.items()},
        "runs": {name: _run(run) for name, run in found.runs.items()},
        "counts": {
            "boundaries": {each.value: found.boundary_counts[each] for each in Verdict},
            "items": {each.value: found.item_counts[each] for each in Verdict},
        },
        "boundaries": [_boundary(each) for each in found.compared],
        "mutants": None if found.mutants is None else _mutants(found.mutants),
    }


def describe_network(run: RunRecord) -> str:
    """Return whether a run had a network, and why."""
    return f"on: {run.network}" if run.network else "off"


def describe_end(run: RunRecord) -> str:
    """Return how a run ended; empty if all its cells ran."""
    return _ENDS.get(run.reason, run.reason)


def name_cells(boundary: Boundary) -> str:
    """Return the cells of a boundary, as numbers among the code cells of the original, from 1."""
    first, last = boundary.original[0] + 1, boundary.original[-1] + 1
    return f"cell {first}" if first == last else f"cells {first}-{last}"


def describe_item(item: Item) -> str:
    """Return what differs in an item, in one line."""
    difference = item.difference
    name = f"{item.kind} `{item.name}`" if item.kind != "error" else "error"
    if difference is None:
        return name
    place = f" {difference.place}" if difference.place else ""
    if item.verdict is Verdict.NOT_COMPARABLE:
        return f"{name}: {' '.join(filter(None, (difference.before, difference.after)))}"
    return f"{name}{place}: {difference.before} -> {difference.after}"


def _run(run: RunRecord) -> dict[str, Any]:
    return {
        "cells": len(run.cells),
        "seconds": round(run.seconds, 2),
        "end": run.reason or "complete",
        "cell_seconds": [cell.seconds for cell in run.cells],
    }


def _boundary(compared: Compared) -> dict[str, Any]:
    return {
        "original": [place + 1 for place in compared.boundary.original],
        "result": [place + 1 for place in compared.boundary.result],
        "verdict": compared.verdict.value,
        "items": [_item(item) for item in compared.items],
    }


def _item(item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": item.kind, "name": item.name, "verdict": item.verdict.value}
    if item.difference is not None:
        row["place"] = item.difference.place
        row["before"], row["after"] = item.difference.before, item.difference.after
    return row


def _mutants(trials: MutantTrials) -> dict[str, Any]:
    survivors = [
        {"path": each.path, "line": each.line, "before": each.before, "after": each.after}
        for each in trials.survivors
    ]
    return {
        "possible": trials.possible,
        "tried": trials.tried,
        "noticed": trials.tried - len(survivors),
        "survivors": survivors,
        "note": trials.note,
    }
