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
from service.store.tables import Account, Analysis, Coach, CoachAthlete, Lift, Link, Report

SECRET_BYTES = 32
BEFORE_COACH = "~"
"""Between random letters and the coach's id; neither has it."""
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
    coach_id : str or None
        To whom it was mailed.
    """

    state: LinkState
    report_id: str | None = None
    version: int | None = None
    newer: int | None = None
    coach_id: str | None = None


def make_link(
    orm: Session, report_id: str, athlete_id: str | None, now: datetime, days: int, coach_id: str | None = None
) -> str:
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
    coach_id : str, optional
        To whom it is mailed: stands in the secret, so that the hash vouches for it. The link ends when the coach's
        account is closed, or the coach coaches the athlete no more.

    Returns
    -------
    str
        The secret, for the address; it cannot be had again.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES) + ("" if coach_id is None else f"{BEFORE_COACH}{coach_id}")
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
    coach_id = secret.partition(BEFORE_COACH)[2] or None
    ended = _somebody_elses(orm, link, report) or (coach_id is not None and _is_strange(orm, link, coach_id))
    state: LinkState = "revoked" if ended else _state(link, report, now)
    if state == "open":
        link.opened += 1
    newest = newest_version(orm, report)
    newer = newest if newest is not None and newest > report.version else None
    return FollowedLink(state, report.id, report.version, newer, coach_id)


def revoke_links(orm: Session, report_id: str, now: datetime) -> int:
    """End every link to a report at once; returns how many were open."""
    open_ones = (Link.report_id == report_id, Link.revoked_at.is_(None), Link.expires_at > now)
    found = list(orm.scalars(select(Link.id).where(*open_ones)))
    orm.execute(update(Link).where(Link.id.in_(found)).values(revoked_at=now))
    return len(found)


def hash_of(secret: str) -> str:
    """The hash under which the store knows a secret; 32 random bytes need neither salt nor stretching."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _somebody_elses(orm: Session, link: Link, report: Report) -> bool:
    """Whether the lift was given to another athlete since: the link was mailed to the coach of the one before."""
    if link.athlete_id is None or report.analysis_id is None:
        return False
    lift = orm.get_one(Lift, orm.get_one(Analysis, report.analysis_id).lift_id)
    return lift.athlete_id != link.athlete_id


def _is_strange(orm: Session, link: Link, coach_id: str) -> bool:
    """Whether the coach to whom a link was mailed has nothing to do with the athlete any more."""
    coach = orm.get(Coach, coach_id)
    if coach is None or orm.get_one(Account, coach.account_id).disabled_at is not None:
        return True
    return link.athlete_id is not None and orm.get(CoachAthlete, (coach_id, link.athlete_id)) is None


def _state(link: Link, report: Report, now: datetime) -> LinkState:
    if link.revoked_at is not None:
        return "revoked"
    if report.withdrawn_at is not None:
        return "withdrawn"
    return "expired" if link.expires_at <= now else "open"
