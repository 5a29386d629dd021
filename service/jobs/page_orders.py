"""Ordering a lift's page again where it was not made: its job failed, or there was none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.jobs import queue
from service.store.newest import newest_analysis
from service.store.tables import Analysis, Job, Report


def lacks_page(orm: Session, analysis: Analysis) -> bool:
    """Whether an analysis that can have a page has none, or not every one that is waited for."""
    rows = orm.scalars(select(Report).where(Report.analysis_id == analysis.id, Report.kind == "lift")).all()
    if not analysis.document.get("segmented") or any(each.withdrawn_at is not None for each in rows):
        return False
    return not rows or any(not each.sha256 for each in rows)


def order_page(orm: Session, lift_id: str) -> bool:
    """Order the page of a lift's newest analysis where it is missing; tells whether it is."""
    analysis = newest_analysis(orm, lift_id)
    if analysis is None or not lacks_page(orm, analysis):
        return False
    queue.order(orm, queue.LIFT_PAGE, lift_id)
    return True


def order_failed_pages(orm: Session, lifts: Sequence[str]) -> int:
    """Order the pages of these lifts whose jobs failed; how many that were."""
    failed = select(Job.subject_id).where(Job.kind == queue.LIFT_PAGE, Job.state == "failed", Job.subject_id.in_(lifts))
    return sum(order_page(orm, lift_id) for lift_id in sorted(set(orm.scalars(failed))))
