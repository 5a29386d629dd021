"""From a lift's end to its card, and to its page: a session at real-time speed, as a laboratory runs it.

Run ``python -P benchmarks/card_time.py``: about seven minutes, fourteen lifts. A lift ends with the last sample that
its analysis reads: the bar is back on the floor, or the lifter has left the plates. A page shows the card up to 0.15 s
later, which is how often it asks.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from service.jobs.runner import JobRunner
from service.session.practice import add_athletes
from service.session.session import LabSession
from service.settings import LabSettings, PathsSection
from service.store.engine import open_store
from service.store.tables import Lift
from sim_data.daq_process import spawn

PEEK_S = 0.02


class Watch:
    """When each lift was in the table, had its card, had its page; seconds since 1970."""

    def __init__(self, session: LabSession) -> None:
        self._session = session
        self.seen: dict[str, float] = {}
        self.card: dict[str, float] = {}
        self.page: dict[str, float] = {}
        self.sample_0 = float("inf")
        self._lock = threading.Lock()
        session.listen(self.look)

    def look(self) -> None:
        """Something has changed."""
        screen, now = self._session.screen(), time.time()
        with self._lock:
            for row in screen.lifts:
                self.seen.setdefault(row.lift_id, now)
                if row.report_id:
                    self.page.setdefault(row.lift_id, now)
            if screen.card is not None and screen.card.values:
                self.card.setdefault(screen.card.lift_id, now)

    def peek(self) -> None:
        """Learn when sample 0 was taken: the least that any look says, as a look can only be late."""
        newest = self._session.newest()
        if newest is not None:
            ring, rate_hz = newest
            self.sample_0 = min(self.sample_0, time.time() - ring.next_index / rate_hz)


def measured(lifts: int) -> list[list[float]]:
    """Seconds from each lift's end to its row, its card, its page."""
    with tempfile.TemporaryDirectory() as folder, spawn(session="training", speed="1", folder=Path(folder)) as device:
        settings = LabSettings(paths=PathsSection(folder=Path(folder) / "lab", rig=device.rig))
        settings.folder.mkdir()
        store = open_store(settings.store_url)
        add_athletes(settings, ["S1"])
        jobs = JobRunner(store, settings.folder)
        session = LabSession(store, settings, device.rig, jobs)
        watch = Watch(session)
        jobs.start()
        with closing(store):
            try:
                session.begin()
                while len(watch.page) < lifts:
                    watch.peek()
                    time.sleep(PEEK_S)
                with store.reading() as orm:
                    rows = orm.scalars(select(Lift).order_by(Lift.number).limit(lifts)).all()
                    ends = {row.id: watch.sample_0 + row.stop_sample / 1000.0 for row in rows}
            finally:
                session.end()
                jobs.stop()
    # A card that came when the next lift was there already was never shown; fewer lifts are told then.
    return [
        [when[key] - end for key, end in ends.items() if key in when] for when in (watch.seen, watch.card, watch.page)
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lifts", type=int, default=12, help="of at most 14")
    options = parser.parse_args()
    for name, values in zip(("row", "card", "page"), measured(options.lifts), strict=True):
        print(f"{name}: median {statistics.median(values):.2f} s, worst {max(values):.2f} s, of {len(values)} lifts")


if __name__ == "__main__":
    main()
