"""Lifts that are sent by themselves once they are judged: what speaks against it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.session.card import WORST
from service.session.states import HeldLift
from service.store.newest import newest_analysis
from service.store.tables import Job

OF_A_MISS = ("no_hold",)
"""What every miss is warned of: nobody stands with the bar at its end."""


def hindrance(orm: Session, held: HeldLift) -> str | None:
    """Why a lift is not sent by itself; empty where nothing speaks against it, ``None`` while it is being analysed."""
    under_way = select(Job.id).where(
        Job.kind == "analyse_lift", Job.subject_id == held.lift_id, Job.state.in_(("waiting", "running"))
    )
    analysis = newest_analysis(orm, held.lift_id)
    if analysis is None or orm.scalars(under_way.limit(1)).first() is not None:
        return None
    if held.plates_differ:
        typed = "no load was typed" if held.load_kg is None else f"{held.load_kg:g} kg were typed"
        return f"plates say {held.plates_kg:.1f} kg, {typed}"
    if not analysis.document["segmented"]:
        return "no lift was found in it"
    usual = OF_A_MISS if held.judged == "missed" else ()
    warnings = (
        str(entry["message"])
        for entry in analysis.document["quality"]
        if entry.get("severity") in WORST and entry.get("code") not in usual
    )
    return next(warnings, "")
