"""Ask one server the same thing over several connections, and note how long each answer takes."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load.

    Attributes:
        seconds: How long it was asked.
        latencies: Seconds from a request to the end of its answer, sorted.
        errors: Answers with another status than the one expected, and broken connections.
    """

    seconds: float
    latencies: Sequence[float]
    errors: int

    @property
    def rate(self) -> float:
        """Return the requests answered in a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the latency in seconds that this share of the requests did not exceed."""
        return self.latencies[min(int(share * len(self.latencies)), len(self.latencies) - 1)]


def request_bytes(method: str, path: str, body: bytes = b"") -> bytes:
    """Return a request as it is sent."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def put_under_load(
    port: int, request: bytes, *, connections: int, seconds: float, status: int = 200
) -> Load:
    """Send a request again and again; each connection has one under way at a time."""
    latencies: list[float] = []
    start = time.perf_counter()
    end = start + seconds
    clients = [_ask_until(end, port, request, status, latencies) for _ in range(connections)]
    errors = sum(await asyncio.gather(*clients))
    return Load(time.perf_counter() - start, sorted(latencies), errors)


async def _ask_until(
    end: float, port: int, request: bytes, status: int, latencies: list[float]
) -> int:
    """Ask until the end over one connection, opened again when it is closed; count errors."""
    errors = 0
    while time.perf_counter() < end:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while time.perf_counter() < end:
                start = time.perf_counter()
                writer.write(request)
                answered, closed = await _read_answer(reader)
                if answered == status:
                    latencies.append(time.perf_counter() - start)
                else:
                    errors += 1
                if closed:
                    break
        except (OSError, asyncio.IncompleteReadError):
            errors += 1
        finally:
            writer.close()
    return errors


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Return the status of an answer, and whether the server closes the connection after it."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return int(head.split(maxsplit=2)[1]), b"connection: close" in head
