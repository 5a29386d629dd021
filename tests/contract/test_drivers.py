"""What every path to a driver keeps to: NI's gRPC client and NI's library in this process give the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from acquisition.errors import (
    AcquisitionError,
    ConfigurationRejected,
    DeviceLost,
    ReadTimeout,
    ResourceBusy,
    SamplesLost,
)
from acquisition.nidaqmx_source import NidaqmxSource, devices, driver_version, reset_device, write_lines
from acquisition.rig import Rig, parse_rig

Bench = Any
STEP_V = 20.0 / 65536.0


def rig_of(driver: Bench, *changes: tuple[str, str]) -> Rig:
    """The path's rig with changes to its text."""
    text = driver.rig_text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_rig(text)


@contextmanager
def running(rig: Rig) -> Iterator[NidaqmxSource]:
    """A source whose clock runs."""
    with NidaqmxSource(rig) as source:
        source.arm()
        source.start()
        yield source


def read(source: NidaqmxSource, n: int = 50) -> Any:
    """The next block."""
    return source.read_into(np.empty((len(source.channels), n)))


def read_until_fault(source: NidaqmxSource) -> tuple[int, AcquisitionError]:
    """Read blocks until one fails: samples delivered before it, and the error."""
    delivered = 0
    while delivered < 15_000:
        try:
            delivered += read(source).n
        except AcquisitionError as error:
            return delivered, error
    pytest.fail("nothing failed")


def the_next_capture_works(driver: Bench) -> bool:
    driver.clear()
    with running(rig_of(driver)) as source:
        return [read(source).first_index for _ in range(3)] == [0, 50, 100]


class TestEveryDriver:
    def test_it_tells_its_version_and_its_devices(self, driver: Bench) -> None:
        rig = rig_of(driver)
        version, seen = driver_version(rig.address), devices(rig.address)
        assert version.count(".") == 2
        assert any(device.startswith(f"{rig.device} (") for device in seen)
        if driver.known:
            assert (version, len(seen)) == ("24.5.0", 1)

    def test_the_source_tells_what_the_device_made_of_the_rig(self, driver: Bench) -> None:
        rig = rig_of(driver)
        with NidaqmxSource(rig) as source:
            source.arm()
            facts = source.driver
            assert facts["client"].startswith("nidaqmx 1.")
            assert facts["driver_version"] == driver_version(rig.address)
            assert (facts["device"], facts["channels"]) == (rig.device, list(rig.channels))
            assert facts["product"]
            assert facts["serial"] > 0 or not driver.known
            assert facts["buffer_samples"] >= 2 * rig.block_samples
            assert all(low < 0.0 < high for low, high in facts["ranges_v"])
            assert len(facts["ranges_v"]) == len(rig.channels)
            assert source.warnings == []

    def test_rates_and_ranges_are_those_the_device_took(self, driver: Bench) -> None:
        if not driver.known:
            pytest.skip("what a real device makes of a rate is not known beforehand")
        rig = rig_of(driver, ("rate_hz = 1000.0", "rate_hz = 3000.1"), ("range_v = 10.0", "range_v = 4.0"))
        with NidaqmxSource(rig) as source:
            assert source.rate_hz == pytest.approx(1e8 / 33332, rel=1e-12)
            assert source.convert_rate_hz == pytest.approx(1e6 / 14.0)
            assert source.ranges_v == [(-5.0, 5.0)] * 12
            assert source.driver["buffer_samples"] == 30_001

    def test_no_sample_is_missing(self, driver: Bench) -> None:
        if not driver.known:
            pytest.skip("a real device has no input that counts samples")
        with running(rig_of(driver, ('"ai11"', '"ai15"'))) as source:
            volts = np.concatenate([read(source, 500).volts for _ in range(20)], axis=1)
            assert source.read_position() == source.next_index == 10_000
        np.testing.assert_array_equal(np.rint(volts[11] / STEP_V) + 32768, np.arange(10_000))

    @pytest.mark.parametrize(
        ("change", "code", "words"),
        [
            (None, -200220, "no such device"),
            (('"ai11"', '"ai999"'), -200170, "no such channel"),
            (("rate_hz = 1000.0", "rate_hz = 90000.0"), -200077, "the driver refuses: The value asked for"),
        ],
    )
    def test_what_the_device_cannot_do_is_rejected_with_ni_s_code(
        self, driver: Bench, change: tuple[str, str] | None, code: int, words: str
    ) -> None:
        name = rig_of(driver).device
        source = NidaqmxSource(rig_of(driver, change or (f'device = "{name}"', 'device = "Absent7"')))
        with pytest.raises(ConfigurationRejected, match=words if driver.known else None) as caught, source:
            source.arm()
        assert caught.value.code == code
        assert caught.value.sample_index is None
        assert str(code) in str(caught.value.__cause__)
        assert the_next_capture_works(driver)

    def test_a_device_that_another_capture_holds_is_busy_until_it_is_reset(self, driver: Bench) -> None:
        rig = rig_of(driver)
        with running(rig) as holder:
            with pytest.raises(ResourceBusy, match=r"legdrive reset-device") as caught, running(rig):
                pass
            assert caught.value.code == -50103
            assert read(holder).n == 50
            reset_device(rig.address, rig.device)
            with running(rig) as next_one:
                assert read(next_one).first_index == 0
            with pytest.raises(AcquisitionError):
                read(holder)
        assert the_next_capture_works(driver)

    def test_digital_lines_take_their_levels_and_keep_them(self, driver: Bench) -> None:
        if not driver.known:
            pytest.skip("lines of a real device are left alone: something may hang on them")
        rig = rig_of(driver)
        with running(rig) as source:
            write_lines(rig.address, rig.device, {"port0/line0": True, "port0/line2": True})
            write_lines(rig.address, rig.device, {"port0/line0": False})
            write_lines(rig.address, rig.device, {"port0/line2": False})
            assert read(source).n == 50
        changes = [("port0/line0", True), ("port0/line2", True), ("port0/line0", False), ("port0/line2", False)]
        assert driver.lines()[-4:] == changes

    def test_the_sample_clock_waits_for_its_trigger(self, driver: Bench) -> None:
        if not driver.known:
            pytest.skip("nothing gives a real device its edge")
        rig = parse_rig(driver.rig_text + '\n[trigger]\nsource = "PFI0"\n')
        with running(rig) as source:
            assert not source.triggered()
            driver.trigger()
            assert source.triggered()
            assert read(source).first_index == 0
        assert the_next_capture_works(driver)

    def test_samples_before_an_overflow_are_delivered_and_the_lost_ones_counted(self, driver: Bench) -> None:
        driver.order("overflow", 1234)
        with running(rig_of(driver)) as source:
            delivered, error = read_until_fault(source)
            again = read_until_fault(source)[1]
        assert isinstance(error, SamplesLost)
        assert (delivered, error.first_missing, error.code) == (1200, 1200, -200279)
        assert error.count == 100  # as far as the free-running clock is ahead
        assert isinstance(again, SamplesLost)
        assert the_next_capture_works(driver)

    def test_a_clock_that_stops_delivers_what_there_is_and_then_times_out(
        self, driver: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("acquisition.nidaqmx_source.READ_TIMEOUT_S", 0.1)
        driver.order("stop_clock", 120)
        with running(rig_of(driver, ('"ai11"', '"ai15"'))) as source:
            blocks = [read(source) for _ in range(3)]
            error = read_until_fault(source)[1]
            assert [block.n for block in blocks] == [50, 50, 20]
            assert isinstance(error, ReadTimeout)
            assert (error.code, error.sample_index) == (-200284, 120)
            assert source.read_position() == source.next_index == 120
        counted = np.concatenate([block.volts[11] for block in blocks])
        np.testing.assert_array_equal(np.rint(counted / STEP_V) + 32768, np.arange(120))
        assert the_next_capture_works(driver)

    @pytest.mark.parametrize("code", [-201003, -88705, -50405])
    def test_a_device_removed_at_a_sample_is_lost_there_until_it_is_back(self, driver: Bench, code: int) -> None:
        driver.order("remove", 1010, code)
        with running(rig_of(driver)) as source:
            delivered, error = read_until_fault(source)
            assert isinstance(error, DeviceLost)
            assert (delivered, error.code, error.sample_index) == (1000, code, 1000)
            source.stop()
        with pytest.raises(DeviceLost) as caught, running(rig_of(driver)):
            pass
        assert (caught.value.code, caught.value.sample_index) == (code, None)
        assert the_next_capture_works(driver)
