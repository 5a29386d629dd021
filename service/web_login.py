"""Who asks: every page, socket and file beyond the login form needs a login, and a role that may."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from service.people.logins import account_of
from service.people.permissions import permitted
from service.store.tables import Account
from service.web_sockets import while_it_holds

if TYPE_CHECKING:
    from service.lab import Lab

COOKIE = "legdrive_login"
OPEN = ("/login", "/first", "/switch", "/r/", "/console/static/", "/_nicegui/", "/api/")
"""Needs no login here: what is asked before one, files of the program itself, and the API, which looks itself."""
NEEDS = {
    "/": ("run_session",),
    "/live": ("run_session",),
    "/lifts": ("run_session",),
    "/check": ("run_session",),
    "/setup": ("run_session", "change_settings"),
    "/athletes": ("edit_athlete",),
    "/coaches": ("edit_athlete",),
}
"""What a role must be allowed in its laboratory, one of them; other addresses look at the thing itself."""


@dataclass(frozen=True)
class Visitor:
    """Who is logged in, without the row."""

    account_id: str
    name: str
    role: str


class LoginGate:
    """Middleware for HTTP and WebSocket; puts the :class:`Visitor` into the request's state.

    Parameters
    ----------
    app : ASGI application
        What needs a login.
    lab : Lab
        Its store holds the logins.
    """

    def __init__(self, app: ASGIApp, lab: Lab) -> None:
        self._app, self._lab = app, lab

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through who may."""
        if scope["type"] == "lifespan" or self._lab.store is None or is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        visitor = await run_in_threadpool(visitor_of, self._lab, cookie_of(scope))
        if visitor is None:
            await turn_away(scope, receive, send, f"/login?next={quote(scope['path'])}")
        elif not allowed(visitor, scope["path"]):
            await turn_away(scope, receive, send, None if scope["path"] != "/" else home_of(visitor))
        else:
            scope.setdefault("state", {})["visitor"] = visitor
            if scope["type"] == "websocket":
                await while_it_holds(self._app, scope, receive, send, partial(self._holds, scope))
            else:
                await self._app(scope, receive, send)

    async def _holds(self, scope: Scope) -> bool:
        """Whether whoever opened a socket is still logged in and may still be there."""
        visitor = await run_in_threadpool(visitor_of, self._lab, cookie_of(scope))
        return visitor is not None and allowed(visitor, scope["path"])


def is_open(path: str) -> bool:
    """Whether an address needs no login; the socket of NiceGUI does."""
    return path.startswith(OPEN)


def allowed(visitor: Visitor, path: str) -> bool:
    """Whether a role may be there."""
    needed = NEEDS.get(path)
    return needed is None or any(permitted(visitor.role, action, {"lab"}) for action in needed)


def home_of(visitor: Visitor) -> str:
    """Where somebody who has just come belongs."""
    return "/" if allowed(visitor, "/") else "/setup" if visitor.role == "admin" else "/my"


def cookie_of(scope: Scope) -> str:
    """The login's secret, or nothing."""
    headers = dict(scope["headers"])
    try:
        found = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return "" if found is None else found.value


def visitor_of(lab: Lab, secret: str) -> Visitor | None:
    """Whose cookie that is."""
    if not secret or lab.store is None:
        return None
    with lab.store.reading() as session:
        account = account_of(session, secret, lab.clock())
        return None if account is None else Visitor(account.id, account.name, account.role)


def nobody_yet(lab: Lab) -> bool:
    """Whether the store has no account at all."""
    assert lab.store is not None
    with lab.store.reading() as session:
        return session.scalars(select(Account.id).limit(1)).first() is None


async def turn_away(scope: Scope, receive: Receive, send: Send, to: str | None) -> None:
    """To the login form, or a plain no."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    elif to is not None and scope["method"] in {"GET", "HEAD"}:
        await RedirectResponse(to, 303)(scope, receive, send)
    else:
        words = "Log in first." if to is not None else "Your account may not do that."
        await PlainTextResponse(words, 401 if to is not None else 403)(scope, receive, send)
