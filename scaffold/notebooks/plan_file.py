"""The plan of a move as a TOML file that you can edit."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.errors.exit_codes import ExitCode
from scaffold.files.parsing import UnparsableError, parse
from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.evidence import STAGES
from scaffold.notebooks.move_records import Choice, Moved
from scaffold.notebooks.moved_files import MoveResult
from scaffold.notebooks.split_units import spell_lines, split_units
from scaffold.notebooks.units import Unit

_HEAD = """\
# Plan of a move, written by `scaffold notebook plan`.
# Edit `stage`, `name` or `module` of a unit; stage "notebook" leaves it in the notebook.
# The digests tie the plan to the cells: after you edit a cell, plan again.
"""


class PlanFileError(ScaffoldError):
    """A plan cannot be read, or does not fit its notebook."""

    exit_code = ExitCode.REFUSED


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What a plan says.

    Attributes:
        cells: Digest of each code cell.
        units: What it says about each unit.
        generated: Digests of the functions that were written, by module and name.
        thin: Digest of the thin notebook that was written; empty before a move.
        notebook: Path of the notebook in the project.
    """

    cells: tuple[str, ...] = ()
    units: tuple[Mapping[str, Any], ...] = ()
    generated: Mapping[tuple[str, str], str] = field(default_factory=dict)
    thin: str = ""
    notebook: str = ""


def digest(content: str | bytes) -> str:
    """Return the digest of a text."""
    data = content if isinstance(content, bytes) else content.encode()
    return hashlib.sha256(data).hexdigest()[:16]


def parse_plan(text: str, name: str) -> PlanFile:
    """Parse a plan.

    Raises:
        PlanFileError: It is not a plan.
    """
    try:
        found = parse(text, tomllib.loads)
    except UnparsableError as error:
        raise PlanFileError(f"Invalid plan `{name}`: {error.reason}") from None
    try:
        generated = {(e["module"], e["name"]): e["digest"] for e in found.get("generated", [])}
        plan = PlanFile(
            tuple(each["digest"] for each in found["cells"]),
            tuple(found.get("units", [])),
            generated,
            str(found.get("thin", "")),
            str(found.get("notebook", "")),
        )
        stages = {unit["stage"] for unit in plan.units}
    except (KeyError, TypeError):
        raise PlanFileError(f"Invalid plan `{name}`: a key is missing", _again(name)) from None
    if not stages <= set(STAGES):
        wrong = ", ".join(sorted(str(each) for each in stages - set(STAGES)))
        known = ", ".join(STAGES)
        raise PlanFileError(f"Unknown stage in `{name}`: {wrong}", f"Use one of {known}")
    return plan


def _again(name: str) -> str:
    return f"Delete `{name}`, then run `scaffold notebook plan` again"


def read_choices(
    plan: PlanFile, analysis: Analysis, units: Sequence[Unit], destination: Destination, name: str
) -> tuple[list[Unit], dict[int, Choice]]:
    """Return the units of a plan, some of which are parts of units, and what it says about each.

    Raises:
        PlanFileError: Cells have changed since it was written.
    """
    now = cell_digests(analysis)
    changed = [
        str(number + 1)
        for number in range(max(len(now), len(plan.cells)))
        if now[number : number + 1] != list(plan.cells[number : number + 1])
    ]
    planned = None if changed else split_units(analysis, units, _list_lines(plan))
    if planned is None:
        cells = f"cells {', '.join(changed)} changed" if changed else "its units differ"
        raise PlanFileError(f"`{name}` does not match the notebook: {cells}", _again(name))
    return planned, {
        number: _choice(entry, planned[number], destination)
        for number, entry in enumerate(plan.units)
        if planned[number].kind != "import"
    }


def _list_lines(plan: PlanFile) -> list[list[str]]:
    return [[str(each) for each in entry.get("lines", ())] for entry in plan.units]


def _choice(entry: Mapping[str, Any], unit: Unit, destination: Destination) -> Choice:
    module = "" if entry.get("shared") else str(entry.get("module", ""))
    suffix = "_parameters" if unit.kind == "parameter" else ""
    own = "" if module == destination.module(unit.stage, suffix) else module
    return Choice(str(entry["stage"]), str(entry.get("name", "")), own)


def cell_digests(analysis: Analysis) -> list[str]:
    """Return the digest of each code cell."""
    return [digest(cell.cell.source) for cell in analysis.cells]


def write_plan(
    analysis: Analysis,
    result: MoveResult,
    destination: Destination,
    *,
    is_moved: bool,
) -> str:
    """Return the plan of a move as a file."""
    parts = [_HEAD, f"notebook = {json.dumps(destination.notebook, ensure_ascii=False)}"]
    if is_moved:
        parts.append(f'thin = "{digest(result.notebook)}"')
    cells = [
        f'  {{ cell = {n}, digest = "{each}" }},'
        for n, each in enumerate(cell_digests(analysis), 1)
    ]
    parts.append("cells = [\n" + "\n".join(cells) + "\n]")
    parts += [_write_unit(analysis, unit, result.moved) for unit in result.moved.units]
    if is_moved:
        parts += _write_generated(result)
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _write_unit(analysis: Analysis, unit: Unit, moved: Moved) -> str:
    statements = [analysis.statements[at] for at in unit.statements]
    piece = moved.piece_of(unit.statements[0])
    evidence = dict.fromkeys(each.what for each in unit.evidence if each.stage == unit.stage)
    rows: dict[str, Any] = {
        "cells": list(unit.cell_numbers),
        "lines": [spell_lines(each) for each in statements],
        "kind": unit.kind,
        "stage": unit.stage,
    }
    if piece and unit.kind != "parameter":
        rows["name"] = piece.name
    if piece:
        rows |= {"module": piece.module, "parameters": list(piece.parameters)}
        rows |= {"shared": True} if piece.is_shared else {}
        rows["returns"] = list(piece.outputs)
    rows["confidence"] = unit.confidence
    if unit.reason:
        rows["reason"] = unit.reason
    rows["evidence"] = list(evidence)[:4]
    rows["digest"] = digest("\n".join(each.text for each in statements))
    return "[[units]]\n" + "\n".join(f"{key} = {_spell(value)}" for key, value in rows.items())


def _spell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write_generated(result: MoveResult) -> Iterator[str]:
    for module in result.modules:
        for piece in module.pieces:
            rows = {"module": module.path, "name": piece.name, "digest": digest(piece.text)}
            yield "[[generated]]\n" + "\n".join(f"{k} = {_spell(v)}" for k, v in rows.items())
