"""Accounts: who may log in. None comes with the program, and none has a password that was not typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processing.result import Document
from service.lab_store import own_lab
from service.people import audit
from service.people.errors import AccountRefused
from service.people.logins import end_logins
from service.people.secrets import password_hash, pin_hash
from service.people.tokens import revoke_tokens
from service.settings import LabSettings
from service.store.people_tables import ROLES
from service.store.tables import Account, Coach, Lab

ADDRESS = re.compile(r"[^\s@<>(),;:\"\\]+@[^\s@<>(),;:\"\\]+")
"""An e-mail address as a mail's header takes it; whether somebody reads it there shows in the first mail."""


def laboratory(orm: Session, settings: LabSettings) -> Lab:
    """The laboratory of these settings; its row is made where there is none."""
    return own_lab(orm, settings)


def add_account(
    orm: Session, lab: Lab, name: str, email: str, role: str, password: str, now: datetime, by: str | None = None
) -> Account:
    """Make an account.

    Raises
    ------
    AccountRefused
        The role is unknown, the address is taken or none, the name is empty, or the password is too easy.
    """
    address = email.strip().casefold()
    if role not in ROLES:
        raise AccountRefused(f"'{role}' is no role", "account", f"take one of {', '.join(ROLES)}")
    if not name.strip() or not name.isprintable() or not ADDRESS.fullmatch(address):
        raise AccountRefused("needs a name and an e-mail address", "account")
    if orm.scalars(select(Account.id).where(func.lower(Account.email) == address)).first() is not None:
        raise AccountRefused("has an account already", address)
    hashed = password_hash(password, name, address, address.partition("@")[0])
    account = Account(lab_id=lab.id, name=name.strip(), email=address, role=role, password_hash=hashed, created_at=now)
    orm.add(account)
    orm.flush()
    if role == "coach":
        orm.add(Coach(account_id=account.id))
    audit.note(orm, by, "account", "account", account.id, {"added": role}, now)
    return account


def account_by_email(orm: Session, email: str) -> Account:
    """An account by its address; raises ``AccountRefused`` where there is none."""
    found = orm.scalars(select(Account).where(func.lower(Account.email) == email.strip().casefold())).one_or_none()
    if found is None:
        raise AccountRefused("has no account here", email, "legdrive account list shows all")
    return found


def all_accounts(orm: Session) -> Sequence[Account]:
    """All accounts by address."""
    return orm.scalars(select(Account).order_by(Account.email)).all()


def accounts_document(accounts: Sequence[Account]) -> Document:
    """Accounts for programs; nothing of what opens them."""
    return {
        "schema": "legdrive/accounts/1",
        "accounts": [
            {
                "id": account.id,
                "email": account.email,
                "name": account.name,
                "role": account.role,
                "pin": account.pin_hash is not None,
                "disabled_at": None if account.disabled_at is None else account.disabled_at.isoformat(),
                "created_at": account.created_at.isoformat(),
            }
            for account in accounts
        ],
    }


def set_password(orm: Session, account: Account, password: str, now: datetime, by: str | None = None) -> None:
    """Give an account another password; every login and token of it ends."""
    account.password_hash = password_hash(password, account.name, account.email, account.email.partition("@")[0])
    end_logins(orm, account.id, now)
    revoke_tokens(orm, account.id, by, now)
    audit.note(orm, by, "account", "account", account.id, {"changed": "password"}, now)


def set_pin(orm: Session, account: Account, pin: str | None, now: datetime, by: str | None = None) -> None:
    """Give a technician a PIN for the plates' computer, or take it away.

    Raises
    ------
    AccountRefused
        Of another role, or the PIN is too easy.
    """
    if pin is not None and account.role != "technician":
        raise AccountRefused(f"is a {account.role}; a PIN is for technicians", account.email)
    account.pin_hash = None if pin is None else pin_hash(pin)
    audit.note(orm, by, "account", "account", account.id, {"changed": "pin"}, now)


def disable_account(orm: Session, account: Account, now: datetime, by: str | None = None) -> None:
    """Close an account: nobody logs in with it, every login and token of it ends; what it did stays.

    Links that were mailed to a coach open no more (:func:`service.delivery.links.follow_link`).

    Raises
    ------
    AccountRefused
        It is the last admin.
    """
    open_admins = select(func.count()).where(Account.role == "admin", Account.disabled_at.is_(None))
    if account.role == "admin" and account.disabled_at is None and (orm.scalar(open_admins) or 0) < 2:
        raise AccountRefused("is the last admin", account.email, "make another admin before")
    account.disabled_at = account.disabled_at or now
    end_logins(orm, account.id, now)
    revoke_tokens(orm, account.id, by, now)
    audit.note(orm, by, "account", "account", account.id, {"changed": "disabled"}, now)
