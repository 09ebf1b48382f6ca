"""Connect to Ray for as long as a command needs it.

Without an address Ray starts on this machine alone and ends with the command.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from typing import Any

from ..errors import RunError

# Read by Ray when it is imported or started; what the user has set stays.
_SETTINGS = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # listen to this machine alone on every system
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is sent from this machine without asking
    "RAY_raylet_start_wait_time_s": "120",  # a start is slow on a busy machine
    # Tasks without a GPU see the GPUs of their machine as they are; Ray will make this the rule.
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
_FAILURES = (RuntimeError, ValueError, OSError)  # that Ray raises where it cannot start


@dataclass(frozen=True)
class Workers:
    """Processes that work at the same time, and what each of them gets."""

    number: int = 1
    cpus: int = 1
    gpus: float = 0
    address: str | None = None  # of a cluster that runs; "auto" for the one of this machine

    @property
    def resources(self) -> dict[str, float]:
        """What each process gets, by Ray's names."""
        return {"CPU": self.cpus} | ({"GPU": self.gpus} if self.gpus else {})


ONE_WORKER = Workers()


def set_environment() -> None:
    """Set what Ray reads from the environment; some of it counts only before Ray is imported."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)


@contextmanager
def cluster(workers: Workers) -> Iterator[None]:
    """Connect to a cluster with room for the workers; RunError if there is none.

    A connection that is there already is used and stays; else it ends with the block.
    """
    set_environment()
    import ray.data  # seconds

    if started := not ray.is_initialized():
        _connect(workers)
    try:
        _check_room(workers)
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True  # so that one seed gives one model
        context.enable_progress_bars = False
        for name in ("ray.data", "ray.train", "ray.tune"):
            logging.getLogger(name).setLevel(logging.ERROR)
        yield
    finally:
        if started:
            ray.shutdown()


def _connect(workers: Workers) -> None:
    """Join a cluster, or start Ray on this machine."""
    import ray

    options: dict[str, Any] = {"address": workers.address}
    if not workers.address:
        # A CPU is only a number to Ray: the workers get theirs, and their data one more.
        cpus = max(os.cpu_count() or 1, workers.number * workers.cpus + 1)
        options = {"address": "local", "num_cpus": cpus, "include_dashboard": False}
    try:
        ray.init(logging_level=logging.ERROR, log_to_driver=False, **options)
    except _FAILURES as error:
        ray.shutdown()  # what a failed start leaves behind
        message, hint = "Ray did not start", "HOME must be writable; the logs are in /tmp/ray"
        if workers.address:
            message, hint = f"no cluster at {workers.address}", "start one with `ray start`"
        raise RunError(f"{message}: {first_line(error)}", hint) from error


def first_line(error: Exception) -> str:
    """Return the first line of an error; Ray's continue for pages."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _check_room(workers: Workers) -> None:
    """Refuse a cluster without room for the workers, and for the tasks that feed them."""
    import ray

    found = ray.cluster_resources()  # type: ignore[no-untyped-call] # Ray's
    for name, each in workers.resources.items():
        needed, room = workers.number * each + (name == "CPU"), found.get(name, 0)
        if room < needed:
            message = f"{workers.number} workers need {needed:g} {name}s, the cluster has {room:g}"
            raise RunError(message, "use fewer workers, or add a node")


@contextmanager
def stdout_for_results() -> Iterator[None]:
    """Send what Ray and its native code print to stderr, for a command whose results come later."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
