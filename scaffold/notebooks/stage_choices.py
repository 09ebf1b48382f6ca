"""Stages of units that differ from what the evidence says: by a plan, or by what code needs."""

from collections.abc import Iterable
from dataclasses import replace

from scaffold.notebooks.destinations import comes_before
from scaffold.notebooks.pieces import Piece
from scaffold.notebooks.units import Unit


def choose_stage(unit: Unit, stage: str) -> Unit:
    """Return a unit with the stage that a plan gives it, and without the reason to stay."""
    stays = unit.kind == "notebook" or stage == "notebook"
    return replace(unit, stage=stage, reason=unit.reason if stays else "")


def put_beside(unit: Unit, bases: Iterable[Piece]) -> Unit:
    """Return a definition in a stage that can import what it reads where it is defined."""
    stage = unit.stage
    for base in bases:
        stage = base.stage if comes_before(stage, base.stage) else stage
    return replace(unit, stage=stage)
