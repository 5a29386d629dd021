"""Standing still: where it is found, and how well it weighs."""

from __future__ import annotations

import numpy as np
import pytest

from processing.weighing import still_stretches, weighing_uncertainty_n

G = 9.80665


def test_two_stands_at_different_levels_are_two_stretches() -> None:
    force = np.concatenate([np.full(2000, 800.0), np.linspace(800, 1800, 500), np.full(1500, 1800.0)])
    first, second = still_stretches(force, 1000.0, 0.75)
    assert first.force_n == pytest.approx(800.0, rel=1e-3)
    assert second.force_n == pytest.approx(1800.0, rel=1e-3)
    assert first.stop <= 2000 + 20
    assert second.start >= 2490


def test_a_stretch_shorter_than_asked_for_is_not_told() -> None:
    force = np.concatenate([np.full(700, 800.0), np.linspace(800, 1800, 300)])
    assert still_stretches(force, 1000.0, 0.75) == []
    assert len(still_stretches(force, 1000.0, 0.5)) == 1


def test_empty_plates_are_no_stand() -> None:
    rng = np.random.default_rng(2)
    assert still_stretches(rng.standard_normal(5000), 1000.0, 0.75) == []


def test_a_slow_rise_of_two_percent_is_cut_where_it_leaves_one_percent() -> None:
    t = np.arange(4000) / 1000.0
    force = 1000.0 * (1.0 + 0.02 * np.clip(t - 2.0, 0.0, None))
    stretches = still_stretches(force, 1000.0, 0.75)
    longest = max(stretches, key=lambda s: s.stop - s.start)
    assert longest.start < 200
    assert longest.force_n == pytest.approx(1000.0, rel=0.004)
    assert all(abs(force[s.start : s.stop] / s.force_n - 1).max() < 0.02 for s in stretches)


def test_sway_limits_the_weighing_not_the_noise() -> None:
    rng = np.random.default_rng(5)
    still = 800.0 + rng.standard_normal(2000)
    u = weighing_uncertainty_n(still, 1000.0, G, 0.004, 1.0)
    assert u == pytest.approx(800.0 / G * 0.004 * np.sqrt(2.0) / 2.0, rel=0.05)
    t = np.arange(2000) / 1000.0
    swaying = still + 80.0 * 0.02 * 2 * np.pi * np.cos(2 * np.pi * t)
    assert weighing_uncertainty_n(swaying, 1000.0, G, 0.004, 1.0) > 2.0 * u


def test_a_longer_stand_weighs_better() -> None:
    short, long = (weighing_uncertainty_n(np.full(n, 800.0), 1000.0, G, 0.004, 1.0) for n in (1000, 3000))
    assert long == pytest.approx(short / 3.0, rel=0.02)
