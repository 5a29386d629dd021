"""What a delivery is: a lift's report, the correction or the withdrawal of one that was sent, a line of a digest."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.store.tables import Analysis, Coach, Delivery, Report

Kind: TypeAlias = Literal["lift", "correction", "withdrawal", "digest"]
TOLD = ("sent", "withdrawn")
"""States of a delivery that reached its reader."""


def kind_of(orm: Session, delivery: Delivery) -> Kind:
    """What a delivery is, told from its report, its coach and what was sent before."""
    report, coach = orm.get_one(Report, delivery.report_id), orm.get_one(Coach, delivery.coach_id)
    if report.withdrawn_at is not None and delivery.created_at >= report.withdrawn_at:
        return "withdrawal"
    if told_before(orm, delivery):
        return "correction"
    return "digest" if delivery.channel == "mail" and coach.mode == "digest" else "lift"


def told_before(orm: Session, delivery: Delivery) -> list[tuple[Delivery, Report]]:
    """Earlier deliveries about the same lift that reached the same coach in the same way, oldest first."""
    earlier = (
        select(Delivery, Report)
        .join(Report, Report.id == Delivery.report_id)
        .where(
            Delivery.lift_id == delivery.lift_id,
            Delivery.coach_id == delivery.coach_id,
            Delivery.channel == delivery.channel,
            Delivery.state.in_(TOLD),
            Delivery.id != delivery.id,
        )
        .order_by(Delivery.sent_at, Delivery.id)
    )
    return [(row[0], row[1]) for row in orm.execute(earlier)]


def is_ready() -> ColumnElement[bool]:
    """Whether a report's file is written."""
    return Report.sha256 != ""


def newest_version(orm: Session, report: Report) -> int | None:
    """The newest version of a report that is not withdrawn; ``None`` where every one is."""
    versions = select(Report.version).where(Report.withdrawn_at.is_(None), same_subject(orm, report))
    return max(orm.scalars(versions), default=None)


def same_subject(orm: Session, report: Report) -> ColumnElement[bool]:
    """Reports about the same lift, or about the same athlete's session in the same language and units."""
    if report.analysis_id is None:
        return (
            (Report.session_id == report.session_id)
            & (Report.kind == report.kind)
            & (Report.athlete_id == report.athlete_id)
            & (Report.language == report.language)
        )
    lift_id = orm.get_one(Analysis, report.analysis_id).lift_id
    return Report.analysis_id.in_(select(Analysis.id).where(Analysis.lift_id == lift_id))
