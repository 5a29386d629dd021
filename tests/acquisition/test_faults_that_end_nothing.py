"""An overloaded channel and a clock that was set are told and marked; not a sample is lost for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.block_watch import BlockWatch
from acquisition.recording import read_recording, recording_info, verify
from acquisition.rig import read_rig
from acquisition.stream import PlateAcquisition
from sim_data.daq_process import SpawnedDevice

SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]
Capture = Callable[..., PlateAcquisition]


@pytest.fixture(scope="module")
def server(simulated_device: SpawnDevice) -> Iterator[SpawnedDevice]:
    with simulated_device("quiet") as device:
        yield device


@pytest.fixture
def device(server: SpawnedDevice) -> Iterator[SpawnedDevice]:
    yield server
    server.control("clear")


def warning_marks(path: Path) -> list[dict[str, Any]]:
    return [mark for mark in recording_info(path).marks if mark["mark"] == "warning"]


def test_an_overloaded_channel_is_named_with_its_sample_and_only_once(
    device: SpawnedDevice, capture: Capture, tmp_path: Path
) -> None:
    device.control("overload", input=2, at=3010, until=3400)
    told, path = list[str](), tmp_path / "session.mcap"
    acquisition = capture(read_rig(device.rig), path, last_sample=5000, on_warning=told.append)
    assert acquisition.fault is None
    assert len(told) == 1
    assert told[0].startswith("sample 3000: ai2 at the end of the range")
    assert warning_marks(path) == [{"mark": "warning", "warning": "overload", "index": 3000, "channels": ["ai2"]}]
    record = read_recording(path)
    assert (record.n, record.samples_lost) == (5000, ())
    assert verify(path).whole
    volts = np.vstack(record.signals)
    assert (volts[2, 3010:3400] == 10.0).all()
    assert abs(volts[2, 3400:]).max() < 9.0


def test_a_channel_that_overloads_again_later_is_named_again() -> None:
    watch, told = BlockWatch(["ai0", "ai1"], 1000.0), []
    for first, overload in ((0, (0, 0)), (50, (1, 0)), (100, (1, 1)), (150, (1, 0)), (1200, (1, 0)), (1250, (0, 1))):
        clocks = (0.0, 0.0, first / 1000.0, 1e9 + first / 1000.0)
        block = SampleBlock(first, np.zeros((2, 50)), *clocks, np.array(overload, dtype=np.bool_))
        told += [(warning.mark["index"], warning.mark["channels"]) for warning in watch.look(block)]
    assert told == [(50, ["ai0"]), (100, ["ai1"]), (1200, ["ai0"]), (1250, ["ai1"])]


class SettableTime:
    """The time module with a wall clock that can be set."""

    def __init__(self) -> None:
        self.set_by_s = 0.0

    monotonic = staticmethod(time.monotonic)

    def time(self) -> float:
        return time.time() + self.set_by_s


@pytest.mark.parametrize("step_s", [3600.0, -86_400.0, 1.5])
def test_a_clock_that_is_set_is_told_and_moves_no_sample(
    device: SpawnedDevice, capture: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step_s: float
) -> None:
    clock, told, path = SettableTime(), list[str](), tmp_path / "session.mcap"
    monkeypatch.setattr("acquisition.source.time", clock)

    def set_clock(next_index: int) -> None:
        clock.set_by_s = step_s if 1000 <= next_index < 2000 else 0.0

    before_s = time.time()
    acquisition = capture(read_rig(device.rig), path, last_sample=3000, pace=set_clock, on_warning=told.append)
    assert acquisition.fault is None
    assert [line.partition(":")[0] for line in told] == ["sample 1000", "sample 2000"]
    assert f"the computer's clock was set by {step_s:+.1f} s" in told[0]
    marks = warning_marks(path)
    assert [(mark["warning"], mark["index"]) for mark in marks] == [("clock_step", 1000), ("clock_step", 2000)]
    np.testing.assert_allclose([mark["step_s"] for mark in marks], [step_s, -step_s], atol=0.4)
    record = read_recording(path)
    assert (record.n, record.samples_lost) == (3000, ())
    assert abs(recording_info(path).started_utc.timestamp() - before_s) < 10.0


def test_a_slow_look_at_the_clocks_is_no_step() -> None:
    watch = BlockWatch(["ai0"], 1000.0)
    for first, late_s in ((0, 0.0), (50, 0.2), (100, 0.0), (150, 0.45)):
        clocks = (0.0, 0.0, first / 1000.0, 1e9 + first / 1000.0 + late_s)
        assert watch.look(SampleBlock(first, np.zeros((1, 50)), *clocks, np.zeros(1, dtype=np.bool_))) == []
