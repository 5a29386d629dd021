"""Withdrawing a report: links show it, readers are told, folders get a mark. What was mailed cannot be called back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.delivery.claims import clock_of
from service.delivery.errors import NotSendable
from service.delivery.kinds import same_subject
from service.delivery.outbox import UNSENT, new_delivery, newest_report
from service.delivery.schedule import LEASE, after_quiet_hours
from service.delivery.session_summaries import withdraw_summaries
from service.store.tables import Analysis, Coach, Delivery, Lift, Report


def withdraw(orm: Session, report_id: str, why: str, now: datetime, sender: str = "") -> list[Delivery]:
    """Withdraw a version of a report, in every language, with a reason that its readers get to know.

    Summaries of the session in which this version of the lift stands are withdrawn with it; new ones without it are
    ordered.

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
    editions = select(Report).where(same_subject(orm, report), Report.version == report.version)
    return _withdraw(orm, orm.scalars(editions.where(Report.withdrawn_at.is_(None))).all(), why.strip(), now, sender)


def withdraw_lift(orm: Session, lift_id: str, why: str, now: datetime, sender: str = "") -> Sequence[Report]:
    """Withdraw every version of a lift's report that was sent; a newer one that nobody was sent yet stands.

    A coach who has several versions gets one mail; each of their files in a shared folder gets its mark.

    Returns
    -------
    sequence of Report
        What was withdrawn.

    Raises
    ------
    NotSendable
        Nothing was sent, or no reason is given.
    """
    ordered = select(Delivery.report_id).where(Delivery.lift_id == lift_id, Delivery.state != "cancelled")
    wanted = select(Report).where(Report.id.in_(ordered), Report.withdrawn_at.is_(None)).order_by(Report.version)
    reports = orm.scalars(wanted).all()
    where = f"lift {orm.get_one(Lift, lift_id).number}"
    if not reports:
        raise NotSendable("there is no report to withdraw", where)
    if not why.strip():
        raise NotSendable("a reason is needed", where, "say why it is withdrawn")
    _withdraw(orm, reports, why.strip(), now, sender)
    return reports


def _withdraw(orm: Session, reports: Sequence[Report], why: str, now: datetime, sender: str) -> list[Delivery]:
    """Mark the reports, take back what waits, and order what tells the readers."""
    had: list[tuple[Report, Delivery]] = []
    for report in reports:
        report.withdrawn_at, report.withdrawn_why = now, why
        for delivery in orm.scalars(select(Delivery).where(Delivery.report_id == report.id).with_for_update()).all():
            if delivery.state in UNSENT:
                delivery.state, delivery.last_error = "cancelled", "withdrawn before it was sent"
            elif delivery.state in ("sent", "sending"):
                had.append((report, delivery))
        if report.analysis_id is not None:
            withdraw_summaries(orm, orm.get_one(Analysis, report.analysis_id), why, now)
    notices = [_notice(orm, delivery, report, now, sender) for report, delivery in _told_once(had)]
    for _, delivery in had:
        if delivery.state == "sent":
            delivery.state = "withdrawn"
    for report in reports:
        _mark_lift(orm, report)
    return notices


def _told_once(had: Iterable[tuple[Report, Delivery]]) -> list[tuple[Report, Delivery]]:
    """Every file in a folder, but of what was mailed to a coach the newest version alone."""
    chosen: dict[tuple[str, ...], tuple[Report, Delivery]] = {}
    for report, delivery in had:
        once = (delivery.coach_id, "mail") if delivery.channel == "mail" else (delivery.id,)
        before = chosen.get(once)
        if before is None or report.version >= before[0].version:
            chosen[once] = (report, delivery)
    return list(chosen.values())


def _notice(orm: Session, delivery: Delivery, report: Report, now: datetime, sender: str) -> Delivery:
    """What tells one reader. Of one that is just being sent it waits until that is over."""
    coach = orm.get_one(Coach, delivery.coach_id)
    due = now + LEASE if delivery.state == "sending" else now
    if delivery.channel == "mail":
        due = after_quiet_hours(due, coach.quiet_from, coach.quiet_to, clock_of(orm, delivery.lift_id))
    return new_delivery(orm, delivery.lift_id, coach, report, delivery.channel, now, due, sender)


def _mark_lift(orm: Session, report: Report) -> None:
    """The lift is withdrawn where no other version stands in for it."""
    analysis = orm.get(Analysis, report.analysis_id) if report.analysis_id else None
    if analysis is None:
        return
    lift = orm.get_one(Lift, analysis.lift_id)
    if newest_report(orm, lift.id) is None:
        lift.state = "withdrawn"
