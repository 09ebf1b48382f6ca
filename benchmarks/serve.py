"""Serve a fresh project and put it under load: a minute of single texts, and what else is asked.

    python -m benchmarks.serve [--seconds 60]

Server and client share the machine, so the client's work is in the figures, too.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.in_project import PROJECT, project_python
from benchmarks.load import Load, put_under_load, request_bytes

TEXT = "Fine-tuning transformers to answer questions about satellite images"
LIMIT = 256 * 1024
HEADING = (
    "what",
    "connections",
    "seconds",
    "requests",
    "per second",
    "p50",
    "p99",
    "max",
    "errors",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that is asked again and again.

    Attributes:
        what: What is asked.
        request: The request as it is sent.
        connections: How many ask at the same time.
        share: For how long, as a share of the seconds asked for.
        status: The status that answers it.
    """

    what: str
    request: bytes
    connections: int
    share: float = 1 / 6
    status: int = 200


def predict(texts: str | list[str]) -> bytes:
    """Return a request to tag texts."""
    return request_bytes("POST", "/predict", json.dumps({"texts": texts}).encode())


# 100 texts that fill a body up to its limit, and one body of four times the size.
LARGEST = predict([("image " * 434)] * 100)
SCENARIOS = (
    Scenario("one text", predict(TEXT), 1),
    Scenario("one text", predict(TEXT), 8, share=1),
    Scenario("one text", predict(TEXT), 64),
    Scenario("a batch of 100 short texts", predict([TEXT] * 100), 2),
    Scenario("a body of nearly 256 KiB", LARGEST, 2),
    Scenario(
        "a body of 1 MB, refused", request_bytes("POST", "/predict", b" " * 10**6), 2, status=413
    ),
    Scenario("GET /health", request_bytes("GET", "/health"), 8),
    Scenario("GET /, the page", request_bytes("GET", "/"), 8),
)


@contextmanager
def served_project() -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Train and evaluate a fresh project, and serve it on a port of this machine."""
    with project_python() as python:
        project = python.parents[2] / PROJECT
        command = python.with_name(PROJECT)
        for stage in ("elt-data", "train", "evaluate"):
            subprocess.run(  # noqa: S603 - the project's own command
                [command, stage], cwd=project, check=True, stdout=subprocess.DEVNULL
            )
        with subprocess.Popen(  # noqa: S603 - the same one
            [command, "serve", "--port", "0"], cwd=project, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout  # noqa: S101 - it is a pipe
            line = server.stdout.readline()
            try:
                yield int(line.rpartition(":")[2].split()[0]), server
            finally:
                server.terminate()


def measure(port: int, scenario: Scenario, seconds: float) -> Load:
    """Put the server under the load of one scenario."""
    return asyncio.run(
        put_under_load(
            port,
            scenario.request,
            connections=scenario.connections,
            seconds=seconds * scenario.share,
            status=scenario.status,
        )
    )


def format_line(scenario: Scenario, load: Load) -> str:
    """Return one row of the table."""
    milliseconds = [f"{1000 * load.percentile(share):.1f} ms" for share in (0.5, 0.99, 1)]
    cells = [
        scenario.what,
        str(scenario.connections),
        f"{load.seconds:.0f}",
        f"{len(load.latencies):,}",
        f"{load.rate:,.0f}",
        *milliseconds,
        str(load.errors),
    ]
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Print the table as it grows; fail if anything was answered otherwise than expected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=60, help="for single texts; less for the rest"
    )
    seconds = parser.parse_args().seconds
    sys.stderr.write("Makes an environment and trains, then some minutes\n")
    errors = 0
    with served_project() as (port, server):
        sys.stdout.write(f"| {' | '.join(HEADING)} |\n|{' --- |' * len(HEADING)}\n")
        for scenario in SCENARIOS:
            load = measure(port, scenario, seconds)
            errors += load.errors
            sys.stdout.write(format_line(scenario, load))
            sys.stdout.flush()
        server.terminate()
        _, _, usage = os.wait4(server.pid, 0)
        server.returncode = 0
    sys.stdout.write(f"\nThe server's memory at most: {usage.ru_maxrss / 1024:,.0f} MiB.\n")
    if errors:
        sys.exit(f"{errors} requests were not answered as expected.")


if __name__ == "__main__":
    main()
