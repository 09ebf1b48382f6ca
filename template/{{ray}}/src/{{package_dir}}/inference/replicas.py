"""Serve with Ray: the app of `serve.py`, in as many processes as wanted."""

import logging
import signal
import socket
import threading
from collections.abc import Collection
from contextlib import ExitStack

import typer
from fastapi import FastAPI
from ray import serve
from ray.serve.config import HTTPOptions, ProxyLocation
from ray.serve.schema import LoggingConfig

from ..config import Paths
from ..errors import RunError
from ..models.runs import Run, load_run
from ..utils.cluster import Workers, cluster, first_line, stdout_for_results
from .serve import create_app

# Requests that a replica takes at once: more than a CPU works on, as Ray asks a full one again only
# after half a second. And those that may wait, since memory has a limit: more get the answer 503.
_AT_ONCE, _MOST_WAITING = 128, 512


class Replica:
    """A process that answers; the app in it is all that it has."""


def run_replicas(
    paths: Paths, run: Run, place: tuple[str, int], hosts: Collection[str], workers: Workers
) -> None:
    """Answer at a host and port until Ctrl-C or SIGTERM; requests in progress are finished first.

    Each replica loads the run, so all machines of a cluster must see its folder. The port is opened
    on the head of the cluster, which is this machine where Ray starts here. RunError if the port is
    in use, or if there is no cluster with room, or one that serves already.
    """
    host, port = place[0], find_port(*place)
    # Ray resets the level of this logger when it starts, but not its filters.
    logging.getLogger("ray.serve").addFilter(lambda record: record.levelno >= logging.ERROR)
    with ExitStack() as running:
        with stdout_for_results():
            running.enter_context(cluster(workers))
            if serve.status().proxies:  # it would keep its address and lose its app
                hint = "end that first, or use another cluster"
                raise RunError("the cluster serves something already", hint)
            running.callback(serve.shutdown)
            serve.start(
                proxy_location=ProxyLocation.HeadOnly,
                http_options=HTTPOptions(host=host, port=port),
                logging_config=LoggingConfig(log_level="WARNING", enable_access_log=False),
            )
            _run(paths, run.run_id, hosts, workers)
        shown = f"[{host}]" if ":" in host else host
        typer.echo(f"Serving run {run.run_id} on http://{shown}:{port} (Ctrl-C to stop)")
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.wait(timeout=1):  # without an end, Windows would not look at signals
            pass


def _run(paths: Paths, run_id: str, hosts: Collection[str], workers: Workers) -> None:
    """Start the replicas, and wait until all of them answer."""

    def build() -> FastAPI:
        return create_app(paths, load_run(paths, run_id), hosts)

    deployment = serve.deployment(
        num_replicas=workers.number,
        max_ongoing_requests=_AT_ONCE,
        max_queued_requests=_MOST_WAITING,
        ray_actor_options={"num_cpus": workers.cpus},
    )
    try:
        serve.run(deployment(serve.ingress(build)(Replica)).bind())
    except RuntimeError as error:
        hint = "do all machines of the cluster see the folder of the run?"
        raise RunError(f"the replicas did not start: {first_line(error)}", hint) from error


def find_port(host: str, port: int) -> int:
    """Return a port that can be opened, any if it is 0; RunError if it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family) as listener:
            return int(listener.getsockname()[1])
    except OSError as error:
        message = f"cannot listen on {host}, port {port}: {error.strerror}"
        raise RunError(message, "choose another `--port`") from error
