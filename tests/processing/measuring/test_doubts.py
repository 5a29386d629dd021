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


@pytest.mark.parametrize("kind", ["snatch", "clean", "hang_power_clean", "power_position_snatch", "clean_pull"])
@pytest.mark.parametrize("rate_hz", [500.0, 2000.0])
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
