"""A service behind a real socket, and a client that sends it what a test wants."""

import json
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from demo.inference.serving.app import create_app
from demo.inference.serving.server import (
    build_server,
    listen,
)
from demo.inference.serving.service import Service

JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Sends requests to a port of this machine."""

    port: int

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request and wait for its answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        """Ask for a path."""
        return self.send("GET", path)

    def predict(self, request: object) -> Answer:
        """Send a request for predictions as JSON."""
        return self.send("POST", "/predict", json.dumps(request).encode(), JSON)


@contextmanager
def answering(service: Service, hosts: Collection[str] = ()) -> Iterator[Client]:
    """Serve a service in a thread, on a port that is free."""
    with listen("127.0.0.1", 0) as listener:
        server = build_server(create_app(service, hosts))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Client(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
