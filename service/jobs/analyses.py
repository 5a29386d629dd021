"""The job that analyses a lift: its span of the recording, what was said of it, the athlete's earlier lifts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acquisition.errors import OptionNeeded
from acquisition.interchange.record import LiftLabel, PlateRecord
from acquisition.recording import read_recording, recording_info
from processing.analysis import analyze
from processing.methods import digest
from processing.options import AnalysisOptions
from processing.result import Document, LiftAnalysis
from service.jobs import queue
from service.jobs.queue import JobOrder
from service.store.earlier import documents_for_analysis
from service.store.engine import Store
from service.store.tables import Analysis, Athlete, Lab, Lift, Recording, TrainingSession

GROWS_S = 1.0
"""A recording that does not grow for so long ends there."""
SAID: dict[str, Literal["made", "missed"]] = {"made": "made", "missed": "missed"}


@dataclass(frozen=True)
class LiftOrder:
    """A lift as it is to be analysed.

    Attributes
    ----------
    path : Path
        The recording.
    place : str
        Where it lies in the laboratory's folder; documents name that, which is the same on every computer.
    span : (int, int)
        Samples of it.
    label : LiftLabel
        What is said of the lift now, whatever was typed then.
    outcome : str or None
        What a person, else the detector, says.
    version : int
        Of what is said.
    history : list of Document
        The athlete's earlier lifts.
    utc_offset : str
        The laboratory's clock, by which the store tells all days and times; empty leaves the one of the recording's
        rig. Moments are the same in both.
    """

    path: Path
    place: str
    span: tuple[int, int]
    label: LiftLabel
    outcome: str | None
    version: int
    history: Sequence[Document]
    utc_offset: str = ""


def order_of(orm: Session, folder: Path, lift_id: str) -> LiftOrder:
    """What the store says of a lift."""
    lift = orm.get_one(Lift, lift_id)
    recording = orm.get_one(Recording, lift.recording_id)
    athlete = None if lift.athlete_id is None else orm.get(Athlete, lift.athlete_id)
    label = LiftLabel(
        lift.start_sample,
        lift.kind,
        lift.load_kg,
        None if athlete is None else athlete.code,
        lift.attempt,
        lift.complex_id,
        None if athlete is None else athlete.foot_length_mm,
    )
    span = (lift.start_sample, lift.stop_sample)
    return LiftOrder(
        folder / recording.path,
        recording.path,
        span,
        label,
        lift.outcome,
        lift.version,
        documents_for_analysis(orm, lift),
        orm.get_one(Lab, recording.lab_id).utc_offset,
    )


def analysed(order: LiftOrder) -> LiftAnalysis:
    """The analysis of a lift."""
    record: PlateRecord = read_recording(order.path, *order.span)
    clock = order.utc_offset or record.utc_offset
    record = replace(record, path=order.place, labels=(order.label,), utc_offset=clock)
    options = AnalysisOptions(kind=order.label.kind, outcome=SAID.get(order.outcome or ""))
    return analyze(record, options, order.history, order.span)


def analyse_lift(store: Store, folder: Path, taken: JobOrder) -> None:
    """Analyse a lift as it stands, keep the document as a new version, and order its page.

    Document, order and the end of the job are one transaction: however a service dies, no version is made twice.
    """
    with store.reading() as orm:
        order = order_of(orm, folder, taken.subject_id)
    try:
        document = analysed(order).document
    except OptionNeeded:
        order = replace(order, span=held_span(order.path, order.span))
        document = analysed(order).document
    store.run(lambda orm: keep(orm, taken, order, document))


def held_span(path: Path, span: tuple[int, int]) -> tuple[int, int]:
    """The samples of a span that lie in the recording.

    A lift is told as soon as its samples come, a moment before they reach the disk; where the recorder was killed in
    that moment, the last of them never do.
    """
    end = recording_info(path).n
    while end < span[1]:
        time.sleep(GROWS_S)
        before, end = end, recording_info(path).n
        if end == before:
            break
    return span[0], min(span[1], end)


def keep(orm: Session, taken: JobOrder, order: LiftOrder, document: Document) -> None:
    """Write the document, unless the job was given to somebody else meanwhile."""
    lift, said_version = orm.get_one(Lift, taken.subject_id), order.version
    if not queue.finish(orm, taken) or lift.deleted_at is not None:
        return
    if lift.version == said_version:
        lift.stop_sample = min(lift.stop_sample, order.span[1])
    last = orm.scalar(select(func.max(Analysis.version)).where(Analysis.lift_id == taken.subject_id)) or 0
    why = "" if last == 0 else f"what is said of the lift has version {said_version}"
    orm.add(Analysis(lift_id=taken.subject_id, version=last + 1, methods_digest=digest(), document=document, why=why))
    queue.order(orm, queue.LIFT_PAGE, taken.subject_id)
    session = orm.get_one(TrainingSession, lift.session_id)
    if session.state == "closed":  # its summary was written, or will be, from what was known then
        queue.order(orm, "session_report", session.id)
    if lift.version != said_version:
        queue.order(orm, "analyse_lift", taken.subject_id)
