"""Pressure from forces and moments: worked values, two plates, turned and swapped plates, mirrored lifters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from acquisition.plate import FloatArray
from processing.analysis import analyze_forces
from processing.cop import pressure
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.result import Document
from sim_data.lifter import SimulatedLift

CORNERS_MM = np.array([[300.0, 450.0, 0.0], [-300.0, 450.0, 0.0], [-300.0, -450.0, 0.0], [300.0, -450.0, 0.0]])


def constant(force_n: FloatArray, moment_nm: FloatArray, centres_mm: FloatArray) -> PlateForces:
    """Forces that stay the same for a second, shape (n_plates, 3) each."""
    n_plates = len(force_n)
    corners = CORNERS_MM + centres_mm[:, None, :]
    sides = (0, 1) if n_plates == 2 else (None, None)
    spread = [np.repeat(values[:, :, None], 1000, axis=2) for values in (force_n, moment_nm)]
    return PlateForces(1000.0, spread[0], spread[1], centres_mm, corners, *sides)


def at_surface(force_n: FloatArray, moment_nm: FloatArray, surface_m: FloatArray) -> FloatArray:
    """Moment about the surface centre from the moment about the sensor, which lies −``surface_m`` from it."""
    moved: FloatArray = moment_nm - np.cross(surface_m, force_n)
    return moved


def test_the_worked_wrench_has_its_pressure_where_it_was_applied() -> None:
    # r = (.07, −.05, −.045) from the sensor, F = (120, −60, 1500), free moment 8: M = (−77.7, −110.4, 9.8).
    force, moment = np.array([120.0, -60.0, 1500.0]), np.array([-77.7, -110.4, 9.8])
    about = at_surface(force, moment, np.array([0.0, 0.0, -0.045]))
    for sign in (1.0, -1.0):
        one = constant((sign * force)[None], (sign * about)[None], np.zeros((1, 3)))
        wrench = pressure(one).combined
        place = [-1000.0 * wrench.smooth[2, 500] / wrench.fz_n[500], 1000.0 * wrench.smooth[1, 500] / wrench.fz_n[500]]
        assert place == pytest.approx([70.0, -50.0], abs=1e-6)


def test_a_surface_offset_that_is_ignored_or_turned_round_is_seen() -> None:
    force, moment = np.array([120.0, -60.0, 1500.0]), np.array([-77.7, -110.4, 9.8])
    for depth_m, place_mm in ((0.0, (73.6, -51.8)), (0.045, (77.2, -53.6))):
        about = at_surface(force, moment, np.array([0.0, 0.0, depth_m]))
        found = pressure(constant(force[None], about[None], np.zeros((1, 3)))).combined.at(500.0)
        assert found == pytest.approx(place_mm, abs=1e-6)


def test_two_feet_together_press_on_the_line_between_them() -> None:
    centres = np.array([[-301.0, 0.0, 0.0], [301.0, 0.0, 0.0]])
    places = np.array([[-200.0, 100.0, 0.0], [220.0, 60.0, 0.0]])
    force = np.array([[0.0, 0.0, 900.0], [0.0, 0.0, 600.0]])
    moment = np.cross((places - centres) / 1000.0, force)
    found = pressure(constant(force, moment, centres))
    assert found.combined.at(500.0) == pytest.approx((-32.0, 84.0), abs=1e-6)
    assert found.feet["left"].at(500.0) == pytest.approx((-200.0, 100.0), abs=1e-6)
    assert found.feet["right"].at(500.0) == pytest.approx((220.0, 60.0), abs=1e-6)


def test_no_pressure_is_given_under_the_load_it_needs() -> None:
    centres = np.array([[-301.0, 0.0, 0.0], [301.0, 0.0, 0.0]])
    force = np.array([[0.0, 0.0, 99.0], [0.0, 0.0, 0.0]])
    found = pressure(constant(force, np.zeros((2, 3)), centres))
    assert found.feet["left"].at(500.0) is None
    assert np.isnan(found.feet["left"].places_mm()).all()
    assert found.combined.at(500.0) is not None
    assert pressure(constant(0.4 * force, np.zeros((2, 3)), centres)).combined.at(500.0) is None


def values(document: Document) -> dict[str, float]:
    return {key: entry["value"] for key, entry in document["metrics"].items() if entry is not None}


def test_plates_in_another_order_give_the_same_lift(
    lift: Callable[..., SimulatedLift], simulated_forces: Callable[..., PlateForces]
) -> None:
    made = lift()
    forces = simulated_forces(made)
    swapped = replace(
        forces,
        force_n=forces.force_n[::-1],
        moment_nm=forces.moment_nm[::-1],
        centres_mm=forces.centres_mm[::-1],
        corners_mm=forces.corners_mm[::-1],
        left=1,
        right=0,
    )
    options = AnalysisOptions(kind="snatch", bar_mass_kg=made.load_kg)
    one, other = (analyze_forces(f, options).document for f in (forces, swapped))
    assert values(other) == pytest.approx(values(one), rel=1e-6, abs=1e-6)
    assert other["cop"]["drive_end"]["left_mm"] == pytest.approx(one["cop"]["drive_end"]["left_mm"], abs=1e-6)


def test_a_mirrored_lifter_turns_only_the_signs_of_left_and_right(
    lift: Callable[..., SimulatedLift], simulated_forces: Callable[..., PlateForces]
) -> None:
    made = lift(fault="asymmetric")
    forces = simulated_forces(made)
    force, moment = forces.force_n[::-1].copy(), forces.moment_nm[::-1].copy()
    force[:, 0] *= -1.0
    moment[:, 1:] *= -1.0
    options = AnalysisOptions(kind="snatch", bar_mass_kg=made.load_kg)
    one, other = (
        values(analyze_forces(f, options).document) for f in (forces, replace(forces, force_n=force, moment_nm=moment))
    )
    assert other["left_share"] == pytest.approx(1.0 - one["left_share"], abs=1e-9)
    for key in ("left_right_index", "release_offset"):
        assert other[key] == pytest.approx(-one[key], abs=1e-6)
    for side, mirrored in (("left", "right"), ("right", "left")):
        assert other[f"release_{side}"] == pytest.approx(one[f"release_{mirrored}"], abs=1e-9)
    sided = ("left_share", "left_right_index", "release", "landing_shift_forward_")
    for key, number in one.items():
        if not key.startswith(sided):
            assert other[key] == pytest.approx(number, rel=1e-6, abs=1e-6), key
