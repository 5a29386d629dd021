"""A rig's wiring through the unmodified nidaqmx client, on simulated plates of every kind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import pytest

from acquisition.errors import ConfigurationRejected
from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.plate import FloatArray
from acquisition.rig import Rig, parse_rig, read_rig
from acquisition.rig_check import check_rig_text
from acquisition.rig_readback import amplifier_steps
from sim_data.daq_process import SpawnedDevice
from sim_data.daq_standing import StandingLifter

SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]
KINDS = ("amti", "bertec", "kistler", "cells", "cells-9237")


def read(rig: Rig, n: int) -> tuple[FloatArray, NidaqmxSource]:
    """The first samples of a rig."""
    with NidaqmxSource(rig) as source:
        source.arm()
        source.start()
        volts = np.empty((len(rig.channels), n))
        source.read_into(volts)
        source.stop()
    return volts, source


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_plate_weighs_who_stands_on_it(kind: str, simulated_device: SpawnDevice) -> None:
    with simulated_device("quiet", plates=kind) as device:
        text = device.rig.read_text()
        rig = parse_rig(text)
        assert check_rig_text(text) == []
        step = round(rig.rate_hz)
        volts, source = read(rig, 6 * step)
    tared = volts - volts[:, :step].mean(axis=1, keepdims=True)
    loads_n = [
        float(-(plate.rotation[2] @ plate.matrix[:3] @ tared[list(rows), 5 * step :]).mean()) * -plate.reaction
        for plate, rows in zip(rig.plates(), rig.plate_channels, strict=True)
    ]
    force_n, _, _ = StandingLifter().wrench(5000, 1000)
    assert loads_n == [pytest.approx(float(force), abs=3.0) for force in force_n[:, 2].mean(axis=1)]
    limits = {"bertec": (-5.0, 5.0), "cells-9237": (-25.0, 25.0)}.get(kind, (-10.0, 10.0))
    assert source.ranges_v == [pytest.approx(limits)] * len(rig.channels)


def test_interleaved_plates_give_each_plate_its_own_volts(simulated_device: SpawnDevice) -> None:
    with simulated_device("quiet") as device:
        text = device.rig.read_text()
        straight, _ = read(parse_rig(text), 4000)
        mixed_rig = parse_rig(text.replace("[clock]", "[clock]\ninterleave = true"))
        mixed, source = read(mixed_rig, 4000)
    assert source.channels[:2] == ("ai0", "ai6")
    for rows, places in zip(parse_rig(text).plate_channels, mixed_rig.plate_channels, strict=True):
        # Conversion order differs, so a moving lifter's samples are microseconds apart: within a millivolt.
        np.testing.assert_allclose(mixed[list(places), :2000], straight[list(rows), :2000], atol=2e-3)


def test_a_rate_that_bridges_do_not_have_is_refused_before_the_capture(simulated_device: SpawnDevice) -> None:
    with simulated_device("quiet", plates="cells-9237") as device:
        text = device.rig.read_text().replace("rate_hz = 2000.0", "rate_hz = 1000.0")
        refused = pytest.raises(ConfigurationRejected, match=r"samples at 1612\.9 Hz, not at 1000 Hz")
        with refused, NidaqmxSource(parse_rig(text)):
            pass


def test_a_device_of_another_kind_than_the_rig_says_is_warned_of(quiet_device: SpawnedDevice) -> None:
    text = quiet_device.rig.read_text()
    with NidaqmxSource(parse_rig(text)) as source:
        assert source.warnings == []
    with NidaqmxSource(parse_rig(text.replace("Simulated 16-input DAQ", "USB-6341"))) as source:
        assert source.warnings == [
            "the rig's driver.product is USB-6341, but Dev1 is a Simulated 16-input DAQ; mend it and check the rig"
        ]


def test_charge_amplifiers_are_reset_and_operate_before_the_first_sample(simulated_device: SpawnDevice) -> None:
    with simulated_device("quiet", plates="kistler") as device:
        rig = read_rig(device.rig)
        _, source = read(rig, 100)
    steps = [levels for levels, _ in amplifier_steps(rig)]
    assert steps == [{"port0/line0": True}, {"port0/line0": False}]
    assert source.driver["amplifier_lines"] == {"port0/line0": False}


def test_lines_of_both_plates_go_through_range_reset_and_operate_together() -> None:
    from service.rig_templates import template_text

    text = template_text("kistler").replace("# range_", "range_").replace('reset_line = "port0/line0"', "", 1)
    assert list(amplifier_steps(parse_rig(text))) == [
        ({"port0/line0": False, "port0/line1": True, "port0/line2": False}, 0.5),
        ({"port0/line0": True, "port0/line1": True, "port0/line2": False}, 1.0),
    ]


def test_amplifiers_without_lines_give_no_step(quiet_device: SpawnedDevice) -> None:
    assert list(amplifier_steps(read_rig(quiet_device.rig))) == []
