"""Everything that goes wrong between the device and us ends in an error of our own that says what, where and from which
sample on; and after it the next capture works.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import numpy as np
import pytest

from acquisition.errors import (
    AcquisitionError,
    ConfigurationRejected,
    DeviceLost,
    DriverUnavailable,
    ReadTimeout,
    ResourceBusy,
    SamplesLost,
)
from acquisition.ni_errors import daq_fault, rpc_fault
from acquisition.nidaqmx_source import NidaqmxSource, devices, driver_version
from acquisition.rig import Rig, parse_rig, read_rig
from sim_data.daq_process import SpawnedDevice
from sim_data.rig_text import rig_text

SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]


@pytest.fixture(scope="module")
def servers(simulated_device: SpawnDevice) -> Iterator[dict[str, SpawnedDevice]]:
    """One server that runs free and one whose clock goes by time."""
    with simulated_device("empty") as free, simulated_device("empty", speed="20", buffer_s=20.0) as timed:
        yield {"free": free, "timed": timed}


@pytest.fixture
def free(servers: dict[str, SpawnedDevice]) -> Iterator[SpawnedDevice]:
    yield servers["free"]
    servers["free"].control("clear")


@pytest.fixture
def timed(servers: dict[str, SpawnedDevice]) -> Iterator[SpawnedDevice]:
    yield servers["timed"]
    servers["timed"].control("clear")


@contextmanager
def running(rig: Rig) -> Iterator[NidaqmxSource]:
    """A source whose clock runs."""
    with NidaqmxSource(rig) as source:
        source.arm()
        source.start()
        yield source


def read_until_fault(source: NidaqmxSource) -> tuple[int, AcquisitionError]:
    """Read blocks until one fails: samples delivered before it, and the error."""
    delivered = 0
    while delivered < 100_000:
        try:
            delivered += source.read_into(np.empty((12, 50))).n
        except AcquisitionError as error:
            return delivered, error
    pytest.fail("nothing failed")


def the_next_capture_works(device: SpawnedDevice) -> bool:
    with running(read_rig(device.rig)) as source:
        return [source.read_into(np.empty((12, 50))).first_index for _ in range(3)] == [0, 50, 100]


def test_no_server_at_the_address_is_an_unavailable_driver() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody else can answer there
        address = f"grpc://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(DriverUnavailable, match="no NI gRPC device server answers") as caught:
            NidaqmxSource(parse_rig(rig_text(address))).__enter__()
        assert address in caught.value.line
        for ask in (driver_version, devices):
            with pytest.raises(DriverUnavailable):
                ask(address)


def test_an_overflow_is_lost_samples_from_the_first_one_not_delivered(
    timed: SpawnedDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acquisition.nidaqmx_source.READ_TIMEOUT_S", 30.0)
    with running(read_rig(timed.rig)) as source:  # at this speed a buffer of 20 s is full after one
        assert source.read_into(np.empty((12, 50))).n == 50
        timed.control("stall")
        delivered, error = read_until_fault(source)
        assert isinstance(error, SamplesLost)
        assert (error.code, error.first_missing, error.sample_index) == (-200279, 50, 50)
        assert (delivered, source.next_index, source.read_position()) == (0, 50, 50)
        again = read_until_fault(source)[1]
        assert isinstance(again, SamplesLost)
    timed.control("resume")
    assert the_next_capture_works(timed)


def test_a_device_removed_under_a_blocked_read_is_lost_at_once(free: SpawnedDevice) -> None:
    free.control("stop_clock", at=75)
    with running(read_rig(free.rig)) as source, ThreadPoolExecutor(1) as reader:
        assert source.read_into(np.empty((12, 50))).n == 50
        reading = reader.submit(read_until_fault, source)
        free.control("wait", blocked=True)
        free.control("remove", code=-50405)
        delivered, error = reading.result(0.9)  # sooner than a read may come late
    assert isinstance(error, DeviceLost)
    assert (delivered, error.code, error.sample_index) == (0, -50405, 50)
    free.control("clear")
    assert the_next_capture_works(free)


def test_a_server_that_is_killed_under_a_blocked_read_is_a_lost_device(simulated_device: SpawnDevice) -> None:
    with simulated_device("empty") as device:
        rig = read_rig(device.rig)
        device.control("stop_clock", at=75)
        with running(rig) as source, ThreadPoolExecutor(1) as reader:
            assert source.read_into(np.empty((12, 50))).n == 50
            reading = reader.submit(read_until_fault, source)
            device.control("wait", blocked=True)
            os.kill(device.pid, signal.SIGKILL)
            delivered, error = reading.result()
            assert isinstance(error, DeviceLost)
            assert (delivered, error.sample_index, source.read_position()) == (0, 50, None)
            source.stop()
    port = int(device.address.rpartition(":")[2])
    with simulated_device("empty", port=port) as restarted:
        assert restarted.address == device.address
        assert the_next_capture_works(restarted)


def test_a_server_that_dies_at_a_sample_loses_none_before_it(simulated_device: SpawnDevice) -> None:
    with simulated_device("empty") as device:
        device.control("die", at=1500)
        with running(read_rig(device.rig)) as source:
            delivered, error = read_until_fault(source)
    assert isinstance(error, DeviceLost)
    assert (delivered, error.sample_index) == (1500, 1500)


def test_a_frozen_server_is_given_up_within_its_deadline(free: SpawnedDevice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acquisition.nidaqmx_source.READ_TIMEOUT_S", 0.1)
    monkeypatch.setattr("acquisition.grpc_deadline.GRACE_S", 0.6)
    free.control("freeze", at=310)
    with running(read_rig(free.rig)) as source:
        delivered, error = read_until_fault(source)
        assert isinstance(error, ReadTimeout)
        assert (delivered, error.code, error.sample_index, source.read_position()) == (300, None, 300, None)
        source.stop()
    with pytest.raises(ReadTimeout, match="stopped answering"), running(read_rig(free.rig)):
        pass
    free.control("unfreeze")
    free.control("wait", idle=True)
    assert the_next_capture_works(free)


def test_a_reply_larger_than_grpc_s_usual_limit_of_4_mib_comes_whole(free: SpawnedDevice) -> None:
    with running(read_rig(free.rig)) as source:
        block = source.read_into(np.empty((12, 50_000)))
        assert block.n == source.read_position() == 50_000
        assert block.volts.nbytes > 4 * 1024 * 1024


def test_a_truncated_reply_is_lost_samples(free: SpawnedDevice) -> None:
    free.control("truncate", at=520)
    with running(read_rig(free.rig)) as source:
        delivered, error = read_until_fault(source)
        assert isinstance(error, SamplesLost)
        assert (delivered, error.first_missing) == (500, 500)
        assert source.read_position() == 550  # the server has given them away
    assert the_next_capture_works(free)


@pytest.mark.parametrize(
    ("code", "running_at", "kind"),
    [
        (-200279, 5, SamplesLost),
        (-200019, 5, SamplesLost),
        (-88710, 5, DeviceLost),
        (-200088, None, DeviceLost),
        (-200474, 5, ReadTimeout),
        (-200022, None, ResourceBusy),
        (-123456, None, ConfigurationRejected),
        (-123456, 5, DeviceLost),
    ],
)
def test_every_ni_code_becomes_one_kind_of_error(
    code: int, running_at: int | None, kind: type[AcquisitionError]
) -> None:
    error = daq_fault(code, "Words of the driver.\nMore.", "Dev1", running_at)
    assert type(error) is kind
    assert error.code == code
    assert error.line.startswith("Dev1: ")
    assert "\n" not in error.line


@pytest.mark.parametrize(
    ("status", "running_at", "kind"),
    [
        ("UNAVAILABLE", None, DriverUnavailable),
        ("UNAVAILABLE", 5, DeviceLost),
        ("DEADLINE_EXCEEDED", 5, ReadTimeout),
        ("UNIMPLEMENTED", None, ConfigurationRejected),
        ("ALREADY_EXISTS", None, ResourceBusy),
        ("INTERNAL", 5, SamplesLost),
        ("RESOURCE_EXHAUSTED", 5, SamplesLost),
        ("CANCELLED", 5, DeviceLost),
    ],
)
def test_every_grpc_status_becomes_one_kind_of_error(
    status: str, running_at: int | None, kind: type[AcquisitionError]
) -> None:
    error = rpc_fault(status, "", "Dev1", running_at)
    assert type(error) is kind
    assert error.sample_index == running_at
