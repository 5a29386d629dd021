"""Files that carry what nobody measured: zeros for a missing axis, flat tops, spikes, forces in another unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from acquisition.interchange.record import PlateRecord
from processing.analysis import analyze, analyze_forces
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.result import Document
from sim_data.lifter import SimulatedLift

Lift = Callable[..., SimulatedLift]
Analysed = Callable[..., Document]
Forces = Callable[..., PlateForces]
FORWARD = ("drive_forward_impulse", "forward_velocity", "combined_drift_forward", "drive_direction")
PRESSURE = ("pressure_rearmost", "pressure_at_drive_end", "landing_shift_forward", "stance_widening", "catch_sway")


def codes(document: Document, key: str) -> set[str]:
    return {entry["code"] for entry in document["quality"] if key in entry["about"]}


def named(document: Document, code: str) -> list[str]:
    return [entry["message"] for entry in document["quality"] if entry["code"] == code]


@pytest.mark.parametrize("value", [0.0, 12.5, np.nan])
def test_a_forward_force_that_never_changes_is_no_shear(lift: Lift, analysed: Analysed, value: float) -> None:
    def still(forces: PlateForces) -> PlateForces:
        force_n = forces.force_n.copy()
        force_n[:, :2] = value
        return replace(forces, force_n=force_n)

    document, usual = analysed(lift(), still), analysed(lift())
    for key in FORWARD:
        assert document["metrics"][key] is None
        assert codes(document, f"metrics.{key}") == {"no_shear"}, key
    assert document["metrics"]["drive_impulse"] == usual["metrics"]["drive_impulse"]
    assert document["metrics"]["pressure_at_drive_end"]["value"] == pytest.approx(
        usual["metrics"]["pressure_at_drive_end"]["value"], abs=0.5
    )


@pytest.mark.parametrize("rows", [slice(0, 3), slice(0, 1), slice(1, 2)])
def test_moments_that_never_change_give_no_pressure(lift: Lift, analysed: Analysed, rows: slice) -> None:
    def without(forces: PlateForces) -> PlateForces:
        moment_nm = forces.moment_nm.copy()
        moment_nm[:, rows] = 0.0
        return replace(forces, moment_nm=moment_nm)

    document = analysed(lift(), without)
    for key in PRESSURE:
        assert document["metrics"][key] is None
        assert "no_place" in codes(document, f"metrics.{key}"), key
    for place in document["cop"].values():
        assert place is None or {place["left_mm"], place["right_mm"], place["combined_mm"]} == {None}
    assert document["metrics"]["drive_impulse"]["value"] > 0


@pytest.mark.parametrize("component", [0, 1, 2])
def test_a_gap_in_one_component_is_a_gap_and_told(
    lift: Lift, simulated_forces: Forces, options_of: Callable[..., AnalysisOptions], component: int
) -> None:
    made = lift()
    forces = simulated_forces(made)
    force_n = forces.force_n.copy()
    force_n[1, component, 300:310] = np.nan
    document = analyze_forces(replace(forces, force_n=force_n), options_of(made)).document
    assert document["segmented"]
    assert document["conditions"]["samples_lost"] == [[300, 310]]
    assert named(document, "samples_lost") == ["samples 300 to 309 are missing"]


def test_force_that_ends_flat_was_cut_off_where_the_file_tells_no_range(lift: Lift, analysed: Analysed) -> None:
    def cut(forces: PlateForces) -> PlateForces:
        force_n = forces.force_n.copy()
        force_n[0, 2] = np.minimum(force_n[0, 2], 0.93 * force_n[0, 2].max())
        return replace(forces, force_n=force_n)

    assert named(analysed(lift()), "saturated") == []
    (told,) = named(analysed(lift(), cut), "saturated")
    assert told.startswith("the left plate's force stays at one largest value")


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("height_n", [300.0, -300.0])
def test_a_spike_in_the_push_is_told(lift: Lift, analysed: Analysed, width: int, height_n: float) -> None:
    made = lift()
    at = round((made.truth.events["peak_2"] or 0.0) * made.rate_hz)

    def spiked(forces: PlateForces) -> PlateForces:
        force_n = forces.force_n.copy()
        force_n[0, 2, at : at + width] += height_n
        return replace(forces, force_n=force_n)

    document = analysed(made, spiked)
    (told,) = named(document, "implausible")
    assert f"{at / 1000.0:.3f} s" in told or f"{(at + 1) / 1000.0:.3f} s" in told
    assert "implausible" in codes(document, "metrics.peak_force")


@pytest.mark.parametrize("rate_hz", [1000.0, 2000.0, 5000.0])
@pytest.mark.parametrize("width_s", [0.001, 0.003])
def test_a_spike_is_told_at_every_rate(lift: Lift, analysed: Analysed, rate_hz: float, width_s: float) -> None:
    made = lift(rate_hz=rate_hz)
    at = round((made.truth.events["peak_2"] or 0.0) * rate_hz)

    def spiked(forces: PlateForces) -> PlateForces:
        force_n = forces.force_n.copy()
        force_n[0, 2, at : at + round(width_s * rate_hz)] += 3000.0
        return replace(forces, force_n=force_n)

    (told,) = named(analysed(made, spiked), "implausible")
    assert "that is a spike and no push" in told


@pytest.mark.parametrize("kind", ["snatch", "clean", "hang_power_clean", "power_position_snatch", "clean_pull"])
@pytest.mark.parametrize("rate_hz", [500.0, 2000.0, 5000.0])
def test_no_lift_under_noise_and_hum_is_doubted(lift: Lift, analysed: Analysed, kind: str, rate_hz: float) -> None:
    document = analysed(lift(kind, rate_hz=rate_hz))
    assert document["segmented"]
    assert not {"implausible", "saturated"} & {entry["code"] for entry in document["quality"]}


def test_a_body_of_tons_is_not_believed(lift: Lift, analysed: Analysed) -> None:
    def thousandfold(forces: PlateForces) -> PlateForces:
        return replace(forces, force_n=1000.0 * forces.force_n, moment_nm=1000.0 * forces.moment_nm)

    document = analysed(lift(), thousandfold, bar_mass_kg=None)
    assert "implausible" in codes(document, "metrics.body_mass")
    (entry,) = [entry for entry in document["quality"] if entry["code"] == "implausible"]
    assert entry["severity"] == "error"
    assert "unit of force" in entry["message"]


@pytest.mark.parametrize("times", [1 / 9.80665, 1000.0])
@pytest.mark.parametrize("bar_is_known", [True, False])
@pytest.mark.parametrize("kind", ["hang_clean", "power_position_snatch"])
def test_forces_in_another_unit_are_doubted_though_no_body_mass_is_known(
    lift: Lift, analysed: Analysed, times: float, bar_is_known: bool, kind: str
) -> None:
    made = lift(kind)

    def otherwise(forces: PlateForces) -> PlateForces:
        return replace(forces, force_n=times * forces.force_n, moment_nm=times * forces.moment_nm)

    bar_kg = made.load_kg if bar_is_known else None
    document = analysed(made, otherwise, bar_mass_kg=bar_kg, body_mass_kg=None)
    assert "implausible" in codes(document, "metrics.system_weight")


@pytest.mark.parametrize("kind", ["hang_snatch_pull", "hang_snatch", "power_position_clean"])
def test_a_lift_from_the_floor_is_none_from_the_hang(lift: Lift, analysed: Analysed, kind: str) -> None:
    document = analysed(lift(), kind=kind)
    assert not document["segmented"]
    (told,) = named(document, "unsegmented")
    assert "the hold is 100 kg heavier than the standing before the push" in told


def test_a_hold_a_little_heavier_than_the_standing_before_is_remarked(lift: Lift, analysed: Analysed) -> None:
    made = lift("hang_clean_pull")
    hold = round((made.truth.events["drive_start"] or 0.0) * made.rate_hz)

    def beside(forces: PlateForces) -> PlateForces:
        force_n = forces.force_n.copy()
        force_n[:, :, : hold - 200] *= 0.96
        return replace(forces, force_n=force_n)

    (told,) = named(analysed(made, beside), "hold_rejected")
    assert told.endswith("heavier than the standing before")


def test_a_speed_and_a_rise_that_no_push_gives_are_doubted(lift: Lift, analysed: Analysed) -> None:
    made = lift()
    last = round(((made.truth.events["bottom"] or 0.0) + 0.5) * made.rate_hz)
    document = analysed(made, lambda forces: forces.span(0, last), kind="hang_snatch_pull", bar_mass_kg=None)
    assert document["segmented"]
    (told,) = named(document, "implausible")
    assert "m/s fast" in told
    assert "implausible" in codes(document, "metrics.peak_velocity")


@pytest.mark.parametrize("sides", [True, False])
def test_on_one_plate_no_foot_is_said_to_have_stayed(lift: Lift, analysed: Analysed, sides: bool) -> None:
    def one(forces: PlateForces) -> PlateForces:
        return forces if sides else replace(forces, left=None, right=None)

    document = analysed(lift(), one)
    for key in ("landing_to_catch_peak", "settling_time"):
        assert (document["metrics"][key] is None) is not sides
        assert codes(document, f"metrics.{key}") == (set() if sides else {"one_plate"})


def test_a_file_whose_vertical_is_another_axis_says_which(lift: Lift, recorded: Callable[..., PlateRecord]) -> None:
    record = recorded(lift(), tares=())
    y_up = np.zeros((6, 6))
    y_up[[0, 1, 2, 3, 4, 5], [1, 2, 0, 4, 5, 3]] = 1.0
    plates = tuple(replace(plate, matrix=y_up, corners_mm=plate.corners_mm * np.nan) for plate in record.plates)
    turned = replace(record, plates=plates)
    document = analyze(turned, AnalysisOptions(kind="snatch")).document
    assert not document["segmented"]
    (told,) = named(document, "polarity")
    assert told.startswith("most of the force lies along the file's y axis, not along --up +z: give --up +y (or -y)")
    right = analyze(turned, AnalysisOptions(kind="snatch", up="+y", forward="+x", left_plate=1, right_plate=2)).document
    assert right["segmented"]
    assert named(right, "polarity") == []
