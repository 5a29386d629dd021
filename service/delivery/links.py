"""Links to one report: a secret that only its reader knows, that ends, and that can be taken back.

The store keeps the secret's hash alone: whoever reads the store cannot open a link.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.delivery.kinds import newest_version
from service.store.ids import new_id
from service.store.tables import Link, Report

SECRET_BYTES = 32
LinkState: TypeAlias = Literal["open", "expired", "revoked", "withdrawn", "unknown"]


@dataclass(frozen=True)
class FollowedLink:
    """What a link leads to.

    Attributes
    ----------
    state : {'open', 'expired', 'revoked', 'withdrawn', 'unknown'}
        Only ``open`` shows the report.
    report_id : str or None
        The report, except of an unknown link.
    version : int or None
        Of that report.
    newer : int or None
        The newest version that is not withdrawn, where it is a later one: "see version 3".
    """

    state: LinkState
    report_id: str | None = None
    version: int | None = None
    newer: int | None = None


def make_link(orm: Session, report_id: str, athlete_id: str | None, now: datetime, days: int) -> str:
    """Make a link to a report.

    Parameters
    ----------
    orm : Session
        The caller's transaction.
    report_id : str
        The report.
    athlete_id : str or None
        Whose it is, so that erasing the athlete ends it.
    now : datetime
        The moment.
    days : int
        How long it opens.

    Returns
    -------
    str
        The secret, for the address; it cannot be had again.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    orm.add(
        Link(
            id=new_id(),
            report_id=report_id,
            athlete_id=athlete_id,
            secret_hash=hash_of(secret),
            expires_at=now + timedelta(days=days),
        )
    )
    return secret


def follow_link(orm: Session, secret: str, now: datetime) -> FollowedLink:
    """What a link leads to, for the page behind it; counts that it was opened.

    Parameters
    ----------
    orm : Session
        The caller's transaction; the caller also writes the audit line.
    secret : str
        As it stands in the address.
    now : datetime
        The moment.
    """
    link = orm.scalars(select(Link).where(Link.secret_hash == hash_of(secret))).one_or_none()
    report = None if link is None else orm.get(Report, link.report_id)
    if link is None or report is None:
        return FollowedLink("unknown")
    state = _state(link, report, now)
    if state == "open":
        link.opened += 1
    newest = newest_version(orm, report)
    newer = newest if newest is not None and newest > report.version else None
    return FollowedLink(state, report.id, report.version, newer)


def revoke_links(orm: Session, report_id: str, now: datetime) -> int:
    """End every link to a report at once; returns how many were open."""
    open_ones = (Link.report_id == report_id, Link.revoked_at.is_(None), Link.expires_at > now)
    found = list(orm.scalars(select(Link.id).where(*open_ones)))
    orm.execute(update(Link).where(Link.id.in_(found)).values(revoked_at=now))
    return len(found)


def hash_of(secret: str) -> str:
    """The hash under which the store knows a secret; 32 random bytes need neither salt nor stretching."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _state(link: Link, report: Report, now: datetime) -> LinkState:
    if link.revoked_at is not None:
        return "revoked"
    if report.withdrawn_at is not None:
        return "withdrawn"
    return "expired" if link.expires_at <= now else "open"
