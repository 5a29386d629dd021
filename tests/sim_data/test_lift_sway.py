"""Sway of the standing lifter, and what repeats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim_data.athlete import random_athlete
from sim_data.lifter import KINDS, SimulatedLift, simulate_lift
from sim_data.sway import HANG_MM_S, RECOVERED_MM_S, STANDING_MM_S, SwaySpan, drawn_sway

MakeLift = Callable[..., SimulatedLift]


def test_velocity_and_acceleration_are_the_derivatives_of_the_displacement() -> None:
    sway = drawn_sway(np.random.default_rng(1), (SwaySpan(0.2, 3.0, 5.0, 1.0), SwaySpan(4.0, 6.0, 8.0, 1.5)))
    t = np.linspace(0.0, 7.0, 70001)
    position, velocity, acceleration = sway.path(t)
    step = t[1] - t[0]
    assert np.allclose(np.gradient(position, step, axis=1), velocity, atol=1e-6)
    assert np.allclose(np.gradient(velocity, step, axis=1), acceleration, atol=5e-4)
    assert np.all(position[:, [0, -1]] == 0.0)


@pytest.mark.parametrize("wanted_mm_s", [STANDING_MM_S, HANG_MM_S, RECOVERED_MM_S])
def test_the_vertical_velocity_has_the_wanted_spread(wanted_mm_s: float) -> None:
    found = []
    for seed in range(30):
        sway = drawn_sway(np.random.default_rng(seed), (SwaySpan(-2.0, 12.0, wanted_mm_s, 1.0),))
        _, velocity, _ = sway.path(np.linspace(0.0, 10.0, 2001))
        found.append(1000 * velocity[2].std())
    assert np.mean(found) == pytest.approx(wanted_mm_s, rel=0.12)


def test_a_swaying_lifter_is_weighed_to_a_fraction_of_a_newton_over_seconds(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", seed=1)
    quiet = lift.time_s < lift.truth.spans["quiet"][1]
    force = lift.force_n[:, 2, quiet].sum(axis=0)
    assert force.std() > 0.3
    assert force.mean() == pytest.approx(lift.body_mass_kg * lift.g_m_s2, abs=0.6)


@pytest.mark.parametrize("wish", [{"sway": False}, {"still": True}])
def test_without_sway_the_force_in_quiet_standing_is_constant(make_lift: MakeLift, wish: dict[str, bool]) -> None:
    lift = make_lift("hang_clean", seed=1, **wish)
    quiet = lift.time_s < lift.truth.spans["quiet"][1]
    assert np.ptp(lift.force_n[:, 2, quiet].sum(axis=0)) < 1e-9
    assert np.all(lift.force_n[:, :2, quiet] == 0.0)


def test_the_same_seed_gives_the_same_lift_and_another_one_another() -> None:
    first, again, other = (simulate_lift("clean", seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(first.force_n, again.force_n)
    assert first.truth == again.truth
    assert first.truth.metric("drive_impulse") != other.truth.metric("drive_impulse")


def test_another_rate_samples_the_same_lift() -> None:
    slow, fast = (simulate_lift("clean", seed=5, rate_hz=rate) for rate in (500.0, 2000.0))
    assert slow.truth == fast.truth
    assert np.allclose(slow.force_n, fast.force_n[:, :, : 4 * slow.force_n.shape[2] : 4], atol=1e-6)


def test_lifts_and_days_vary_by_a_few_per_cent() -> None:
    athlete = random_athlete(3)
    within = [simulate_lift("snatch", athlete=athlete, seed=s).truth.metric("drive_impulse") for s in range(8)]
    between = [
        simulate_lift("snatch", athlete=athlete, seed=0, day=day).truth.metric("drive_impulse") for day in range(8)
    ]
    for values in (within, between):
        assert 0.015 < np.std(values) / np.mean(values) < 0.09


def test_random_athletes_differ_and_repeat() -> None:
    assert random_athlete(1) == random_athlete(1)
    assert random_athlete(1).body_mass_kg != random_athlete(2).body_mass_kg


def test_a_lift_from_the_power_position_may_begin_without_a_dip() -> None:
    upright = next(a for a in map(random_athlete, range(40)) if not a.dips)
    truth = simulate_lift("power_position_snatch", athlete=upright).truth
    assert truth.events["trough"] is None
    assert truth.time("drive_start") is not None


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"kind": "jerk"}, "power_position_clean"),
        ({"fault": "lazy"}, "early_cut"),
        ({"set_up": "floor"}, "on-plates"),
        ({"severity": 1.5}, "from 0 to 1"),
        ({"kind": "clean_pull", "missed": True}, "no catch"),
    ],
)
def test_an_unknown_wish_is_refused_with_the_choices(wish: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        simulate_lift(**wish)


def test_every_kind_has_every_key(make_lift: MakeLift) -> None:
    events = {frozenset(make_lift(kind).truth.events) for kind in KINDS}
    metrics = {frozenset(make_lift(kind).truth.metrics) for kind in KINDS}
    assert len(events) == len(metrics) == 1
