"""What an athlete's lift is compared with: documents of the other lifts in the store, and no more of them than count.

An athlete of some seasons has hundreds of lifts. Which of them count is told by few of their words, so those alone are
read of all; the documents themselves of the few that were chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from processing.history import LOAD_WINDOW, comparable, load_kg
from processing.moment import lift_moment
from processing.result import Document
from processing.transfer import POWER_POSITION
from reports.attached.earlier import that_count
from service.store.tables import Analysis, Lift, Recording

CLOCKS = timedelta(hours=1)
"""More than the clock of the store and that of a recording differ."""
A_DAY = timedelta(days=2)
"""Lifts of one day lie nearer together, whatever the zone."""


def earlier_documents(orm: Session, lift: Lift, *documents: Document, without: Collection[str] = ()) -> list[Document]:
    """What the documents of a lift, or of several of its athlete, are compared with, in the order of the lifts.

    Lifts that were set aside or taken away are not among them. Which came before, and which compare, the documents
    themselves tell (:func:`processing.history.comparable`): a session that was imported last may be the oldest.

    Parameters
    ----------
    orm : Session
        To read with.
    lift : Lift
        It is left out.
    *documents : Document
        What is to be compared.
    without : collection of str
        Lifts that are left out too.
    """
    outlines = _outlines(orm, lift, without)
    named = list(outlines.values())
    wanted = {id(chosen) for document in documents for chosen in that_count(document, named)}
    return _whole(orm, [key for key, outline in outlines.items() if id(outline) in wanted])


def documents_for_analysis(orm: Session, lift: Lift) -> list[Document]:
    """What may be compared with a lift that is to be analysed: all that its document can ask for, and little more.

    The document is not there yet. What is said of the lift tells its kind and load, and its span when it was but for
    the end of the push; where one of them is not known, lifts are not told apart by it.
    """
    outlines = _outlines(orm, lift)
    near = {key: outline for key, outline in outlines.items() if _may_compare(outline, lift)}
    moment = _moments(orm, lift)
    if moment is not None and lift.load_kg is not None and lift.kind is not None:
        near = _latest(near, moment, lift)
    day = [key for key, outline in outlines.items() if str(outline["lift"]["kind"]).startswith(POWER_POSITION)]
    if moment is not None:
        day = [key for key in day if _within(outlines[key], moment[0] - A_DAY, moment[1])]
    chosen = {*near, *day}
    return _whole(orm, [key for key in outlines if key in chosen])


def _may_compare(outline: Document, lift: Lift) -> bool:
    if outline["lift"].get("outcome") != "made" or (lift.kind is not None and outline["lift"]["kind"] != lift.kind):
        return False
    weighs = load_kg(outline)
    if lift.load_kg is None or weighs is None:
        return lift.load_kg is None
    return weighs == 0.0 or abs(weighs - lift.load_kg) <= LOAD_WINDOW * lift.load_kg + 1e-6


def _latest(near: dict[str, Document], moment: tuple[datetime, datetime], lift: Lift) -> dict[str, Document]:
    """Of lifts alike, the latest before a lift's span, those about it, and those without a clock."""
    first, last = moment
    sure = {key: outline for key, outline in near.items() if _within(outline, None, first)}
    kept = {key for key, outline in near.items() if _within(outline, first, last) or lift_moment(outline) is None}
    for alike in {_likeness(outline) for outline in sure.values()}:
        group = [outline for outline in sure.values() if _likeness(outline) == alike]
        probe = _probe(group[0], first, lift)
        counted = {id(chosen) for chosen in comparable(probe, group).lifts}
        kept |= {key for key, outline in sure.items() if id(outline) in counted}
    return {key: outline for key, outline in near.items() if key in kept}


def _likeness(outline: Document) -> tuple[str, str]:
    return str(outline["lift"].get("athlete")), str(outline["lift"].get("set_up"))


def _probe(like: Document, at: datetime, lift: Lift) -> Document:
    """A lift like another, at a moment and a load."""
    said = {**like["lift"], "load_kg": lift.load_kg, "started_utc": (at + timedelta(seconds=1)).isoformat()}
    return {**like, "lift": said, "events": {}, "source": {"path": ""}}


def _within(outline: Document, first: datetime | None, last: datetime) -> bool:
    moment = lift_moment(outline)
    return moment is not None and (first is None or moment > first) and moment <= last


def _moments(orm: Session, lift: Lift) -> tuple[datetime, datetime] | None:
    """Before and after which a lift was for sure; ``None`` where its recording has no clock."""
    recording = orm.get_one(Recording, lift.recording_id)
    if recording.started_at is None:
        return None
    start, stop = (timedelta(seconds=at / recording.rate_hz) for at in (lift.start_sample, lift.stop_sample))
    return recording.started_at + start - CLOCKS, recording.started_at + stop + CLOCKS


def _outlines(orm: Session, lift: Lift, without: Collection[str] = ()) -> dict[str, Document]:
    """By analysis, in the order of the lifts: what tells whether the newest document of another lift counts."""
    if lift.athlete_id is None:
        return {}
    document, later = Analysis.document, aliased(Analysis)
    newer = select(later.id).where(later.lift_id == Analysis.lift_id, later.version > Analysis.version)
    wanted = (
        select(
            Analysis.id,
            document["lift"],
            document["segmented"].as_boolean(),
            document["events"]["drive_end"]["time_s"].as_float(),
            document["events"]["takeoff"]["time_s"].as_float(),
            document["metrics"]["bar_mass"]["value"].as_float(),
            document["source"]["samples_sha256"].as_string(),
            document["source"]["path"].as_string(),
        )
        .join(Lift, Lift.id == Analysis.lift_id)
        .where(Lift.athlete_id == lift.athlete_id, Lift.id.not_in([lift.id, *without]))
        .where(Lift.deleted_at.is_(None), Lift.state != "set_aside", ~newer.exists())
        .order_by(Lift.id)
    )
    return {row[0]: _outline(*row[1:]) for row in orm.execute(wanted)}


def _outline(
    said: dict[str, Any],
    segmented: bool | None,
    drive_end_s: float | None,
    takeoff_s: float | None,
    bar_mass_kg: float | None,
    sha256: str | None,
    path: str | None,
) -> Document:
    """A document of nothing but what the choice looks at; whether it has a shape is looked at later."""
    events = {"drive_end": drive_end_s, "takeoff": takeoff_s}
    return {
        "lift": said,
        "segmented": segmented,
        "events": {key: None if time_s is None else {"time_s": time_s} for key, time_s in events.items()},
        "metrics": {"bar_mass": {"value": bar_mass_kg}},
        "source": {"samples_sha256": sha256, "path": path},
        "shape": True,
    }


def _whole(orm: Session, keys: Iterable[str]) -> list[Document]:
    """Documents of some analyses, in the order of their lifts."""
    wanted = select(Analysis.document).where(Analysis.id.in_(list(keys))).order_by(Analysis.lift_id)
    return list(orm.scalars(wanted))
