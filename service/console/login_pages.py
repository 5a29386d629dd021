"""Plain pages before the console: log in, the first account, log out, another technician by PIN."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from acquisition.errors import LegdriveError
from service.console.forms import Field, form_html
from service.console.parts import message_html
from service.people.accounts import add_account, laboratory
from service.people.errors import AccountRefused, TooManyAttempts
from service.people.logins import OpenLogin, is_loopback, log_in, log_out, switch_by_pin
from service.store.tables import Account
from service.web_login import COOKIE, home_of, nobody_yet, visitor_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.lab import Lab

FIRST_ROLES = {"technician": "technician: works at the plates", "admin": "admin: settings and accounts"}
Text = Annotated[str, Form(max_length=400)]


def login_router(lab: Lab) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    async def login_form(then: Annotated[str, Query(alias="next", max_length=400)] = "/") -> Response:
        if await run_in_threadpool(nobody_yet, lab):
            return RedirectResponse("/first", 303)
        return login_page(lab, then)

    @router.post("/login")
    async def login(request: Request, email: Text, password: Text, then: Text = "/") -> Response:
        assert lab.store is not None
        try:
            opened = await run_in_threadpool(log_in, lab.store, email, password, address_of(request), lab.clock())
        except LegdriveError as error:
            return login_page(lab, then, error.line, refusal(error), email)
        return await welcomed(lab, opened, then)

    @router.get("/login/holds")
    async def holds(request: Request) -> Response:
        visitor = await run_in_threadpool(visitor_of, lab, request.cookies.get(COOKIE, ""))
        return JSONResponse({"holds": visitor is not None}, headers={"cache-control": "no-store"})

    first_routes(router, lab)
    switch_routes(router, lab)

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        secret = request.cookies.get(COOKIE, "")
        if lab.store is not None and secret:
            await run_in_threadpool(lab.store.run, lambda session: log_out(session, secret, lab.clock()))
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE)
        return answer

    return router


def first_routes(router: APIRouter, lab: Lab) -> None:
    """The pages of the first account."""

    @router.get("/first")
    async def first_form(request: Request) -> Response:
        if not await run_in_threadpool(nobody_yet, lab):
            return RedirectResponse("/login", 303)
        return first_page(lab, request)

    @router.post("/first")
    async def first(request: Request, name: Text, email: Text, password: Text, role: Text = "technician") -> Response:
        if not is_loopback(address_of(request)):
            return first_page(lab, request)
        try:
            await run_in_threadpool(make_first, lab, name, email, password, role)
        except LegdriveError as error:
            return first_page(lab, request, error.line, (name, email, role))
        assert lab.store is not None
        opened = await run_in_threadpool(log_in, lab.store, email, password, address_of(request), lab.clock())
        return await welcomed(lab, opened, "/")


def switch_routes(router: APIRouter, lab: Lab) -> None:
    """The pages on which somebody else takes over at the plates."""

    @router.get("/switch")
    async def switch_form(request: Request) -> Response:
        return await run_in_threadpool(switch_page, lab, request)

    @router.post("/switch")
    async def switch(request: Request, account_id: Text, pin: Text) -> Response:
        assert lab.store is not None
        address = address_of(request)
        try:
            opened = await run_in_threadpool(switch_by_pin, lab.store, account_id, pin, address, lab.clock())
        except LegdriveError as error:
            return await run_in_threadpool(switch_page, lab, request, error.line, refusal(error))
        return await welcomed(lab, opened, "/")


def refusal(error: LegdriveError) -> int:
    """The status of a login that was refused."""
    return 429 if isinstance(error, TooManyAttempts) else 401


def make_first(lab: Lab, name: str, email: str, password: str, role: str) -> None:
    """The first account, where there is none; whoever comes second is refused."""
    assert lab.store is not None

    def work(session: Session) -> None:
        if session.scalars(select(Account.id).limit(1)).first() is not None:
            raise AccountRefused("there is an account already", "first account", "log in")
        if role not in FIRST_ROLES:
            raise AccountRefused(f"'{role}' cannot be the first", "first account")
        lab_row = laboratory(session, lab.settings)
        add_account(session, lab_row, name, email, role, password, lab.clock())

    lab.store.run(work)


async def welcomed(lab: Lab, opened: OpenLogin, next_path: str) -> Response:
    """Off to where they wanted to go, with the cookie."""
    visitor = await run_in_threadpool(visitor_of, lab, opened.secret)
    home = "/" if visitor is None else home_of(visitor)
    answer = RedirectResponse(next_path if own_path(next_path) and next_path != "/" else home, 303)
    lasts_s = round((opened.expires_at - lab.clock()).total_seconds())
    answer.set_cookie(COOKIE, opened.secret, max_age=lasts_s, httponly=True, samesite="lax", secure=lab.tls)
    return answer


def own_path(path: str) -> bool:
    """Whether an address stays on this server."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return "" if request.client is None else request.client.host


def login_page(lab: Lab, next_path: str, refusal: str = "", status: int = 200, email: str = "") -> Response:
    """The login form; what was typed stays but for the password."""
    fields = [
        Field("email", "E-mail", email, "email", required=True, hint="username"),
        Field("password", "Password", kind="password", required=True, hint="current-password"),
    ]
    return plain_page(lab, "Log in", fields, "Log in", "/login", refusal, {"then": next_path}, status)


def first_page(
    lab: Lab, request: Request, refusal: str = "", typed: tuple[str, str, str] = ("", "", "technician")
) -> Response:
    """The form of the first account, with name, e-mail and role as they were typed; on this computer only."""
    if not is_loopback(address_of(request)):
        words = "The first account is made on the computer at the plates."
        return plain_page(lab, "No account yet", [], "", "", words, {}, 403)
    name, email, role = typed
    fields = [
        Field("name", "Your name", name, required=True, hint="name"),
        Field("email", "E-mail", email, "email", required=True, hint="username"),
        Field("password", "Password, 10 letters or more", kind="password", required=True, hint="new-password"),
        Field("role", "You are", role, "choice", FIRST_ROLES),
    ]
    return plain_page(lab, "The first account", fields, "Begin", "/first", refusal, {}, 400 if refusal else 200)


def switch_page(lab: Lab, request: Request, refusal: str = "", status: int = 200) -> Response:
    """Another technician takes over by PIN; on the computer at the plates only."""
    if not is_loopback(address_of(request)):
        return plain_page(lab, "Switch", [], "", "", "A PIN is for the computer at the plates.", {}, 403)
    assert lab.store is not None
    with lab.store.reading() as session:
        wanted = select(Account.id, Account.name).where(Account.pin_hash.is_not(None), Account.disabled_at.is_(None))
        names = dict(iter(session.execute(wanted.order_by(Account.name))))
    fields = [
        Field("account_id", "Technician", next(iter(names), ""), "choice", names),
        Field("pin", "PIN", kind="password", required=True),
    ]
    words = refusal or ("" if names else "Nobody has a PIN yet: legdrive account pin gives one.")
    return plain_page(lab, "Who is at the plates?", fields, "Take over", "/switch", words, {}, status)


def plain_page(
    lab: Lab,
    title: str,
    fields: Sequence[Field],
    button: str,
    action: str,
    refusal: str,
    hidden: dict[str, str],
    status: int,
) -> Response:
    """A page with one form, which works without a script."""
    held = "".join(
        f'<input type="hidden" name="{name}" value="{escape(what, quote=True)}">' for name, what in hidden.items()
    )
    form = form_html(fields, button, action=action).replace("</form>", f"{held}</form>") if button else ""
    alert = f'<div role="alert">{message_html(refusal, warns=True)}</div>'
    return bare_page(lab.name, title, alert + form, simulated=lab.simulated, status=status)


def bare_page(lab_name: str, title: str, content: str, *, simulated: bool, status: int = 200) -> Response:
    """A page that works without a script and without a login."""
    sign = '<span class="simulated">SIMULATED</span>' if simulated else ""
    body = (
        f'<header class="bar"><span class="lab">{escape(lab_name)}</span>{sign}</header>'
        f'<main class="page"><h1>{escape(title)}</h1>{content}</main>'
    )
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} – Legdrive</title><link rel="stylesheet" href="/console/static/console.css">'
        '<link rel="icon" href="/console/static/favicon.svg"><script defer src="/console/static/scheme.js"></script>'
    )
    page = f'<!doctype html><html lang="en-GB"><head>{head}</head><body class="plain">{body}</body></html>'
    return HTMLResponse(page, status, {"cache-control": "no-store"})
