"""A run as it is tracked."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..inference.artifacts import Artifacts
from .tracking import Record


def run_record(artifacts: Artifacts, folder: Path, series: Mapping[str, Sequence[float]]) -> Record:
    """Return a run with its parameters, scores and files, and the values of its steps."""
    performance = artifacts.performance
    return Record(
        name=artifacts.run_id,
        parameters=artifacts.arguments.to_dict(),
        metrics=_flatten({key: performance[key] for key in performance if key != "data"}),
        series=series,
        tags={"run_id": artifacts.run_id, "data_sha256": performance["data"]["sha256"]},
        folder=folder,
    )


def _flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, float]:
    """Return the numbers of nested mappings under dotted names; all else is left out."""
    flat: dict[str, float] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{key}.")
        elif isinstance(value, int | float):
            flat[f"{prefix}{key}"] = float(value)
    return flat
