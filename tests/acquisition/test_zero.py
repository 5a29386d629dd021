"""The zero is taken from empty, still plates and from nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from acquisition.plate import FloatArray
from acquisition.rig import Rig, read_rig
from acquisition.zero import AGAIN_S, Zero, ZeroFinder, likely_bar_kg

RATE_HZ = 1000.0


@pytest.fixture
def rig(root: Path) -> Rig:
    """The example rig: matrices give the force on the plate, z down, about 500 N per volt."""
    return read_rig(root / "examples" / "rig.toml")


@pytest.fixture
def finder(rig: Rig) -> ZeroFinder:
    """A finder on that rig."""
    return ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ)


def offsets(n: int, seed: int = 3) -> FloatArray:
    """Empty plates: an offset per channel and 1 mV of noise, shape (12, n)."""
    rng = np.random.default_rng(seed)
    return np.linspace(-0.02, 0.03, 12)[:, np.newaxis] + rng.normal(0.0, 0.001, (12, n))


def loaded(volts: FloatArray, fz_n: FloatArray | float, rig: Rig) -> FloatArray:
    """The volts with a weight of ``fz_n`` standing on the left plate."""
    pressed = volts.copy()
    per_newton = np.linalg.solve(rig.plates()[0].matrix, np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0]))
    pressed[:6] += np.outer(per_newton, np.broadcast_to(fz_n, volts.shape[1:]))
    return pressed


def test_empty_plates_are_zeroed_after_a_second(finder: ZeroFinder) -> None:
    volts = offsets(1200)
    assert finder.push(0, volts[:, :999]) is None
    zero = finder.push(999, volts[:, 999:1001])
    assert zero is not None
    assert (zero.start, zero.stop) == (0, 1000)
    np.testing.assert_allclose(zero.volts, volts[:, :1000].mean(axis=1))
    np.testing.assert_allclose(zero.sd, volts[:, :1000].std(axis=1, ddof=1))
    assert zero.mark["mark"] == "tare"
    assert zero.mark["volts"] == zero.volts.tolist()


@pytest.mark.parametrize("n", [1, 50, 333, 2000])
def test_the_cut_into_blocks_does_not_matter(rig: Rig, n: int) -> None:
    volts = loaded(offsets(6000), np.where(np.arange(6000) < 1700, 800.0, 0.0), rig)
    zeros: list[Zero] = []
    finder = ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ)
    for first in range(0, 6000, n):
        zero = finder.push(first, volts[:, first : first + n])
        zeros += [zero] if zero else []
    assert [(zero.start, zero.stop) for zero in zeros] == [(1750, 2750)]


@pytest.mark.parametrize("fz_n", [147.0, 712.0, -300.0])
def test_nothing_is_zeroed_under_a_load(finder: ZeroFinder, rig: Rig, fz_n: float) -> None:
    assert finder.push(0, loaded(offsets(5000), fz_n, rig)) is None
    assert finder.last is None
    # The load is told as weight on the plates, whatever the axes of the sheet; offsets are not taken away yet.
    assert finder.load_n == pytest.approx(fz_n, abs=60.0)


def test_nothing_is_zeroed_while_it_moves(finder: ZeroFinder, rig: Rig) -> None:
    time_s = np.arange(5000) / RATE_HZ
    assert finder.push(0, loaded(offsets(5000), 40.0 * np.sin(2 * np.pi * 3.0 * time_s), rig)) is None
    assert finder.push(5000, loaded(offsets(3000), np.linspace(0.0, 30.0, 3000), rig)) is None


def test_a_new_zero_is_taken_only_after_a_while_and_near_the_old_one(finder: ZeroFinder, rig: Rig) -> None:
    assert finder.push(0, offsets(1000)) is not None
    wait = round(AGAIN_S * RATE_HZ)
    assert finder.push(1000, offsets(wait - 2000)) is None
    # Something of 20 N lies there: it is not zeroed away.
    assert finder.push(wait - 1000, loaded(offsets(4000), 20.0, rig)) is None
    zero = finder.push(wait + 3000, loaded(offsets(3000), 5.0, rig))
    assert zero is not None
    assert zero.start >= wait + 3000
    assert finder.load_n == pytest.approx(0.0, abs=0.5)  # since then the 5 N are part of the zero


def test_a_refusal_names_the_newtons_of_each_plate_and_asks_about_a_bar(rig: Rig) -> None:
    finder = ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ, earlier_volts=offsets(1000, seed=5).mean(axis=1))
    finder.push(0, loaded(offsets(1000), 148.0, rig))
    refusal = finder.refusal
    assert refusal is not None
    assert (refusal.loaded, refusal.bar_kg) == (True, 15.0)
    assert refusal.words.startswith("148 N (15.1 kg) on the plates: left 148 N, right")
    assert refusal.advice == "is it the bar (15 kg)? Clear the plates and try again"


@pytest.mark.parametrize(
    ("load_n", "offset_n", "kg"),
    [(140.0, 0.0, 15.0), (154.0, 0.0, 15.0), (186.5, 0.0, 20.0), (205.0, 0.0, 20.0), (211.0, 20.0, 20.0)],
)
def test_loads_within_five_percent_of_a_bar_may_be_it(load_n: float, offset_n: float, kg: float) -> None:
    assert likely_bar_kg(load_n, offset_n) == kg


@pytest.mark.parametrize("load_n", [98.0, 138.0, 170.0, 211.0, 712.0])
def test_other_loads_are_no_bar(load_n: float) -> None:
    assert likely_bar_kg(load_n) is None


def test_a_refusal_names_the_plate_that_moves(finder: ZeroFinder, rig: Rig) -> None:
    time_s = np.arange(2000) / RATE_HZ
    finder.push(0, loaded(offsets(2000), 40.0 * np.sin(2 * np.pi * 3.0 * time_s), rig))
    assert finder.refusal is not None
    assert not finder.refusal.loaded
    assert finder.refusal.words == "the plates are not still: the left plate by ± 28 N"
    assert not finder.still


def test_with_an_earlier_zero_even_a_small_load_is_refused(rig: Rig) -> None:
    volts = offsets(3000)
    earlier = volts.mean(axis=1)
    assert ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ).push(0, loaded(volts, 30.0, rig)) is not None
    finder = ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ, earlier_volts=earlier)
    assert finder.push(0, loaded(volts, 30.0, rig)) is None
    assert finder.load_n == pytest.approx(30.0, abs=0.5)
    assert finder.push(3000, volts) is not None


def test_a_row_that_belongs_to_no_plate_is_averaged_and_weighs_nothing(finder: ZeroFinder) -> None:
    volts = np.vstack([offsets(1000), np.full((1, 1000), 3.3)])
    zero = finder.push(0, volts)
    assert zero is not None
    assert zero.volts.shape == (13,)
    assert zero.volts[12] == pytest.approx(3.3)
