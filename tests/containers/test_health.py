"""The health check of the image, as it stands in the Dockerfile, against servers of every kind."""

import http.server
import json
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.containers.conftest import SERVING, Project
from tests.kit.machine import Finished, run_command

pytestmark = pytest.mark.story


class Answer(http.server.BaseHTTPRequestHandler):
    """Answer with the status that the server holds, and to /health alone."""

    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.send_response(self.server.status if self.path == "/health" else 404)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""


class Server(http.server.ThreadingHTTPServer):
    """A server on a free port of this machine."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(("127.0.0.1", 0), Answer)


@contextmanager
def serving(status: int) -> Iterator[int]:
    """Serve in a thread, and give the port."""
    with Server(status) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(params=SERVING)
def image_port(request: pytest.FixtureRequest, project: Project) -> tuple[list[str], int]:
    """Return the words of the check, and the port that the image exposes."""
    dockerfile = (project(request.param) / "Dockerfile").read_text("utf-8")
    exposed = re.findall(r"^EXPOSE (\d+)$", dockerfile, re.MULTILINE)
    checks = re.findall(r"^HEALTHCHECK .*\\\n +CMD (\[.*\])$", dockerfile, re.MULTILINE)
    assert len(exposed) == len(checks) == 1
    command: list[str] = json.loads(checks[0])
    return command, int(exposed[0])


def check(image_port: tuple[list[str], int], port: int, **settings: str) -> Finished:
    """Run the check of the image against another port."""
    (program, *arguments), exposed = image_port
    assert program == "python"
    assert sum(f":{exposed}/" in word for word in arguments) == 1
    words = [word.replace(f":{exposed}/", f":{port}/") for word in arguments]
    return run_command([sys.executable, *words], settings=settings, timeout=60)


@pytest.mark.parametrize(("status", "exit_code"), [(200, 0), (404, 1), (500, 1), (503, 1)])
def test_a_server_is_healthy_when_it_says_so(
    image_port: tuple[list[str], int], status: int, exit_code: int
) -> None:
    with serving(status) as port:
        assert check(image_port, port).exit_code == exit_code


def test_nobody_who_listens_is_not_healthy(image_port: tuple[list[str], int]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert check(image_port, port).exit_code == 1


def test_a_server_that_never_answers_is_not_healthy(image_port: tuple[list[str], int]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        finished = check(image_port, listener.getsockname()[1])
    assert finished.exit_code == 1
    assert "timed out" in finished.errors


def test_a_proxy_of_the_machine_is_not_asked(image_port: tuple[list[str], int]) -> None:
    proxies = dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy"), "http://127.0.0.1:9")
    with serving(200) as port:
        assert check(image_port, port, no_proxy="", NO_PROXY="", **proxies).exit_code == 0
