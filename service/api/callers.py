"""Who asks: a program with a token, or a browser that is logged in; what for; and how often."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlalchemy.orm import Session

from service.api.errors import Refused
from service.api.places import LabHere, StoreHere
from service.api.rates import RateLimit
from service.people.logins import account_of
from service.people.tokens import SCOPES, token_and_account
from service.store.engine import Store
from service.store.tables import Account, Token
from service.web_guard import SAFE_METHODS
from service.web_login import COOKIE

CSRF_HEADER = "X-CSRF-Token"
USE_NOTED_EVERY = timedelta(minutes=1)
"""A token's last use is written down once a minute at most: reading stays reading."""
REALM = {"WWW-Authenticate": 'Bearer realm="legdrive"'}

by_token = HTTPBearer(
    auto_error=False, scheme_name="token", description="`legdrive account token add` makes one; it has scopes."
)
by_login = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="login",
    description=f"A browser's login. What changes something also needs the header {CSRF_HEADER}, see `/me`.",
)


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes
    ----------
    account : Account
        Whose rights hold.
    scopes : frozenset of str
        What this key is for; a login has all.
    key : str
        Whose requests are counted together.
    csrf_token : str or None
        Of a login: what a page sends along with what changes something.
    """

    account: Account
    scopes: frozenset[str]
    key: str
    csrf_token: str | None = None


def caller(
    request: Request,
    needed: SecurityScopes,
    lab: LabHere,
    store: StoreHere,
    token: Annotated[HTTPAuthorizationCredentials | None, Depends(by_token)],
    login: Annotated[str | None, Depends(by_login)],
) -> Caller:
    """Who asks, where they may; refuses with 401, 403 or 429.

    A request with the header ``Authorization`` is judged by that alone: a page of another site cannot send it.
    """
    rates: RateLimit = request.app.state.rates
    found = asking(store, request, token, login, lab.clock())
    rates.count("address:" + address_of(request) if found is None else found.key)
    if found is None:
        raise Refused(401, "unauthorized", "Give a token that is valid, or log in.", REALM)
    missing = [scope for scope in needed.scopes if scope not in found.scopes]
    if missing:
        challenge = {"WWW-Authenticate": f'Bearer realm="legdrive", error="insufficient_scope", scope="{missing[0]}"'}
        raise Refused(403, "scope", f"This token is not for {missing[0]}.", challenge)
    if found.csrf_token is not None and request.method not in SAFE_METHODS:
        sent = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(sent.encode(), found.csrf_token.encode()):
            raise Refused(403, "csrf", f"Send the header {CSRF_HEADER} with the value that /me gives.")
    return found


def asking(
    store: Store, request: Request, token: HTTPAuthorizationCredentials | None, login: str | None, now: datetime
) -> Caller | None:
    """Whose key that is; ``None``: nobody's."""
    if request.headers.get("authorization") is not None:
        return None if token is None else of_token(store, token.credentials, now)
    if not login:
        return None
    with store.reading() as orm:
        account = account_of(orm, login, now)
    if account is None:
        return None
    return Caller(account, frozenset(SCOPES), f"account:{account.id}", csrf_of(login))


def of_token(store: Store, secret: str, now: datetime) -> Caller | None:
    """Whose token it is; that it was used is written down."""
    with store.reading() as orm:
        found = token_and_account(orm, secret, now)
    if found is None:
        return None
    token, account = found
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        store.run(lambda orm: note_use(orm, token.id, now))
    return Caller(account, frozenset(token.scopes), f"token:{token.id}")


def note_use(orm: Session, token_id: str, now: datetime) -> None:
    """Write down that a token was used."""
    orm.get_one(Token, token_id).last_used_at = now


def csrf_of(login: str) -> str:
    """What only a page of ours learns: it cannot be guessed without the login's secret, nor tells it."""
    return hmac.new(login.encode("utf-8", "surrogatepass"), b"legdrive csrf", hashlib.sha256).hexdigest()


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return "" if request.client is None else request.client.host


AnyCaller = Annotated[Caller, Security(caller)]
AthleteReader = Annotated[Caller, Security(caller, scopes=["read:athletes"])]
LiftReader = Annotated[Caller, Security(caller, scopes=["read:lifts"])]
LiftWriter = Annotated[Caller, Security(caller, scopes=["write:lifts"])]
NoteWriter = Annotated[Caller, Security(caller, scopes=["write:notes"])]
ReportReader = Annotated[Caller, Security(caller, scopes=["read:reports"])]
SampleReader = Annotated[Caller, Security(caller, scopes=["read:samples"])]
