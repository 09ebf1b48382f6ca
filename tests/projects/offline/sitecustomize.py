"""Cut a Python process off the network: put this folder on PYTHONPATH and it is loaded first.

Only addresses of this machine can be reached; looking up any other name fails as it does offline.
"""

import socket
from typing import Any

_HERE = {"localhost", "127.0.0.1", "::1", ""}
_connect = socket.socket.connect
_look_up = socket.getaddrinfo


def _connect_here(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _HERE:
        raise OSError(101, f"no network in this test: {address[0]}")
    _connect(self, address)


def _look_up_here(host: Any, *arguments: Any, **options: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in _HERE:
        raise socket.gaierror(socket.EAI_AGAIN, f"no network in this test: {name}")
    return _look_up(host, *arguments, **options)


setattr(socket.socket, "connect", _connect_here)  # noqa: B010 - mypy lets no method be assigned
setattr(socket, "getaddrinfo", _look_up_here)  # noqa: B010 - as above
