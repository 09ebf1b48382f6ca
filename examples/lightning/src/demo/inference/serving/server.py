"""Run an app until it is told to stop: Ctrl-C, or the signal with which containers are ended."""

import signal
import socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from ...errors import AddressError

# Requests under way get so long when the server is told to stop.
_SECONDS_TO_FINISH = 10
# More at once are answered with 503, so that memory has a limit too: each may hold one body.
_MOST_CONNECTIONS = 512


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
