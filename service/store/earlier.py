"""What an athlete's lift is compared with: the documents of the other lifts in the store."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from processing.result import Document
from service.store.tables import Analysis, Lift


def earlier_documents(orm: Session, lift: Lift) -> list[Document]:
    """The newest document of each of the athlete's other lifts, but for those that were set aside or taken away.

    Which of them came before, and which compare, the documents themselves tell (:func:`processing.history.comparable`):
    a session that was imported last may be the oldest.
    """
    if lift.athlete_id is None:
        return []
    newest = select(Analysis.lift_id, func.max(Analysis.version).label("version")).group_by(Analysis.lift_id).subquery()
    wanted = (
        select(Analysis.document)
        .join(newest, (newest.c.lift_id == Analysis.lift_id) & (newest.c.version == Analysis.version))
        .join(Lift, Lift.id == Analysis.lift_id)
        .where(
            Lift.athlete_id == lift.athlete_id, Lift.id != lift.id, Lift.deleted_at.is_(None), Lift.state != "set_aside"
        )
        .order_by(Lift.id)
    )
    return list(orm.scalars(wanted))
