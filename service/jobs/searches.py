"""The job that takes up what a recording holds and nobody has looked at: after a recorder, or all, was killed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.errors import NothingRecorded
from acquisition.recording import read_recording
from acquisition.recording.container import Container
from acquisition.recording.contents import read_contents
from acquisition.recording.reader import Span, end_blocks
from acquisition.recording.without_spans import joined
from processing.detect import find_lifts
from processing.options import AnalysisOptions
from processing.preparing import prepared
from processing.wrench import plate_forces
from service.capture_run import UNSEARCHED
from service.jobs import queue
from service.jobs.queue import JobOrder
from service.session.rows import FoundLift, add_lift, found_in_mark
from service.store.engine import Store
from service.store.tables import Recording, TrainingSession

LEAST_S = 2.0
"""Less than this holds no lift."""
BEFORE_S, AFTER_S = 35.0, 15.0
"""A lift begins at most this long before its push, and is decided at most this long after it."""
OPEN_S = 1.0
"""What ends nearer to the end of the samples was cut by it."""
PIECE_S = 600.0
"""How much is looked at in one go."""


def search_recording(store: Store, folder: Path, taken: JobOrder) -> None:
    """Find the lifts of a recording that the store does not know: by their marks, then in what was not looked at."""
    with store.reading() as orm:
        path = folder / orm.get_one(Recording, taken.subject_id).path
        session = _session_of(orm, taken.subject_id)
        growing = session is not None and session.state not in ("check", "closed")
    try:
        found = list(lifts_of(path, growing=growing))
    except NothingRecorded:
        found = []
    store.run(lambda orm: keep(orm, taken, found))


def lifts_of(path: Path, *, growing: bool = False) -> Iterator[FoundLift]:
    """All lifts of a recording, finished or torn: those with a mark, and those that nobody has looked for.

    Of one that is ``growing`` the newest samples are looked at by the session.
    """
    with Container(path) as container:
        contents = read_contents(container)
        marks, rate_hz = contents.marks, contents.rate_hz
        end = max(end_blocks(container)[1].next_index, contents.announced_stop)
    yield from (found_in_mark(mark) for mark in marks if mark["mark"] == "lift")
    for span in unsearched(marks, rate_hz, end, growing=growing):
        for start, stop in pieces(span, rate_hz):
            decided = stop if stop == end and not growing else stop - round(OPEN_S * rate_hz)
            yield from (lift for lift in lifts_between(path, start, stop) if lift.stop <= decided)


def unsearched(marks: Sequence[Mapping[str, Any]], rate_hz: float, end: int, *, growing: bool = False) -> list[Span]:
    """Samples in which a lift may be that has no mark: those that were passed over, and those after the last mark."""
    before, after = round(BEFORE_S * rate_hz), round(AFTER_S * rate_hz)
    passed = [(int(mark["start"]), int(mark["stop"])) for mark in marks if mark["mark"] == UNSEARCHED]
    decided = max((int(mark["stop"]) for mark in marks if mark["mark"] in ("lift", "weigh_in")), default=0)
    spans = [(max(0, start - before), min(stop + after, end)) for start, stop in passed]
    return list(joined(spans if growing else [*spans, (decided, end)]))


def pieces(span: Span, rate_hz: float) -> Iterator[Span]:
    """A span in pieces that fit into memory; each begins well before the last one ends, so that no lift is cut."""
    step, overlap = round(PIECE_S * rate_hz), round((BEFORE_S + AFTER_S) * rate_hz)
    for start in range(span[0], span[1], step):
        stop = min(start + step + overlap, span[1])
        if stop - start >= LEAST_S * rate_hz and (start == span[0] or stop - start > overlap):
            yield start, stop


def lifts_between(path: Path, start: int, stop: int) -> Iterator[FoundLift]:
    """The lifts that are found in some samples of a recording."""
    record = prepared(read_recording(path, start, stop))
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
    session = _session_of(orm, taken.subject_id)
    session_id = _earlier_session(orm, taken.subject_id) if session is None else session.id
    for each in found if session_id is not None else ():
        add_lift(orm, session_id or "", taken.subject_id, each)


def _session_of(orm: Session, recording_id: str) -> TrainingSession | None:
    """The session whose recording this is."""
    return orm.scalars(select(TrainingSession).where(TrainingSession.recording_id == recording_id).limit(1)).first()


def _earlier_session(orm: Session, recording_id: str) -> str | None:
    """The session whose recording this was before its recorder was lost: one that was open since."""
    recording = orm.get_one(Recording, recording_id)
    wanted = select(TrainingSession.id).where(
        TrainingSession.lab_id == recording.lab_id, TrainingSession.started_at <= recording.started_at
    )
    return orm.scalars(wanted.order_by(TrainingSession.started_at.desc()).limit(1)).first()
