"""Simulated plates: force on the lifter to volts, and everything that makes real volts worse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from acquisition.plate import ForcePlate
from acquisition.rig import parse_rig, read_rig
from sim_data.amplifier import PlateSettings
from sim_data.daq_standing import EmptyPlates, StandingLifter
from sim_data.digitiser import Scan
from sim_data.plates import LEFT, PlatePair, lift_volts, sensitivity_n_per_v
from sim_data.rig_text import rig_text

FloatArray = npt.NDArray[np.float64]
IDEAL = PlateSettings.ideal()


@dataclass(frozen=True, eq=False)
class HeldLift:
    """Constant or given forces as a lift."""

    rate_hz: float
    force_n: FloatArray
    cop_mm: FloatArray
    free_moment_nm: FloatArray


@dataclass(frozen=True)
class Swinging:
    """A vertical sine of a known frequency on both plates, far from their centres."""

    hz: float = 20.0
    rate_hz: float = 1000.0

    def load_n(self, t: FloatArray) -> FloatArray:
        return np.asarray(500.0 + 400.0 * np.sin(2.0 * np.pi * self.hz * t))

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        force = np.zeros((2, 3, n))
        force[:, 2] = self.load_n(np.arange(first, first + n) / self.rate_hz)
        cop = np.empty((2, 2, n))
        cop[0], cop[1] = np.array([[-200.0], [150.0]]), np.array([[250.0], [-100.0]])
        return force, cop, np.zeros((2, n))


def standing(seconds: float = 6.0) -> HeldLift:
    lifter = StandingLifter(step_on_s=0.5)
    return HeldLift(1000.0, *lifter.wrench(0, round(seconds * 1000)))


def read_back(volts: FloatArray, plate: ForcePlate) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Force on the lifter, pressure point and free moment from a plate's volts, by the textbook's formulas."""
    component = plate.matrix @ volts
    force, moment = component[:3], component[3:]
    at_surface = moment - np.cross(plate.surface_mm[:, np.newaxis] / 1000.0, force, axis=0)
    x, y = -at_surface[1] / force[2], at_surface[0] / force[2]
    free = at_surface[2] - (x * force[1] - y * force[0])
    where = plate.centre_mm[:, np.newaxis] + plate.rotation @ np.stack([x, y, np.zeros_like(x)]) * 1000.0
    about_vertical = (plate.rotation @ np.stack([0 * free, 0 * free, free]))[2]
    return plate.reaction * plate.rotation @ force, where[:2], plate.reaction * about_vertical


def test_a_foot_on_the_left_plate_gives_the_wrench_worked_out_by_hand() -> None:
    # Lever (0.1, 0.05, 0.04) m, force on the plate (-20, 10, -600) N: moment (-30.4, 59.2, 2.0), less 3 about z.
    force, cop = np.array([[20.0], [-10.0], [600.0]]), np.array([[-201.0], [50.0]])
    wrench = LEFT.wrench(force, cop, np.array([3.0]))
    assert wrench[:, 0] == pytest.approx([-20.0, -10.0, 600.0, -30.4, -59.2, 1.0])


def test_volts_of_ideal_plates_give_back_force_pressure_point_and_free_moment() -> None:
    lift = standing()
    volts = lift_volts(lift, IDEAL)
    on = slice(1200, None)
    for number, plate in enumerate(parse_rig(rig_text("grpc://127.0.0.1:1")).plates()):
        force, cop, free = read_back(volts[6 * number : 6 * number + 6, on], plate)
        np.testing.assert_allclose(force, lift.force_n[number, :, on], atol=1e-9)
        np.testing.assert_allclose(cop, lift.cop_mm[number, :, on], atol=1e-9)
        np.testing.assert_allclose(free, lift.free_moment_nm[number, on], atol=1e-9)


def test_an_unloaded_foot_without_a_pressure_point_gives_zero_volts() -> None:
    nowhere = HeldLift(1000.0, np.zeros((2, 3, 5)), np.full((2, 2, 5), np.nan), np.zeros((2, 5)))
    assert not lift_volts(nowhere, IDEAL).any()


def test_the_written_rig_is_the_example_rig(root: Path) -> None:
    written, example = parse_rig(rig_text("grpc://127.0.0.1:31763")), read_rig(root / "examples" / "rig.toml")
    assert written.channels == example.channels
    assert written.simulated
    for ours, theirs in zip(written.plates(), example.plates(), strict=True):
        np.testing.assert_array_equal(ours.matrix, theirs.matrix)
        np.testing.assert_array_equal(ours.corners_mm, theirs.corners_mm)
        np.testing.assert_array_equal(ours.surface_mm, theirs.surface_mm)
        assert (ours.reaction, ours.channels, ours.name) == (theirs.reaction, theirs.channels, theirs.name)


@pytest.mark.parametrize("block", [1, 37, 1000, 1024])
def test_volts_block_by_block_equal_the_whole_bit_for_bit(block: int) -> None:
    settings = PlateSettings(seed=5, range_v=None)
    whole = PlatePair(StandingLifter(), settings).volts(0, 2300)
    pair = PlatePair(StandingLifter(), settings)
    starts = range(300, 2300 - block, block)
    parts = np.concatenate([pair.volts(start, block) for start in starts], axis=1)
    np.testing.assert_array_equal(parts, whole[:, 300 : 300 + parts.shape[1]])


def test_another_seed_gives_other_noise_and_other_offsets() -> None:
    one, other = (PlatePair(EmptyPlates(), PlateSettings(seed=seed)).volts(0, 500) for seed in (1, 2))
    assert not np.allclose(one.mean(axis=1), other.mean(axis=1), atol=1e-4)


def test_offsets_noise_and_hum_have_the_size_that_is_set() -> None:
    settings = PlateSettings(seed=3, range_v=None, drift_n=0.0)
    equivalent = PlatePair(EmptyPlates(), settings).volts(0, 20_000) * sensitivity_n_per_v()[:, np.newaxis]
    forces, moments = equivalent[[0, 1, 2, 6, 7, 8]], equivalent[[3, 4, 5, 9, 10, 11]]
    assert np.abs(forces.mean(axis=1)).max() <= 20.1
    assert np.abs(forces.mean(axis=1)).max() > 5.0
    assert np.abs(moments.mean(axis=1)).max() <= 4.1
    spectrum = np.abs(np.fft.rfft(forces, axis=1)) / 10_000
    np.testing.assert_allclose(spectrum[:, 1000], 0.5, atol=0.03)  # 50 Hz in steps of 0.05 Hz
    np.testing.assert_allclose(spectrum[:, 3000], 0.15, atol=0.03)
    hum_free = np.sqrt(forces.var(axis=1) - (0.5**2 + 0.15**2) / 2.0)
    np.testing.assert_allclose(hum_free, 1.0, rtol=0.03)
    np.testing.assert_allclose(moments.std(axis=1), 0.2 * forces.std(axis=1).mean(), rtol=0.03)


def test_noise_of_different_channels_and_of_following_samples_is_unrelated() -> None:
    settings = replace(IDEAL, noise_sd_n=1.0)
    noise = PlatePair(EmptyPlates(), settings).volts(0, 20_000)
    related = np.corrcoef(noise) - np.eye(12)
    assert np.abs(related).max() < 0.03
    assert abs(np.corrcoef(noise[0, :-1000], noise[0, 1000:])[0, 1]) < 0.03


def test_drift_starts_at_zero_and_stays_below_half_a_newton_a_minute() -> None:
    settings = replace(IDEAL, drift_n=1.5)
    pair = PlatePair(EmptyPlates(), settings)
    each_minute = np.concatenate([pair.volts(60_000 * minute, 1) for minute in range(21)], axis=1)
    drift = each_minute * sensitivity_n_per_v()[:, np.newaxis]
    np.testing.assert_allclose(drift[:, 0], 0.0, atol=1e-9)
    assert np.abs(np.diff(drift, axis=1)).max() < 0.5
    assert np.abs(drift).max() > 0.5


def test_crosstalk_and_tilt_show_in_the_shear() -> None:
    load = HeldLift(1000.0, np.zeros((2, 3, 10)), np.zeros((2, 2, 10)), np.zeros((2, 10)))
    load.force_n[:, 2] = 1000.0
    plate = parse_rig(rig_text("grpc://127.0.0.1:1")).plates()[0]
    leaky = plate.matrix @ lift_volts(load, replace(IDEAL, crosstalk=(0.002, -0.003)))[:6]
    assert leaky[:3, 5] == pytest.approx([2.0, -3.0, 1000.0])
    tilted = plate.matrix @ lift_volts(load, replace(IDEAL, tilt_deg=(0.5, 0.0)))[:6]
    assert tilted[:3, 5] == pytest.approx([0.0, 1000.0 * np.sin(np.radians(0.5)), 1000.0 * np.cos(np.radians(0.5))])


def test_the_amplifier_saturates_and_the_converter_has_steps() -> None:
    load = HeldLift(1000.0, np.zeros((2, 3, 10)), np.zeros((2, 2, 10)), np.zeros((2, 10)))
    load.force_n[0, 2], load.force_n[1, 2] = 6000.0, 1234.5
    volts = lift_volts(load, replace(IDEAL, span_v=10.0, range_v=10.0))
    assert volts[2, 5] == pytest.approx(10.0, abs=3.1e-4)
    codes = volts / (20.0 / 65536.0)
    np.testing.assert_allclose(codes, np.rint(codes), atol=1e-9)
    assert lift_volts(load, replace(IDEAL, span_v=5.0))[2, 5] == 5.0


def test_each_channel_is_sampled_a_convert_period_after_the_one_before() -> None:
    swing, period_s = Swinging(), 14e-6
    volts = PlatePair(swing, replace(IDEAL, convert_period_s=period_s)).volts(0, 1500)
    t = np.arange(1500) / 1000.0
    plates = parse_rig(rig_text("grpc://127.0.0.1:1")).plates()
    for channel in (0, 2, 5, 8, 11):
        unskewed = lift_volts(HeldLift(1000.0, *swing.wrench(0, 4)), IDEAL)[channel, 0] / swing.load_n(np.zeros(1))
        np.testing.assert_allclose(volts[channel], unskewed * swing.load_n(t + channel * period_s), atol=2e-6)
    assert plates[0].name == "left"


def test_a_task_at_another_rate_sees_the_same_forces() -> None:
    swing = Swinging()
    volts = PlatePair(swing, IDEAL, Scan(2500.0, (8, 2))).volts(1000, 700)
    t = np.arange(1000, 1700) / 2500.0
    at_start = lift_volts(HeldLift(1000.0, *swing.wrench(0, 4)), IDEAL)[[8, 2], 0] / swing.load_n(np.zeros(1))
    np.testing.assert_allclose(volts, at_start[:, np.newaxis] * swing.load_n(t), atol=2e-5)
