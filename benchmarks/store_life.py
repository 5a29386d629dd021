"""A laboratory after years: seconds and memory of what reads its store.

Run ``python -P benchmarks/store_life.py``: a store of SQLite with 40 athletes, 200 sessions and 4,000 lifts, filled
with the document of one simulated lift under other names and loads; about two minutes. Its recordings are named and
not there.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

sys.path.append(str(Path(__file__).resolve().parents[1]))  # behind the installed wheel, which has the kernels

from benchmarks.made_report import recorded
from processing.analysis import analyze
from processing.options import AnalysisOptions
from processing.result import Document
from service.session.rows import lifts_of
from service.store.backup import backup
from service.store.check import check_store
from service.store.earlier import documents_for_analysis, earlier_documents
from service.store.engine import Store, open_store
from service.store.ids import new_id
from service.store.lift_list import listed
from service.store.newest import newest_analysis
from service.store.tables import Analysis, Athlete, Lab, Lift, Recording, TrainingSession

ATHLETES, SESSIONS, LIFTS = 40, 200, 20
OF_ONE = 2
"""Lifts of the same athlete in every session, 400 in all; the others share what is left."""
FIRST_DAY = datetime(2025, 1, 1, 8, tzinfo=UTC)
LONGEST_TRACED_S = 10.0
PAUSE, LENGTH, PUSH = 500_000, 15_000, 8_000
"""Samples from lift to lift, of a lift, and from its begin to the end of its push."""


def fill(store: Store) -> list[str]:
    """The rows of all sessions; the athletes' identities."""
    document = analyze(recorded(20, 0), AnalysisOptions()).document
    loads = random.Random(1)
    with store.transaction() as orm:
        lab = Lab(name="Example laboratory", utc_offset="+01:00")
        orm.add(lab)
        orm.flush()
        athletes = [Athlete(lab_id=lab.id, code=f"A{number}") for number in range(ATHLETES)]
        orm.add_all(athletes)
        orm.flush()
        for number in range(SESSIONS):
            fill_session(orm, lab.id, athletes, (number, document, loads))
        return [athlete.id for athlete in athletes]


def fill_session(
    orm: Session, lab_id: str, athletes: list[Athlete], made_of: tuple[int, Document, random.Random]
) -> None:
    """One recording with its session, lifts and analyses."""
    number, document, loads = made_of
    began = FIRST_DAY + timedelta(days=2 * number)
    recording = Recording(
        lab_id=lab_id, path=f"recordings/{number}.mcap", rate_hz=1000.0, samples=LIFTS * PAUSE, started_at=began
    )
    orm.add(recording)
    orm.flush()
    session = TrainingSession(lab_id=lab_id, recording_id=recording.id, started_at=began, state="closed")
    orm.add(session)
    orm.flush()
    lifts, analyses = [], []
    for lift in range(LIFTS):
        others = ATHLETES - 1
        athlete = athletes[0 if lift < OF_ONE else 1 + (number * (LIFTS - OF_ONE) + lift) % others]
        lift_id, start, load_kg = new_id(), lift * PAUSE, 80.0 + loads.choice((-2.0, 0.0, 2.0))
        lifts.append(
            {
                "id": lift_id, "session_id": session.id, "recording_id": recording.id, "athlete_id": athlete.id,
                "number": lift + 1, "start_sample": start, "stop_sample": start + LENGTH,
                "drive_end_sample": start + PUSH, "kind": "snatch", "load_kg": load_kg, "outcome": "made",
                "state": "sent",
            }
        )  # fmt: skip
        told = renamed(document, athlete.code, load_kg, began, start)
        analyses.append({"lift_id": lift_id, "version": 1, "methods_digest": "", "document": told})
    orm.execute(insert(Lift), lifts)
    orm.execute(insert(Analysis), analyses)


def renamed(document: Document, code: str, load_kg: float, began: datetime, start: int) -> dict[str, Any]:
    """The document as another lift's."""
    push = {**document["events"]["drive_end"], "time_s": (start + PUSH) / 1000.0}
    return {
        **document,
        "source": {**document["source"], "samples_sha256": f"{began:%Y%m%d}{start}"},
        "lift": {**document["lift"], "athlete": code, "load_kg": load_kg, "started_utc": began.isoformat()},
        "events": {**document["events"], "drive_end": push},
    }


def readings(store: Store, folder: Path, athlete_id: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured, by what it is called."""
    with store.reading() as orm:
        session_id = orm.scalars(select(TrainingSession.id).limit(1)).one()
    last = select(Lift).where(Lift.athlete_id == athlete_id).order_by(Lift.id.desc()).limit(1)

    def compared() -> int:
        with store.reading() as orm:
            lift = orm.scalars(last).one()
            newest = newest_analysis(orm, lift.id)
            assert newest is not None
            return len(earlier_documents(orm, lift, newest.document))

    def for_analysis() -> int:
        with store.reading() as orm:
            return len(documents_for_analysis(orm, orm.scalars(last).one()))

    def table() -> int:
        with store.reading() as orm:
            return len(lifts_of(orm, session_id))

    yield "lift list, all lifts", lambda: len(list(listed(store)))
    yield "lift list, one day", lambda: len(list(listed(store, None, "2025-03-02")))
    yield "the session screen's table", table
    yield "what a lift is compared with", compared
    yield "what a lift may be compared with, for its analysis", for_analysis
    yield "store backup", lambda: sum(backup(store, folder, folder / f"{new_id()}.zip").rows.values())
    yield "store check, with the recordings named as missing", lambda: len(list(check_store(store, folder)))


def told(reading: Callable[[], object]) -> str:
    """Time, and most memory beyond what was there; long readings are not traced, which takes several times as long."""
    began = time.perf_counter()
    found = reading()
    took_s = time.perf_counter() - began
    if took_s > LONGEST_TRACED_S:
        return f"{took_s:.1f} s, {found} found"
    tracemalloc.start()
    reading()
    peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return f"{took_s:.3f} s, {peak_mb:.1f} MB, {found} found"


def main() -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_store(f"sqlite:///{folder}/legdrive.db")) as store:
            athletes = fill(store)
            print(
                f"{(folder / 'legdrive.db').stat().st_size / 1e6:.0f} MB, {ATHLETES} athletes, {SESSIONS * LIFTS} lifts"
            )
            for what, reading in readings(store, folder, athletes[0]):
                print(f"{what}: {told(reading)}")
    print(f"largest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
