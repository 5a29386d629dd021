"""Forward and backward: the lifter lands where the feet are and stands still there, without having turned over."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim_data.lifter import SimulatedLift

MakeLift = Callable[..., SimulatedLift]
KINDS = ("snatch", "clean", "hang_snatch", "power_position_clean", "power_snatch", "snatch_pull")


def forward_motion(lift: SimulatedLift) -> tuple[np.ndarray, np.ndarray]:
    """Forward velocity (m/s) and displacement (m) from the samples, first move to standing."""
    line = lift.model.record.timeline
    first, last = round(line.start * lift.rate_hz), round(line.stands * lift.rate_hz)
    force = lift.force_n[:, 1, first : last + 1].sum(axis=0)
    mass = lift.body_mass_kg + lift.bar_mass_kg
    velocity = np.cumsum(force) / mass / lift.rate_hz
    return velocity, np.cumsum(velocity) / lift.rate_hz


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [None, "forward", "early_cut", "stuck"])
def test_the_lifter_stands_still_where_the_feet_landed(make_lift: MakeLift, kind: str, fault: str | None) -> None:
    lift = make_lift(kind, who=4, fault=fault, seed=11, sway=False)
    velocity, way = forward_motion(lift)
    assert abs(velocity[-1]) < 0.001
    assert way[-1] == pytest.approx(0.0005 * sum(lift.model.feet.shift_mm) * (kind != "snatch_pull"), abs=0.002)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_horizontal_force_stays_small(make_lift: MakeLift, kind: str, seed: int) -> None:
    weight = make_lift(kind, who=seed, seed=seed, sway=False).model.record.system_n
    good = make_lift(kind, who=seed, seed=seed, sway=False).force_n[:, 1].sum(axis=0)
    bad = make_lift(kind, who=seed, seed=seed, sway=False, fault="forward").force_n[:, 1].sum(axis=0)
    assert np.abs(good).max() <= 0.06 * weight
    assert np.abs(bad).max() <= 0.12 * weight


def test_there_is_no_horizontal_force_in_the_air(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", seed=6)
    loaded = lift.force_n[:, 2].sum(axis=0)
    air = loaded <= 0.0
    assert air.sum() > 80
    assert np.all(lift.force_n[:, :2, air] == 0.0)


def test_a_forward_lift_goes_and_lands_forward_and_a_good_one_backward(make_lift: MakeLift) -> None:
    for seed in range(4):
        good = make_lift("snatch", seed=seed, who=seed).truth
        bad = make_lift("snatch", seed=seed, who=seed, fault="forward").truth
        assert -80.0 <= good.metric("landing_shift_forward") <= 15.0
        assert -0.15 <= good.metric("forward_velocity") <= 0.03
        assert 40.0 <= bad.metric("landing_shift_forward") <= 120.0
        assert 0.08 <= bad.metric("forward_velocity") <= 0.25
        assert bad.metric("drive_forward_impulse") > good.metric("drive_forward_impulse") + 5.0


@pytest.mark.parametrize("kind", ["snatch", "clean", "hang_snatch", "power_position_snatch"])
def test_the_lifter_does_not_turn_over(make_lift: MakeLift, kind: str) -> None:
    # ∫[(y_COP − y_COM)·F_z + z_COM·F_y] dt from the samples, about the combined centre of mass.
    lift = make_lift(kind, seed=1, sway=False)
    model, line = lift.model, lift.model.record.timeline
    first, last = round(line.start * lift.rate_hz), round(line.stands * lift.rate_hz)
    t = lift.time_s[first:last]
    fz, fy = (lift.force_n[:, row, first:last].sum(axis=0) for row in (2, 1))
    standing = model.combined_mm(np.array([0.5]))[1, 0]
    cop = np.where(fz > 0, (lift.cop_mm[:, 1, first:last] * lift.force_n[:, 2, first:last]).sum(axis=0), 0.0)
    com = 0.001 * standing * fz + model.forward.displacement_m(t) * fz
    height = model.height_m[1] + model.record.profile.rise(t - line.start, lift.g_m_s2)
    turn = (0.001 * cop - com + height * fy).sum() / lift.rate_hz
    assert abs(model.pitch_mm) < 44.0
    assert abs(turn) < 3.0
