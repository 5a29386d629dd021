"""Records to forces: frames, signs, sides, tare, skew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import OptionNeeded
from acquisition.interchange.record import PlateRecord, Tare
from acquisition.plate import FloatArray, ForcePlate
from acquisition.rig import read_rig
from processing.options import AnalysisOptions
from processing.samples import record_samples
from processing.wrench import plate_forces

RATE_HZ = 1000.0


def volts_for(plate: ForcePlate, force_n: FloatArray, point_mm: FloatArray, free_moment_nm: float = 0.0) -> FloatArray:
    """Channel values of a force on the lifter at a point of the surface (laboratory frame), by solving the statics."""
    turn = plate.rotation.T * plate.reaction
    lever_m = ((point_mm - plate.centre_mm) / 1000.0)[:, np.newaxis]
    about_centre = np.cross(lever_m, force_n, axis=0) + np.array([[0.0], [0.0], [free_moment_nm]])
    force, moment = turn @ force_n, turn @ about_centre
    at_sensors = moment + np.cross(plate.surface_mm[:, np.newaxis] / 1000.0, force, axis=0)
    solved: FloatArray = np.linalg.solve(plate.matrix, np.concatenate([force, at_sensors]))
    return solved


LEFT_N = np.array([[10.0], [-25.0], [480.0]]) * np.linspace(0.9, 1.1, 40)
RIGHT_N = np.array([[-12.0], [30.0], [520.0]]) * np.linspace(1.1, 0.9, 40)
LEFT_MM, RIGHT_MM = np.array([-180.0, 35.0, 0.0]), np.array([170.0, 20.0, 0.0])


@pytest.fixture(scope="module")
def plates(root: Path) -> tuple[ForcePlate, ...]:
    return read_rig(root / "examples" / "rig.toml").plates()


@pytest.fixture
def record(plates: tuple[ForcePlate, ...]) -> PlateRecord:
    signals = (volts_for(plates[0], LEFT_N, LEFT_MM, 3.0), volts_for(plates[1], RIGHT_N, RIGHT_MM, -2.0))
    return PlateRecord("a.mcap", "recording", RATE_HZ, plates, signals)


def test_forces_come_out_as_they_went_in(record: PlateRecord) -> None:
    forces = plate_forces(record, AnalysisOptions())
    np.testing.assert_allclose(forces.force_n[0], LEFT_N, atol=1e-9)
    np.testing.assert_allclose(forces.force_n[1], RIGHT_N, atol=1e-9)
    assert (forces.left, forces.right) == (0, 1)
    assert forces.has_shear
    samples = record_samples(record, AnalysisOptions())
    np.testing.assert_allclose(samples.plates[0].cop_mm, LEFT_MM[:, np.newaxis] * np.ones(40), atol=1e-8)
    np.testing.assert_allclose(samples.plates[1].free_moment_nm, -2.0, atol=1e-9)


def test_the_common_centre_of_pressure_lies_between_the_feet(record: PlateRecord) -> None:
    cop_mm = record_samples(record, AnalysisOptions()).cop_mm
    share = LEFT_N[2] / (LEFT_N[2] + RIGHT_N[2])
    np.testing.assert_allclose(
        cop_mm[:2], np.outer(LEFT_MM, share)[:2] + np.outer(RIGHT_MM, 1.0 - share)[:2], atol=1e-8
    )


@pytest.mark.parametrize(
    ("forward", "up", "rows"),
    [("+y", "+z", ("+x", "+y", "+z")), ("+x", "+z", ("-y", "+x", "+z")), ("-x", "+z", ("+y", "-x", "+z"))],
)
def test_forward_and_up_turn_a_files_frame(record: PlateRecord, forward: str, up: str, rows: tuple[str, ...]) -> None:
    plain = plate_forces(record, AnalysisOptions()).force_n
    turned = plate_forces(record, AnalysisOptions(forward=forward, up=up)).force_n
    for row, name in enumerate(rows):
        sign = 1.0 if name[0] == "+" else -1.0
        np.testing.assert_allclose(turned[:, row], sign * plain[:, "xyz".index(name[1])], atol=1e-9)


def test_a_frame_with_y_up_gives_the_same_lifter(record: PlateRecord) -> None:
    """The file's x forward, y up, z right."""
    to_file = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    turned = tuple(replace(plate, corners_mm=plate.corners_mm @ to_file.T) for plate in record.plates)
    elsewhere = replace(record, plates=turned, format="c3d")
    forces = plate_forces(elsewhere, AnalysisOptions(forward="+x", up="+y"))
    np.testing.assert_allclose(forces.force_n, plate_forces(record, AnalysisOptions()).force_n, atol=1e-9)
    np.testing.assert_allclose(forces.centres_mm[:, 0], [-301.0, 301.0], atol=1e-9)
    assert (forces.left, forces.right) == (0, 1)


def test_a_foreign_file_with_its_vertical_downward_still_pushes_the_lifter_up(record: PlateRecord) -> None:
    flipped = np.diag([1.0, -1.0, -1.0])
    plates = tuple(replace(plate, corners_mm=plate.corners_mm @ flipped) for plate in record.plates)
    # The reader takes +z for up and so believes the forces to act on the plate.
    as_read = tuple(replace(plate, reaction=-1 if plate.reaction == 1 else 1) for plate in plates)
    foreign = replace(record, plates=as_read, format="c3d")
    forces = plate_forces(foreign, AnalysisOptions(forward="-y", up="-z"))
    np.testing.assert_allclose(forces.force_n, plate_forces(record, AnalysisOptions()).force_n, atol=1e-9)


def test_named_plates_win_over_the_floor_plan(record: PlateRecord) -> None:
    crossed = plate_forces(record, AnalysisOptions(left_plate=2))
    assert (crossed.left, crossed.right) == (1, 0)
    assert plate_forces(record, AnalysisOptions(right_plate=1)).left == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (AnalysisOptions(left_plate=3), "has no plate 3; give --left-plate a number from 1 to 2"),
        (AnalysisOptions(left_plate=1, right_plate=1), "name the same plate"),
        (AnalysisOptions(forward="+z"), "are parallel"),
        (AnalysisOptions(forward="-z"), "are parallel"),
        (AnalysisOptions(up="up"), "'up' is no axis"),
    ],
)
def test_options_that_cannot_be_are_named(record: PlateRecord, options: AnalysisOptions, says: str) -> None:
    with pytest.raises(OptionNeeded, match=says):
        plate_forces(record, options)


def test_one_plate_has_no_sides(record: PlateRecord) -> None:
    alone = replace(record, plates=record.plates[:1], signals=record.signals[:1])
    forces = plate_forces(alone, AnalysisOptions())
    assert (forces.left, forces.right) == (None, None)
    assert forces.force_n.shape == (1, 3, 40)


def test_three_plates_need_both_names(record: PlateRecord) -> None:
    three = replace(record, plates=(*record.plates, record.plates[0]), signals=(*record.signals, record.signals[0]))
    with pytest.raises(OptionNeeded, match="--left-plate N --right-plate N"):
        plate_forces(three, AnalysisOptions(left_plate=1))
    named = plate_forces(three, AnalysisOptions(left_plate=3, right_plate=2))
    assert (named.left, named.right) == (2, 1)
    assert named.total_fz_n[0] == pytest.approx(2.0 * LEFT_N[2, 0] + RIGHT_N[2, 0])


def test_the_last_zero_before_the_span_is_taken_else_the_first(record: PlateRecord) -> None:
    def tare(start: int, volts: float) -> Tare:
        return Tare(start, start + 5, tuple(np.full(6, volts) for _ in range(2)))

    zeroed = replace(record, tares=(tare(10, 0.01), tare(25, 0.02)))
    bare = plate_forces(record, AnalysisOptions()).total_fz_n
    per_volt = bare[0] - plate_forces(replace(record, tares=(tare(0, 1.0),)), AnalysisOptions()).total_fz_n[0]

    def taken(record: PlateRecord, start: int) -> float:
        return float((bare[start] - plate_forces(record, AnalysisOptions(), start).total_fz_n[0]) / per_volt)

    assert taken(zeroed, 0) == pytest.approx(0.01)
    assert taken(zeroed, 29) == pytest.approx(0.01)
    assert taken(zeroed, 30) == pytest.approx(0.02)
    # Only a span was read: its samples keep the recording's numbers.
    assert taken(replace(zeroed, first_index=30), 0) == pytest.approx(0.02)


def test_samples_are_tared_by_the_zero_before_each(record: PlateRecord) -> None:
    zeros = tuple(Tare(a, a + 5, tuple(np.full(6, v) for _ in range(2))) for a, v in ((0, 0.01), (20, 0.02)))
    fz_n = record_samples(replace(record, tares=zeros, first_index=0), AnalysisOptions()).force_n[2]
    lost_n = record_samples(record, AnalysisOptions()).force_n[2] - fz_n
    np.testing.assert_allclose(lost_n[:25], lost_n[0], rtol=1e-9)
    np.testing.assert_allclose(lost_n[25:], 2.0 * lost_n[0], rtol=1e-9)


def test_a_span_is_cut_out_of_the_whole(record: PlateRecord) -> None:
    whole = plate_forces(record, AnalysisOptions())
    span = plate_forces(record, AnalysisOptions(), 7, 29)
    np.testing.assert_array_equal(span.force_n, whole.force_n[:, :, 7:29])
    assert plate_forces(record, AnalysisOptions(), 35, 400).n == 5


def hard_landing(time_s: FloatArray) -> FloatArray:
    """Fx, Fy, Fz of a landing that rises to 3500 N within 20 ms, with a ringing on top."""
    rise = 1.0 / (1.0 + np.exp(-(time_s - 0.100) / 0.004))
    ring = 300.0 * np.exp(-((time_s - 0.125) ** 2) / (2.0 * 0.015**2)) * np.sin(2.0 * np.pi * 30.0 * time_s)
    fz_n = 3200.0 * rise * np.exp(-(np.maximum(time_s - 0.1, 0.0) ** 2) / 0.02) + ring
    return np.stack([0.05 * fz_n, -0.1 * fz_n, fz_n])


@pytest.mark.parametrize("start", [0, 80, 101])
def test_the_convert_skew_of_a_hard_landing_is_removed(plates: tuple[ForcePlate, ...], start: int) -> None:
    """Twelve channels converted one after the other, 12 µs apart, as one converter behind a multiplexer does."""
    time_s = np.arange(300) / RATE_HZ
    delays_s: FloatArray = np.linspace(0.0, 11 * 12e-6, 12)
    points = (LEFT_MM, RIGHT_MM)
    skewed = []
    for k, plate in enumerate(plates):
        rows = [
            volts_for(plate, hard_landing(time_s + delay), points[k])[j]
            for j, delay in enumerate(delays_s[6 * k : 6 * k + 6])
        ]
        skewed.append(np.stack(rows))
    record = PlateRecord("a.mcap", "recording", RATE_HZ, plates, tuple(skewed), skew_s=(delays_s[:6], delays_s[6:]))
    untouched = [values.copy() for values in skewed]
    straight = plate_forces(record, AnalysisOptions(), start, 290).force_n
    truth = hard_landing(time_s[start:290])
    assert np.abs(straight - truth).max() < 0.1
    uncorrected = plate_forces(replace(record, skew_s=()), AnalysisOptions(), start, 290).force_n
    assert np.abs(uncorrected - truth).max() > 10.0
    for values, before in zip(record.signals, untouched, strict=True):
        np.testing.assert_array_equal(values, before)
