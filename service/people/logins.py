"""Logging in: by address and password anywhere, by PIN at the plates' own computer; and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.people import audit, limits
from service.people.errors import LoginRefused
from service.people.secrets import fits, new_secret, secret_hash
from service.store.engine import Store
from service.store.tables import Account, Login

LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class OpenLogin:
    """Somebody who has just logged in.

    Attributes
    ----------
    account_id : str
        Who.
    secret : str
        For the cookie; it cannot be had again.
    expires_at : datetime
        When it ends.
    """

    account_id: str
    secret: str
    expires_at: datetime


def log_in(store: Store, email: str, password: str, address: str, now: datetime) -> OpenLogin:
    """Log in by address and password.

    Raises
    ------
    LoginRefused
        They do not fit; one line for every reason.
    TooManyAttempts
        Of this account, or from this network address.
    """
    wanted = email.strip().casefold()
    counted = {
        limits.account_subject(wanted): limits.PER_ACCOUNT,
        limits.address_subject(address): limits.PER_ADDRESS,
    }
    with store.reading() as orm:
        account = orm.scalars(select(Account).where(func.lower(Account.email) == wanted)).one_or_none()
    return _checked(store, account, (password, None if account is None else account.password_hash), counted, now)


def switch_by_pin(store: Store, account_id: str, pin: str, address: str, now: datetime) -> OpenLogin:
    """Take over at the plates by a short PIN; only on the computer that the plates hang on.

    Raises
    ------
    LoginRefused
        The PIN does not fit, the account has none, or the request comes from another computer.
    TooManyAttempts
        Of this account.
    """
    if not is_loopback(address):
        raise LoginRefused("a PIN is for the computer at the plates", "login", "log in by address and password")
    with store.reading() as orm:
        account = orm.get(Account, account_id)
    counted = {limits.pin_subject(account_id): limits.PER_PIN, limits.address_subject(address): limits.PER_ADDRESS}
    return _checked(store, account, (pin, None if account is None else account.pin_hash), counted, now, "switch")


def account_of(orm: Session, secret: str, now: datetime) -> Account | None:
    """Whose login a cookie is; ``None`` where it is nobody's, has ended, or the account is closed."""
    login = orm.scalars(select(Login).where(Login.secret_hash == secret_hash(secret))).one_or_none()
    if login is None or login.revoked_at is not None or login.expires_at <= now:
        return None
    account = orm.get_one(Account, login.account_id)
    return account if account.disabled_at is None else None


def log_out(orm: Session, secret: str, now: datetime) -> None:
    """End a login."""
    login = orm.scalars(select(Login).where(Login.secret_hash == secret_hash(secret))).one_or_none()
    if login is not None and login.revoked_at is None:
        login.revoked_at = now
        audit.note(orm, login.account_id, "logout", "account", login.account_id, at=now)


def end_logins(orm: Session, account_id: str, now: datetime) -> None:
    """End every login of an account: its password was changed, or it was closed."""
    orm.execute(update(Login).where(Login.account_id == account_id, Login.revoked_at.is_(None)).values(revoked_at=now))


def is_loopback(address: str) -> bool:
    """Whether a request comes from this computer."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return parsed.is_loopback or (mapped is not None and bool(mapped.is_loopback))


def _checked(
    store: Store,
    account: Account | None,
    typed_and_hash: tuple[str, str | None],
    counted: dict[str, int],
    now: datetime,
    action: str = "login",
) -> OpenLogin:
    """Count, compare outside of any transaction (it takes a twentieth of a second), then let in or write down."""
    store.run(lambda orm: limits.attempt(orm, counted, now))
    right = fits(*typed_and_hash)
    if account is None or not right or account.disabled_at is not None:
        known = "" if account is None else account.id
        store.run(lambda orm: audit.note(orm, None, "login_refused", "account", known, {"by": action}, now))
        raise LoginRefused("that does not fit", "login", "try again, or ask an admin")
    identity, secret, ends = account.id, new_secret(), now + LASTS

    def let_in(orm: Session) -> None:
        limits.forgive(orm, counted, now)
        orm.add(
            Login(
                account_id=identity, secret_hash=secret_hash(secret), created_at=now, expires_at=ends, revoked_at=None
            )
        )
        audit.note(orm, identity, action, "account", identity, at=now)

    store.run(let_in)
    return OpenLogin(identity, secret, ends)
