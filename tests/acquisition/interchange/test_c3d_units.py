"""Units that a C3D file states for each channel, and the place of its plates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d import read_c3d
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray
from processing.options import AnalysisOptions
from processing.samples import PlateSamples, record_samples

C3dFile = Callable[..., bytes]
N6 = ["N", "N", "N", "Nmm", "Nmm", "Nmm"]
NEWTONS_PER = {"N": 1.0, "kN": 1000.0, "": 1.0}
NMM_PER = {"Nmm": 1.0, "Nm": 1000.0, "N·m": 1000.0, "Ncm": 10.0, "kNm": 1e6}
KISTLER = np.repeat(np.array([[5.0, 5.0, 7.0, 7.0, 200.0, 210.0, 190.0, 205.0]]).T, 50, axis=1)


def samples_of(record: PlateRecord) -> PlateSamples:
    return record_samples(record, AnalysisOptions()).plates[0]


def assert_same(ours: PlateRecord, theirs: PlateRecord) -> None:
    """Force and pressure of both are the same, to the single precision in which they are stored."""
    one, other = samples_of(ours), samples_of(theirs)
    np.testing.assert_allclose(one.force_n, other.force_n, rtol=1e-6)
    np.testing.assert_allclose(one.cop_mm, other.cop_mm, atol=1e-3)
    np.testing.assert_allclose(one.moment_nm, other.moment_nm, rtol=1e-4, atol=1e-3)


def kistler(one_plate: dict[str, Any], corners_per_mm: float = 1.0, origin_per_mm: float = 1.0) -> dict[str, Any]:
    """FORCE_PLATFORM of a type 3 plate, its lengths in other units."""
    return {
        **one_plate,
        "TYPE": np.array([3], dtype=np.int16),
        "CHANNEL": np.arange(1, 9, dtype=np.int16).reshape(8, 1),
        "CORNERS": one_plate["CORNERS"] * corners_per_mm,
        "ORIGIN": np.array([[120.0], [200.0], [-48.0]]) * origin_per_mm,
    }


@pytest.mark.parametrize(
    "units",
    [
        ["kN", "kN", "kN", "kNm", "kNm", "kNm"],
        ["kN", "kN", "kN", "Nmm", "Nmm", "Nmm"],
        ["N", "N", "kN", "Nm", "Nm", "Nmm"],
        ["N", "kN", "N", "Nmm", "Nm", "Ncm"],
        ["", "", "", "Nm", "Nm", "Nm"],
    ],
)
def test_each_channel_of_type_2_counts_in_its_own_unit(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, units: list[str]
) -> None:
    per = [NEWTONS_PER[unit] for unit in units[:3]] + [NMM_PER[unit] for unit in units[3:]]
    record = read_c3d(make_c3d(standing / np.array([per]).T, one_plate, units=units), "a.c3d")
    assert_same(record, read_c3d(make_c3d(standing, one_plate), "a.c3d"))
    assert record.warnings == ()


def test_raw_samples_stay_in_the_files_unit(make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray) -> None:
    record = read_c3d(make_c3d(standing / 1000.0, one_plate, units=["kN"] * 3 + ["Nm"] * 3), "a.c3d")
    np.testing.assert_array_equal(record.signals[0], (standing / 1000.0).astype(np.float32).astype(np.float64))


@pytest.mark.parametrize("unit", ["V", "mV", "bits", "d.u.", "uV"])
def test_what_is_no_unit_of_force_is_named_and_newtons_are_taken(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, unit: str
) -> None:
    """Libraries write ``V`` for every channel unless they are told better."""
    record = read_c3d(make_c3d(standing, one_plate, units=[unit] * 6), "a.c3d")
    assert_same(record, read_c3d(make_c3d(standing, one_plate), "a.c3d"))
    words = f"plate 1: channel CH1 states '{unit}', which is no unit of force; newtons taken"
    assert record.warnings[0] == words
    assert f"unit of moment '{unit}' is none" in record.warnings[1]


@pytest.mark.parametrize(
    ("units", "named"),
    [(["N", "N", "lbf", *["Nmm"] * 3], "CH3 of plate 1 is in 'lbf'"), ([*["N"] * 3, *["lb-in"] * 3], "CH4 of plate 1")],
)
def test_another_unit_of_force_is_refused(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, units: list[str], named: str
) -> None:
    with pytest.raises(UnreadableFile, match=named):
        read_c3d(make_c3d(standing, one_plate, units=units), "a.c3d")


def test_a_moment_without_its_unit_takes_that_of_the_others(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray
) -> None:
    in_nm = standing / np.array([[1.0, 1.0, 1.0, 1000.0, 1000.0, 1000.0]]).T
    record = read_c3d(make_c3d(in_nm, one_plate, units=["N", "N", "N", "Nm", "Nm", "??"]), "a.c3d")
    assert_same(record, read_c3d(make_c3d(standing, one_plate), "a.c3d"))
    assert "'??' is none; N·m taken, as its other moments state" in record.warnings[0]


@pytest.mark.parametrize("moments", [("Nm", "Nm", "Nmm"), ("V", "V", "V"), ("kNm", "kNm", "kNm")])
def test_the_matrix_of_type_4_tells_where_its_channels_do_not(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, moments: tuple[str, ...]
) -> None:
    matrix = np.diag([1.5, 1.5, 6.0, 700.0, 700.0, 400.0])
    volts = np.linalg.solve(matrix, standing)
    described = {**one_plate, "TYPE": np.array([4], dtype=np.int16), "CAL_MATRIX": matrix[:, :, np.newaxis]}
    record = read_c3d(make_c3d(volts, described, units=["V", "V", "V", *moments]), "a.c3d")
    assert_same(record, read_c3d(make_c3d(standing, one_plate), "a.c3d"))
    assert record.warnings == ()


@pytest.mark.parametrize("unit", ["kN", "lbf"])
def test_type_4_says_when_its_channels_state_another_force(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, unit: str
) -> None:
    described = {**one_plate, "TYPE": np.array([4], dtype=np.int16), "CAL_MATRIX": np.eye(6)[:, :, np.newaxis]}
    record = read_c3d(make_c3d(standing, described, units=[unit] * 3 + ["Nmm"] * 3), "a.c3d")
    assert record.warnings == (f"plate 1: its channels state '{unit}'; its CAL_MATRIX is taken to give newtons",)
    np.testing.assert_allclose(record.plates[0].matrix[2], [0.0, 0.0, 1.0, 0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    "units",
    [
        ["N", "N", "N", "mm", "mm", "Nmm"],
        ["N", "N", "N", "mm", "mm", "Nm"],
        ["N", "N", "N", "m", "m", "Nm"],
        ["N", "N", "N", "m", "m", "Nmm"],
        ["kN", "kN", "kN", "cm", "m", "Nm"],
    ],
)
def test_pressure_of_type_1_counts_in_its_own_unit(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, units: list[str]
) -> None:
    values = standing.copy()
    values[3:] = np.array([[12.0, -34.0, 900.0]]).T
    mm_per = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
    per = [*(NEWTONS_PER[unit] for unit in units[:3]), *(mm_per[unit] for unit in units[3:5]), NMM_PER[units[5]]]
    described = {**one_plate, "TYPE": np.array([1], dtype=np.int16)}
    record = read_c3d(make_c3d(values / np.array([per]).T, described, units=units), "a.c3d")
    plate = samples_of(record)
    np.testing.assert_allclose(plate.cop_mm, np.array([[-312.0, 416.0, 0.0]]).T * np.ones(50), atol=1e-3)
    np.testing.assert_allclose(plate.force_n[2], -standing[2], rtol=1e-6)
    np.testing.assert_allclose(np.abs(plate.free_moment_nm), 0.9, rtol=1e-3)
    assert len(record.warnings) == 1


@pytest.mark.parametrize(("point_units", "per_mm"), [("mm", 1.0), ("m", 0.001), ("cm", 0.1)])
@pytest.mark.parametrize("corners", [True, False])
def test_pressure_of_type_1_without_a_unit_counts_in_that_of_the_points(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, point_units: str, per_mm: float, corners: bool
) -> None:
    values = standing.copy()
    values[3:] = np.array([[12.0 * per_mm, -34.0 * per_mm, 0.9]]).T
    described = {**one_plate, "TYPE": np.array([1], dtype=np.int16), "CORNERS": one_plate["CORNERS"] * per_mm}
    if not corners:
        del described["CORNERS"]
    content = make_c3d(values, described, units=["N", "N", "N", "", "", "Nm"], point_units=point_units)
    record = read_c3d(content, "a.c3d")
    moment_nm = record.plates[0].matrix[3:] @ record.signals[0]
    np.testing.assert_allclose(moment_nm[0], -0.034 * standing[2], rtol=1e-5)
    np.testing.assert_allclose(moment_nm[1], -0.012 * standing[2], rtol=1e-5)
    assert any("unit of its centre of pressure '' is none" in warning for warning in record.warnings)


@pytest.mark.parametrize(
    ("unit", "corners_per_mm", "origin_per_mm"),
    [
        ("cm", 0.1, 0.1),
        ("m", 0.001, 0.001),
        ("mm", 1.0, 0.1),
        ("mm", 1.0, 0.001),
        ("cm", 0.1, 1.0),
        ("m", 0.001, 1.0),
        ("m", 0.001, 0.1),
    ],
)
def test_half_spacings_of_type_3_lie_within_the_plate_whatever_their_unit(
    make_c3d: C3dFile, one_plate: dict[str, Any], unit: str, corners_per_mm: float, origin_per_mm: float
) -> None:
    described = kistler(one_plate, corners_per_mm, origin_per_mm)
    record = read_c3d(make_c3d(KISTLER, described, units=["N"] * 8, point_units=unit), "a.c3d")
    plain = read_c3d(make_c3d(KISTLER, kistler(one_plate), units=["N"] * 8), "a.c3d")
    assert_same(record, plain)
    np.testing.assert_allclose(record.plates[0].surface_mm, [0.0, 0.0, -48.0], rtol=1e-6)


def test_half_spacings_of_type_3_without_corners_are_told_by_their_size(
    make_c3d: C3dFile, one_plate: dict[str, Any]
) -> None:
    for per_mm in (1.0, 0.1, 0.001):
        described = kistler(one_plate, 1.0, per_mm)
        del described["CORNERS"]
        record = read_c3d(make_c3d(KISTLER, described, units=["N"] * 8), "a.c3d")
        np.testing.assert_allclose(record.plates[0].matrix[3, 4], 0.2, rtol=1e-6)


def test_each_channel_of_type_3_counts_in_its_own_unit(make_c3d: C3dFile, one_plate: dict[str, Any]) -> None:
    values = KISTLER.copy()
    values[4:] /= 1000.0
    record = read_c3d(make_c3d(values, kistler(one_plate), units=["N"] * 4 + ["kN"] * 4), "a.c3d")
    assert_same(record, read_c3d(make_c3d(KISTLER, kistler(one_plate), units=["N"] * 8), "a.c3d"))
    in_volts = read_c3d(make_c3d(KISTLER, kistler(one_plate), units=["V"] * 8), "a.c3d")
    assert in_volts.warnings == ("plate 1: channel CH1 states 'V', which is no unit of force; newtons taken",)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1.0 / 25.4, "its edges measure 23.62 by 35.43 mm, as no plate's do"),
        (3.6, "its edges measure 2160 by 3240 mm, as no plate's do"),
        (1.0, ""),
        (3.3, ""),
        (1.0 / 5.9, ""),
    ],
)
def test_edges_that_no_plate_has_are_named(
    make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray, factor: float, words: str
) -> None:
    described = {**one_plate, "CORNERS": one_plate["CORNERS"] * factor}
    record = read_c3d(make_c3d(standing, described, point_units="in"), "a.c3d")
    assert any(words in warning for warning in record.warnings) if words else record.warnings == ()
