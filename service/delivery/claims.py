"""Taking deliveries that are due, and noting what became of them. Every function is one short transaction's work.

A delivery that is being sent carries the end of its lease in ``next_attempt_at``. A worker that dies leaves it there;
after the lease it is due again, under the same Message-ID. SMTP cannot do better: a server may have taken a mail whose
answer nobody heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from service.delivery.errors import NotSendable
from service.delivery.kinds import Kind, is_ready, kind_of
from service.delivery.schedule import GRACE, LEASE, after_quiet_hours, next_attempt
from service.delivery.session_summaries import being_written
from service.delivery.standing import local_day, obstacle
from service.jobs.page_orders import order_page
from service.store.newest import newest_analysis
from service.store.tables import Coach, Delivery, Lab, Lift, Report, TrainingSession

OPEN = ("held", "queued", "sending")
AT_ONCE = 8
"""Deliveries of one turn."""


@dataclass(frozen=True)
class Claim:
    """One thing to be sent: a delivery, or all of a digest's.

    Attributes
    ----------
    ids : tuple of str
        Deliveries; the first one's Message-ID is the mail's.
    kind : str
        What it is.
    channel : str
        ``mail``, ``folder`` or ``link``.
    coach_id : str
        Who gets it.
    """

    ids: tuple[str, ...]
    kind: Kind
    channel: str
    coach_id: str


def claim_due(orm: Session, now: datetime, at_most: int = AT_ONCE) -> list[Claim]:
    """Take deliveries that are due; from now on they are ``sending``.

    Parameters
    ----------
    orm : Session
        The caller's transaction; the claims hold when it is committed.
    now : datetime
        The moment.
    at_most : int
        How many.

    Returns
    -------
    list of Claim
        Those that waited longest first.
    """
    release_digests(orm, now)
    due = func.coalesce(Delivery.next_attempt_at, Delivery.not_before)
    wanted = (
        select(Delivery)
        .join(Report, Report.id == Delivery.report_id)
        .join(Coach, Coach.id == Delivery.coach_id)
        .outerjoin(Lift, Lift.id == Delivery.lift_id)
        .where(Delivery.state.in_(OPEN), due <= now, is_ready(), not_(_waits_for_summary()))
        .order_by(due, Delivery.id)
        .limit(at_most)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    taken: set[str] = set()
    claims = []
    for delivery in list(orm.scalars(wanted)):
        if delivery.id not in taken:
            kind = kind_of(orm, delivery)
            members = _digest(orm, delivery, now) if kind == "digest" else [delivery]
            if kind == "digest" and any(each.created_at + GRACE > now for each in members):
                continue  # the lift that was sent last can still be taken back
            taken |= {each.id for each in members}
            members = [each for each in members if kind == "withdrawal" or _may_go(orm, each, now)]
            _lease(members, now)
            if members:
                claims.append(Claim(tuple(each.id for each in members), kind, delivery.channel, delivery.coach_id))
    return claims


def release_digests(orm: Session, now: datetime) -> None:
    """Make the digests of sessions that were closed due, as soon as their coaches may be disturbed."""
    closed = (
        select(Delivery, Coach, TrainingSession.ended_at, Lab.utc_offset)
        .join(Coach, Coach.id == Delivery.coach_id)
        .join(Lift, Lift.id == Delivery.lift_id)
        .join(TrainingSession, TrainingSession.id == Lift.session_id)
        .join(Lab, Lab.id == TrainingSession.lab_id)
        .where(
            Delivery.state == "held",
            Delivery.channel == "mail",
            Delivery.not_before > now,
            Coach.mode == "digest",
            TrainingSession.ended_at.is_not(None),
        )
    )
    for delivery, coach, ended_at, utc_offset in orm.execute(closed):
        earliest = max(ended_at or now, delivery.created_at + GRACE)
        due = after_quiet_hours(earliest, coach.quiet_from, coach.quiet_to, utc_offset)
        delivery.not_before = min(delivery.not_before, due)


def note_sent(orm: Session, ids: Sequence[str], now: datetime) -> None:
    """Note that deliveries reached their reader; a lift whose deliveries are all done is sent."""
    for delivery in _taken(orm, ids):
        delivery.state, delivery.sent_at = "sent", now
        delivery.next_attempt_at, delivery.last_error = None, None
        _settle(orm, delivery)


def note_put_off(orm: Session, ids: Sequence[str], now: datetime, reason: str) -> bool:
    """Note that deliveries have to be tried again; ``False`` where it is time to give up."""
    going_on = True
    for delivery in _taken(orm, ids):
        delivery.last_error = reason
        if _withdrawn_meanwhile(orm, delivery):
            delivery.state, delivery.next_attempt_at = "cancelled", None
            continue
        later = next_attempt(delivery.attempts, delivery.not_before, now)
        if later is None:
            going_on = False
            delivery.state, delivery.next_attempt_at = "failed", None
            delivery.last_error = f"given up after {delivery.attempts} attempts; the last one: {reason}"
        else:
            delivery.state, delivery.next_attempt_at = "queued", _awake(orm, delivery, later)
    return going_on


def note_refused(orm: Session, ids: Sequence[str], reason: str) -> None:
    """Note that deliveries will not get better by waiting."""
    for delivery in _taken(orm, ids):
        delivery.state, delivery.next_attempt_at, delivery.last_error = "failed", None, reason


def retry_now(orm: Session, delivery: Delivery, now: datetime) -> None:
    """Let a delivery that failed or waits be tried at once, on a fresh schedule; a missing page is ordered again.

    Raises
    ------
    NotSendable
        It is done, or on its way just now; or its page will not be made any more.
    """
    where = f"delivery {delivery.id}"
    if delivery.state not in ("held", "queued", "failed"):
        raise NotSendable(f"is {delivery.state}", where, "only what waits or failed is tried again")
    if not orm.get_one(Report, delivery.report_id).sha256 and not _order_page(orm, delivery):
        raise NotSendable("its version gets no page any more", where, "send the lift again")
    delivery.state, delivery.not_before = "queued", now
    delivery.attempts, delivery.next_attempt_at = 0, None


def _order_page(orm: Session, delivery: Delivery) -> bool:
    """Order the page that a delivery waits for; only the newest version of a lift still gets one."""
    newest = None if delivery.lift_id is None else newest_analysis(orm, delivery.lift_id)
    if newest is None or orm.get_one(Report, delivery.report_id).analysis_id != newest.id:
        return False
    return order_page(orm, newest.lift_id)


def clock_of(orm: Session, lift_id: str | None) -> str:
    """The clock of the laboratory in which a lift was made, as ``+01:00``."""
    offsets = (
        select(Lab.utc_offset)
        .join(TrainingSession, TrainingSession.lab_id == Lab.id)
        .join(Lift, Lift.session_id == TrainingSession.id)
        .where(Lift.id == lift_id)
    )
    return orm.scalars(offsets).first() or ""


def _taken(orm: Session, ids: Sequence[str]) -> list[Delivery]:
    """The deliveries of a claim that nobody has settled meanwhile."""
    wanted = select(Delivery).where(Delivery.id.in_(ids), Delivery.state == "sending").with_for_update()
    return list(orm.scalars(wanted))


def _digest(orm: Session, leader: Delivery, now: datetime) -> list[Delivery]:
    """What goes out in one mail with a delivery: the athlete's other lifts of the session, corrections apart."""
    lift = orm.get_one(Lift, leader.lift_id)
    alike = (
        select(Delivery)
        .join(Lift, Lift.id == Delivery.lift_id)
        .join(Report, Report.id == Delivery.report_id)
        .where(
            Delivery.coach_id == leader.coach_id,
            Delivery.channel == "mail",
            or_(Delivery.state != "sending", Delivery.next_attempt_at <= now),  # not what another worker has now
            Delivery.state.in_(OPEN),
            Lift.session_id == lift.session_id,
            Lift.athlete_id == lift.athlete_id,
            is_ready(),
        )
        .order_by(Delivery.id)
        .with_for_update(of=Delivery)
    )
    return [each for each in list(orm.scalars(alike)) if kind_of(orm, each) == "digest"]


def _waits_for_summary() -> ColumnElement[bool]:
    """Whether the summary that a mail brings, or tells of, is still being written; a later turn will have it."""
    session_id = func.coalesce(Lift.session_id, "")
    return and_(Delivery.channel == "mail", Coach.mode == "digest", session_id.in_(being_written()))


def _may_go(orm: Session, delivery: Delivery, now: datetime) -> bool:
    """Whether a delivery may still go out; one that may not is taken back, and says why."""
    against = obstacle(orm, delivery, local_day(now, clock_of(orm, delivery.lift_id)))
    if against:
        delivery.state, delivery.next_attempt_at, delivery.last_error = "cancelled", None, against
        _settle(orm, delivery)
    return not against


def _lease(deliveries: Sequence[Delivery], now: datetime) -> None:
    for delivery in deliveries:
        delivery.state = "sending"
        delivery.attempts += 1
        delivery.next_attempt_at = now + LEASE


def _settle(orm: Session, delivery: Delivery) -> None:
    """When nothing of a lift is under way any more it is sent, or in review again where nobody got it."""
    orm.flush()
    # The lift is locked before the others are looked at: of two deliveries that end at the same time one sees both.
    lift = orm.get(Lift, delivery.lift_id, with_for_update=True) if delivery.lift_id else None
    left = select(Delivery.id).where(Delivery.lift_id == delivery.lift_id, Delivery.state.in_(OPEN)).limit(1)
    if lift is not None and lift.state == "queued" and orm.scalars(left).first() is None:
        told = select(Delivery.id).where(Delivery.lift_id == lift.id, Delivery.state.in_(("sent", "failed"))).limit(1)
        lift.state = "review" if orm.scalars(told).first() is None else "sent"


def _withdrawn_meanwhile(orm: Session, delivery: Delivery) -> bool:
    """Whether the report was withdrawn while its delivery was under way."""
    withdrawn_at = orm.get_one(Report, delivery.report_id).withdrawn_at
    return withdrawn_at is not None and delivery.created_at < withdrawn_at


def _awake(orm: Session, delivery: Delivery, moment: datetime) -> datetime:
    """The first moment at which the coach may get a mail; a folder never sleeps."""
    if delivery.channel != "mail":
        return moment
    coach = orm.get_one(Coach, delivery.coach_id)
    return after_quiet_hours(moment, coach.quiet_from, coach.quiet_to, clock_of(orm, delivery.lift_id))
