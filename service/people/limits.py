"""Rate limits of logins, kept in the store: starting anew does not reset them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.people.errors import TooManyAttempts
from service.store.tables import Attempt

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS, PER_PIN = 5, 20, 5
"""Failures within the window; then the next one waits until the oldest is that long ago."""


def account_subject(account_id_or_email: str) -> str:
    """What failures of an account are counted under; also of one that does not exist."""
    return f"account:{account_id_or_email.strip().casefold()}"


def address_subject(address: str) -> str:
    """What failures from an address are counted under; of IPv6 its network of 64 bits, which one person has whole."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return f"address:{address}"
    if parsed.version == 6:
        return f"address:{int(parsed) >> 64:016x}/64"
    return f"address:{parsed}"


def pin_subject(account_id: str) -> str:
    """What wrong PINs of an account are counted under."""
    return f"pin:{account_id}"


def attempt(orm: Session, limits: Mapping[str, int], now: datetime) -> None:
    """Count an attempt before it is looked at, so that many at once are as many as one after the other.

    Parameters
    ----------
    orm : Session
        The caller's transaction.
    limits : mapping of str to int
        Subjects, and how many failures each may have within the window.
    now : datetime
        The moment.

    Raises
    ------
    TooManyAttempts
        One of them has had them; this attempt is not counted.
    """
    orm.execute(delete(Attempt).where(Attempt.at <= now - WINDOW))
    for subject, most in limits.items():
        times = sorted(orm.scalars(select(Attempt.at).where(Attempt.subject == subject)))
        if len(times) >= most:
            wait_s = (times[len(times) - most] + WINDOW - now).total_seconds()
            minutes = max(1, -int(-wait_s // 60))
            raise TooManyAttempts("too many failed attempts", "login", f"wait {minutes} min", wait_s=wait_s)
    orm.add_all(Attempt(subject=subject, at=now) for subject in limits)
    orm.flush()


def forgive(orm: Session, subjects: Mapping[str, int], now: datetime) -> None:
    """After a success: an account's failures are forgotten; of an address only this attempt."""
    for subject in subjects:
        if subject.startswith("address:"):
            latest = select(Attempt.id).where(Attempt.subject == subject, Attempt.at == now).limit(1)
            orm.execute(delete(Attempt).where(Attempt.id.in_(list(orm.scalars(latest)))))
        else:
            orm.execute(delete(Attempt).where(Attempt.subject == subject))
