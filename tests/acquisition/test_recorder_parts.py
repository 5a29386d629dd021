"""The recorder's small parts: pace, ring file, faults on their way, lock and file."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from acquisition import live_file
from acquisition.block import SampleBlock
from acquisition.errors import (
    AcquisitionError,
    DeviceLost,
    LegdriveError,
    OptionNeeded,
    RecorderLost,
    ResourceBusy,
    SamplesLost,
)
from acquisition.live_file import live_capacity, open_ring, shared_ring
from acquisition.recorder_fault import fault_document, fault_of
from acquisition.recorder_lock import RecorderFacts, RecorderFile, locked, recorders, run_folder, take
from acquisition.recorder_pace import AHEAD_S, Pace

RATE_HZ = 1000.0
HOUR = round(3600.0 * RATE_HZ)


def held(pace: Pace, index: int) -> tuple[threading.Thread, threading.Event]:
    """A reader that asks whether it may read from ``index`` on, and when it may."""
    free = threading.Event()

    def read() -> None:
        pace(0)
        pace(index)
        free.set()

    reader = threading.Thread(target=read)
    reader.start()
    return reader, free


def test_samples_within_a_second_of_the_clock_are_never_held() -> None:
    pace = Pace(RATE_HZ, 0)
    pace(0)
    pace(round(AHEAD_S * RATE_HZ))


@pytest.mark.parametrize("by", ["follower", "end"])
def test_samples_an_hour_ahead_wait_for_the_slowest_follower_or_the_end(by: str) -> None:
    pace = Pace(RATE_HZ, 500)
    slow, fast = object(), object()
    pace.seen(fast, HOUR)
    pace.seen(slow, HOUR - 501)
    reader, free = held(pace, HOUR)
    assert not free.wait(0.1)
    if by == "follower":
        pace.seen(slow, HOUR - 500)
    else:
        pace.end()
    assert free.wait(10.0)
    reader.join()


def test_samples_are_held_to_the_clock_where_the_last_follower_has_left() -> None:
    pace, follower = Pace(RATE_HZ, 500), object()
    pace.seen(follower, HOUR)
    pace.left(follower)
    reader, free = held(pace, HOUR)
    assert not free.wait(0.1)
    pace.end()
    reader.join()


def test_plates_whose_driver_fills_up_have_a_clock_of_their_own_and_are_not_held() -> None:
    pace = Pace(RATE_HZ, 500, lambda: 501)
    reader, free = held(pace, HOUR)
    assert free.wait(10.0)
    reader.join()


def test_a_ring_in_a_file_shows_another_mapping_what_was_pushed(tmp_path: Path) -> None:
    with shared_ring("legdrive-test-ring", tmp_path, 2, 100) as (ring, path):
        assert path.stat().st_mode & 0o077 == 0
        viewer = open_ring(path, 2, 100)
        volts = np.arange(300.0).reshape(2, 150)
        ring.push(SampleBlock(0, volts, 0.0, 0.0, 0.0, 0.0, np.zeros(2, dtype=np.bool_)))
        first, seen = viewer.latest(100)
        assert (first, viewer.next_index) == (50, 150)
        np.testing.assert_array_equal(seen, volts[:, 50:])
    assert not path.exists()


def test_a_ring_without_room_in_memory_lies_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_file, "MEMORY_FOLDER", tmp_path / "absent")
    with shared_ring("ring", tmp_path, 2, 100) as (_, path):
        assert path == tmp_path / "ring"


def test_a_ring_of_many_fast_channels_stays_small() -> None:
    assert live_capacity(12, 60_000) == 60_000
    assert live_capacity(16, 600_000) * 16 * 8 <= 32 << 20


@pytest.mark.parametrize(
    "error",
    [
        DeviceLost("the device is gone", "Dev1", "plug it in", code=-88705, sample_index=48_200),
        SamplesLost("overwritten", "Dev1", "again", first_missing=700, count=300, code=-200279),
        OptionNeeded("nothing is being recorded", "recorder", "start it first"),
        RecorderLost("does not answer", "recorder"),
    ],
)
def test_a_fault_of_the_house_arrives_as_it_was(error: LegdriveError) -> None:
    arrived = fault_of(fault_document(error))
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)


def test_a_fault_of_the_disk_arrives_as_one_and_a_defect_as_a_lost_recorder() -> None:
    full = fault_of(fault_document(FileExistsError(17, "File exists", "a.mcap")))
    assert isinstance(full, FileExistsError)
    assert (full.errno, full.filename) == (17, "a.mcap")
    defect = fault_of(fault_document(ZeroDivisionError("division by zero")))
    assert isinstance(defect, AcquisitionError)
    assert "has a defect (ZeroDivisionError: division by zero)" in str(defect)


def test_a_lock_is_held_by_one_and_taken_again_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path / "run"))
    facts = RecorderFacts(
        pid=77, port=1, token="t", rig="r", rig_sha256="", device="Dev1 at local",
        since_utc="2026-01-01T08:00:00+00:00", n_channels=12, live_capacity=10, live=str(tmp_path / "live"),
        recording="a.mcap",
    )  # fmt: skip
    with locked("Dev1 at local") as file:
        with (
            pytest.raises(ResourceBusy, match="another capture, check or zero uses the plates"),
            locked("Dev1 at local"),
        ):
            pass
        file.write(facts)
        assert [living.pid for living in recorders(run_folder())] == [77]
        with pytest.raises(ResourceBusy, match="of process 77 since 2026-01-01T08:00:00"), locked("Dev1 at local"):
            pass
        with locked("Dev2 at local"):  # another device is another rig
            pass
    assert RecorderFile("Dev1 at local").read() == facts
    assert recorders(run_folder()) == []
    for device in ("Dev1 at local", "Dev2 at local"):  # the same device's next recorder clears up, or another's
        (tmp_path / "live").write_bytes(b"left by the dead one")
        with locked(device):
            assert not (tmp_path / "live").exists()


def recorded(device: str, *, hours_ago: float, log: bytes = b"") -> Path:
    """The lock of a device from which somebody recorded some hours ago."""
    with locked(device) as file:
        file.path.write_text('{"pid": 1}')
    file.path.with_suffix(".log").write_bytes(log)
    for path in file.path.parent.glob(f"{file.path.stem}.*"):
        os.utime(path, (time.time() - 3600.0 * hours_ago,) * 2)
    return file.path.with_suffix(".lock")


def test_files_of_devices_long_gone_are_cleared_away_by_the_recorder_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path))
    told = recorded("Dev4 at local", hours_ago=2.0, log=b"Traceback")
    just_now = recorded("Dev3 at local", hours_ago=0.1)
    with locked("Dev2 at local") as living:
        os.utime(living.path.with_suffix(".lock"), (0.0, 0.0))
        recorded("Dev1 at local", hours_ago=1.0)
        with locked("Dev5 at local") as new:
            kept = {told.stem, just_now.stem, living.path.stem, new.path.stem}
            assert {path.stem for path in tmp_path.iterdir()} == kept
    os.utime(told, (0.0, 0.0))
    for path in (told.with_suffix(".json"), told.with_suffix(".log")):
        os.utime(path, (0.0, 0.0))
    with locked("Dev5 at local"):
        assert not list(tmp_path.glob(f"{told.stem}.*"))


def test_a_lock_cleared_away_while_it_is_waited_for_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening and locking, another recorder removes the file: a lock on it would be nobody's."""
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path))
    lock = RecorderFile("Dev1 at local").path.with_suffix(".lock")
    taken: list[bool] = []

    def removed_first(file: BinaryIO) -> bool:
        if not taken:
            lock.unlink()
        taken.append(take(file))
        return taken[-1]

    monkeypatch.setattr("acquisition.recorder_lock.take", removed_first)
    with locked("Dev1 at local"):
        assert len(taken) == 2
        assert taken == [True, True]
        with lock.open("a+b") as again:
            assert not take(again)


def test_a_recorder_that_is_only_looked_at_is_not_taken_for_a_living_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path))
    lock = RecorderFile("Dev1 at local").path.with_suffix(".lock")
    looking = lock.open("a+b")
    assert take(looking)

    def look_no_more(_seconds: float) -> None:
        looking.close()

    monkeypatch.setattr("acquisition.recorder_lock.time.sleep", look_no_more)
    with locked("Dev1 at local"):
        assert looking.closed


def test_a_file_of_another_version_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path))
    file = RecorderFile("Dev1 at local")
    file.path.write_text('{"pid": 1}')
    assert file.read() is None
