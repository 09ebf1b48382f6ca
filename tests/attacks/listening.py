"""A server that writes down who connects, and says nothing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Yield the port of a server on this machine, and the beginnings of what it is sent."""
    received: list[bytes] = []
    held: list[socket.socket] = []

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                held.append(connection)  # Left open without an answer.
                received.append(b"" if connection.gettimeout() else connection.recv(200))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], received
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for connection in held:
        connection.close()
