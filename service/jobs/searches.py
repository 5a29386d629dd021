"""The job that takes up what a recording holds and nobody has looked at: after a recorder, or all, was killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.errors import FileError, OptionNeeded
from acquisition.recording import read_recording
from acquisition.recording.container import Container
from acquisition.recording.contents import read_contents
from processing.detect import find_lifts
from processing.options import AnalysisOptions
from processing.preparing import prepared
from processing.wrench import plate_forces
from service.jobs import queue
from service.jobs.queue import JobOrder
from service.session.rows import FoundLift, add_lift, found_in_mark
from service.store.engine import Store
from service.store.tables import Recording, TrainingSession

LEAST_S = 2.0
"""Less than this after the last mark holds no lift."""


def search_recording(store: Store, folder: Path, taken: JobOrder) -> None:
    """Find the lifts of a recording that the store does not know: by their marks, then in what was not looked at."""
    with store.reading() as orm:
        path = folder / orm.get_one(Recording, taken.subject_id).path
    try:
        found = list(lifts_of(path))
    except (FileError, OptionNeeded):
        found = []
    store.run(lambda orm: keep(orm, taken, found))


def lifts_of(path: Path) -> Iterator[FoundLift]:
    """All lifts of a recording, finished or torn: those with a mark, and those after the last mark."""
    with Container(path) as container:
        marks = read_contents(container).marks
    yield from (found_in_mark(mark) for mark in marks if mark["mark"] == "lift")
    decided = max((int(mark["stop"]) for mark in marks if mark["mark"] in ("lift", "weigh_in")), default=0)
    record = read_recording(path, decided or None)
    if record.n < LEAST_S * record.rate_hz:
        return
    record = prepared(record)
    factor = record.decimate
    for activity in find_lifts(plate_forces(record, AnalysisOptions()), record.labels, record.first_index).lifts:
        lift = activity.lift
        assert lift is not None
        label = record.label_at(int(lift.drive_end))
        yield FoundLift(
            activity.start * factor,
            activity.stop * factor,
            lift.drive_end * factor,
            lift.kind,
            lift.kind_assumed,
            lift.outcome,
            None if label is None else label.athlete,
            None if label is None else label.load_kg,
            lift.complex_id,
            None if lift.bar_mass is None else lift.bar_mass.value_kg,
        )


def keep(orm: Session, taken: JobOrder, found: list[FoundLift]) -> None:
    """Write down what is new, unless the job was given to somebody else meanwhile."""
    if not queue.finish(orm, taken):
        return
    session = orm.scalars(
        select(TrainingSession).where(TrainingSession.recording_id == taken.subject_id).limit(1)
    ).first()
    session_id = _earlier_session(orm, taken.subject_id) if session is None else session.id
    for each in found if session_id is not None else ():
        add_lift(orm, session_id or "", taken.subject_id, each)


def _earlier_session(orm: Session, recording_id: str) -> str | None:
    """The session whose recording this was before its recorder was lost: one that was open since."""
    recording = orm.get_one(Recording, recording_id)
    wanted = select(TrainingSession.id).where(
        TrainingSession.lab_id == recording.lab_id, TrainingSession.started_at <= recording.started_at
    )
    return orm.scalars(wanted.order_by(TrainingSession.started_at.desc()).limit(1)).first()
