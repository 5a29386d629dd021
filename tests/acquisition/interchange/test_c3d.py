"""C3D files in, against the ezc3d library and against files written byte by byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
import pytest

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange import c3d_data
from acquisition.interchange.c3d import read_c3d
from acquisition.interchange.c3d_data import analog_values, layout_of
from acquisition.interchange.c3d_parameters import read_c3d_head
from acquisition.interchange.c3d_plates import kistler_calibration
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray
from processing.frames import laboratory_axes
from processing.options import AnalysisOptions
from processing.samples import record_samples
from processing.wrench import plate_forces

C3dFile = Callable[..., bytes]


def library_plates(content: bytes, folder: Path) -> list[dict[str, Any]]:
    """Force plates as ezc3d computes them."""
    path = folder / "file.c3d"
    path.write_bytes(content)
    plates: list[dict[str, Any]] = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"]
    return plates


def assert_equals_library(record: PlateRecord, content: bytes, folder: Path, moment_unit: float = 1000.0) -> None:
    samples = record_samples(record, AnalysisOptions())
    for ours, theirs in zip(samples.plates, library_plates(content, folder), strict=True):
        np.testing.assert_allclose(ours.force_n, theirs["force"], rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(ours.moment_nm * moment_unit, theirs["moment"], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(ours.cop_mm, theirs["center_of_pressure"], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(ours.free_moment_nm * moment_unit, theirs["Tz"][2], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("processor", [84, 85, 86], ids=["Intel", "DEC", "SGI"])
@pytest.mark.parametrize("as_floats", [True, False], ids=["float", "integer"])
def test_every_processor_and_number_form_reads_the_same_values(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, processor: int, as_floats: bool
) -> None:
    content = make_c3d(standing, one_plate, processor=processor, as_floats=as_floats, scale=4.0)
    record = read_c3d(content, "a.c3d")
    expected = (standing / 4.0).astype(np.float32) * 4.0 if as_floats else np.rint(standing / 4.0) * 4.0
    np.testing.assert_allclose(record.signals[0], expected, rtol=2e-7)
    np.testing.assert_allclose(record.plates[0].surface_mm, [1.0, 2.0, -40.0])
    assert record.rate_hz == 1000.0
    assert record.n == 50


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_type_2_equals_the_library_with_either_sign_of_the_origin(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, tmp_path: Path, sign: float
) -> None:
    one_plate["ORIGIN"] = one_plate["ORIGIN"] * sign
    content = make_c3d(standing, one_plate)
    record = read_c3d(content, "a.c3d")
    assert record.plates[0].surface_mm[2] == -40.0
    assert record.plates[0].reaction == 1
    assert_equals_library(record, content, tmp_path)


def test_type_2_ignores_a_matrix_and_a_zero_on_the_loaded_plate(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    plain = read_c3d(make_c3d(standing, one_plate), "a.c3d")
    one_plate["CAL_MATRIX"] = np.full((6, 6, 1), 7.0)
    with_matrix = read_c3d(make_c3d(standing, one_plate), "a.c3d")
    np.testing.assert_array_equal(with_matrix.plates[0].matrix, plain.plates[0].matrix)
    assert plain.tares == ()


def test_type_4_applies_its_matrix_as_the_library_does(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, tmp_path: Path
) -> None:
    matrix = np.diag([1.5, 1.5, 6.0, 700.0, 700.0, 400.0]) + 0.01 * np.arange(36.0).reshape(6, 6)
    volts = np.linalg.solve(matrix, standing)
    content = make_c3d(
        volts,
        {**one_plate, "TYPE": np.array([4], dtype=np.int16), "CAL_MATRIX": matrix[:, :, np.newaxis]},
        units=["V"] * 6,
    )
    record = read_c3d(content, "a.c3d")
    assert_equals_library(record, content, tmp_path)
    np.testing.assert_allclose(record.plates[0].matrix[:3] @ record.signals[0], standing[:3], rtol=1e-4)


def test_type_1_gives_back_its_stored_centre_of_pressure(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    channels = standing.copy()
    channels[3:] = np.array([12.0, -34.0, 900.0])[:, np.newaxis]
    described = {**one_plate, "TYPE": np.array([1], dtype=np.int16)}
    record = read_c3d(make_c3d(channels, described, units=["N", "N", "N", "mm", "mm", "Nmm"]), "a.c3d")
    cop_mm = record_samples(record, AnalysisOptions()).plates[0].cop_mm
    # The plate's x points to −x of the laboratory, its y to +y; the centre lies at (−300, 450).
    np.testing.assert_allclose(cop_mm, np.array([-312.0, 416.0, 0.0])[:, np.newaxis] * np.ones(50), atol=1e-3)
    assert "type 1" in record.warnings[0]


@pytest.mark.parametrize("az0", [54.0, -54.0])
def test_type_3_takes_the_surface_above_the_sensors_whatever_the_sign(
    make_c3d: C3dFile, one_plate: dict[str, Any], az0: float
) -> None:
    """A force of 30 N sideways and 600 N down at (50, −80) mm of the plate, split over four sensors by statics."""
    a, b, height = 0.21, 0.35, 0.054
    x, y, fx, fy, fz = 0.05, -0.08, 30.0, -20.0, 600.0
    mx, my = y * fz + height * fy, -x * fz - height * fx  # about the level of the sensors, plate z down
    per_sensor = [fz / 4 + sx * mx / (4 * b) + sy * my / (4 * a) for sx, sy in ((1, -1), (1, 1), (-1, 1), (-1, -1))]
    channels = np.repeat(np.array([[fx / 2, fx / 2, fy / 2, fy / 2, *per_sensor]]).T, 20, axis=1)
    described = {
        **one_plate,
        "TYPE": np.array([3], dtype=np.int16),
        "ORIGIN": np.array([[210.0], [350.0], [az0]]),
        "CHANNEL": np.arange(1, 9, dtype=np.int16).reshape(8, 1),
    }
    record = read_c3d(make_c3d(channels, described, units=["N"] * 8), "a.c3d")
    plate = record_samples(record, AnalysisOptions()).plates[0]
    np.testing.assert_allclose(plate.cop_mm[:, 0], [-300.0 - 50.0, 450.0 - 80.0, 0.0], atol=1e-3)
    np.testing.assert_allclose(plate.force_n[:, 0], [30.0, 20.0, 600.0], rtol=1e-6)  # the action is turned round
    assert record.plates[0].kind == "8-channel"


@pytest.mark.parametrize("order", [(0, 1, 3, 2), (0, 2, 1, 3)])
def test_bow_tie_corners_are_mended_with_a_warning(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, order: tuple[int, ...]
) -> None:
    straight = read_c3d(make_c3d(standing, one_plate), "a.c3d")
    one_plate["CORNERS"] = one_plate["CORNERS"][:, list(order)]
    mended = read_c3d(make_c3d(standing, one_plate), "a.c3d")
    np.testing.assert_allclose(mended.plates[0].corners_mm, straight.plates[0].corners_mm)
    assert "bow-tie" in mended.warnings[0]
    assert straight.warnings == ()


@pytest.mark.parametrize(
    ("unit", "to_nm"),
    [("Nmm", 1e-3), ("ntmm", 1e-3), ("N.mm", 1e-3), ("N*m", 1.0), ("Newton meters", 1.0), ("Nm", 1.0), ("N·m", 1.0)],
)
def test_units_of_moment_are_understood_however_spelt(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, unit: str, to_nm: float
) -> None:
    content = make_c3d(standing, one_plate, units=["nt", "nt", "nt", *[unit.replace("·", " ")] * 3])
    record = read_c3d(content, "a.c3d")
    assert record.plates[0].matrix[5, 5] == pytest.approx(to_nm)
    assert record.warnings == ()


def test_a_unit_of_moment_that_is_none_is_named_and_taken_from_the_corners(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    record = read_c3d(make_c3d(standing, one_plate, units=["Newtons"] * 3 + ["??"] * 3), "a.c3d")
    assert record.plates[0].matrix[5, 5] == pytest.approx(1e-3)
    assert "'??'" in record.warnings[0]


def test_corners_in_metres_give_the_same_plate(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    in_mm = read_c3d(make_c3d(standing, one_plate), "a.c3d")
    metres = {**one_plate, "CORNERS": one_plate["CORNERS"] / 1000.0, "ORIGIN": one_plate["ORIGIN"] / 1000.0}
    in_m = read_c3d(make_c3d(standing, metres, point_units="m"), "a.c3d")
    np.testing.assert_allclose(in_m.plates[0].corners_mm, in_mm.plates[0].corners_mm, rtol=1e-6)
    np.testing.assert_allclose(in_m.plates[0].surface_mm, in_mm.plates[0].surface_mm, rtol=1e-6)


def test_forces_on_the_plate_are_turned_into_forces_on_the_lifter(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    action = read_c3d(make_c3d(-standing, one_plate), "a.c3d")
    reaction = read_c3d(make_c3d(standing, one_plate), "a.c3d")
    assert action.plates[0].reaction == -1
    both = [record_samples(record, AnalysisOptions()) for record in (action, reaction)]
    np.testing.assert_allclose(both[0].force_n, both[1].force_n)
    np.testing.assert_allclose(both[0].cop_mm, both[1].cop_mm)
    assert both[0].force_n[2].min() > 700.0


def test_a_file_without_a_rate_takes_the_frames_rate_else_asks_for_it(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    from_frames = make_c3d(standing, one_plate, rate_hz=None, frame_rate_hz=500.0)
    assert read_c3d(from_frames, "a.c3d").rate_hz == 500.0
    without = make_c3d(standing, one_plate, rate_hz=None)
    with pytest.raises(OptionNeeded, match="--rate HZ"):
        read_c3d(without, "a.c3d")
    assert read_c3d(without, "a.c3d", 250.0).rate_hz == 250.0


def test_a_stated_rate_wins_over_a_typed_one_and_says_so(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    record = read_c3d(make_c3d(standing, one_plate), "a.c3d", 250.0)
    assert record.rate_hz == 1000.0
    assert "--rate 250 is not used" in record.warnings[0]


def test_two_rates_that_contradict_each_other_are_asked_about(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    content = make_c3d(standing, one_plate, frame_rate_hz=200.0, samples_per_frame=10)
    with pytest.raises(OptionNeeded, match="ANALOG:RATE says 1000 Hz, its frames 2000 Hz") as asked:
        read_c3d(content, "a.c3d")
    assert "--rate HZ" in asked.value.line
    decided = read_c3d(content, "a.c3d", 2000.0)
    assert decided.rate_hz == 2000.0
    assert "--rate 2000 is used" in decided.warnings[0]


@pytest.mark.parametrize(
    ("frame_rate_hz", "words"), [(100.0, ()), (0.0, ()), (99.9, ("ANALOG:RATE says 1000 Hz, its frames 999 Hz",))]
)
def test_rates_that_agree_but_for_videos_own_rounding_are_taken(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, frame_rate_hz: float, words: tuple[str, ...]
) -> None:
    record = read_c3d(make_c3d(standing, one_plate, frame_rate_hz=frame_rate_hz, samples_per_frame=10), "a.c3d")
    assert record.rate_hz == 1000.0
    assert [warning.partition(";")[0] for warning in record.warnings] == list(words)


def test_a_plate_without_corners_has_no_place(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    del one_plate["CORNERS"]
    record = read_c3d(make_c3d(-standing, one_plate), "a.c3d")
    assert np.isnan(record.plates[0].corners_mm).all()
    assert "place is unknown" in record.warnings[0]


def test_a_simulated_file_says_so(make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray) -> None:
    content = make_c3d(standing, one_plate, extra={"LEGDRIVE": {"SIMULATED": np.int16(1)}})
    assert read_c3d(content, "a.c3d").simulated
    assert not read_c3d(make_c3d(standing, one_plate), "a.c3d").simulated


def test_a_type_that_is_not_read_is_named(make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray) -> None:
    one_plate["TYPE"] = np.array([7], dtype=np.int16)
    with pytest.raises(UnreadableFile, match="plate 1 is of FORCE_PLATFORM type 7"):
        read_c3d(make_c3d(standing, one_plate), "a.c3d")


def test_a_file_without_plates_is_no_file_for_us(make_c3d: C3dFile, standing: FloatArray) -> None:
    with pytest.raises(UnreadableFile, match="without force plates"):
        read_c3d(make_c3d(standing, {"USED": np.int16(0)}), "a.c3d")


def every_channel(content: bytes) -> FloatArray:
    """All analog channels of a file, as our own byte reader gives them."""
    header, groups, numbers = read_c3d_head(content, "a.c3d")
    layout = layout_of(header, groups, len(content), "a.c3d")
    return analog_values(content, layout, groups, numbers, list(range(layout.channels)))


@pytest.mark.parametrize("processor", [84, 85], ids=["Intel", "DEC"])
@pytest.mark.parametrize("as_floats", [True, False], ids=["float", "integer"])
def test_samples_equal_the_librarys_bit_for_bit(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, processor: int, as_floats: bool, tmp_path: Path
) -> None:
    """The library refuses SGI files; those stand in the test of every processor above."""
    path = tmp_path / "a.c3d"
    path.write_bytes(make_c3d(standing, one_plate, processor=processor, as_floats=as_floats, scale=3.7))
    np.testing.assert_array_equal(every_channel(path.read_bytes()), ezc3d.c3d(str(path))["data"]["analogs"][0])


@pytest.mark.parametrize("seed", range(24))
def test_files_with_points_and_any_block_equal_the_librarys_bit_for_bit(
    make_c3d: C3dFile, one_plate: dict[str, Any], seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts, forms and block lengths drawn anew for each seed; SGI files, which the library refuses, equal Intel's."""
    rng = np.random.default_rng(seed)
    per_frame, frames, n_channels = (int(rng.integers(1, most)) for most in (12, 40, 10))
    values = rng.normal(scale=900.0, size=(n_channels + 6, frames * per_frame))
    made = {
        "points": int(rng.integers(0, 7)),
        "samples_per_frame": per_frame,
        "frame_rate_hz": 100.0,
        "rate_hz": 100.0 * per_frame,
        "as_floats": bool(seed % 2),
        "scale": float(rng.uniform(0.05, 3.0)),
        "units": ["N"] * len(values),
    }
    monkeypatch.setattr(c3d_data, "BLOCK_VALUES", int(rng.integers(1, 2000)))
    path = tmp_path / "a.c3d"
    for processor in (84, 85):
        path.write_bytes(make_c3d(values, one_plate, processor=processor, **made))
        expected = ezc3d.c3d(str(path))["data"]["analogs"][0]
        np.testing.assert_array_equal(every_channel(path.read_bytes()), expected)
    np.testing.assert_array_equal(every_channel(make_c3d(values, one_plate, processor=86, **made)), expected)


@pytest.mark.parametrize(("unsigned", "subtracted"), [(False, -100.0), (True, 65436.0)])
def test_a_negative_offset_is_signed_or_a_16_bit_number_as_the_format_says(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, unsigned: bool, subtracted: float
) -> None:
    """The library takes its absolute value, which is neither."""
    words = ["UNSIGNED"] if unsigned else ["SIGNED  "]
    content = bytearray(make_c3d(standing, one_plate))
    at = content.index(b"OFFSET") + len("OFFSET") + 2 + 3
    content[at : at + 12] = np.full(6, -100, dtype="<i2").tobytes()
    header, groups, numbers = read_c3d_head(bytes(content), "a.c3d")
    groups["ANALOG"]["FORMAT"] = words
    layout = layout_of(header, groups, len(content), "a.c3d")
    values = analog_values(bytes(content), layout, groups, numbers, [0])
    np.testing.assert_allclose(values[0], standing[0] - subtracted, rtol=1e-6)


KISTLER_FZ = [30.0, 30.0, 20.0, 20.0, 150.0, 160.0, 140.0, 150.0]


def type_5(one_plate: dict[str, Any], matrix: FloatArray, kind: int = 5) -> dict[str, Any]:
    """FORCE_PLATFORM of one eight-channel plate."""
    return {
        **one_plate,
        "TYPE": np.array([kind], dtype=np.int16),
        "ORIGIN": np.array([[210.0], [350.0], [-54.0]]),
        "CHANNEL": np.arange(1, 9, dtype=np.int16).reshape(8, 1),
        "CAL_MATRIX": matrix[:, :, np.newaxis],
    }


@pytest.mark.parametrize("moments", [1.0, 1000.0], ids=["N·m", "N·mm"])
@pytest.mark.parametrize("turned", [False, True], ids=["6 × 8", "8 × 6"])
def test_type_5_is_type_3_through_a_matrix(
    make_c3d: C3dFile, one_plate: dict[str, Any], moments: float, turned: bool
) -> None:
    """With the matrix of Kistler's own formulae both types give the same; its orientation is told by its shape."""
    plain, surface_mm = kistler_calibration(np.array([210.0, 350.0, -54.0]))
    scaled = plain * np.array([1.0, 1.0, 1.0, moments, moments, moments])[:, np.newaxis]
    channels = np.repeat(np.array([KISTLER_FZ]).T, 20, axis=1)
    described = type_5(one_plate, scaled.T if turned else scaled)
    record = read_c3d(make_c3d(channels, described, units=["V"] * 8), "a.c3d")
    as_type_3 = read_c3d(make_c3d(channels, type_5(one_plate, scaled, 3), units=["N"] * 8), "a.c3d")
    np.testing.assert_allclose(record.plates[0].matrix, plain, rtol=1e-6, atol=1e-12)
    np.testing.assert_array_equal(record.plates[0].surface_mm, surface_mm)
    ours, theirs = (record_samples(each, AnalysisOptions()) for each in (record, as_type_3))
    np.testing.assert_allclose(ours.cop_mm, theirs.cop_mm, atol=1e-4)
    assert any("is turned" in warning for warning in record.warnings) == turned


def test_a_square_matrix_the_other_way_round_is_turned_and_said(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    leak = np.random.default_rng(4).uniform(-0.01, 0.01, (6, 6)) * np.array([[2, 2, 6, 700, 700, 400]]).T
    matrix = np.diag([1.5, 1.5, 6.0, 700.0, 700.0, 400.0]) + leak
    volts = np.linalg.solve(matrix, standing)
    records = [
        read_c3d(
            make_c3d(
                volts,
                {**one_plate, "TYPE": np.array([4], dtype=np.int16), "CAL_MATRIX": stored[:, :, np.newaxis]},
                units=["V"] * 6,
            ),
            "a.c3d",
        )
        for stored in (matrix, matrix.T)
    ]
    np.testing.assert_allclose(records[1].plates[0].matrix, records[0].plates[0].matrix)
    assert [any("is turned" in warning for warning in record.warnings) for record in records] == [False, True]


def test_a_matrix_of_another_shape_is_none(make_c3d: C3dFile, one_plate: dict[str, Any]) -> None:
    channels = np.repeat(np.array([KISTLER_FZ]).T, 20, axis=1)
    with pytest.raises(UnreadableFile, match="type 5 but has no CAL_MATRIX"):
        read_c3d(make_c3d(channels, type_5(one_plate, np.eye(6)), units=["V"] * 8), "a.c3d")


@pytest.mark.parametrize("up", ["+x", "+y", "-y", "+z"])
def test_a_vertical_along_any_axis_gives_the_same_load_and_pressure(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, up: str
) -> None:
    """The same plate in laboratories that differ by which axis is up."""
    turns = {"+z": ("+y", np.eye(3)), "+y": ("+x", None), "-y": ("+x", None), "+x": ("+y", None)}
    forward, turn = turns[up]
    axes = laboratory_axes(AnalysisOptions(forward=forward, up=up)) if turn is None else turn
    plain = plate_forces(read_c3d(make_c3d(standing, one_plate), "a.c3d"), AnalysisOptions())
    corners = one_plate["CORNERS"][:, :, 0].T @ axes  # right, forward, up of the plain one on the turned axes
    turned = read_c3d(make_c3d(standing, {**one_plate, "CORNERS": corners.T[:, :, np.newaxis]}), "a.c3d")
    forces = plate_forces(turned, AnalysisOptions(forward=forward, up=up))
    np.testing.assert_allclose(forces.force_n, plain.force_n, atol=1e-4)
    np.testing.assert_allclose(forces.moment_nm, plain.moment_nm, atol=1e-4)
    np.testing.assert_allclose(forces.centres_mm[0, :2], plain.centres_mm[0, :2], atol=1e-3)


@pytest.mark.parametrize("scale", [0.0, np.nan, 1e-30])
def test_a_scale_that_makes_zeros_of_a_measurement_is_refused(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, scale: float
) -> None:
    content = make_c3d(standing, one_plate, extra={"ANALOG2": {}})
    spoilt = bytearray(content)
    at = spoilt.index(b"SCALE", spoilt.index(b"ANALOG")) + len("SCALE") + 2 + 3
    spoilt[at : at + 4] = np.float32(scale).tobytes()
    with pytest.raises(UnreadableFile, match="analog channel 1 has scale"):
        read_c3d(bytes(spoilt), "a.c3d")


def test_a_sample_that_is_no_number_is_named(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    standing[2, 7] = np.nan
    with pytest.raises(UnreadableFile, match="channel CH3 of plate 1 holds no number at sample 7"):
        read_c3d(make_c3d(standing, one_plate), "a.c3d")


def test_a_plate_of_nothing_but_zeros_is_named(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, tmp_path: Path
) -> None:
    path = tmp_path / "a.c3d"
    path.write_bytes(make_c3d(0.0 * standing, one_plate))
    assert "plate 1: all its samples are zero" in read_file(path).warnings[-1]
