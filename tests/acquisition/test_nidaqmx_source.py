"""The one driver path, through the unmodified nidaqmx client, on simulated plates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import nidaqmx._lib
import numpy as np
import pytest

from acquisition.errors import ConfigurationRejected, DriverUnavailable
from acquisition.nidaqmx_source import NidaqmxSource, devices, driver_version
from acquisition.plate import FloatArray
from acquisition.rig import Rig, parse_rig, read_rig
from sim_data.amplifier import PlateSettings
from sim_data.daq_process import SpawnedDevice
from sim_data.daq_standing import StandingLifter
from sim_data.plates import PlatePair

STEP_V = 20.0 / 65536.0
SEED = 7
SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]


@pytest.fixture(scope="module")
def hurried_device(simulated_device: SpawnDevice) -> Iterator[SpawnedDevice]:
    """Twenty times as fast as real time."""
    with simulated_device("quiet", speed="20", buffer_s=120.0) as device:
        yield device


def changed(device: SpawnedDevice, *changes: tuple[str, str]) -> Rig:
    """The device's rig with changes to its text."""
    text = device.rig.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_rig(text)


def read(rig: Rig, blocks: int) -> tuple[FloatArray, NidaqmxSource]:
    """Volts of so many blocks, shape (n_channels, n), and the source, closed."""
    with NidaqmxSource(rig) as source:
        source.arm()
        source.start()
        volts = [source.read_into(np.empty((12, source.block_samples))).volts for _ in range(blocks)]
        assert source.read_position() == source.next_index == blocks * source.block_samples
    return np.concatenate(volts, axis=1), source


def test_twelve_channels_at_1_khz_come_without_a_gap_when_running_free(quiet_device: SpawnedDevice) -> None:
    # The right plate's last channel is put on the input that counts samples.
    volts, _ = read(changed(quiet_device, ('"ai11"', '"ai15"')), 1400)
    np.testing.assert_array_equal(np.rint(volts[11] / STEP_V) + 32768, np.arange(70_000) % 65536)


def test_twelve_channels_come_without_a_gap_when_the_clock_goes_by_time(hurried_device: SpawnedDevice) -> None:
    volts, _ = read(changed(hurried_device, ('"ai11"', '"ai15"')), 100)
    np.testing.assert_array_equal(np.rint(volts[11] / STEP_V) + 32768, np.arange(5_000))


def test_volts_arrive_exactly_as_the_plates_gave_them(quiet_device: SpawnedDevice) -> None:
    volts, _ = read(read_rig(quiet_device.rig), 130)
    np.testing.assert_array_equal(volts, PlatePair(StandingLifter(), PlateSettings(seed=SEED)).volts(0, 6500))


def test_volts_become_the_force_and_the_pressure_point_of_who_stands_there(quiet_device: SpawnedDevice) -> None:
    rig = read_rig(quiet_device.rig)
    volts, _ = read(rig, 260)
    tared = volts - volts[:, :2000].mean(axis=1, keepdims=True)
    force, cop, _ = StandingLifter().wrench(3000, 10_000)
    for number, (plate, rows) in enumerate(zip(rig.plates(), rig.plate_channels, strict=True)):
        component = plate.matrix @ tared[list(rows), 3000:]
        moment = component[3:] - np.cross(plate.surface_mm[:, np.newaxis] / 1000.0, component[:3], axis=0)
        on_plate_mm = np.stack([-moment[1], moment[0], np.zeros(10_000)]) / component[2] * 1000.0
        in_laboratory = plate.centre_mm[:2] + (plate.rotation @ on_plate_mm.mean(axis=1))[:2]
        on_lifter = plate.reaction * plate.rotation @ component[:3].mean(axis=1)
        np.testing.assert_allclose(on_lifter, force[number].mean(axis=1), atol=1.5)  # crosstalk of 0.2 % and drift
        np.testing.assert_allclose(in_laboratory, cop[number].mean(axis=1), atol=0.6)


def test_the_source_tells_what_the_device_made_of_the_rig(quiet_device: SpawnedDevice) -> None:
    rig = changed(quiet_device, ("rate_hz = 1000.0", "rate_hz = 3000.1"), ("range_v = 10.0", "range_v = 4.0"))
    with NidaqmxSource(rig) as source:
        assert source.rate_hz == pytest.approx(1e8 / 33332, rel=1e-12)
        assert source.convert_rate_hz == pytest.approx(1e6 / 14.0)
        assert source.ranges_v == [(-5.0, 5.0)] * 12
        assert source.channels == tuple(f"ai{number}" for number in range(12))
        assert source.driver["device"] == "Dev1"
        assert source.driver["driver_version"] == "24.5.0"
        assert source.driver["product"] == "Simulated 16-input DAQ"
        assert source.driver["simulated_by_driver"] is True
        assert source.driver["buffer_samples"] == 30_001
        assert source.clock["requested_rate_hz"] == 3000.1
        assert source.clock["rate_hz"] == source.rate_hz


def test_an_overloaded_channel_is_marked(quiet_device: SpawnedDevice) -> None:
    with NidaqmxSource(changed(quiet_device, ("amplifier_span_v = 10.0", "amplifier_span_v = 0.7"))) as source:
        source.arm()
        source.start()
        blocks = [source.read_into(np.empty((12, 1000))) for _ in range(5)]
    assert not blocks[0].overload.any()
    assert blocks[4].overload[2]  # 416 N on 500 N/V


def test_a_block_longer_than_the_patience_of_a_read_still_comes(hurried_device: SpawnedDevice) -> None:
    rig = changed(hurried_device, ("block_ms = 50.0", "block_ms = 1000.0"))
    volts, _ = read(rig, 2)
    assert volts.shape == (12, 2000)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (('device = "Dev1"', 'device = "Dev7"'), -200220, "no such device"),
        (('"ai11"', '"ai99"'), -200170, "no such channel"),
        (("rate_hz = 1000.0", "rate_hz = 30000.0"), -200077, "refuses"),
    ],
)
def test_a_rig_that_the_device_cannot_do_is_rejected_with_ni_s_code(
    quiet_device: SpawnedDevice, change: tuple[str, str], code: int, words: str
) -> None:
    source = NidaqmxSource(changed(quiet_device, change))
    with pytest.raises(ConfigurationRejected, match=words) as caught, source:
        pass
    assert caught.value.code == code
    assert caught.value.sample_index is None
    assert quiet_device.control("state")["sessions"] == 0


def test_a_source_that_is_closed_or_not_open_refuses_to_read(quiet_device: SpawnedDevice) -> None:
    source = NidaqmxSource(read_rig(quiet_device.rig))
    for _ in range(2):
        with pytest.raises(ConfigurationRejected, match="is not open"):
            source.read_into(np.empty((12, 50)))
        with source:
            source.arm()
    assert source.read_position() is None
    source.stop()
    source.close()


def test_the_driver_behind_a_server_tells_its_version_and_devices(quiet_device: SpawnedDevice) -> None:
    assert driver_version(quiet_device.address) == "24.5.0"
    assert devices(quiet_device.address) == ["Dev1 (Simulated 16-input DAQ)"]


@pytest.mark.parametrize(
    "ask", [driver_version, devices, lambda address: NidaqmxSource(local_rig(address)).__enter__()]
)
def test_a_computer_without_ni_daqmx_says_so(ask: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    importer = nidaqmx._lib.lib_importer
    for part in ("_windll", "_cdll", "_encoding"):
        monkeypatch.setattr(importer, part, None)
    monkeypatch.setattr(nidaqmx._lib, "find_library", lambda name: None)
    with pytest.raises(DriverUnavailable, match=r"NI-DAQmx is not installed on this computer.*ni\.com"):
        ask("local")


def local_rig(address: str) -> Rig:
    """The simulated plates' rig with the driver on this computer."""
    from sim_data.rig_text import rig_text

    return parse_rig(rig_text(address))
