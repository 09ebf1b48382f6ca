"""Answer over HTTP with Ray Serve: the shared app in as many processes as are asked for."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from fastapi import FastAPI
from ray import serve
from ray.serve.config import HTTPOptions, ProxyLocation
from ray.serve.schema import LoggingConfig

from ...config import Paths
from ...errors import RunError
from ...utils.cluster import cluster
from ..artifacts import load_artifacts
from .endpoints import build_app
from .server import address as browser_address
from .server import listen

APPLICATION = "tagging"
# Requests that a replica takes at the same time, and how many may wait for one; more are answered
# with 503, so that memory has a limit: each may hold one body. The first is far more than a CPU
# works on, because Ray asks a full replica again only after up to half a second: with 16, 64
# clients got a tenth of the answers.
_AT_ONCE = 128
_MOST_WAITING = 512
_QUIET = LoggingConfig(log_level="WARNING", enable_access_log=False)


@dataclass(frozen=True)
class Served:
    """What is served, where, and by how many processes."""

    paths: Paths
    # The latest if none is named.
    run_id: str | None
    host: str
    # 0 for any that is free.
    port: int
    replicas: int
    # Other names that requests may use for this machine.
    hosts: tuple[str, ...] = ()


class Replica:
    """A process that answers; the app in it is all that it has."""


@contextmanager
def serving(served: Served, address: str | None = None) -> Iterator[tuple[str, str]]:
    """Answer for as long as the block lasts; give the run's id and the address for a browser.

    What is wrong with the run or the address is said before Ray starts. Each replica loads the
    run for itself, so all machines of a cluster must see its folder. The port is opened on the
    head of the cluster, which is this machine where Ray starts here.

    Raises:
        AddressError: the address is not one of this machine, is in use, or needs more rights.
        RunError: there is no run, no cluster or not one with room, or it serves already.
    """
    run_id = load_artifacts(served.paths, served.run_id).run_id
    with listen(served.host, served.port) as listener:
        url, port = browser_address(listener), listener.getsockname()[1]
    with cluster(address, served.replicas):
        _refuse_second()
        try:
            _start(replace(served, run_id=run_id, port=port))
            yield run_id, url
        finally:
            serve.shutdown()  # type: ignore[no-untyped-call] # Ray's


def wait_until_stopped() -> None:
    """Wait for Ctrl-C, or for the signal with which containers are ended."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.wait(timeout=1):  # without an end, Windows would not look at signals
        pass


def _refuse_second() -> None:
    """Refuse a cluster that serves already: it would keep its address and lose its app."""
    if serve.status().proxies:
        raise RunError(
            "the cluster serves something already", "end that first, or use another cluster"
        )


def _start(served: Served) -> None:
    """Open the port, start the replicas and wait until all of them answer."""
    # Ray resets the level of this logger when it starts, but not its filters.
    logging.getLogger("ray.serve").addFilter(_is_error)
    serve.start(
        proxy_location=ProxyLocation.HeadOnly,
        http_options=HTTPOptions(host=served.host, port=served.port),
        logging_config=_QUIET,
    )
    paths, run_id, hosts = served.paths, served.run_id, (served.host, *served.hosts)

    def build() -> FastAPI:
        return build_app(paths, run_id, hosts)

    deployment = serve.deployment(
        name=APPLICATION,
        num_replicas=served.replicas,
        max_ongoing_requests=_AT_ONCE,
        max_queued_requests=_MOST_WAITING,
        ray_actor_options={"num_cpus": 1},
    )
    try:
        serve.run(deployment(serve.ingress(build)(Replica)).bind(), name=APPLICATION)
    except RuntimeError as error:
        raise RunError(
            f"the replicas did not start: {str(error).strip().splitlines()[0]}",
            "do all machines of the cluster see the folder of the run?",
        ) from error


def _is_error(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR
