"""What every request passes first: it names one of our own hosts, and a page of another site cannot speak for ours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
API = "/api/"
FOREIGN = frozenset({"cross-site", "same-site"})
ENCRYPTED = frozenset({"https", "wss"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'self'; form-action 'self'; object-src 'none'"
)
"""No other host is ever asked for anything; a browser sees to it, whatever a page contains."""
MOST_BODY = 1 << 20
"""Bytes of a request: the longest form has a few thousand."""
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
            words = "This address is not ours, or the request came from a page of another site."
            await refuse(scope, receive, send, 403, "origin", words)
        elif (fault := body_fault(scope)) is not None:
            await refuse(scope, receive, send, *fault)
        else:
            await self._app(scope, receive, with_headers(send) if scope["type"] == "http" else send)

    def allows(self, scope: Scope) -> bool:
        """Whether host and origin are ours."""
        headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if host_name(host) not in self._hosts:
            return False
        origin = headers.get(b"origin")
        safe: bool = scope["type"] == "http" and scope["method"] in SAFE_METHODS
        if origin is None:  # browsers always send one with a handshake, and with what changes something
            foreign = headers.get(b"sec-fetch-site") in FOREIGN
            return bool(scope["type"] != "websocket") and (safe or not foreign)
        return safe or same_site(origin, host, str(scope.get("scheme", "http")))


def same_site(origin: str, host: str, scheme: str) -> bool:
    """Whether an origin is this host; where we are reached by https a page that came without it is not ours."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.netloc == host and parts.scheme in (("https",) if scheme in ENCRYPTED else ("http", "https"))


def body_fault(scope: Scope) -> tuple[int, str, str] | None:
    """Status, word and sentence about a body that is too long, or does not say how long it is."""
    if scope["type"] != "http":
        return None
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    if b"transfer-encoding" in headers or not length.isdigit():
        return 411, "length", "Say with Content-Length how long the body is."
    if int(length) > MOST_BODY:
        return 413, "too_long", f"A request has {MOST_BODY} bytes at most."
    return None


def bracketed(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


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


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, kind: str, words: str) -> None:
    """Say no; a handshake is closed before it is accepted, which the browser sees as 403."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    form = "text/plain; charset=utf-8"
    if scope["path"].startswith(API):
        said = {"type": f"urn:legdrive:problem:{kind}", "title": HTTPStatus(status).phrase, "status": status}
        words, form = json.dumps({**said, "detail": words, "instance": scope["path"]}), "application/problem+json"
    body = words.encode()
    headers = [(b"content-type", form.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
