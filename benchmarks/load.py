"""Put the served project of a stack under load with Locust; print rates, latencies and failures.

    python -m benchmarks.load [--stack tagifai] [--seconds 60] [--clients 20]

Server and clients share the machine, so the figures contain the work of the clients. The exit code
is 1 if a request was not answered as its schema says.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.in_project import PROJECT, project_environment

_CLIENTS = Path(__file__).with_name("load_clients.py")
_STACKS = ("tagifai", "tabular", "lightning", "ray")


@contextmanager
def served_project(stack: str) -> Iterator[str]:
    """Train, evaluate and serve a fresh project of a stack; yield the address of the server."""
    with project_environment(stack) as (project, python):
        command = python.with_name(PROJECT)
        for stage in ("train", "evaluate"):
            subprocess.run(  # noqa: S603 - the project's own command
                [command, stage], cwd=project, check=True, stdout=subprocess.DEVNULL
            )
        with subprocess.Popen(  # noqa: S603 - the same one
            [command, "serve", "--port", "0"], cwd=project, stdout=subprocess.PIPE, text=True
        ) as server:
            try:
                yield _read_address(server)
            finally:
                server.terminate()


def _read_address(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if address := re.search(r"http://127\.0\.0\.1:\d+", line):
            return address[0]
    sys.exit("The server ended before it printed its address.")


def main() -> None:
    """Print the table of Locust, and end with its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stack", choices=_STACKS, default="tagifai")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--clients", type=int, default=20)
    chosen = parser.parse_args()
    with served_project(chosen.stack) as address:
        run = [sys.executable, "-m", "uv", "tool", "run", "--quiet"]
        locust = [*run, "locust", f"--locustfile={_CLIENTS}", f"--host={address}"]
        clients = [f"--users={chosen.clients}", f"--spawn-rate={chosen.clients}"]
        ending = [f"--run-time={chosen.seconds}", "--headless", "--only-summary"]
        done = subprocess.run([*locust, *clients, *ending], check=False)  # noqa: S603 - no shell
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
