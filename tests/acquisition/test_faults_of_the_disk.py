"""A disk that is full, slow, or lost its power: what was acknowledged is there, and the next lift is captured."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.errors import RecorderStalled
from acquisition.plate import FloatArray
from acquisition.recording import RecordingWriter, read_recording, recording_info, salvage, verify
from acquisition.rig import read_rig
from acquisition.stream import PlateAcquisition
from sim_data.amplifier import PlateSettings
from sim_data.daq_process import SpawnedDevice
from sim_data.daq_standing import StandingLifter
from sim_data.plates import PlatePair

SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]
Capture = Callable[..., PlateAcquisition]
SEED, PAGE = 7, 4096
STALLS_AT = 1000


@pytest.fixture(scope="module")
def known_volts() -> FloatArray:
    return PlatePair(StandingLifter(), PlateSettings(seed=SEED)).volts(0, 20_000)


@pytest.fixture(scope="module")
def device(simulated_device: SpawnDevice) -> Iterator[SpawnedDevice]:
    with simulated_device("quiet", seed=SEED) as spawned:
        yield spawned


@pytest.fixture(scope="module")
def hurried(simulated_device: SpawnDevice) -> Iterator[SpawnedDevice]:
    """Twenty times as fast as real time: eight seconds of the plates are 0.4 s here."""
    with simulated_device("quiet", seed=SEED, speed="20", buffer_s=120.0) as spawned:
        yield spawned


def check_next(capture: Capture, rig: Path, path: Path, known_volts: FloatArray) -> None:
    """The next lift is captured by this same process."""
    acquisition = capture(read_rig(rig), path, last_sample=400)
    assert acquisition.fault is None
    np.testing.assert_array_equal(np.vstack(read_recording(path).signals), known_volts[:, :400])
    assert verify(path).whole


def fill_the_disk_under(path: Path) -> None:
    """Let the system refuse every further write to an open file as it does on a full disk: for want of space."""
    for entry in Path("/proc/self/fd").iterdir():
        if entry.exists() and entry.resolve() == path:
            with open("/dev/full", "wb") as full:
                os.dup2(full.fileno(), int(entry.name))


def test_a_full_disk_ends_it_with_everything_acknowledged(
    device: SpawnedDevice, capture: Capture, known_volts: FloatArray, tmp_path: Path
) -> None:
    path = tmp_path / "faulted.mcap"

    def written(index: int) -> None:
        if index == STALLS_AT:
            fill_the_disk_under(path)

    acquisition = capture(read_rig(device.rig), path, last_sample=20_000, on_written=written)
    fault = acquisition.fault
    assert isinstance(fault, RecorderStalled)
    assert "recording: cannot be written any more: No space left on device (sample 1000)" in fault.line
    assert (fault.sample_index, acquisition.acknowledged) == (STALLS_AT, STALLS_AT)
    record = read_recording(path)
    np.testing.assert_array_equal(np.vstack(record.signals), known_volts[:, :STALLS_AT])
    saved = salvage(path, tmp_path / "saved.mcap").after
    assert (saved.whole, saved.n) == (True, STALLS_AT)
    check_next(capture, device.rig, tmp_path / "next.mcap", known_volts)


class StallingRecorder(RecordingWriter):
    """Stands still at sample 1000 until it is let go."""

    def __init__(self, path: Path, source: Any) -> None:
        super().__init__(path, source)
        self.stalled, self.go_on = threading.Event(), threading.Event()

    def append(self, block: SampleBlock) -> None:
        if block.first_index == STALLS_AT:
            self.stalled.set()
            assert self.go_on.wait(30.0)
        super().append(block)


@pytest.fixture
def stalling() -> Iterator[tuple[Callable[..., StallingRecorder], list[StallingRecorder]]]:
    """Makes a recorder that stalls, and keeps it within reach."""
    made: list[StallingRecorder] = []

    def make(path: Path, source: Any) -> StallingRecorder:
        made.append(StallingRecorder(path, source))
        return made[-1]

    yield make, made
    for recorder in made:
        recorder.go_on.set()


def test_a_disk_that_stands_still_for_eight_seconds_costs_nothing(
    hurried: SpawnedDevice, capture: Capture, known_volts: FloatArray, tmp_path: Path, stalling: Any
) -> None:
    make, made = stalling
    path, last = tmp_path / "session.mcap", 12_000

    def pace(next_index: int) -> None:
        if next_index >= STALLS_AT + 8000 and made[0].stalled.is_set():
            made[0].go_on.set()

    acquisition = capture(read_rig(hurried.rig), path, recorder=make, last_sample=last, pace=pace, patience_s=0.0)
    assert made[0].stalled.is_set()
    assert (acquisition.fault, acquisition.acknowledged) == (None, last)
    record = read_recording(path)
    np.testing.assert_array_equal(np.vstack(record.signals), known_volts[:, :last])
    assert verify(path).whole


def test_a_disk_that_stands_still_for_too_long_ends_it_with_everything_that_was_read(
    hurried: SpawnedDevice, capture: Capture, known_volts: FloatArray, tmp_path: Path, stalling: Any
) -> None:
    make, made = stalling
    path, held = tmp_path / "faulted.mcap", STALLS_AT + 202 * 50

    def pace(next_index: int) -> None:
        if next_index == held:
            threading.Timer(0.05, made[0].go_on.set).start()  # the reader gives up before

    acquisition = capture(read_rig(hurried.rig), path, recorder=make, last_sample=20_000, pace=pace, patience_s=0.0)
    fault = acquisition.fault
    assert isinstance(fault, RecorderStalled)
    assert "the disk did not keep up with the plates (sample 11100)" in fault.line
    assert (fault.sample_index, acquisition.acknowledged) == (held, held)
    np.testing.assert_array_equal(np.vstack(read_recording(path).signals), known_volts[:, :held])
    assert verify(path).whole
    mark = recording_info(path).marks[-1]
    assert (mark["mark"], mark["error"], mark["index"]) == ("fault", "RecorderStalled", held)
    check_next(capture, hurried.rig, tmp_path / "next.mcap", known_volts)


@pytest.fixture(scope="module")
def half_written(
    device: SpawnedDevice, capture: Capture, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, list[tuple[int, int]]]:
    """A recording that was never ended, and the size of the file after each acknowledged sample."""
    path = tmp_path_factory.mktemp("half") / "session.mcap"
    sizes: list[tuple[int, int]] = []

    class Unended(RecordingWriter):
        def close(self, compress: bool = True) -> None:
            self.abandon()

    acquisition = capture(
        read_rig(device.rig),
        path,
        recorder=Unended,
        last_sample=3000,
        on_written=lambda index: sizes.append((path.stat().st_size, index)),
    )
    assert acquisition.fault is None
    return path.read_bytes(), sizes


def torn_block(whole: bytes) -> tuple[bytes, int]:
    """The last block is written in part."""
    end = len(whole) - 2000
    return whole[:end], end


def torn_tail(whole: bytes) -> tuple[bytes, int]:
    """The last pages never reached the disk: the file has its length and holds zeros there."""
    end = (len(whole) // PAGE - 5) * PAGE
    return whole[:end] + bytes(len(whole) - end), end


def stale_tail(whole: bytes) -> tuple[bytes, int]:
    """The last pages hold what lay there before."""
    end = (len(whole) // PAGE - 5) * PAGE
    return whole[:end] + np.random.default_rng(3).bytes(len(whole) - end), end


def lost_page(whole: bytes) -> tuple[bytes, int]:
    """The last whole page came, the two before it did not."""
    end = (len(whole) // PAGE - 3) * PAGE
    return whole[:end] + bytes(2 * PAGE) + whole[end + 2 * PAGE :], end


@pytest.mark.parametrize("damage", [torn_block, torn_tail, stale_tail, lost_page])
def test_a_power_cut_costs_only_what_had_not_reached_the_disk(
    device: SpawnedDevice,
    capture: Capture,
    known_volts: FloatArray,
    tmp_path: Path,
    half_written: tuple[bytes, list[tuple[int, int]]],
    damage: Callable[[bytes], tuple[bytes, int]],
) -> None:
    whole, sizes = half_written
    torn, end = damage(whole)
    path = tmp_path / "torn.mcap"
    path.write_bytes(torn)
    recovered = max(index for size, index in sizes if size <= end)
    assert 2000 <= recovered < 3000

    record = read_recording(path)
    volts = np.vstack(record.signals)
    np.testing.assert_array_equal(volts[:, :recovered], known_volts[:, :recovered])
    assert any("not ended properly" in warning for warning in record.warnings)
    verdict = verify(path)
    assert not verdict.whole
    assert recovered <= verdict.n < 3000
    saved = salvage(path, tmp_path / "saved.mcap").after
    assert saved.n == verdict.n
    assert saved.samples_lost == verdict.samples_lost
    again = np.vstack(read_recording(tmp_path / "saved.mcap").signals)
    held = ~np.isnan(again[0])
    np.testing.assert_array_equal(again[:, held], known_volts[:, : again.shape[1]][:, held])
    check_next(capture, device.rig, tmp_path / "next.mcap", known_volts)
