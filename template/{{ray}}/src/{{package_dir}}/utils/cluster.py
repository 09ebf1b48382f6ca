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

from ..errors import RunError

# Read by Ray when it is imported or started; what the user has set stays.
_SETTINGS = {
    # Ray started here listens to this machine alone, on every system and not only on two of them.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    # Nothing leaves this machine unasked.
    "RAY_USAGE_STATS_ENABLED": "0",
    # Starting takes long on a machine that is busy.
    "RAY_raylet_start_wait_time_s": "120",
    # Tasks without a GPU see the GPUs of their machine as they are; Ray will make this the rule.
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
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
    """Be connected to a cluster with room for so many workers, and one task beside them.

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
    """Say whether the cluster has a GPU for each worker; if not, all train on CPUs."""
    return resources().get("GPU", 0) >= workers


def _connect(address: str | None, workers: int) -> None:
    """Start Ray on this machine, or join a cluster."""
    import ray

    if address is None:
        check_token_folder()
    # A CPU is only a number to Ray: one more than there are workers, for the tasks that feed them.
    here = max(os.cpu_count() or 1, workers + 1)
    try:
        ray.init(
            address=address or "local",
            num_cpus=None if address else here,
            include_dashboard=None if address else False,
            logging_level=logging.ERROR,
            log_to_driver=False,
        )
    except (ConnectionError, RuntimeError, ValueError, TimeoutError, OSError) as error:
        reason = str(error).strip().splitlines()[0]
        if address:
            raise RunError(
                f"no cluster at {address}: {reason}", "start one with `ray start`"
            ) from error
        raise RunError(
            f"Ray did not start: {reason}", "look into /tmp/ray, or try again on a quieter machine"
        ) from error


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
