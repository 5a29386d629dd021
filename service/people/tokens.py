"""Tokens: a program's key to the API, for some things and for some time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.people import audit
from service.people.errors import AccountRefused
from service.people.secrets import new_secret, secret_hash
from service.store.tables import Account, Token

SCOPES = ("read:athletes", "read:lifts", "read:reports", "read:samples", "write:lifts", "write:notes")
"""What a token may be for; it never allows more than its account may do."""
PREFIX = "legdrive_"
"""Begins every token, so that scanners of published code know one."""


def make_token(
    orm: Session, account: Account, name: str, scopes: Sequence[str], now: datetime, expires_at: datetime | None = None
) -> str:
    """Make a token.

    Returns
    -------
    str
        The token; it cannot be had again.

    Raises
    ------
    AccountRefused
        No scope, an unknown one, no name, or the account is closed.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise AccountRefused(f"'{unknown[0]}' is no scope" if unknown else "has no scope", "token", f"take of {SCOPES}")
    if not name.strip() or account.disabled_at is not None:
        raise AccountRefused("needs a name and an account that is open", "token")
    secret = PREFIX + new_secret()
    token = Token(
        account_id=account.id,
        name=name.strip(),
        secret_hash=secret_hash(secret),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=expires_at,
    )
    orm.add(token)
    orm.flush()
    audit.note(orm, account.id, "token", "token", token.id, {"made": name.strip(), "scopes": token.scopes}, now)
    return secret


def account_of_token(orm: Session, secret: str, scope: str, now: datetime) -> Account | None:
    """Whose token this is, where it is for this; notes that it was used. ``None``: it opens nothing."""
    found = token_and_account(orm, secret, now)
    if found is None or scope not in found[0].scopes:
        return None
    found[0].last_used_at = now
    return found[1]


def token_and_account(orm: Session, secret: str, now: datetime) -> tuple[Token, Account] | None:
    """A token that still opens something, and whose it is."""
    token = orm.scalars(select(Token).where(Token.secret_hash == secret_hash(secret))).one_or_none()
    if token is None or token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now):
        return None
    account = orm.get_one(Account, token.account_id)
    return None if account.disabled_at is not None else (token, account)


def revoke_token(orm: Session, token: Token, by: str | None, now: datetime) -> None:
    """Take a token back; at once, and for ever."""
    if token.revoked_at is None:
        token.revoked_at = now
        audit.note(orm, by, "token", "token", token.id, {"revoked": token.name}, now)


def revoke_tokens(orm: Session, account_id: str, by: str | None, now: datetime) -> None:
    """Take back every token of an account."""
    for token in orm.scalars(select(Token).where(Token.account_id == account_id)).all():
        revoke_token(orm, token, by, now)


def tokens_of(orm: Session, account: Account) -> Sequence[Token]:
    """An account's tokens, oldest first."""
    return orm.scalars(select(Token).where(Token.account_id == account.id).order_by(Token.created_at, Token.id)).all()


def revoke_named(orm: Session, account: Account, name: str, now: datetime) -> None:
    """Take back an account's open tokens of a name; raises ``AccountRefused`` where there is none."""
    found = [token for token in tokens_of(orm, account) if token.name == name and token.revoked_at is None]
    if not found:
        raise AccountRefused(f"has no open token '{name}'", account.email)
    for token in found:
        revoke_token(orm, token, None, now)
