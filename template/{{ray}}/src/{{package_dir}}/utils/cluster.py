"""Connect to Ray for as long as a workload needs it.

Without an address Ray starts on this machine alone and ends with the workload. Only what calls
`cluster` waits for that: all other commands run without Ray.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from ..errors import RunError

# Read by Ray when it is imported or started; what the user has set stays.
_SETTINGS = {
    # Ray started here listens to this machine alone, on every system and not only on two of them.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    # Nothing is sent from this machine without asking.
    "RAY_USAGE_STATS_ENABLED": "0",
    # Starting takes long on a machine that is busy.
    "RAY_raylet_start_wait_time_s": "120",
    # Tasks without a GPU see the GPUs of their machine as they are; Ray will make this the rule.
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
_STARTS = 2
# What Ray raises where it cannot start or be reached.
_FAILURES = (ConnectionError, RuntimeError, ValueError, TimeoutError, OSError)
_STDOUT, _STDERR = 1, 2
# The folder into which Ray writes the token that its processes know each other by.
_OWN_FOLDER = ".ray"
_TOKEN_VARIABLES = ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH")


def set_environment() -> None:
    """Set what Ray reads from the environment; some of it counts only before Ray is imported."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)


@contextmanager
def cluster(address: str | None = None, workers: int = 1) -> Iterator[None]:
    """Connect to a cluster with room for the workers and one more task.

    A connection that is there already is used and stays; else it ends with the block.

    Args:
        address: Of a cluster that runs, "auto" for the one this machine belongs to; None starts
            Ray here.
        workers: Processes that train at the same time, one CPU each.

    Raises:
        RunError: Ray cannot be started or reached, or the cluster is too small.
    """
    set_environment()
    import ray  # two seconds

    started = not ray.is_initialized()
    if started:
        _connect(address, workers)
    try:
        _prepare(workers)
        yield
    finally:
        if started:
            ray.shutdown()


@contextmanager
def stdout_for_results() -> Iterator[None]:
    """Send what Ray and its native code print to stderr, for a command whose results come later."""
    sys.stdout.flush()
    kept = os.dup(_STDOUT)
    os.dup2(_STDERR, _STDOUT)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, _STDOUT)
        os.close(kept)


def has_gpus(workers: int) -> bool:
    """Return whether the cluster has a GPU for each worker; if not, all train on CPUs."""
    return resources().get("GPU", 0) >= workers


def _connect(address: str | None, workers: int) -> None:
    """Join a cluster, or start Ray on this machine."""
    if address is None:
        check_token_folder()
        _start(workers)
        return
    try:
        _init(address=address)
    except _FAILURES as error:
        raise RunError(
            f"no cluster at {address}: {_first_line(error)}", "start one with `ray start`"
        ) from error


def _start(workers: int) -> None:
    """Start Ray; a second time if need be, as that finds in memory what the first has read."""
    # A CPU is only a number to Ray: one more than there are workers, for the tasks that feed them.
    here = max(os.cpu_count() or 1, workers + 1)
    for left in reversed(range(_STARTS)):
        try:
            _init(address="local", num_cpus=here, include_dashboard=False)
        except _FAILURES as error:
            if left == 0:
                raise RunError(
                    f"Ray did not start: {_first_line(error)}",
                    "look into /tmp/ray, or try again on a quieter machine",
                ) from error
        else:
            return


def _init(**options: Any) -> None:
    """Call Ray; what a failed start leaves behind is ended."""
    import ray

    try:
        ray.init(logging_level=logging.ERROR, log_to_driver=False, **options)
    except _FAILURES:
        ray.shutdown()
        raise


def _first_line(error: Exception) -> str:
    """Return what an error says first; Ray's go on for pages."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def check_token_folder() -> None:
    """Refuse a home that cannot be written before Ray does so with a traceback.

    Raises:
        RunError: the folder of the token cannot be written.
    """
    if os.environ.keys() & set(_TOKEN_VARIABLES) or os.environ.get("RAY_AUTH_MODE") == "disabled":
        return
    folder = Path.home() / _OWN_FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "auth_token").open("a").close()
    except OSError as error:
        raise RunError(
            f"Ray cannot keep its token in {folder}: {error.strerror}",
            "set HOME to a folder that can be written, or RAY_AUTH_TOKEN to a secret of your own",
        ) from error


def _prepare(workers: int) -> None:
    """Make Ray Data repeatable and quiet, and check that there is room."""
    import ray.data

    context = ray.data.DataContext.get_current()
    # Rows keep their order, so that one seed gives one model.
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    for name in ("ray.data", "ray.train", "ray.tune"):
        logging.getLogger(name).setLevel(logging.ERROR)
    room = int(resources().get("CPU", 0))
    if room < workers + 1:
        raise RunError(
            f"{workers} workers need {workers + 1} CPUs, the cluster has {room}",
            "ask for fewer workers, or add a node",
        )


def resources() -> dict[str, float]:
    """Return what the machines of the cluster have together, by Ray's names."""
    import ray

    found: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call] # Ray's
    return found
