"""The command `serve`: a real process that answers until it is told to stop."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from answering import Client

from demo.config import Paths
from demo.inference.artifacts import Artifacts
from demo.places import ROOT_VARIABLE

PACKAGE = "demo"
Trained = tuple[Paths, Artifacts]


@contextmanager
def serving(root: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command in a project; end it if the test did not."""
    process = subprocess.Popen(  # noqa: S603 - the interpreter of the tests
        [sys.executable, "-m", PACKAGE, "serve", *options],
        env=os.environ | {ROOT_VARIABLE: str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_says_where_it_answers_and_stops_without_an_error_when_told_to(
    trained: Trained, number: signal.Signals
) -> None:
    with serving(trained[0].root, "--port", "0") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        place = re.fullmatch(r"serving run (.*) on http://127\.0\.0\.1:([0-9]+) .*\n", line)
        assert place is not None, line
        assert place[1] == trained[1].run_id
        # The socket is open before the line is printed, so no request comes too early.
        assert Client(int(place[2])).get("/health").content["run_id"] == trained[1].run_id
        process.send_signal(number)
        printed, errors = process.communicate(timeout=60)
    assert (process.returncode, printed, errors) == (0, "", "")


def test_without_a_run_it_says_what_to_do_and_opens_no_socket(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0") as process:
        printed, errors = process.communicate(timeout=60)
    assert (process.returncode, printed) == (1, "")
    assert errors.splitlines() == ["error: no run yet", "hint: run train first"]


def test_a_port_in_use_is_named(trained: Trained) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with serving(trained[0].root, "--port", port) as process:
            _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.splitlines()[0].startswith(f"error: cannot listen on 127.0.0.1, port {port}: ")


def test_a_run_with_another_digest_than_the_noted_one_is_refused(trained: Trained) -> None:
    with serving(trained[0].root, "--port", "0", "--digest", "0" * 64) as process:
        printed, errors = process.communicate(timeout=60)
    assert (process.returncode, printed) == (1, "")
    assert f"not {'0' * 64}" in errors
