"""The folder of a run: stored whole or not at all, checked before anything in it is used."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from ..config import Candidate, DataConfig, Parameters, Paths
from ..errors import RunError
from ..utils.files import build_folder, read_json, sha256_of, write_json
from .pipeline import TRUSTED_TYPES

MODEL, FACTS, MANIFEST = "model.skops", "run.json", "manifest.json"
LIBRARIES = ("numpy", "pandas", "scikit-learn", "skops")
_MOST_BYTES = 2 << 30  # of a model, decompressed: a small file could fill the memory


@dataclass(frozen=True)
class Run:
    """One training: the fitted model, and all that it takes to use and repeat it."""

    run_id: str  # also the name of its folder; sorts by time
    model: Any  # the fitted pipeline
    candidate: Candidate
    data: DataConfig
    parameters: Parameters
    facts: dict[str, Any]  # scores by candidate, numbers of rows, digest of the source, versions
    digest: str = ""  # of its manifest, which has the digests of its files; empty until stored


def new_run_id() -> str:
    """Return a name for a run: the time (UTC), and a few random characters."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"


def save_run(paths: Paths, run: Run) -> None:
    """Write the folder of a run, the manifest with the digests of its files last."""
    facts = run.facts | {
        "run_id": run.run_id,
        "candidate": run.candidate,
        "data": run.data.model_dump(mode="json"),
        "parameters": run.parameters.model_dump(mode="json"),
        "versions": {name: version(name) for name in LIBRARIES},
    }
    with build_folder(paths.runs / run.run_id) as folder:
        skops.io.dump(run.model, folder / MODEL, compression=ZIP_DEFLATED, compresslevel=6)
        write_json(folder / FACTS, facts)
        write_json(folder / MANIFEST, {name: sha256_of(folder / name) for name in (MODEL, FACTS)})


def latest_run_id(paths: Paths) -> str:
    """Return the name of the latest run; RunError if nothing was trained yet."""
    try:
        return str(read_json(paths.latest)["run_id"])
    except FileNotFoundError as error:
        raise RunError("no run yet", "run `train` first") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{paths.latest.name} is damaged", "run `train` again") from error


def load_run(paths: Paths, run_id: str | None = None, digest: str | None = None) -> Run:
    """Load a run, by default the latest one; refuse one with another digest than that given.

    The digests in a run's own manifest show damage. Only one that was noted elsewhere shows that
    the run was not replaced. RunError if the run is unknown or damaged, was made with another
    version of scikit-learn, or contains a type that is not trusted.
    """
    folder = paths.runs / (run_id or latest_run_id(paths))
    if folder.parent != paths.runs or not folder.is_dir() or run_id in (".", ".."):
        raise RunError(f"run `{folder.name}` not found", "`runs` lists the runs")
    found = check_digests(folder)
    if digest and digest.strip().lower() != found:
        raise RunError(f"run {folder.name} has the digest {found}, not {digest}")
    try:
        facts = read_json(folder / FACTS)
        _check_version(folder.name, facts["versions"])
        data, parameters = DataConfig(**facts.pop("data")), Parameters(**facts.pop("parameters"))
        model = _load_model(folder / MODEL)
        return Run(folder.name, model, facts["candidate"], data, parameters, facts, found)
    except (KeyError, TypeError, ValueError, UntrustedTypesFoundException) as error:
        reason = str(error).splitlines()[0]
        raise RunError(f"run {folder.name} cannot be used: {reason}", "train again") from error


def _load_model(path: Path) -> Any:
    """Read a fitted model; ValueError if it would fill the memory."""
    with ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > _MOST_BYTES:
        raise ValueError(f"{path.name} has {size:,} bytes, more than {_MOST_BYTES:,}")
    return skops.io.load(path, trusted=TRUSTED_TYPES)


def check_digests(folder: Path) -> str:
    """Compare the files of a run with its manifest; return the digest of the manifest itself."""
    try:
        expected = read_json(folder / MANIFEST)
        damaged = [name for name in (MODEL, FACTS) if sha256_of(folder / name) != expected[name]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"run {folder.name} is damaged: {error}", "train again") from error
    if damaged:
        raise RunError(f"run {folder.name} is damaged: {damaged[0]} was changed", "train again")
    return sha256_of(folder / MANIFEST)


def list_runs(paths: Paths) -> list[dict[str, Any]]:
    """Return what is known about each run that can be read, the best one first."""
    runs = []
    for folder in paths.runs.glob("[!.]*"):
        try:
            check_digests(folder)
        except RunError:
            continue  # `load_run` says what is wrong with it
        runs.append(read_json(folder / FACTS))
    return sorted(runs, key=lambda run: run["scores"][run["candidate"]][run["chosen_by"]])


def _check_version(run_id: str, versions: dict[str, str]) -> None:
    """Refuse a model of another minor version of scikit-learn: it may predict differently."""
    made, here = versions["scikit-learn"], version("scikit-learn")
    if made.split(".")[:2] != here.split(".")[:2]:
        raise RunError(
            f"run {run_id} was made with scikit-learn {made}, and this is {here}",
            f"train again, or install scikit-learn {made}",
        )
