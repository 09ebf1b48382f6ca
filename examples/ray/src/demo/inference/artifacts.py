"""What a training leaves behind: kept whole or not at all, checked before use.

A run is one folder under stores/runs; `storage` writes the classifier in formats that run no code.
stores/latest.json names the newest run and is written last.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ..config import Arguments, Paths
from ..data.labels import LabelEncoder
from ..errors import ArgumentsError, RunError
from ..utils.files import build_directory, write_files
from .latest import latest_run_id, see_runs
from .manifest import MANIFEST, read_sealed, seal
from .storage import LIBRARIES, SAME_MINOR, dump_classifier, load_classifier

if TYPE_CHECKING:  # what classifiers are made of takes seconds to import
    from ..models.classifier import Classifier

_RUN_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")


@dataclass(frozen=True)
class Artifacts:
    """A trained classifier and all that is needed to use it and to judge it."""

    run_id: str
    arguments: Arguments
    label_encoder: LabelEncoder
    classifier: "Classifier"
    performance: Mapping[str, Any]


def new_run_id() -> str:
    """Return a name no other run has; names sort by time (UTC)."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"


def save_artifacts(paths: Paths, artifacts: Artifacts) -> Path:
    """Write a run's folder beside its place, flush and rename it; return its place.

    The latest run stays what it was until `latest.set_latest` is called.
    """
    contents = {
        "args.json": _to_json(artifacts.arguments.to_dict()),
        "label_encoder.json": _to_json({"classes": list(artifacts.label_encoder.classes)}),
        "performance.json": _to_json(artifacts.performance),
    } | dump_classifier(artifacts.classifier)
    target = paths.runs / artifacts.run_id
    with build_directory(target) as folder:
        sealed = contents | {MANIFEST: seal(contents, LIBRARIES)}
        write_files({folder / name: content for name, content in sealed.items()})
    return target


def load_artifacts(paths: Paths, run_id: str | None = None) -> Artifacts:
    """Load a run, the latest if none is named, after its digests have been checked.

    Raises:
        RunError: the run is unknown, damaged, or its classifier cannot be rebuilt here.
    """
    run_id = latest_run_id(paths) if run_id is None else run_id
    # The pattern keeps names such as "../x" away from the file system.
    if not _RUN_ID.fullmatch(run_id) or not (paths.runs / run_id).is_dir():
        raise RunError(f"unknown run {run_id!r}", see_runs(paths))
    contents = read_sealed(paths.runs / run_id, same_minor=SAME_MINOR)
    try:
        artifacts = _parse(run_id, contents)
    except (ValueError, KeyError, TypeError, AttributeError, ArgumentsError) as error:
        raise RunError(f"run {run_id} cannot be read: {error}", see_runs(paths)) from error
    return artifacts


def _parse(run_id: str, contents: Mapping[str, bytes]) -> Artifacts:
    """Rebuild the artifacts from the bytes of the run's files."""
    label_encoder = LabelEncoder(tuple(json.loads(contents["label_encoder.json"])["classes"]))
    return Artifacts(
        run_id=run_id,
        arguments=Arguments.from_dict(json.loads(contents["args.json"]), source="args.json"),
        label_encoder=label_encoder,
        classifier=load_classifier(contents, classes=len(label_encoder)),
        performance=json.loads(contents["performance.json"]),
    )


def _to_json(value: object) -> bytes:
    """Return a value as indented JSON; NaN is refused, since JSON does not have it."""
    return (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
