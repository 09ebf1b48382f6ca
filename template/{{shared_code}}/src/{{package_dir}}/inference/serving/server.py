"""Run an app until it is told to stop: Ctrl-C, or the signal with which containers are ended."""

import asyncio
import signal
import socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from ...errors import AddressError

# Requests under way get so long when the server is told to stop.
_SECONDS_TO_FINISH = 10
# More at once are answered with 503, so that memory has a limit too: each may hold one body.
_MOST_CONNECTIONS = 512
# A request that has not arrived whole so long after its connection was opened, or after the answer
# to the request before it, is dropped: half-sent ones could take all connections.
_SECONDS_TO_ARRIVE = 10


class ImpatientProtocol(H11Protocol):
    """uvicorn's protocol, which waits without end for the rest of a request, with a deadline."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # its
        """Start waiting for the first request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Start waiting for the next request."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self._watch()

    def _watch(self) -> None:
        """Set the deadline when a request begins to be waited for; clear it when it is complete."""
        is_answered = getattr(self.cycle, "response_complete", True)  # or there was no request yet
        is_waiting = self in self.connections and (is_answered or self.cycle.more_body)
        if is_waiting and self._deadline is None:
            self._deadline = self.loop.call_later(_SECONDS_TO_ARRIVE, self.transport.abort)
        elif not is_waiting and self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; port 0 stands for any that is free.

    Raises:
        AddressError: the address is not one of this machine, is in use, or needs more rights.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressError(
            f"cannot listen on {host}, port {port}: {error.strerror}",
            "choose another with --port or --host",
        ) from error
    # Connections inherit it. Without it the second packet of an answer waits for the client to
    # acknowledge the first, which takes 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    """Return the address to type into a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def build_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server with limits that prints nothing but warnings and errors."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=ImpatientProtocol,
            access_log=False,
            log_level="warning",
            server_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        )
    )


def run_until_stopped(server: uvicorn.Server, listener: socket.socket) -> None:
    """Answer until Ctrl-C or SIGTERM; what is under way is finished first."""

    # uvicorn sends itself the signal again when all is done; to be asked to stop is no error.
    def stop(_: int, __: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server.run(sockets=[listener])
