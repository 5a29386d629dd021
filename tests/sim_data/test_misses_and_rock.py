"""Misses of every sort and the rock before a lift obey mechanics, and their truth says what happened."""

from __future__ import annotations

import numpy as np
import pytest

from sim_data.lifter import SimulatedLift, simulate_lift
from sim_data.misses import MISSES
from sim_data.rock import HEIGHT_M, STANDS_S, TOE_MM, rocked


def total_n(lift: SimulatedLift) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(lift.force_n[:, 2].sum(axis=0))


@pytest.mark.parametrize("miss", MISSES)
def test_a_miss_ends_where_its_name_says_and_without_a_hold(miss: str) -> None:
    made = simulate_lift("snatch", seed=2, miss=miss)
    truth = made.truth
    assert (truth.outcome, truth.ended, truth.ended_how) == ("missed", MISSES[miss].phase, MISSES[miss].how)
    assert truth.ended_s is not None
    assert all(time is None or time <= truth.ended_s + 1e-9 for time in truth.events.values())
    assert truth.events["hold_start"] is None
    assert (total_n(made) >= 0.0).all()


@pytest.mark.parametrize("miss", [miss for miss in MISSES if MISSES[miss].how == "bar_dropped"])
def test_the_lifter_without_the_bar_comes_to_rest(miss: str) -> None:
    made = simulate_lift("clean", seed=2, miss=miss, still=True)
    assert made.truth.ended_s is not None
    first = round(made.truth.ended_s * made.rate_hz)
    body_n = made.body_mass_kg * made.g_m_s2
    gained = float((total_n(made)[first:] - body_n).sum()) / made.rate_hz / made.body_mass_kg
    # The hands take 60 ms to let go: meanwhile the feet still push against a part of the bar.
    letting_go = 0.03 * (float(total_n(made)[first - 1]) - body_n) / made.body_mass_kg
    assert made.model.record.speed_m_s + gained == pytest.approx(letting_go, abs=0.02)
    assert total_n(made)[-1] == pytest.approx(body_n, rel=1e-3)


def test_whoever_runs_off_leaves_empty_plates() -> None:
    made = simulate_lift("snatch", seed=2, miss="stepped_off")
    assert made.truth.ended_s is not None
    assert total_n(made)[round((made.truth.ended_s + 0.1) * made.rate_hz) :].max() < 1.0


def test_a_rock_is_a_motion_from_rest_to_rest() -> None:
    plain = simulate_lift("snatch", seed=4)
    made, frame = rocked(plain)
    count = made.time_s.size - plain.time_s.size
    forward = made.force_n[:, 1, :count].sum(axis=0)
    assert total_n(made)[:count] == pytest.approx(made.body_mass_kg * made.g_m_s2)
    speed = np.cumsum(forward) / made.rate_hz / made.body_mass_kg
    assert abs(speed[-1]) < 1e-3
    assert abs(speed.sum() / made.rate_hz) < 1e-3
    place = made.cop_mm[0, 1, :count]
    standing = float(place[: round(STANDS_S * made.rate_hz)].mean())
    assert place.min() <= frame.heel_mm["left"] < standing < frame.toe_mm["left"] <= place.max()
    assert frame.toe_mm["left"] - standing == pytest.approx((TOE_MM - 110.0) * made.athlete.foot_length_mm / 265.0)
    lead = 1000.0 * HEIGHT_M * made.athlete.height_m / made.g_m_s2 * forward / made.body_mass_kg
    moved = 1000.0 * np.cumsum(speed) / made.rate_hz
    assert place - standing + lead == pytest.approx(moved, abs=1.0)


def test_a_rock_moves_the_lift_in_time_and_changes_nothing_else() -> None:
    plain = simulate_lift("clean", seed=4)
    made, _ = rocked(plain)
    count = made.time_s.size - plain.time_s.size
    assert np.array_equal(made.force_n[:, :, count:], plain.force_n)
    assert made.truth.metrics == plain.truth.metrics
    assert made.truth.time("drive_end") == pytest.approx(plain.truth.time("drive_end") + count / plain.rate_hz)
