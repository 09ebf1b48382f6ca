"""A Ray cluster of two nodes on this machine, each started as `ray start` starts one on its own."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# A start takes 15 seconds on an idle machine, and minutes on a busy one; an end takes a few less.
_SECONDS_TO_START = 300
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_TRAINS = "ray::RayTrainWorker"
_OWN_RAY = Path(sys.executable).with_name("ray")
_ANY_PORTS = ("--min-worker-port=0", "--max-worker-port=0")
# Both nodes stand on one machine, so no port can be the usual one. Nor can they be left to Ray: a
# node waits 15 seconds for each to be found, and on a busy machine that is too short.
_FOUND_PORTS = (
    "--dashboard-agent-grpc-port",
    "--dashboard-agent-listen-port",
    "--metrics-export-port",
    "--runtime-env-agent-port",
)


@dataclass(frozen=True)
class Node:
    """One node: its processes are all below that of `ray start --block`."""

    name: str
    cpus: int
    process: subprocess.Popen[bytes]

    def raylet(self) -> int | None:
        """Return the process that makes this machine a node, if it runs."""
        found = [pid for pid, name in children(self.process.pid) if Path(name).name == "raylet"]
        return found[0] if found else None

    def training(self) -> list[int]:
        """Return the processes that train on this node."""
        raylet = self.raylet()
        known = children(raylet) if raylet else []
        return [pid for pid, name in known if name.startswith(_TRAINS)]

    def kill(self) -> None:
        """End the node as a power cut would: its raylet has no chance to say goodbye."""
        raylet = self.raylet()
        if raylet is None:
            raise RuntimeError(f"the node {self.name} does not run")
        os.kill(raylet, signal.SIGKILL)


@dataclass(frozen=True)
class Cluster:
    """Two nodes, and how to reach them; jobs are taken at the address of the dashboard."""

    address: str
    dashboard: str
    first: Node
    second: Node
    settings: Mapping[str, str]


def children(parent: int) -> list[tuple[int, str]]:
    """Return the processes that a process started, each with the first word of its command."""
    found = []
    for listing in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):  # a thread, or a child, has ended
            for pid in listing.read_text().split():
                command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
                found.append((int(pid), command.decode(errors="replace")))
    return found


@contextmanager
def two_nodes(
    first_cpus: int, second_cpus: int, ray: Path = _OWN_RAY, *, jobs: bool = False
) -> Iterator[Cluster]:
    """Start two nodes, and end them and all that they started.

    Args:
        first_cpus: How many processors the first says it has.
        second_cpus: The same of the second.
        ray: The command of the environment that the nodes are started in.
        jobs: Whether the cluster takes jobs; its dashboard, which does, costs some seconds.
    """
    settings = os.environ | {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_raylet_start_wait_time_s": str(_SECONDS_TO_START),
    }
    port, dashboard_port = free_port(), free_port()
    dashboard = (f"--include-dashboard={jobs}", f"--dashboard-port={dashboard_port}")
    head = (ray, "--head", f"--port={port}", "--dashboard-host=127.0.0.1", *dashboard)
    with _started("first", first_cpus, head, settings) as (first, own_address):
        address = f"{own_address}:{port}"
        joining = (ray, f"--address={address}")
        with _started("second", second_cpus, joining, settings) as (second, _):
            yield Cluster(address, f"http://127.0.0.1:{dashboard_port}", first, second, settings)


@contextmanager
def _started(
    name: str, cpus: int, command: tuple[Path | str, ...], settings: Mapping[str, str]
) -> Iterator[tuple[Node, str]]:
    """Start a node, and end it with the block; give the address of this machine, too."""
    ray, *options = command
    ports = (*_ANY_PORTS, *(f"{option}={free_port()}" for option in _FOUND_PORTS))
    usual = ("start", "--block", f"--num-cpus={cpus}", "--num-gpus=0")
    with (
        tempfile.TemporaryFile() as output,
        subprocess.Popen(
            (ray, *usual, *ports, *options), env=dict(settings), stdout=output, stderr=output
        ) as process,
    ):
        try:
            yield Node(name, cpus, process), wait_until_started(process, output)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=_SECONDS_TO_START)


def wait_until_started(process: subprocess.Popen[bytes], output: IO[bytes]) -> str:
    """Wait until a node says that it runs; return the address it says it has."""
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        said = os.pread(output.fileno(), 1 << 20, 0).decode()
        address = re.search(r"Local node IP\W.*?([0-9a-f.:]{7,})", _COLOURS.sub("", said))
        if address and "Ray runtime started" in said:
            return address[1]
        time.sleep(0.1)
    raise RuntimeError(f"a node did not start: {said}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
