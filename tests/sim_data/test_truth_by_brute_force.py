"""The truth from closed forms equals plain arithmetic on samples at 10 kHz."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim_data.lifter import SimulatedLift

MakeLift = Callable[..., SimulatedLift]
RATE_HZ = 10000.0
LIFTS = (
    ("snatch", None, 1),
    ("snatch", "early_cut", 2),
    ("clean", "short_extension", 3),
    ("clean", "stuck", 4),
    ("block_snatch", "asymmetric", 5),
    ("hang_clean", None, 6),
    ("power_position_snatch", None, 7),
    ("snatch_pull", None, 8),
    ("power_clean", "yank", 9),
    ("snatch", "foot_off_plate", 10),
)


def crossing_s(force: np.ndarray, level: float, low: float, high: float, upward: bool) -> list[float]:
    """Interpolated crossings between two times."""
    first, last = round(low * RATE_HZ), round(high * RATE_HZ)
    over = (force[first:last] - level) * (1 if upward else -1)
    at = np.flatnonzero((over[:-1] < 0) & (over[1:] >= 0))
    return [float((first + i + over[i] / (over[i] - over[i + 1])) / RATE_HZ) for i in at]


@pytest.fixture(scope="module", params=LIFTS, ids=lambda p: f"{p[0]}-{p[1]}")
def lift(request: pytest.FixtureRequest, make_lift: MakeLift) -> SimulatedLift:
    """A lift at 10 kHz, with sway."""
    kind, fault, seed = request.param
    return make_lift(kind, fault=fault, seed=seed, who=seed, rate_hz=RATE_HZ)


def test_crossings_of_the_system_weight(lift: SimulatedLift) -> None:
    events, line = lift.truth.events, lift.model.record.timeline
    force, weight = lift.force_n[:, 2].sum(axis=0), lift.model.record.system_n
    peak = lift.truth.time("peak_2")
    assert crossing_s(force, weight, peak, peak + 0.3, upward=False)[0] == pytest.approx(events["drive_end"], abs=2e-5)
    if events["trough"] is not None and force[round(events["trough"] * RATE_HZ)] < weight:
        up = crossing_s(force, weight, events["trough"], peak, upward=True)[-1]
        assert up == pytest.approx(events["drive_start"], abs=2e-5)
    if events["separation"] is not None:
        up = crossing_s(force, weight, line.ramp_start, line.start + 0.05, upward=True)[-1]
        assert up == pytest.approx(events["separation"], abs=1.1e-4)


def test_peaks_and_troughs(lift: SimulatedLift) -> None:
    events, force = lift.truth.events, lift.force_n[:, 2].sum(axis=0)
    start, stop = lift.truth.time("drive_start"), lift.truth.time("drive_end")
    first, last = round(start * RATE_HZ), round(stop * RATE_HZ)
    assert (first + np.argmax(force[first:last])) / RATE_HZ == pytest.approx(events["peak_2"], abs=1.1e-4)
    assert force[first:last].max() == pytest.approx(lift.truth.metric("peak_force"), rel=1e-5)


def test_impulses_of_the_drive(lift: SimulatedLift) -> None:
    metrics, weight = lift.truth.metrics, lift.model.record.system_n
    start, stop = lift.truth.time("drive_start"), lift.truth.time("drive_end")
    t = np.linspace(start, stop, 40001)
    feet = np.stack([np.interp(t, lift.time_s, row) for row in lift.force_n[:, 2]])
    net = feet.sum(axis=0) - weight
    total = float(np.trapezoid(net, t))
    assert total == pytest.approx(metrics["drive_impulse"], rel=1e-4)
    half = t >= 0.5 * (start + stop)
    assert float(np.trapezoid(net[half], t[half])) / total == pytest.approx(metrics["late_drive_share"], abs=1e-4)
    peak = net.max()
    assert total / peak / (stop - start) == pytest.approx(metrics["drive_fullness"], abs=1e-4)
    assert float((net >= 0.5 * peak).mean()) == pytest.approx(metrics["half_height_duty"], abs=2e-4)
    share = float(np.trapezoid(feet[0], t) / np.trapezoid(feet.sum(axis=0), t))
    assert share == pytest.approx(metrics["left_share"], abs=1e-5)
    forward = np.interp(t, lift.time_s, lift.force_n[:, 1].sum(axis=0))
    assert float(np.trapezoid(forward, t)) == pytest.approx(metrics["drive_forward_impulse"], abs=0.01)


def test_feet_leave_and_return_when_the_samples_say_so(lift: SimulatedLift) -> None:
    events, line = lift.truth.events, lift.model.record.timeline
    marks = lift.model.record.profile.marks
    low, high = line.start + marks.drive - 0.03, line.start + marks.catch
    for foot, side in enumerate(("left", "right")):
        force = lift.force_n[foot, 2]
        off, on = events[f"foot_off_{side}"], events[f"foot_on_{side}"]
        falls, rises = (crossing_s(force, 20.0, low, high, upward=up) for up in (False, True))
        if off is None:
            assert on is None
            assert all(b - a < 0.010 for a, b in zip(falls, rises, strict=False))
        else:
            assert falls[0] == pytest.approx(off, abs=1e-4)
            assert rises[-1] == pytest.approx(on, abs=1e-4)


def test_pressure_at_the_events(lift: SimulatedLift) -> None:
    for key in ("drive_start", "peak_2", "drive_end"):
        at = round(lift.truth.time(key) * RATE_HZ)
        load = lift.force_n[:, 2, at]
        combined = (lift.cop_mm[:, :, at] * load[:, None]).sum(axis=0) / load.sum()
        assert lift.truth.cop[key]["combined"] == pytest.approx(combined, abs=0.2)
        assert lift.truth.cop[key]["left"] == pytest.approx(lift.cop_mm[0, :, at], abs=0.2)


def test_rate_of_force_development(lift: SimulatedLift) -> None:
    force, peak = lift.force_n[:, 2].sum(axis=0), lift.truth.time("peak_2")
    low = lift.truth.time("trough" if lift.truth.events["trough"] is not None else "drive_start")
    window = round(0.050 * RATE_HZ)
    inside = force[round(low * RATE_HZ) : round(peak * RATE_HZ)]
    if inside.size <= window:
        assert lift.truth.metrics["rate_of_force_development"] is None
        return
    steepest = (inside[window:] - inside[:-window]).max() / 0.050
    assert steepest == pytest.approx(lift.truth.metric("rate_of_force_development"), rel=2e-3)
