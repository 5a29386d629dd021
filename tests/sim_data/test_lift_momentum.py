"""Impulse and momentum: every simulated lift ends standing still where its geometry says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim_data.faults import FAULTS
from sim_data.lifter import KINDS, SimulatedLift

MakeLift = Callable[..., SimulatedLift]


def motion(lift: SimulatedLift) -> tuple[np.ndarray, np.ndarray]:
    """Velocity (m/s) and rise (m) from the first move to standing, integrated from the samples."""
    line = lift.model.record.timeline
    first, last = (round(t * lift.rate_hz) for t in (line.start, line.settled))
    force = lift.model.record.force_n(lift.time_s[first : last + 1])
    weight = lift.model.record.system_n
    acceleration = lift.g_m_s2 * (force / weight - 1)
    velocity = np.concatenate([[0.0], np.cumsum(0.5 * (acceleration[1:] + acceleration[:-1]))]) / lift.rate_hz
    rise = np.concatenate([[0.0], np.cumsum(0.5 * (velocity[1:] + velocity[:-1]))]) / lift.rate_hz
    return velocity, rise


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_every_kind_with_every_fault_ends_still_at_its_height(
    make_lift: MakeLift, kind: str, fault: str | None
) -> None:
    seed = KINDS.index(kind)
    lift = make_lift(kind, who=seed + 1, fault=fault, seed=seed, severity=0.5 + 0.5 * (seed % 2), sway=False)
    velocity, rise = motion(lift)
    assert abs(velocity[-1]) < 0.005
    assert rise[-1] == pytest.approx(lift.model.record.profile.rise_m, abs=0.002)
    assert lift.truth.outcome == "made"
    assert lift.truth.spans["hold"][1] - lift.truth.spans["hold"][0] > 0.75


@pytest.mark.parametrize("kind", ["snatch", "power_clean", "hang_clean"])
def test_the_end_height_is_the_one_of_geometry(make_lift: MakeLift, kind: str) -> None:
    lift = make_lift(kind, sway=False)
    wanted = {"snatch": 1.18, "power_clean": 0.88, "hang_clean": 0.88 - 0.32}[kind]
    assert motion(lift)[1][-1] == pytest.approx(wanted, abs=0.002)


def test_the_largest_velocity_lies_at_the_end_of_the_drive(make_lift: MakeLift) -> None:
    lift = make_lift("clean", sway=False, seed=4, rate_hz=10000.0)
    velocity, _ = motion(lift)
    events = lift.truth.events
    assert events["drive_end"] is not None
    peak_s = lift.model.record.timeline.start + float(np.argmax(velocity)) / lift.rate_hz
    assert peak_s == pytest.approx(events["drive_end"], abs=0.0002)
    assert velocity.max() == pytest.approx(lift.truth.metric("peak_velocity"), abs=0.0005)


def test_in_the_air_the_velocity_falls_with_gravity(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", sway=False, seed=2)
    profile, marks = lift.model.record.profile, lift.model.record.profile.marks
    v = profile.velocity(np.array([marks.finish, marks.under]), lift.g_m_s2)
    assert v[1] - v[0] == pytest.approx(-lift.g_m_s2 * (marks.under - marks.finish), rel=1e-9)
    total = lift.force_n[:, 2].sum(axis=0)
    start = lift.model.record.timeline.start
    inside = (lift.time_s > start + marks.finish) & (lift.time_s < start + marks.under)
    assert np.all(total[inside] == 0.0)


def test_a_miss_ends_at_the_bottom_without_a_hold(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", missed=True, seed=3)
    assert lift.truth.outcome == "missed"
    assert lift.truth.events["hold_start"] is None
    assert "hold" not in lift.truth.spans
    assert lift.truth.metrics["bar_mass_measured"] is None
    last = lift.force_n[:, 2, -300:].sum(axis=0).mean()
    assert last == pytest.approx(lift.body_mass_kg * lift.g_m_s2, abs=3.0)


def test_sway_leaves_the_momentum_bounded(make_lift: MakeLift) -> None:
    lift = make_lift("hang_snatch", seed=5)
    line, weight = lift.model.record.timeline, lift.model.record.system_n
    first, last = round(1.0 * lift.rate_hz), round((line.drop - 0.3) * lift.rate_hz)
    net = lift.force_n[:, 2, first:last].sum(axis=0) - weight
    assert abs(net.sum() / lift.rate_hz / weight * lift.g_m_s2) < 0.06


@pytest.mark.parametrize("missed", [False, True])
def test_on_the_plates_the_force_is_the_system_weight_before_the_pull(make_lift: MakeLift, missed: bool) -> None:
    lift = make_lift("snatch", set_up="on-plates", sway=False, still=True, missed=missed)
    line, total = lift.model.record.timeline, lift.force_n[:, 2].sum(axis=0)
    before = lift.time_s < line.quiet_end
    assert np.allclose(total[before], lift.model.record.system_n)
    assert total[-1] == pytest.approx(lift.model.record.system_n, rel=1e-6)
    assert lift.truth.events["separation"] is None


def test_the_bar_falls_on_the_plates_with_its_momentum(make_lift: MakeLift) -> None:
    lift = make_lift("snatch", set_up="on-plates", sway=False, still=True, missed=True)
    t = np.linspace(0.0, float(lift.time_s[-1]), 200001)
    line, bar_n = lift.model.record.timeline, lift.bar_mass_kg * lift.g_m_s2
    late = t > line.drop
    impulse = lift.model.record.discs_n(t[late]).sum() * (t[1] - t[0])
    assert impulse == pytest.approx(bar_n * (t[-1] - line.drop), rel=0.06)
    assert lift.force_n[:, 2].max() < 5000.0
