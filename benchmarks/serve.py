"""Serve a fresh project and put it under load: a minute of single requests, and what else is asked.

    python -m benchmarks.serve [--stack tagifai] [--seconds 60]

Server and client share the machine, so the client's work is in the figures, too.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.in_project import PROJECT, project_python
from benchmarks.load import Load, put_under_load, request_bytes

TEXT = "Fine-tuning transformers to answer questions about satellite images"
LIMIT = 256 * 1024
MOST = 100
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


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the projects of a stack are asked about.

    Attributes:
        name: What one of them is called.
        field: The field of the request that takes them.
        usual: One as people send it.
        largest: One of those that, a hundred together, fill a request up to its limit.
    """

    name: str
    field: str
    usual: object
    largest: object

    def request(self, inputs: Sequence[object], size: int = 0) -> bytes:
        """Return a request about inputs, with spaces behind it up to a size."""
        body = json.dumps({self.field: inputs}).encode()
        return request_bytes("POST", "/predict", body.ljust(size))

    def scenarios(self) -> Iterator[Scenario]:
        """Yield what is asked, each for some seconds."""
        one, batch = self.request([self.usual]), self.request([self.usual] * MOST)
        largest = self.request([self.largest] * MOST, LIMIT - 1)
        yield Scenario(f"one {self.name}", one, 1)
        yield Scenario(f"one {self.name}", one, 8, share=1)
        yield Scenario(f"one {self.name}", one, 64)
        yield Scenario(f"a batch of {MOST} {self.name}s", batch, 2)
        yield Scenario("a body of nearly 256 KiB", largest, 2)
        much = request_bytes("POST", "/predict", b" " * 10**6)
        yield Scenario("a body of 1 MB, refused", much, 2, status=413)
        yield Scenario("GET /health", request_bytes("GET", "/health"), 8)
        yield Scenario("GET /, the page", request_bytes("GET", "/"), 8)


TEXTS = Inputs("text", "texts", TEXT, "image " * 434)
IMAGES = Inputs("image", "images", [0.0, 16.0] * 32, [1 / 3, 2 / 3] * 32)
STACKS = {"tagifai": TEXTS, "ray": TEXTS, "lightning": IMAGES}


@contextmanager
def served_project(stack: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Train and evaluate a fresh project of a stack, and serve it on a port of this machine."""
    with project_python(stack) as python:
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
        "--seconds", type=float, default=60, help="for single requests; less for the rest"
    )
    parser.add_argument("--stack", choices=STACKS, default="tagifai")
    chosen = parser.parse_args()
    sys.stderr.write("Makes an environment and trains, then some minutes\n")
    errors = 0
    with served_project(chosen.stack) as (port, server):
        sys.stdout.write(f"| {' | '.join(HEADING)} |\n|{' --- |' * len(HEADING)}\n")
        for scenario in STACKS[chosen.stack].scenarios():
            load = measure(port, scenario, chosen.seconds)
            errors += load.errors
            sys.stdout.write(format_line(scenario, load))
            sys.stdout.flush()
        server.terminate()
        _, _, usage = os.wait4(server.pid, 0)
        server.returncode = 0
    sys.stdout.write(f"\nThe memory of the command at most: {usage.ru_maxrss / 1024:,.0f} MiB.\n")
    if errors:
        sys.exit(f"{errors} requests were not answered as expected.")


if __name__ == "__main__":
    main()
