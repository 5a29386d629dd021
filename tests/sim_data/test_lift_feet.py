"""Feet of the simulated lifter: where they press, when they leave, where they land."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim_data.lifter import SimulatedLift

MakeLift = Callable[..., SimulatedLift]


def place(lift: SimulatedLift, key: str) -> float:
    """Combined pressure at an event, forward of the quiet standing, mm."""
    combined = lift.truth.cop[key]["combined"]
    assert combined is not None
    return combined[1] - float(lift.model.combined_mm(np.linspace(0.0, 2.0, 500))[1].mean())


@pytest.mark.parametrize("seed", range(4))
def test_pressure_goes_to_the_heel_and_then_to_the_forefoot(make_lift: MakeLift, seed: int) -> None:
    lift = make_lift("snatch", seed=seed, who=seed)
    assert place(lift, "separation") > 10.0
    assert lift.truth.metric("pressure_rearmost") < -15.0
    assert place(lift, "drive_end") > place(lift, "drive_start") > lift.truth.metric("pressure_rearmost")
    assert 55.0 < place(lift, "drive_end") < 115.0


def test_feet_stand_hip_wide_and_land_wider(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", seed=2)
    line = lift.model.record.timeline
    before, after = (round(t * lift.rate_hz) for t in (1.0, line.drop - 0.5))
    assert lift.cop_mm[1, 0, before] - lift.cop_mm[0, 0, before] == pytest.approx(280.0, abs=8.0)
    widened = (lift.cop_mm[1, 0, after] - lift.cop_mm[0, 0, after]) - 280.0
    assert widened == pytest.approx(lift.truth.metric("stance_widening"), abs=8.0)
    assert 380.0 < widened + 280.0 < 520.0


def test_the_standing_pressure_moves_by_the_landing_shift(make_lift: MakeLift) -> None:
    lift = make_lift("clean", fault="forward", seed=8, sway=False)
    line = lift.model.record.timeline
    before, after = (round(t * lift.rate_hz) for t in (1.0, line.drop - 0.3))
    for foot, side in enumerate(("left", "right")):
        moved = lift.cop_mm[foot, 1, after] - lift.cop_mm[foot, 1, before]
        assert moved == pytest.approx(lift.truth.metric(f"landing_shift_forward_{side}"), abs=0.5)


def test_stuck_feet_never_leave(make_lift: MakeLift) -> None:
    lift = make_lift("clean", fault="stuck", seed=3)
    assert lift.truth.events["foot_off_left"] is None
    assert lift.truth.events["foot_on_right"] is None
    assert lift.truth.metrics["release_left"] is None
    assert 0.1 < lift.truth.metric("least_foot_load") < 0.6
    assert abs(lift.truth.metric("stance_widening")) < 12.0


def test_an_asymmetric_lift_leans_right_and_leaves_one_after_the_other(make_lift: MakeLift) -> None:
    truth = make_lift("snatch", fault="asymmetric", seed=3).truth
    assert truth.metric("left_share") == pytest.approx(0.44, abs=0.025)
    assert 0.012 < truth.metric("release_offset") < 0.045


def test_a_foot_beside_the_plate_takes_its_load_away_from_the_hold(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", fault="foot_off_plate", seed=3, sway=False)
    line = lift.model.record.timeline
    held = lift.force_n[:, 2, round((line.drop - 0.3) * lift.rate_hz)].sum()
    assert held < 0.98 * lift.model.record.system_n


def test_both_feet_add_up_to_the_whole(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", fault="asymmetric", seed=9)
    total = lift.model.total_n(lift.time_s)
    assert np.allclose(lift.force_n[:, 2].sum(axis=0), total, atol=1e-6)
    assert lift.force_n[:, 2].min() >= 0.0


def test_horizontal_force_is_shared_like_the_load(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", fault="forward", seed=9)
    at = round(lift.truth.time("peak_2") * lift.rate_hz)
    left, right = lift.force_n[:, :, at]
    assert left[1] / right[1] == pytest.approx(left[2] / right[2], rel=1e-9)
