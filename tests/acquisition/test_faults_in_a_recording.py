"""The fault table: whatever happens between plates and program while it records, the error has a name, the recording
opens and says what is missing, and the next lift is captured by the same process.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.errors import AcquisitionError, DeviceLost, ReadTimeout, SamplesLost
from acquisition.plate import FloatArray
from acquisition.recording import read_recording, recording_info, salvage, verify
from acquisition.rig import read_rig
from acquisition.stream import PlateAcquisition, State
from sim_data.amplifier import PlateSettings
from sim_data.daq_process import SpawnedDevice
from sim_data.daq_standing import StandingLifter
from sim_data.plates import PlatePair

SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]
Capture = Callable[..., PlateAcquisition]
SEED, WANTED = 7, 3000


@pytest.fixture(scope="module")
def known_volts() -> FloatArray:
    return PlatePair(StandingLifter(), PlateSettings(seed=SEED)).volts(0, WANTED)


@pytest.fixture(scope="module")
def server(simulated_device: SpawnDevice) -> Iterator[SpawnedDevice]:
    with simulated_device("quiet", seed=SEED) as device:
        yield device


@pytest.fixture
def device(server: SpawnedDevice, monkeypatch: pytest.MonkeyPatch) -> Iterator[SpawnedDevice]:
    """The server without a fault, and a client whose patience is short."""
    monkeypatch.setattr("acquisition.nidaqmx_source.READ_TIMEOUT_S", 0.1)
    monkeypatch.setattr("acquisition.grpc_deadline.GRACE_S", 0.6)
    yield server
    server.control("clear")


@dataclass(frozen=True)
class Row:
    """One line of the table: the order, and what must come of it."""

    order: str
    at: int
    error: type[AcquisitionError]
    code: int | None
    recovered: int
    lost: tuple[tuple[int, int], ...] = ()
    ordered_code: int = 0

    @property
    def details(self) -> dict[str, Any]:
        """Of the order."""
        return {"at": self.at} | ({"code": self.ordered_code} if self.ordered_code else {})


TABLE = {
    "unplugged": Row("remove", 1010, DeviceLost, -88705, 1000, ordered_code=-88705),
    "unplugged on USB": Row("remove", 1010, DeviceLost, -50405, 1000, ordered_code=-50405),
    "powered off": Row("remove", 2999, DeviceLost, -88710, 2950, ordered_code=-88710),
    "overwritten": Row("overflow", 1234, SamplesLost, -200279, 1200, ((1200, 1300),)),
    "sample clock stopped": Row("stop_clock", 1234, ReadTimeout, -200284, 1234),
    "server frozen": Row("freeze", 310, ReadTimeout, None, 300),
    "reply cut in half": Row("truncate", 520, SamplesLost, None, 500, ((500, 650),)),
    "unknown code": Row("remove", 700, DeviceLost, -123456, 700, ordered_code=-123456),
}


def check(acquisition: PlateAcquisition, path: Path, row: Row, known_volts: FloatArray) -> None:
    """The error is named, and the recording has everything before it and lists what was lost."""
    fault = acquisition.fault
    assert type(fault) is row.error
    assert (fault.code, fault.sample_index) == (row.code, row.recovered)
    assert (acquisition.state, acquisition.reason) == (State.FAULTED, fault.line)
    assert fault.do
    assert "\n" not in fault.line
    record = read_recording(path)
    assert record.samples_lost == row.lost
    volts = np.vstack(record.signals)
    np.testing.assert_array_equal(volts[:, : row.recovered], known_volts[:, : row.recovered])
    assert np.isnan(volts[:, row.recovered :]).all()
    mark = next(mark for mark in recording_info(path).marks if mark["mark"] == "fault")
    assert (mark["error"], mark["code"], mark["index"]) == (row.error.__name__, row.code, row.recovered)
    assert mark["message"] == fault.line
    verdict = verify(path)
    assert (verdict.n, verdict.samples_lost) == (row.recovered, row.lost)
    assert verdict.whole == (not row.lost)


def check_next(capture: Capture, rig: Path, path: Path, known_volts: FloatArray) -> None:
    """The next lift is captured by this same process."""
    acquisition = capture(read_rig(rig), path, last_sample=400)
    assert (acquisition.fault, acquisition.state) == (None, State.STOPPED)
    np.testing.assert_array_equal(np.vstack(read_recording(path).signals), known_volts[:, :400])
    assert verify(path).whole


@pytest.mark.parametrize("name", TABLE)
def test_a_fault_keeps_what_was_before_it_and_the_next_capture_works(
    name: str, device: SpawnedDevice, capture: Capture, known_volts: FloatArray, tmp_path: Path
) -> None:
    row, path = TABLE[name], tmp_path / "faulted.mcap"
    device.control(row.order, **row.details)
    acquisition = capture(read_rig(device.rig), path, last_sample=WANTED)
    check(acquisition, path, row, known_volts)
    device.control("clear")
    device.control("wait", idle=True)
    check_next(capture, device.rig, tmp_path / "next.mcap", known_volts)


def test_a_device_that_is_still_away_refuses_the_next_capture_until_it_is_back(
    device: SpawnedDevice, capture: Capture, known_volts: FloatArray, tmp_path: Path
) -> None:
    device.control("remove", at=1010, code=-88705)
    capture(read_rig(device.rig), tmp_path / "faulted.mcap", last_sample=WANTED)
    with pytest.raises(DeviceLost) as caught:
        capture(read_rig(device.rig), tmp_path / "refused.mcap", last_sample=WANTED)
    assert caught.value.code == -88705
    assert not (tmp_path / "refused.mcap").exists()
    device.control("plug")
    check_next(capture, device.rig, tmp_path / "next.mcap", known_volts)


def test_a_server_that_dies_costs_nothing_before_it_and_may_come_back_at_its_place(
    simulated_device: SpawnDevice, capture: Capture, known_volts: FloatArray, tmp_path: Path
) -> None:
    path = tmp_path / "faulted.mcap"
    with simulated_device("quiet", seed=SEED) as device:
        device.control("die", at=1500)
        acquisition = capture(read_rig(device.rig), path, last_sample=WANTED)
    check(acquisition, path, Row("die", 1500, DeviceLost, None, 1500), known_volts)
    with simulated_device("quiet", seed=SEED, port=int(device.address.rpartition(":")[2])) as again:
        check_next(capture, again.rig, tmp_path / "next.mcap", known_volts)


def test_a_server_that_was_restarted_under_a_capture_does_not_know_it_any_more(
    simulated_device: SpawnDevice, capture: Capture, known_volts: FloatArray, tmp_path: Path
) -> None:
    path = tmp_path / "faulted.mcap"
    with ExitStack() as closing:
        first = closing.enter_context(simulated_device("quiet", seed=SEED))
        restarted: list[SpawnedDevice] = []

        def restart(next_index: int) -> None:
            if next_index == 1000:
                os.kill(first.pid, signal.SIGKILL)
                os.waitid(os.P_PID, first.pid, os.WEXITED | os.WNOWAIT)
                port = int(first.address.rpartition(":")[2])
                restarted.append(closing.enter_context(simulated_device("quiet", seed=SEED, port=port)))

        acquisition = capture(read_rig(first.rig), path, last_sample=WANTED, pace=restart)
        fault = acquisition.fault
        assert fault is not None
        assert fault.code in (None, -200088)  # the channel fails once, or finds a server that knows no such task
        check(acquisition, path, Row("die", 1000, DeviceLost, fault.code, 1000), known_volts)
        check_next(capture, restarted[0].rig, tmp_path / "next.mcap", known_volts)


def test_lost_samples_are_listed_by_a_salvaged_recording_too(
    device: SpawnedDevice, capture: Capture, tmp_path: Path
) -> None:
    device.control("overflow", at=1234)
    capture(read_rig(device.rig), tmp_path / "faulted.mcap", last_sample=WANTED)
    saved = salvage(tmp_path / "faulted.mcap", tmp_path / "saved.mcap")
    assert (saved.after.n, saved.after.samples_lost) == (1200, ((1200, 1300),))
