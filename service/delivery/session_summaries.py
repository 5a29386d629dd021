"""Summaries of sessions as delivery sees them: which one a reader gets, which ones hold a lift that is withdrawn.

A summary keeps the moment at which its lifts were read (``Report.created_at``); together with the moments of the
analyses that tells which version of each lift it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.jobs import queue
from service.report_tags import best_for
from service.store.tables import Analysis, Athlete, Coach, Delivery, Job, Lift, Report, TrainingSession

CLOSE = timedelta(seconds=10)
"""An analysis becomes visible up to that much after its moment: a summary read so soon may hold the one before it."""


@dataclass(frozen=True)
class SummaryNews:
    """What a letter about one lift says of the session's summary.

    Attributes
    ----------
    withdrawn : bool
        The summary that the reader has is withdrawn with the lift.
    version : int or None
        Of the one that takes its place.
    address : str
        Its link; empty where there is none.
    """

    withdrawn: bool
    version: int | None = None
    address: str = ""


def being_written() -> Select[str]:
    """Ids of the sessions whose summaries are being written now."""
    return select(Job.subject_id).where(Job.kind == "session_report", Job.state.in_(("waiting", "running")))


def newest_summary(orm: Session, session_id: str, athlete_id: str | None, tag: str) -> Report | None:
    """An athlete's summary of a session, the newest version, in the reader's language and units where there is one."""
    rows = (
        _summaries(session_id, athlete_id)
        .where(Report.withdrawn_at.is_(None), Report.sha256 != "")
        .order_by(Report.version.desc())
    )
    found = list(orm.scalars(rows))
    best = best_for(tag, [each.language for each in found])
    return next((each for each in found if each.language == best), None)


def withdraw_summaries(orm: Session, analysis: Analysis, why: str, now: datetime) -> list[Report]:
    """Withdraw the summaries that hold this version of a lift, and order new ones without it.

    Parameters
    ----------
    orm : Session
        The caller's transaction, in which the lift's report is withdrawn at the same moment.
    analysis : Analysis
        The version.
    why : str
        The reason.
    now : datetime
        The moment.

    Returns
    -------
    list of Report
        What was withdrawn; empty where no summary holds it.
    """
    found = [each for each in orm.scalars(_holding(orm, analysis)) if each.withdrawn_at is None]
    for summary in found:
        summary.withdrawn_at, summary.withdrawn_why = now, why
    if found:
        queue.order(orm, "session_report", orm.get_one(Lift, analysis.lift_id).session_id)
    return found


def withdrawn_with(orm: Session, report: Report) -> bool:
    """Whether a summary was withdrawn together with a lift's report."""
    if report.analysis_id is None or report.withdrawn_at is None:
        return False
    held = _holding(orm, orm.get_one(Analysis, report.analysis_id)).where(Report.withdrawn_at == report.withdrawn_at)
    return orm.scalars(held.limit(1)).first() is not None


def had_summary(orm: Session, delivery: Delivery, coach: Coach) -> bool:
    """Whether a summary of the lift's session had come to this reader in an earlier mail."""
    if coach.mode != "digest" or delivery.channel != "mail" or delivery.lift_id is None:
        return False
    lift = orm.get_one(Lift, delivery.lift_id)
    earlier = (
        select(Report.id)
        .join(Lift, (Lift.session_id == Report.session_id) & (Lift.athlete_id == Report.athlete_id))
        .join(Delivery, Delivery.lift_id == Lift.id)
        .where(Report.kind == "session", Report.session_id == lift.session_id, Report.sha256 != "")
        .where(Lift.id == lift.id, Delivery.coach_id == coach.id, Delivery.channel == "mail")
        .where(Delivery.state.in_(("sent", "withdrawn")), Delivery.sent_at >= Report.created_at)
    )
    return orm.scalars(earlier.limit(1)).first() is not None


def is_outdated(orm: Session, lift: Lift) -> bool:
    """Whether a reader has a summary that tells an older version of this lift; it is not sent again by itself."""
    newest = select(Analysis.created_at).where(Analysis.lift_id == lift.id).order_by(Analysis.version.desc()).limit(1)
    made_at = orm.scalars(newest).first()
    told = select(Delivery, Coach).join(Coach, Coach.id == Delivery.coach_id).where(Delivery.lift_id == lift.id)
    told = told.where(Delivery.state == "sent", Delivery.channel == "mail", Coach.mode == "digest")
    latest: dict[str, tuple[Delivery, Coach]] = {}
    for delivery, coach in orm.execute(told.order_by(Delivery.sent_at)):
        latest[coach.id] = (delivery, coach)
    return made_at is not None and any(
        delivery.sent_at is not None and delivery.sent_at < made_at and had_summary(orm, delivery, coach)
        for delivery, coach in latest.values()
    )


def _summaries(session_id: str | None, athlete_id: str | None) -> Select[Report]:
    return select(Report).where(
        Report.session_id == session_id, Report.kind == "session", Report.athlete_id == athlete_id
    )


def _holding(orm: Session, analysis: Analysis) -> Select[Report]:
    """Summaries in which this version of a lift stands."""
    lift = orm.get_one(Lift, analysis.lift_id)
    lab_id = orm.get_one(TrainingSession, lift.session_id).lab_id
    code = analysis.document["lift"].get("athlete")
    whose = orm.scalars(select(Athlete.id).where(Athlete.lab_id == lab_id, Athlete.code == code)).first()
    found = _summaries(lift.session_id, whose or lift.athlete_id).where(Report.created_at >= analysis.created_at)
    following = select(Analysis.created_at).where(
        Analysis.lift_id == lift.id, Analysis.version > analysis.version
    )  # fmt: skip
    replaced_at = orm.scalars(following.order_by(Analysis.version).limit(1)).first()
    return found if replaced_at is None else found.where(Report.created_at < replaced_at + CLOSE)
