"""The newest version of a lift's document: the one place that looks it up."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables import Analysis


def newest_analysis(orm: Session, lift_id: str) -> Analysis | None:
    """The newest analysis of a lift; ``None`` where there is none yet."""
    wanted = select(Analysis).where(Analysis.lift_id == lift_id).order_by(Analysis.version.desc()).limit(1)
    return orm.scalars(wanted).first()
