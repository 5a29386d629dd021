"""Samples that nobody has looked at: which they are, and that their lifts are found."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from acquisition.block import SampleBlock
from acquisition.errors import UnreadableFile
from acquisition.recording import RecordingWriter
from acquisition.rig import read_rig
from service.jobs import queue
from service.jobs.searches import lifts_of, pieces, search_recording, unsearched
from service.store.columns import now
from service.store.engine import open_store
from service.store.tables import Job, Lab, Recording
from sim_data.lifter import simulate_lift
from sim_data.plates import lift_volts

RATE_HZ = 1000.0
EMPTY = 3000
Mark = dict[str, Any]


def lift_mark(start: int, stop: int, drive_end: float) -> Mark:
    """As a session writes it."""
    return {"mark": "lift", "start": start, "stop": stop, "drive_end": drive_end, "kind": "snatch", "outcome": "made"}


class Plates:
    """What a recording keeps of its source."""

    def __init__(self, root: Path) -> None:
        self.rig_toml, self.rate_hz = read_rig(root / "examples" / "rig.toml").toml_text, RATE_HZ
        self.driver: dict[str, Any] = {"ranges_v": [[-10.0, 10.0]] * 12}
        self.clock = {"rate_hz": RATE_HZ, "convert_rate_hz": 250_000.0}


@pytest.fixture(scope="module")
def two_lifts() -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[int]]:
    """Empty plates, a lift, empty plates, a lift, empty plates; and where the lifts begin."""
    noise = np.random.default_rng(3)
    parts, starts, n = [], [], 0
    for seed in (3, 4):
        lift = lift_volts(simulate_lift("snatch", load_kg=80.0, seed=seed))
        parts += [noise.normal(0.0, 1e-4, (12, EMPTY)), lift]
        starts.append(n + EMPTY)
        n += EMPTY + lift.shape[1]
    return np.concatenate([*parts, noise.normal(0.0, 1e-4, (12, EMPTY))], axis=1), starts


def write(path: Path, root: Path, volts: np.ndarray[Any, np.dtype[np.float64]], marks: list[Mark]) -> None:
    """A recording."""
    writer = RecordingWriter(path, Plates(root))
    mean, sd = volts[:, :1000].mean(axis=1).tolist(), volts[:, :1000].std(axis=1).tolist()
    for mark in ({"mark": "tare", "start": 0, "stop": 1000, "volts": mean, "sd": sd}, *marks):
        writer.mark(mark)
    for first in range(0, volts.shape[1], 500):
        block = volts[:, first : first + 500]
        at = first / RATE_HZ
        writer.append(SampleBlock(first, block, at, 1.7e9 + at, at + 0.5, 1.7e9 + at + 0.5, np.zeros(12, np.bool_)))
    writer.close()


def test_what_was_passed_over_is_searched_beside_what_comes_after_the_last_mark() -> None:
    marks: list[Mark] = [
        {"mark": "unsearched", "start": 100_000, "stop": 160_000},
        {"mark": "weigh_in", "start": 1, "stop": 190_000},
        lift_mark(200_000, 220_000, 210_000.0),
    ]
    assert unsearched(marks, RATE_HZ, 300_000) == [(65_000, 175_000), (220_000, 300_000)]
    assert unsearched(marks, RATE_HZ, 300_000, growing=True) == [(65_000, 175_000)]
    assert unsearched([], RATE_HZ, 300_000) == [(0, 300_000)]


def test_a_long_span_is_searched_in_pieces_that_overlap() -> None:
    assert list(pieces((0, 1_400_000), RATE_HZ)) == [(0, 650_000), (600_000, 1_250_000), (1_200_000, 1_400_000)]
    assert list(pieces((0, 620_000), RATE_HZ)) == [(0, 620_000)]
    assert list(pieces((0, 1_000), RATE_HZ)) == []


def test_a_lift_that_was_passed_over_before_a_marked_one_is_found(
    root: Path, tmp_path: Path, two_lifts: tuple[np.ndarray[Any, np.dtype[np.float64]], list[int]]
) -> None:
    volts, (first, second) = two_lifts
    n = volts.shape[1]
    marked = lift_mark(second, n - EMPTY, second + 6000.0)
    write(tmp_path / "without.mcap", root, volts, [marked])
    assert [lift.drive_end for lift in lifts_of(tmp_path / "without.mcap")] == [marked["drive_end"]]
    passed: Mark = {"mark": "unsearched", "start": first - 1000, "stop": second - 2000}
    write(tmp_path / "with.mcap", root, volts, [passed, marked])
    for growing in (False, True):
        found = list(lifts_of(tmp_path / "with.mcap", growing=growing))
        assert any(first < (lift.drive_end or 0.0) < second - EMPTY and lift.outcome == "made" for lift in found)


def test_a_lift_that_still_goes_on_is_left_to_the_session(
    root: Path, tmp_path: Path, two_lifts: tuple[np.ndarray[Any, np.dtype[np.float64]], list[int]]
) -> None:
    volts, (first, second) = two_lifts
    whole = next(lift for lift in _found(tmp_path / "whole.mcap", root, volts) if (lift.drive_end or 0.0) > second)
    cut = volts[:, : round(whole.drive_end or 0.0) + 2000]  # under the bar, before the hold
    passed: Mark = {"mark": "unsearched", "start": first - 1000, "stop": cut.shape[1]}
    write(tmp_path / "cut.mcap", root, cut, [passed])
    assert all((lift.drive_end or 0.0) < second for lift in lifts_of(tmp_path / "cut.mcap", growing=True))


def _found(path: Path, root: Path, volts: np.ndarray[Any, np.dtype[np.float64]]) -> list[Any]:
    write(path, root, volts, [])
    return list(lifts_of(path))


def searched(folder: Path, content: bytes) -> None:
    """Search the one recording of a store, which has this content; the job is done then."""
    store = open_store(f"sqlite:///{folder}/legdrive.db")
    (folder / "one.mcap").write_bytes(content)
    with store.transaction() as orm:
        lab = Lab(name="Example laboratory")
        orm.add(lab)
        orm.flush()
        orm.add(Recording(id="r", lab_id=lab.id, path="one.mcap", rate_hz=RATE_HZ, started_at=now()))
        queue.order(orm, "search_recording", "r")
    taken = store.run(queue.take)
    assert taken is not None
    with closing(store):
        search_recording(store, folder, taken)
        with store.reading() as orm:
            assert [job.state for job in orm.scalars(select(Job))] == ["done"]


def test_a_recording_in_which_nothing_was_recorded_holds_no_lift(tmp_path: Path) -> None:
    searched(tmp_path, b"")


def test_a_recording_that_cannot_be_read_is_a_failed_search_and_not_one_without_lifts(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is no Legdrive recording"):
        searched(tmp_path, b"something else, quite long enough to be looked at")
