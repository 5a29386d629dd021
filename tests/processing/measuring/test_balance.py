"""Balance over the lift: the forward place of lifter and bar against the simulator's truth, and where it is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from acquisition.plate import FloatArray
from processing.analysis import analyze_forces
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.result import Document, LiftAnalysis
from sim_data.lifter import SimulatedLift

Lift = Callable[..., SimulatedLift]
Analysed = Callable[..., Document]
Measured = Callable[..., LiftAnalysis]
FORWARD = ("drive_forward_impulse", "forward_velocity", "combined_drift_forward", "drive_direction")


@pytest.fixture(scope="module")
def measured(
    simulated_forces: Callable[..., PlateForces], options_of: Callable[..., AnalysisOptions]
) -> Callable[..., LiftAnalysis]:
    """Analyse a simulated lift and keep its curves."""

    def measure(made: SimulatedLift, change: Callable[[PlateForces], PlateForces] | None = None) -> LiftAnalysis:
        forces = simulated_forces(made)
        return analyze_forces(forces if change is None else change(forces), options_of(made))

    return measure


def balance_mm(found: LiftAnalysis) -> FloatArray:
    assert found.curves is not None
    return found.curves.balance_forward_mm


def errors_mm(found: LiftAnalysis, made: SimulatedLift) -> FloatArray:
    known = np.isfinite(balance_mm(found))
    return (balance_mm(found) - made.model.balance_forward_mm(made.time_s))[known]


def leaking(share: float) -> Callable[[PlateForces], PlateForces]:
    def change(forces: PlateForces) -> PlateForces:
        force = forces.force_n.copy()
        force[:, 1] += share * force[:, 2]
        return replace(forces, force_n=force)

    return change


@pytest.mark.parametrize(
    ("kind", "set_up", "allowed_mm"),
    [
        ("snatch", "off-plates", 15.0),
        ("clean", "off-plates", 15.0),
        ("clean", "on-plates", 15.0),
        ("hang_snatch", "off-plates", 8.0),
        ("power_position_clean", "off-plates", 8.0),
        ("snatch_pull", "off-plates", 15.0),
    ],
)
@pytest.mark.parametrize(("seed", "fault"), [(3, None), (4, "forward")])
def test_balance_lies_where_lifter_and_bar_are(
    lift: Lift, measured: Measured, kind: str, set_up: str, allowed_mm: float, seed: int, fault: str | None
) -> None:
    made = lift(kind, set_up=set_up, seed=seed, fault=fault)
    errors = errors_mm(measured(made), made)
    assert errors.size > 3000
    assert np.abs(errors).max() < allowed_mm


@pytest.mark.parametrize("share", [-0.01, 0.01])
def test_crosstalk_from_the_vertical_force_does_not_move_the_balance(
    lift: Lift, measured: Measured, share: float
) -> None:
    made = lift("hang_snatch")
    plain, leaky = (balance_mm(measured(made, change)) for change in (None, leaking(share)))
    assert np.nanmax(np.abs(leaky - plain)) < 1.0


def test_pressure_is_not_balance(lift: Lift, measured: Measured) -> None:
    made = lift()
    found = measured(made)
    assert found.curves is not None
    end = round(made.truth.time("drive_end") * made.rate_hz)
    ahead = found.curves.cop_combined_mm[1, end] - balance_mm(found)[end]
    assert ahead > 50.0


def test_balance_is_known_from_the_separation_to_the_end_of_the_hold(lift: Lift, measured: Measured) -> None:
    made = lift()
    found = measured(made)
    known = np.flatnonzero(np.isfinite(balance_mm(found)))
    assert known[0] == pytest.approx(made.truth.time("separation") * made.rate_hz, abs=5)
    assert known[-1] == pytest.approx(made.truth.spans["hold"][1] * made.rate_hz, abs=200)
    assert known[-1] - known[0] + 1 == known.size


def test_with_the_bar_in_the_hands_it_is_known_from_standing_on(lift: Lift, measured: Measured) -> None:
    made = lift("hang_clean")
    known = np.flatnonzero(np.isfinite(balance_mm(measured(made))))
    assert known[0] < 0.5 * made.rate_hz


def test_a_lost_lift_from_the_hang_is_known_until_the_pull_under(lift: Lift, measured: Measured) -> None:
    made = lift("hang_clean", missed=True)
    found = measured(made)
    known = np.flatnonzero(np.isfinite(balance_mm(found)))
    assert made.truth.time("drive_end") * made.rate_hz < known[-1] < made.truth.time("bottom") * made.rate_hz
    assert np.abs(errors_mm(found, made)).max() < 10.0


def test_a_lost_lift_from_the_floor_has_nothing_to_anchor_it(lift: Lift, measured: Measured) -> None:
    assert not np.isfinite(balance_mm(measured(lift(missed=True)))).any()


def test_without_shear_or_places_there_is_no_balance(lift: Lift, measured: Measured) -> None:
    def nowhere(forces: PlateForces) -> PlateForces:
        unknown = np.full_like(forces.corners_mm, np.nan)
        return replace(forces, centres_mm=unknown.mean(axis=1), corners_mm=unknown)

    for change in (nowhere, lambda forces: replace(forces, has_shear=False)):
        assert not np.isfinite(balance_mm(measured(lift(), change))).any()


def test_shear_zeros_that_differ_are_told(lift: Lift, analysed: Analysed) -> None:
    made = lift()
    later = round(made.truth.time("bottom") * made.rate_hz)

    def leans(forces: PlateForces) -> PlateForces:
        force = forces.force_n.copy()
        force[:, 1, later:] += 0.02 * force[:, 2, later:]
        return replace(forces, force_n=force)

    plain, other = analysed(made), analysed(made, leans)
    assert "shear_disagrees" not in {entry["code"] for entry in plain["quality"]}
    (entry,) = [entry for entry in other["quality"] if entry["code"] == "shear_disagrees"]
    assert set(entry["about"]) == {f"metrics.{key}" for key in FORWARD}


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_a_push_to_either_side_is_told_with_its_sign(lift: Lift, analysed: Analysed, sign: float) -> None:
    made = lift()
    start, stop = (round(made.truth.time(key) * made.rate_hz) for key in ("drive_start", "drive_end"))

    def pushed(forces: PlateForces) -> PlateForces:
        force = forces.force_n.copy()
        force[:, 1, start:stop] += sign * 50.0
        return replace(forces, force_n=force)

    plain, other = analysed(made), analysed(made, pushed)
    moved = {key: other["metrics"][key]["value"] - plain["metrics"][key]["value"] for key in FORWARD}
    assert moved["drive_forward_impulse"] == pytest.approx(sign * 100.0 * (stop - start) / made.rate_hz, rel=0.02)
    assert all(sign * moved[key] > 0 for key in FORWARD)


def test_the_forward_motion_of_the_curve_is_the_metric(lift: Lift, measured: Measured) -> None:
    made = lift("hang_snatch")
    found = measured(made)
    assert found.curves is not None
    events = found.document["events"]
    off = min(events[f"foot_off_{side}"]["time_s"] for side in ("left", "right"))
    begins = made.model.record.timeline.quiet_end
    there, here = np.interp([off, begins], found.curves.time_s, balance_mm(found))
    assert there - here == pytest.approx(found.document["metrics"]["combined_drift_forward"]["value"], abs=4.0)
