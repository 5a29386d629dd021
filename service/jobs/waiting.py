"""Deliveries that wait for a page: what becomes of them when it is written, and when it is not."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.store.tables import Analysis, Delivery, Report

NO_PAGE = "its page was not made"
"""How the reason begins where a delivery stopped for want of its page."""
LEFT_BEHIND = f"{NO_PAGE}: a newer version came first; send the lift again"


def unwritten(lift_id: str) -> Select[Report]:
    """Rows of a lift's reports that stand for a page that is not written yet."""
    return (
        select(Report)
        .join(Analysis, Analysis.id == Report.analysis_id)
        .where(Analysis.lift_id == lift_id, Report.kind == "lift", Report.sha256 == "", Report.withdrawn_at.is_(None))
    )


def stop_waiting(orm: Session, lift_id: str, why: str) -> None:
    """Stop what waits for a page that does not come: it is told as failed, and may be tried again."""
    reports = unwritten(lift_id).with_only_columns(Report.id)
    held = select(Delivery).where(Delivery.report_id.in_(reports), Delivery.state.in_(("held", "queued")))
    for delivery in orm.scalars(held.with_for_update()):
        delivery.state, delivery.next_attempt_at, delivery.last_error = "failed", None, why


def go_on(orm: Session, report: Report) -> None:
    """Let what had stopped for want of this page wait again for its moment: the page is written."""
    stopped = select(Delivery).where(
        Delivery.report_id == report.id, Delivery.state == "failed", Delivery.attempts == 0
    )
    for delivery in orm.scalars(stopped.with_for_update()):
        delivery.state, delivery.last_error = "held", None
