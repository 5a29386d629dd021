"""Crossings, peaks and integrals between samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processing.crossing import trace
from processing.drive import notch_depths
from processing.filters import low_pass, moving_mean
from processing.impulse import integral, running, value_at

RATE_HZ = 1000.0


def test_a_clean_crossing_is_interpolated() -> None:
    found = trace(np.arange(100.0) * 10.0, RATE_HZ)
    (near,) = found.crossings(503.0, 0, 99, rising=True)
    assert found.refined(503.0, int(near)) == pytest.approx(50.3, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_noise_and_hum_move_a_crossing_by_less_than_a_millisecond(seed: int) -> None:
    rng = np.random.default_rng(seed)
    t = np.arange(1000) / RATE_HZ
    ramp = 1500.0 + np.clip(4000.0 * (t - 0.5), -400.0, 400.0)
    noisy = ramp + 2.8 * rng.standard_normal(t.size) + 2.0 * np.sin(2 * np.pi * 50.0 * t + seed)
    found = trace(noisy, RATE_HZ)
    near = found.crossings(1500.0, 300, 700, rising=True)
    assert abs(found.refined(1500.0, int(near[-1])) - 500.0) < 1.5


@pytest.mark.parametrize("seed", range(5))
def test_a_flat_peak_under_noise_is_found_and_not_overestimated(seed: int) -> None:
    rng = np.random.default_rng(seed)
    t = np.arange(600) / RATE_HZ
    peak = 2500.0 - 60000.0 * (t - 0.3) ** 2
    found = trace(peak + 2.8 * rng.standard_normal(t.size), RATE_HZ)
    position, height = found.extreme(200, 400, largest=True)
    assert abs(position - 300.0) < 4.0
    assert height == pytest.approx(2500.0, abs=3.0)
    low, depth = trace(-peak, RATE_HZ).extreme(200, 400, largest=False)
    assert low == pytest.approx(300.0, abs=0.1)
    assert depth == pytest.approx(-2500.0, abs=0.1)


@given(
    st.lists(st.floats(-1e4, 1e4), min_size=5, max_size=40),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)
def test_integrals_add_up(values: list[float], a: float, b: float, c: float) -> None:
    y = np.array(values)
    ends = [part * (y.size - 1) for part in (a, b, c)]
    whole = integral(y, ends[0], ends[2], RATE_HZ)
    parts = integral(y, ends[0], ends[1], RATE_HZ) + integral(y, ends[1], ends[2], RATE_HZ)
    # A trapezoid over part of an interval is exact on the line between its samples, so parts add up.
    assert whole == pytest.approx(parts, abs=1e-6 + 1e-9 * np.abs(y).sum())


def test_the_running_integral_is_the_integral() -> None:
    y = np.random.default_rng(1).standard_normal(50)
    run = running(y, 10.25, RATE_HZ)
    assert run[:10].tolist() == [0.0] * 10
    assert run[40] == pytest.approx(integral(y, 10.25, 40.0, RATE_HZ))
    assert value_at(y, 10.5) == pytest.approx(0.5 * (y[10] + y[11]))


def test_the_low_pass_keeps_a_level_and_is_three_decibels_down_at_its_corner() -> None:
    t = np.arange(4000) / RATE_HZ
    kept = low_pass(np.full(500, 7.0), RATE_HZ, 50.0)
    assert kept == pytest.approx(np.full(500, 7.0))
    halved = low_pass(np.sin(2 * np.pi * 50.0 * t), RATE_HZ, 50.0)[1000:3000]
    assert np.abs(halved).max() == pytest.approx(np.sqrt(0.5), abs=0.02)


def test_a_moving_mean_keeps_a_line_and_shortens_at_the_ends() -> None:
    line = np.arange(20.0)
    mean = moving_mean(line, 5)
    assert mean[5:15] == pytest.approx(line[5:15])
    assert mean[0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("values", "depths"),
    [
        ([0, 10, 0], []),
        ([0, 10, 6, 9, 0], [3.0]),
        ([0, 10, 9.5, 9.8, 0], []),
        ([0, 10, 6, 9, 5, 12, 0], [4.0, 5.0]),
    ],
)
def test_notches_are_dips_between_two_heights(values: list[float], depths: list[float]) -> None:
    assert notch_depths(np.array(values, dtype=float), 2.0) == pytest.approx(depths)
