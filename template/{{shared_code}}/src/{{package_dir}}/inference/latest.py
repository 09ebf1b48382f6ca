"""Which run is used when none is named: stores/latest.json, written last by a training."""

from ..errors import RunError
from ..places import Places
from ..utils.files import read_json, write_json
from .manifest import MANIFEST, read_seal

_SHOWN_RUNS = 3


def set_latest(paths: Places, run_id: str) -> None:
    """Make a run the one that is used when none is named, atomically."""
    write_json(paths.latest, {"run_id": run_id})


def latest_run_id(paths: Places) -> str:
    """Return the name of the latest run.

    Raises:
        RunError: nothing was trained yet, or the file that names the run is damaged.
    """
    try:
        content = read_json(paths.latest)
    except FileNotFoundError as error:
        raise RunError("no run yet", "run train first") from error
    except (OSError, ValueError) as error:
        raise RunError(f"{paths.latest} cannot be read: {error}", see_runs(paths)) from error
    run_id = content.get("run_id") if isinstance(content, dict) else None
    if not isinstance(run_id, str):
        raise RunError(f"{paths.latest} names no run", see_runs(paths))
    return run_id


def check_digest(paths: Places, run_id: str | None, digest: str | None) -> None:
    """Refuse a run, the latest if none is named, whose digest is not the one expected, if any.

    The digests in a run's own manifest show damage. That the run is the one you trained is shown by
    a digest that you noted elsewhere.

    Raises:
        RunError: the run is unknown or has another digest.
    """
    if digest is None:
        return
    run_id = latest_run_id(paths) if run_id is None else run_id
    found = read_seal(paths.runs / run_id).digest
    if found != digest.strip().lower():
        raise RunError(
            f"run {run_id} has the digest {found}, not {digest}",
            "it is another run, or its files were replaced",
        )


def see_runs(paths: Places) -> str:
    """Say how to see the runs, and name the newest."""
    folders = [path.parent for path in paths.runs.rglob(MANIFEST)]
    names = sorted(folder.relative_to(paths.runs).as_posix() for folder in folders)
    newest = f"; the newest: {', '.join(names[-_SHOWN_RUNS:])}" if names else " (none yet)"
    return f"the runs are the folders in {paths.runs}{newest}"
