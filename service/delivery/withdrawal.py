"""Withdrawing a report: links show it, readers are told, folders get a mark. What was mailed cannot be called back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.delivery.claims import clock_of
from service.delivery.errors import NotSendable
from service.delivery.outbox import UNSENT, new_delivery, newest_report
from service.delivery.schedule import LEASE, after_quiet_hours
from service.store.tables import Analysis, Coach, Delivery, Lift, Report


def withdraw(orm: Session, report_id: str, why: str, now: datetime, sender: str = "") -> list[Delivery]:
    """Withdraw a report, with a reason that its readers get to know.

    Parameters
    ----------
    orm : Session
        The caller's transaction.
    report_id : str
        The report.
    why : str
        The reason.
    now : datetime
        The moment.
    sender : str
        Address that mails come from; its domain ends the Message-IDs.

    Returns
    -------
    list of Delivery
        What tells the readers: a mail, or a mark in the folder, for each that the report had reached.

    Raises
    ------
    NotSendable
        It is withdrawn already, or no reason is given.
    """
    report = orm.get_one(Report, report_id)
    if report.withdrawn_at is not None:
        raise NotSendable("is withdrawn already", f"report version {report.version}")
    if not why.strip():
        raise NotSendable("a reason is needed", f"report version {report.version}", "say why it is withdrawn")
    report.withdrawn_at, report.withdrawn_why = now, why.strip()
    notices = []
    for delivery in orm.scalars(select(Delivery).where(Delivery.report_id == report_id).with_for_update()).all():
        if delivery.state in UNSENT:
            delivery.state, delivery.last_error = "cancelled", "withdrawn before it was sent"
        elif delivery.state in ("sent", "sending"):
            notices.append(_notice(orm, delivery, report, now, sender))
    _mark_lift(orm, report)
    return notices


def _notice(orm: Session, delivery: Delivery, report: Report, now: datetime, sender: str) -> Delivery:
    """What tells one reader. Of one that is just being sent it waits until that is over."""
    coach = orm.get_one(Coach, delivery.coach_id)
    due = now + LEASE if delivery.state == "sending" else now
    if delivery.channel == "mail":
        due = after_quiet_hours(due, coach.quiet_from, coach.quiet_to, clock_of(orm, delivery.lift_id))
    if delivery.state == "sent":
        delivery.state = "withdrawn"
    return new_delivery(orm, delivery.lift_id, coach, report, delivery.channel, now, due, sender)


def _mark_lift(orm: Session, report: Report) -> None:
    """The lift is withdrawn where no other version stands in for it."""
    analysis = orm.get(Analysis, report.analysis_id) if report.analysis_id else None
    if analysis is None:
        return
    lift = orm.get_one(Lift, analysis.lift_id)
    if newest_report(orm, lift.id) is None:
        lift.state = "withdrawn"
