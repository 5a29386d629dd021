"""What cannot be measured is null, and an entry says why: nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from processing.analysis import analyze_forces
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.result import Document
from sim_data.lifter import SimulatedLift

Lift = Callable[..., SimulatedLift]
Analysed = Callable[..., Document]
Forces = Callable[..., PlateForces]


def codes(document: Document, key: str) -> set[str]:
    return {entry["code"] for entry in document["quality"] if key in entry["about"]}


def is_null(document: Document, key: str, code: str) -> bool:
    table, name = key.split(".")
    return document[table][name] is None and code in codes(document, key)


def test_with_the_bar_on_the_plates_the_separation_is_not_seen(lift: Lift, analysed: Analysed) -> None:
    document = analysed(lift("clean", set_up="on-plates"))
    for key in ("events.separation", "events.tension_onset", "metrics.first_pull_impulse", "metrics.pull_balance"):
        assert is_null(document, key, "bar_on_plates"), key
    assert is_null(document, "metrics.landing_shift_forward", "bar_on_plates")
    assert document["metrics"]["drive_impulse"]["value"] > 0


def test_one_plate_still_measures_the_push(lift: Lift, analysed: Analysed) -> None:
    def together(forces: PlateForces) -> PlateForces:
        arm_m = forces.centres_mm[:, 0, None] / 1000.0
        moment = forces.moment_nm.copy()
        moment[:, 1] -= arm_m * forces.force_n[:, 2]
        summed = [values.sum(axis=0, keepdims=True) for values in (forces.force_n, moment)]
        corners = forces.corners_mm.mean(axis=0, keepdims=True)
        corners[..., 0] *= 2.0
        return PlateForces(forces.rate_hz, summed[0], summed[1], np.zeros((1, 3)), corners, None, None)

    two, one = analysed(lift()), analysed(lift(), together)
    for key in ("events.foot_off_left", "events.foot_on_right", "metrics.left_share", "metrics.release_offset"):
        assert is_null(one, key, "one_plate"), key
    for key in ("drive_impulse", "bar_mass", "landing_shift_forward", "drive_forward_impulse"):
        assert one["metrics"][key]["value"] == pytest.approx(two["metrics"][key]["value"], abs=0.2), key


def test_plates_without_shear_give_no_forward_numbers(lift: Lift, analysed: Analysed) -> None:
    document = analysed(lift(), lambda forces: replace(forces, has_shear=False))
    for key in ("drive_forward_impulse", "forward_velocity", "combined_drift_forward", "drive_direction"):
        assert is_null(document, f"metrics.{key}", "no_shear")


def test_plates_whose_place_is_unknown_give_forces_and_no_pressure(lift: Lift, analysed: Analysed) -> None:
    def nowhere(forces: PlateForces) -> PlateForces:
        unknown = np.full_like(forces.corners_mm, np.nan)
        return replace(forces, centres_mm=unknown.mean(axis=1), corners_mm=unknown, has_shear=False)

    document = analysed(lift(), nowhere)
    for key in ("landing_shift_forward", "pressure_rearmost", "catch_sway", "stance_widening"):
        assert is_null(document, f"metrics.{key}", "no_place"), key
    assert document["cop"]["drive_end"]["combined_mm"] is None
    assert "no_place" in codes(document, "cop.drive_end.combined_mm")
    assert document["metrics"]["drive_impulse"]["value"] > 0
    assert document["metrics"]["release_left"]["value"] > 0


@pytest.mark.parametrize(("after_s", "found"), [(-0.1, False), (5.5, True)])
def test_missing_samples_cost_the_lift_only_where_they_lie_in_it(
    lift: Lift, analysed: Analysed, after_s: float, found: bool
) -> None:
    made = lift()
    end = made.truth.events["drive_end"]
    assert end is not None
    gap = round((end + after_s) * made.rate_hz)

    def torn(forces: PlateForces) -> PlateForces:
        force = forces.force_n.copy()
        force[:, :, gap : gap + 10] = np.nan
        return replace(forces, force_n=force)

    document = analysed(made, torn)
    assert document["segmented"] == found
    if found:
        assert document["events"]["drive_end"]["time_s"] == pytest.approx(end, abs=0.002)


def test_a_jump_called_a_hang_lift_has_no_bar(lift: Lift, analysed: Analysed) -> None:
    made = lift("hang_snatch")
    document = analysed(made, body_mass_kg=made.body_mass_kg + made.bar_mass_kg - 3.0)
    assert is_null(document, "events.drive_end", "unsegmented")
    assert any("no bar" in entry["message"] for entry in document["quality"])


def test_a_miss_without_entered_masses_has_no_weight(lift: Lift, analysed: Analysed) -> None:
    document = analysed(lift(missed=True), bar_mass_kg=None)
    assert document["segmented"]
    assert document["lift"]["outcome"] != "made"
    for key in ("metrics.system_weight", "metrics.drive_impulse", "events.drive_end"):
        assert is_null(document, key, "no_weight"), key
    assert document["metrics"]["body_mass"]["value"] == pytest.approx(80.0, abs=0.3)


def test_a_miss_is_measured_with_the_entered_bar(lift: Lift, analysed: Analysed) -> None:
    made = lift(missed=True)
    document = analysed(made)
    assert document["lift"]["outcome"] == "missed"
    assert document["conditions"]["system_weight_source"] == "entered"
    assert is_null(document, "metrics.bar_mass_measured", "no_hold")
    assert is_null(document, "events.hold_start", "no_hold")
    truth = made.truth.metrics["drive_impulse"]
    assert document["metrics"]["drive_impulse"]["value"] == pytest.approx(truth, rel=0.01)


def test_a_hold_that_is_too_short_weighs_nothing(lift: Lift, analysed: Analysed) -> None:
    made = lift()
    stop = round((made.truth.spans["hold"][0] + 0.5) * made.rate_hz)
    document = analysed(made, lambda forces: forces.span(0, stop))
    assert is_null(document, "events.hold_start", "no_hold")
    assert document["conditions"]["system_weight_source"] == "entered"
    assert document["lift"]["outcome"] == "unknown"


def test_the_stand_after_the_bar_was_dropped_is_no_hold(lift: Lift, analysed: Analysed) -> None:
    made = lift()
    document = analysed(made)
    hold, drop = document["events"]["hold_start"]["time_s"], made.truth.spans["hold"][1]
    assert made.truth.events["bottom"] < hold < drop
    assert document["metrics"]["bar_mass"]["value"] == pytest.approx(made.bar_mass_kg, abs=0.5)


def test_a_hang_without_a_body_mass_weighs_lifter_and_bar_together(lift: Lift, analysed: Analysed) -> None:
    made = lift("hang_clean")
    document = analysed(made, body_mass_kg=None)
    assert is_null(document, "metrics.body_mass", "no_weigh_in")
    assert is_null(document, "metrics.bar_mass_measured", "no_weigh_in")
    assert document["conditions"]["system_weight_source"] == "quiet"
    weight = (made.body_mass_kg + made.bar_mass_kg) * 9.80665
    assert document["metrics"]["system_weight"]["value"] == pytest.approx(weight, rel=0.002)
    for key in ("events.separation", "events.peak_1", "metrics.first_pull_impulse"):
        assert is_null(document, key, "not_in_kind"), key


def test_a_foot_off_its_plate_voids_the_landing_and_not_the_push(lift: Lift, analysed: Analysed) -> None:
    made = lift(fault="foot_off_plate")
    document = analysed(made)
    void = ("metrics.landing_shift_forward", "metrics.stance_widening", "metrics.bar_mass_measured", "events.bottom")
    for key in void:
        assert is_null(document, key, "foot_off_plate"), key
    assert document["conditions"]["system_weight_source"] == "entered"
    truth = made.truth.metrics["drive_impulse"]
    assert document["metrics"]["drive_impulse"]["value"] == pytest.approx(truth, rel=0.01)
    assert "bar_mass_mismatch" in codes(document, "metrics.bar_mass")


def test_a_step_between_standing_and_lift_voids_the_landing_shift(lift: Lift, analysed: Analysed) -> None:
    made = lift()
    at = slice(*(round((made.truth.spans["quiet"][1] + s) * made.rate_hz) for s in (0.3, 0.6)))

    def lifted(forces: PlateForces) -> PlateForces:
        force, moment = forces.force_n.copy(), forces.moment_nm.copy()
        force[1, 2, at] += force[0, 2, at]
        force[0, :, at] = 0.0
        moment[0, :, at] = 0.0
        return replace(forces, force_n=force, moment_nm=moment)

    document = analysed(made, lifted)
    assert is_null(document, "metrics.landing_shift_forward", "stepped")
    assert document["metrics"]["drive_impulse"] is not None


@pytest.mark.parametrize(("least_n", "code"), [(16.0, "near_threshold"), (40.0, "feet_stayed")])
def test_a_foot_near_the_threshold_has_no_defined_release(
    lift: Lift, analysed: Analysed, least_n: float, code: str
) -> None:
    made = lift()

    def never_quite_off(forces: PlateForces) -> PlateForces:
        force = forces.force_n.copy()
        off, on = (made.truth.events[f"foot_{way}_left"] for way in ("off", "on"))
        assert off is not None
        assert on is not None
        inside = slice(round((off - 0.05) * made.rate_hz), round((on + 0.05) * made.rate_hz))
        force[0, 2, inside] = np.maximum(force[0, 2, inside], least_n)
        return replace(forces, force_n=force)

    document = analysed(made, never_quite_off)
    assert is_null(document, "events.foot_off_left", code)
    assert is_null(document, "metrics.release_left", code)
    assert document["metrics"]["least_foot_load"]["value"] < 0.1
    assert document["events"]["foot_off_right"] is not None


def test_a_pull_has_no_catch(lift: Lift, analysed: Analysed) -> None:
    document = analysed(lift("snatch_pull"))
    for key in ("events.bottom", "events.catch_peak", "metrics.catch_peak_ratio", "metrics.landing_shift_forward"):
        assert is_null(document, key, "not_in_kind"), key
    assert is_null(document, "events.foot_off_left", "feet_stayed")


@pytest.mark.parametrize("kind", ["countermovement_jump", "squat_jump"])
def test_a_jump_is_not_analysed_as_a_lift(lift: Lift, analysed: Analysed, kind: str) -> None:
    document = analysed(lift(), kind=kind)
    assert not document["segmented"]
    assert is_null(document, "metrics.drive_impulse", "unsegmented")


def test_standing_alone_is_no_lift(lift: Lift, simulated_forces: Forces) -> None:
    made = lift()
    stop = round(made.truth.spans["quiet"][1] * made.rate_hz)
    found = analyze_forces(simulated_forces(made).span(0, stop), AnalysisOptions(kind="snatch", bar_mass_kg=100.0))
    assert not found.segmented
    assert is_null(found.document, "events.drive_end", "unsegmented")
    assert found.document["findings"] == []


def test_nobody_on_the_plates_is_no_lift() -> None:
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((2, 3, 4000))
    centres = np.array([[-301.0, 0.0, 0.0], [301.0, 0.0, 0.0]])
    corners = np.zeros((2, 4, 3)) + centres[:, None]
    found = analyze_forces(PlateForces(1000.0, noise, 0.2 * noise, centres, corners, 0, 1))
    assert not found.segmented
    assert "kind_assumed" not in {entry["code"] for entry in found.document["quality"]}


def test_an_empty_record_is_no_lift() -> None:
    nothing = PlateForces(1000.0, np.zeros((2, 3, 0)), np.zeros((2, 3, 0)), np.zeros((2, 3)), np.zeros((2, 4, 3)), 0, 1)
    assert not analyze_forces(nothing).segmented
