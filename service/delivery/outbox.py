"""Sending a lift, and taking it back while nobody has begun: rows in the caller's transaction, nothing else.

Either the lift is marked as sent and every delivery is in the store, or none of it happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service.delivery.claims import clock_of
from service.delivery.errors import NotSendable
from service.delivery.message import message_id
from service.delivery.schedule import DIGEST_WAITS, GRACE, after_quiet_hours
from service.delivery.standing import consent_ended, local_day
from service.jobs import queue
from service.report_tags import tag_of
from service.settings import MailSection
from service.store.ids import new_id
from service.store.newest import newest_analysis
from service.store.tables import Account, Analysis, Athlete, Coach, CoachAthlete, Delivery, Job, Lift, Report

UNSENT = ("held", "queued")
SENDABLE = ("review", "queued", "sent", "revised", "withdrawn")


def send_lift(orm: Session, lift_id: str, now: datetime, mail: MailSection | None = None) -> list[Delivery]:
    """Send a lift's newest report to every coach of its athlete.

    Parameters
    ----------
    orm : Session
        The caller's transaction: the lift's state and the deliveries are kept together or not at all.
    lift_id : str
        The lift.
    now : datetime
        The moment.
    mail : MailSection, optional
        How the laboratory sends mail: without a host it sends none; the sender's domain ends the Message-IDs. Left
        out, mail is sent after the usual grace.

    Returns
    -------
    list of Delivery
        The deliveries of this report, also those that were there already: sending twice is sending once.

    Raises
    ------
    NotSendable
        No athlete, no coach, no analysis yet, no lift in it, a consent that ended.
    """
    lift = orm.get_one(Lift, lift_id)
    athlete = _athlete(orm, lift, now)
    coaches = list(_coaches(orm, athlete))
    if not coaches:
        raise NotSendable("nobody coaches this athlete", athlete.code, "give the athlete a coach")
    analysis = _analysis(orm, lift)
    deliveries: list[Delivery] = []
    for coach, account in coaches:
        report = _report_of(orm, lift, analysis, tag_of(coach))
        _replace_unsent(orm, lift_id, coach.id, report)
        channels = _channels(coach, account, mail is None or bool(mail.host))
        deliveries += [_deliver(orm, lift, coach, report, channel, now, mail) for channel in channels]
    if any(delivery.state != "sent" for delivery in deliveries):
        lift.state = "queued"
    return deliveries


def undo_send(orm: Session, lift_id: str, now: datetime) -> int:
    """Take a lift back that nobody has got yet: within the grace, and as long as nothing has begun to go out.

    Returns
    -------
    int
        How many deliveries were cancelled.

    Raises
    ------
    NotSendable
        Something is on its way: it can only be withdrawn.
    """
    lift = orm.get_one(Lift, lift_id)
    sent = (
        select(Delivery, Report.version)
        .join(Report, Report.id == Delivery.report_id)
        .where(Delivery.lift_id == lift_id, Delivery.state != "cancelled", Report.withdrawn_at.is_(None))
        .with_for_update(of=Delivery)
    )
    every = [(delivery, version) for delivery, version in orm.execute(sent)]
    # The version that was sent last, in every language; there may be a newer one that nobody has sent.
    last = max((version for _, version in every), default=0)
    alive = [delivery for delivery, version in every if version == last]
    begun = [each for each in alive if each.attempts or each.state not in (*UNSENT, "failed")]
    if begun:
        raise NotSendable(
            f"{len(begun)} of {len(alive)} deliveries have begun", f"lift {lift.number}", "withdraw the report instead"
        )
    for delivery in alive:
        delivery.state, delivery.last_error = "cancelled", "taken back before it was sent"
    if alive:
        lift.state = "revised" if any(version < last for _, version in every) else "review"
    return len(alive)


def newest_report(orm: Session, lift_id: str) -> Report | None:
    """The newest report of a lift that is not withdrawn."""
    every = (
        select(Report)
        .join(Analysis, Analysis.id == Report.analysis_id)
        .where(Analysis.lift_id == lift_id, Report.kind == "lift", Report.withdrawn_at.is_(None))
        .order_by(Report.version.desc(), Report.created_at.desc())
        .limit(1)
    )
    return orm.scalars(every).first()


def due_at(orm: Session, coach: Coach, lift_id: str, channel: str, now: datetime, grace: timedelta) -> datetime:
    """When a delivery that is ordered now may go out: after the grace, the coach's quiet hours, the session's end."""
    due = now + grace
    if channel != "mail":
        return due
    if coach.mode == "digest":
        due = now + DIGEST_WAITS
    return after_quiet_hours(due, coach.quiet_from, coach.quiet_to, clock_of(orm, lift_id))


def _athlete(orm: Session, lift: Lift, now: datetime) -> Athlete:
    """Whose lift it is, where it may be sent."""
    where = f"lift {lift.number}"
    athlete = orm.get(Athlete, lift.athlete_id) if lift.athlete_id else None
    if athlete is None or athlete.erased_at is not None:
        raise NotSendable("nobody knows whose lift this is", where, "choose the athlete")
    if lift.deleted_at is not None:
        raise NotSendable("this is marked as not a lift", where, "take the mark away first")
    if consent_ended(athlete, local_day(now, clock_of(orm, lift.id))):
        raise NotSendable(f"the consent ended on {athlete.consent_until}", athlete.code, "renew it, then send")
    return athlete


def _analysis(orm: Session, lift: Lift) -> Analysis:
    """The newest analysis, where it is one that a report can be made of."""
    where = f"lift {lift.number}"
    analysis = newest_analysis(orm, lift.id)
    under_way = select(Job.id).where(
        Job.kind == "analyse_lift", Job.subject_id == lift.id, Job.state.in_(("waiting", "running"))
    )
    if analysis is None or orm.scalars(under_way.limit(1)).first() is not None:
        raise NotSendable("is being analysed", where, "send it in a moment")
    if not analysis.document["segmented"]:
        raise NotSendable("no lift was found in it, so that it has no report", where, "mark its span by hand")
    return analysis


def _report_of(orm: Session, lift: Lift, analysis: Analysis, tag: str) -> Report:
    """The report of an analysis, in the coach's language and units.

    Where none is written yet a row without a digest stands for it; the job that writes the page fills it in, and no
    delivery of it is due before.
    """
    every = orm.scalars(select(Report).where(Report.analysis_id == analysis.id, Report.kind == "lift")).all()
    if any(each.withdrawn_at is not None for each in every):
        raise NotSendable(
            "this version is withdrawn", f"lift {lift.number}", "mend the lift, then send the new version"
        )
    own = next((each for each in every if each.language == tag), None)
    if own is None or not own.sha256:
        queue.order(orm, queue.LIFT_PAGE, lift.id)  # also where an earlier job for it has failed
    if own is not None:
        return own
    report = Report(
        analysis_id=analysis.id,
        session_id=lift.session_id,
        athlete_id=lift.athlete_id,
        kind="lift",
        version=analysis.version,
        path="",
        sha256="",
        language=tag,
    )
    orm.add(report)
    orm.flush()
    return report


def _coaches(orm: Session, athlete: Athlete) -> Iterator[tuple[Coach, Account]]:
    rows = (
        select(Coach, Account)
        .join(CoachAthlete, CoachAthlete.coach_id == Coach.id)
        .join(Account, Account.id == Coach.account_id)
        .where(CoachAthlete.athlete_id == athlete.id, Account.disabled_at.is_(None))
        .order_by(Coach.id)
    )
    for row in orm.execute(rows):
        yield row[0], row[1]


def _channels(coach: Coach, account: Account, mail: bool) -> Sequence[str]:
    """Every way to this coach; without one the report waits on the coach's own page."""
    found = [*(["mail"] if mail and account.email else []), *(["folder"] if coach.folder else [])]
    return found or ["link"]


def _replace_unsent(orm: Session, lift_id: str, coach_id: str, report: Report) -> None:
    """An older version that has not gone out yet, or never got its page, does not need to any more."""
    never_tried = and_(Delivery.state == "failed", Delivery.attempts == 0)
    older = select(Delivery).where(
        Delivery.lift_id == lift_id,
        Delivery.coach_id == coach_id,
        Delivery.report_id != report.id,
        or_(Delivery.state.in_(UNSENT), never_tried),
    )
    for delivery in orm.scalars(older.with_for_update()):
        delivery.state, delivery.last_error = "cancelled", f"replaced by version {report.version} before it was sent"


def _deliver(
    orm: Session, lift: Lift, coach: Coach, report: Report, channel: str, now: datetime, mail: MailSection | None
) -> Delivery:
    """The delivery of a report to a coach; the one that is there already, unless it was taken back."""
    same = select(Delivery).where(
        Delivery.report_id == report.id,
        Delivery.coach_id == coach.id,
        Delivery.channel == channel,
        Delivery.state != "cancelled",
    )
    there = orm.scalars(same.order_by(Delivery.created_at)).first()
    if there is not None:
        if there.state == "failed" and not report.sha256:  # it stopped for want of its page, which is ordered again
            there.state, there.last_error = "held", None
        return there
    grace = GRACE if mail is None else timedelta(seconds=mail.grace_s)
    due = due_at(orm, coach, lift.id, channel, now, grace)
    return new_delivery(orm, lift.id, coach, report, channel, now, due, "" if mail is None else mail.sender)


def new_delivery(
    orm: Session,
    lift_id: str | None,
    coach: Coach,
    report: Report,
    channel: str,
    now: datetime,
    not_before: datetime,
    sender: str,
) -> Delivery:
    """Put a delivery into the store."""
    identity = new_id()
    delivery = Delivery(
        id=identity,
        report_id=report.id,
        lift_id=lift_id,
        coach_id=coach.id,
        channel=channel,
        state="held",
        not_before=not_before,
        attempts=0,
        message_id=message_id(identity, sender),
        created_at=now,
    )
    orm.add(delivery)
    orm.flush()
    return delivery
