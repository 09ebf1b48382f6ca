"""Refuse what no request may be, before it is parsed, and at once where its header tells."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import Problem, problem_response

# Of a number of bytes; longer ones are too large all the more.
_MOST_DIGITS = 18


class CheckedHeaders:
    """Answer 400 to requests for another host, and to those that tell their length twice.

    A foreign page can let its own name lead to this machine (DNS rebinding), and would then be
    allowed to read the answers. With two lengths, a proxy and this server could disagree about
    where a request ends.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        """Wrap an app; "*" among the hosts stands for any."""
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and (problem := self._problem(Headers(scope=scope))):
            response = problem_response(400, problem, {"connection": "close"})
            await response(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _problem(self, headers: Headers) -> Problem | None:
        """Return why the headers are refused, if they are."""
        if "content-length" in headers and "transfer-encoding" in headers:
            message = "the request has both content-length and transfer-encoding"
            return Problem(error="two-lengths", message=message, hint="send one of them")
        if "*" in self.hosts or _host(headers) in self.hosts:
            return None
        message = "the request is for a host that is not allowed"
        hint = "allow it with --allowed-host or ALLOWED_HOSTS"
        return Problem(error="unknown-host", message=message, hint=hint)


class BoundedBody:
    """Read bodies of JSON up to a limit; answer 413 or 415 to all others.

    A body is read whole before the app sees it, so that one which turns out too large in the
    middle (it came in chunks, without a length) costs no more than its first bytes.
    """

    def __init__(self, app: ASGIApp, endpoint: str, largest: int) -> None:
        """Limit the one endpoint of an app that reads a body; `largest` is in bytes."""
        self.app = app
        self.endpoint = endpoint
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if not self._reads_body(scope):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _declared_length(headers) > self.largest:
            await self._refuse_size(scope, receive, send)
        elif not _is_json(headers):
            await _refuse_type(scope, receive, send)
        elif (body := await self._read(receive)) is None:
            await self._refuse_size(scope, receive, send)
        else:
            await self.app(scope, _replay(body, receive), send)

    def _reads_body(self, scope: Scope) -> bool:
        """Return whether the app reads the body; its path can have a prefix."""
        if scope["type"] != "http" or scope["method"] != "POST":
            return False
        path: str = scope["path"]
        return path.endswith(self.endpoint)

    async def _read(self, receive: Receive) -> bytes | None:
        """Return the whole body, or nothing once it is too large."""
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.largest:
                return None
            if not message.get("more_body", False):  # a client that left sends no more either
                return bytes(body)

    async def _refuse_size(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer that the body is too large."""
        problem = Problem(
            error="body-too-large",
            message=f"the body has more than {self.largest:,} bytes",
            hint="send a batch in several requests",
        )
        await problem_response(413, problem)(scope, receive, send)


async def _refuse_type(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that the body is not called JSON; a form of a foreign page is refused with it."""
    problem = Problem(
        error="wrong-content-type",
        message="the content type of the body is not application/json",
        hint="send the header content-type: application/json",
    )
    await problem_response(415, problem)(scope, receive, send)


def _host(headers: Headers) -> str:
    """Return the host that a request is for, without the port."""
    name = headers.get("host", "").lower()
    host, _, port = name.rpartition(":")
    return host if port.isdecimal() else name


def _declared_length(headers: Headers) -> int:
    """Return how many bytes the header promises; 0 if it does not say."""
    digits = headers.get("content-length", "")[:_MOST_DIGITS]
    return int(digits) if digits.isdecimal() else 0


def _is_json(headers: Headers) -> bool:
    """Return whether the body is called JSON, and is not compressed."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" and "content-encoding" not in headers


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a channel that gives the body that was read, and then what else comes."""
    messages: list[Message] = [{"type": "http.request", "body": body}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
