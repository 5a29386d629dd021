"""What every request passes first: it names one of our own hosts, and a page of another site cannot speak for ours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
API = "/api/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'self'; form-action 'self'; object-src 'none'"
)
"""No other host is ever asked for anything; a browser sees to it, whatever a page contains."""
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)


class WebGuard:
    """Middleware for HTTP and WebSocket.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    hosts : iterable of str
        Names under which we are reached besides the loopback; others are refused, which stops rebound names.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not self.allows(scope):
            await refuse(scope, receive, send)
        else:
            await self._app(scope, receive, with_headers(send) if scope["type"] == "http" else send)

    def allows(self, scope: Scope) -> bool:
        """Whether host and origin are ours."""
        headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if host_name(host) not in self._hosts:
            return False
        origin = headers.get(b"origin")
        if origin is None:  # browsers always send one with a handshake, and with what changes something
            return bool(scope["type"] != "websocket")
        safe: bool = scope["type"] == "http" and scope["method"] in SAFE_METHODS
        ours: bool = urlsplit(origin).netloc == host
        return safe or ours


def host_name(host: str) -> str:
    """Without the port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def with_headers(send: Send) -> Send:
    """Add what every answer says."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *HEADERS]
        await send(message)

    return sent


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Say no; a handshake is closed before it is accepted, which the browser sees as 403."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    words = "This address is not ours, or the request came from a page of another site."
    form = "text/plain; charset=utf-8"
    if scope["path"].startswith(API):
        said = {"type": "urn:legdrive:problem:origin", "title": "Forbidden", "status": 403, "detail": words}
        words, form = json.dumps({**said, "instance": scope["path"]}), "application/problem+json"
    body = words.encode()
    headers = [(b"content-type", form.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
