"""Which run is used when none is named: stores/latest.json, written last by a training."""

from ..errors import RunError
from ..places import Places
from ..utils.files import read_json, write_json
from .manifest import MANIFEST

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


def see_runs(paths: Places) -> str:
    """Say how to see the runs, and name the newest."""
    folders = [path.parent for path in paths.runs.rglob(MANIFEST)]
    names = sorted(folder.relative_to(paths.runs).as_posix() for folder in folders)
    newest = f"; the newest: {', '.join(names[-_SHOWN_RUNS:])}" if names else " (none yet)"
    return f"the runs are the folders in {paths.runs}{newest}"
