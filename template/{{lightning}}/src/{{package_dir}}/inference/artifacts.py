"""What a training leaves behind: checked before use, and of use only when it is complete.

A run is one folder below stores/runs. Beside the checkpoints and curves that grow while it trains,
it holds the files named here; the manifest with their digests is written last. Weights are loaded
as tensors alone, and what rebuilds the network around them can only be a class of this project or
a layer of PyTorch: no file of a run can name other code to run.
"""

import io
import json
import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ..config import Paths
from ..data.module import DataFacts
from ..errors import ArgumentsError, ProjectError, RunError
from ..models.classifier import Classifier
from ..utils.composing import make
from ..utils.files import write_files
from .latest import latest_run_id, see_runs
from .manifest import MANIFEST, read_sealed, seal

HYDRA_FILES = (".hydra/config.yaml", ".hydra/hydra.yaml", ".hydra/overrides.yaml")
FILES = (*HYDRA_FILES, "model.json", "data.json", "weights.pt", "performance.json")
# What a stored model depends on.
LIBRARIES = ("lightning", "numpy", "torch")
_PACKAGE = __name__.rpartition(".inference.")[0]
_TRUSTED = re.compile(
    rf"torch\.nn\.[A-Z]\w*|{re.escape(_PACKAGE)}\.(models|data)\.[a-z_]+\.[A-Z]\w*"
)
# What reading a file that makes no sense can raise.
_DAMAGE = (
    AttributeError,
    KeyError,
    RuntimeError,
    TypeError,
    ValueError,
    pickle.UnpicklingError,
)
_RUN_ID = re.compile(r"[\w=-][\w.=-]*(/[\w=-][\w.=-]*)*")


@dataclass(frozen=True)
class Artifacts:
    """A trained classifier and all that is needed to use it and to judge it."""

    run_id: str
    # The node that `classifier` was made from, and what it had to know of the data.
    model: Mapping[str, Any]
    facts: DataFacts
    classifier: Classifier
    performance: Mapping[str, Any]


def run_id_of(paths: Paths, folder: Path) -> str:
    """Return the name of the run in a folder: its path below stores/runs.

    Raises:
        ArgumentsError: the folder is elsewhere, or has a name that no run can have.
    """
    runs, place = paths.runs.resolve(), folder.resolve()
    run_id = place.relative_to(runs).as_posix() if place.is_relative_to(runs) else ""
    if not _RUN_ID.fullmatch(run_id):
        raise ArgumentsError(
            f"a run cannot be saved in {folder}",
            f"names of runs are plain words, and their folders are below {paths.runs}",
        )
    return run_id


def save_artifacts(paths: Paths, artifacts: Artifacts, hydra: Mapping[str, bytes]) -> Path:
    """Write the files of a run into its folder, the manifest last; return the folder.

    The latest run stays what it was until `latest.set_latest` is called.

    Raises:
        RunError: the folder holds a complete run already.
    """
    folder = paths.runs / artifacts.run_id
    if (folder / MANIFEST).exists():
        raise RunError(f"run {artifacts.run_id} is complete already", "begin another run")
    contents = {
        **hydra,
        "model.json": _to_json(artifacts.model),
        "data.json": _to_json(artifacts.facts.to_dict()),
        "weights.pt": _to_bytes(artifacts.classifier),
        "performance.json": _to_json(artifacts.performance),
    }
    sealed = contents | {MANIFEST: seal(contents, LIBRARIES)}
    write_files({folder / name: content for name, content in sealed.items()})
    return folder


def load_artifacts(paths: Paths, run_id: str | None = None) -> Artifacts:
    """Load a run, the latest if none is named, after its digests have been checked.

    Raises:
        RunError: the run is unknown, unfinished or damaged, or names code that is not trusted.
    """
    run_id, contents = read_run(paths, run_id)
    try:
        return _parse(run_id, contents)
    except RunError:
        raise
    except (*_DAMAGE, ProjectError) as error:
        said = str(error).partition("\n")[0]
        raise RunError(f"run {run_id} cannot be read: {said}", see_runs(paths)) from error


def read_run(paths: Paths, run_id: str | None = None) -> tuple[str, dict[str, bytes]]:
    """Return the name and the checked files of a run, the latest if none is named.

    Raises:
        RunError: the run is unknown, unfinished or damaged.
    """
    run_id = latest_run_id(paths) if run_id is None else run_id
    # The pattern keeps names such as "../x" away from the file system.
    if not _RUN_ID.fullmatch(run_id) or not (paths.runs / run_id).is_dir():
        raise RunError(f"unknown run {run_id!r}", see_runs(paths))
    if not (paths.runs / run_id / MANIFEST).exists():
        raise RunError(f"run {run_id} is not complete", see_runs(paths))
    return run_id, read_sealed(paths.runs / run_id, FILES)


def check_targets(node: object, source: str) -> None:
    """Refuse a node that would make anything but a class of this project or a layer of PyTorch.

    Raises:
        RunError: names the first `_target_` that is not trusted.
    """
    if isinstance(node, Mapping):
        target = node.get("_target_")
        if target is not None and not (isinstance(target, str) and _TRUSTED.fullmatch(target)):
            raise RunError(f"{source} names code that is not trusted: {target!r}")
        for value in node.values():
            check_targets(value, source)
    elif isinstance(node, list):
        for value in node:
            check_targets(value, source)


def _parse(run_id: str, contents: Mapping[str, bytes]) -> Artifacts:
    """Rebuild the artifacts from the bytes of the run's files."""
    model, data = json.loads(contents["model.json"]), json.loads(contents["data.json"])
    check_targets(model, f"run {run_id}")
    classifier = make(model)
    weights = torch.load(io.BytesIO(contents["weights.pt"]), weights_only=True)
    classifier.load_state_dict(weights)
    return Artifacts(
        run_id=run_id,
        model=model,
        facts=DataFacts.from_dict(data),
        classifier=classifier.eval(),
        performance=json.loads(contents["performance.json"]),
    )


def _to_bytes(classifier: Classifier) -> bytes:
    """Return the weights of a classifier as PyTorch writes them."""
    stream = io.BytesIO()
    torch.save(classifier.state_dict(), stream)
    return stream.getvalue()


def _to_json(value: object) -> bytes:
    """Return a value as indented JSON; NaN is refused, since JSON does not have it."""
    return (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
