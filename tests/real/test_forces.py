"""Forces, moments and centres of pressure of real recordings against answers that other programs computed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
import numpy.typing as npt
import pytest

from acquisition.interchange.c3d_data import analog_values, layout_of
from acquisition.interchange.c3d_parameters import read_c3d_head
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray
from processing.options import AnalysisOptions
from processing.samples import RecordSamples, record_samples
from processing.wrench import plate_forces

SUMMANDS_NMM = 0.008
"""One unit in the last place of a 32-bit number near 1e5, the size of the moments at the sensors."""
ReadReal = Callable[..., PlateRecord]
VICON, KISTLER, NETFORCE = (
    "vicon_type2_jump_two_plates.c3d",
    "kistler_type3_drop_jump_two_plates.c3d",
    "netforce_jump_two_plates.txt.gz",
)


@pytest.mark.parametrize("name", ["sample01_type2_gait.c3d", "sample10_type4_gait.c3d", VICON])
def test_types_2_and_4_equal_the_c3d_library(name: str, read_real: ReadReal, real_recordings: Path) -> None:
    samples = record_samples(read_real(name), AnalysisOptions(), 0.0)
    library = ezc3d.c3d(str(real_recordings / name), extract_forceplat_data=True)["data"]["platform"]
    assert len(samples.plates) == len(library)
    for plate, other in zip(samples.plates, library, strict=True):
        np.testing.assert_allclose(plate.force_n, other["force"], rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(1000.0 * plate.moment_nm, other["moment"], rtol=1e-6, atol=1e-6)
        pressed = np.abs(plate.force_n[2]) > 1.0  # under 1 N a centre of pressure is far away and means nothing
        for values, theirs in (
            (plate.cop_mm, other["center_of_pressure"]),
            (1000.0 * plate.free_moment_nm, other["Tz"][2]),
        ):
            np.testing.assert_allclose(values[..., pressed], theirs[..., pressed], rtol=1e-6, atol=1e-4)


@pytest.mark.parametrize("name", ["sample01_type2_gait.c3d", "sample10_type4_gait.c3d", VICON, KISTLER])
def test_every_analog_sample_equals_the_c3d_librarys_bit_for_bit(name: str, real_recordings: Path) -> None:
    path = real_recordings / name
    content = path.read_bytes()
    header, groups, numbers = read_c3d_head(content, name)
    layout = layout_of(header, groups, len(content), name)
    ours = analog_values(content, layout, groups, numbers, list(range(layout.channels)))
    np.testing.assert_array_equal(ours, ezc3d.c3d(str(path))["data"]["analogs"][0])


def test_type_4_matrix_follows_the_worked_vectors(read_real: ReadReal, real_recordings: Path) -> None:
    """22 vectors of the sheet; the file's matrix has one sign against it (moment z from force z)."""
    sheet = json.loads((real_recordings / "sample10_type4_calibration_vectors.json").read_text())
    matrix = read_real("sample10_type4_gait.c3d").plates[0].matrix
    typo = np.zeros((6, 6))
    typo[5, 2] = 2.0 * sheet["cal_matrix"][2][5] / 1000.0
    ours = (matrix + typo) * np.array([1.0, 1.0, 1.0, 1000.0, 1000.0, 1000.0])[:, np.newaxis]
    assert len(sheet["vectors"]) == 22
    for vector in sheet["vectors"]:
        values = (np.array(vector["counts"]) - sheet["adc_offset"]) * sheet["analog_scale_type4"]
        # The file prints its matrix with three decimals.
        rounding = np.abs(values).sum() * 0.00051
        np.testing.assert_allclose(ours @ values, vector["type4"], rtol=1e-6, atol=rounding + 1e-9)


@pytest.fixture(scope="module")
def vicon(read_real: ReadReal) -> RecordSamples:
    return record_samples(read_real(VICON), AnalysisOptions())


@pytest.fixture(scope="module")
def nexus(real_recordings: Path) -> npt.NDArray[Any]:
    with gzip.open(real_recordings / "vicon_jump_two_plates.nexus.csv.gz", "rt") as file:
        table: npt.NDArray[Any] = np.genfromtxt(file, delimiter=",", names=True)
    return table


def print_rounding(values: FloatArray) -> FloatArray:
    """Half a unit of the sixth printed digit, 1e-6 relative, and what a moment loses where 32-bit summands cancel."""
    size = np.maximum(np.abs(values), 1e-6)
    rounding: FloatArray = 0.5 * 10.0 ** (np.floor(np.log10(size)) - 5.0) + 1e-6 * size + SUMMANDS_NMM
    return rounding


@pytest.mark.parametrize("plate", [1, 2])
@pytest.mark.parametrize("letter", ["x", "y", "z"])
def test_forces_and_moments_equal_nexus(vicon: RecordSamples, nexus: npt.NDArray[Any], plate: int, letter: str) -> None:
    row = "xyz".index(letter)
    ours = vicon.plates[plate - 1]
    for values, theirs in (
        (ours.force_n[row], -nexus[f"p{plate}_F{letter}"]),
        (1000.0 * ours.moment_nm[row], -nexus[f"p{plate}_M{letter}"]),
    ):
        assert (np.abs(values - theirs) <= print_rounding(theirs)).all()


@pytest.mark.parametrize("letter", ["x", "y", "z"])
def test_centres_of_pressure_equal_nexus(vicon: RecordSamples, nexus: npt.NDArray[Any], letter: str) -> None:
    row = "xyz".index(letter)
    loaded = vicon.plates[0].force_n[2] > 50.0
    assert loaded.sum() > 10_000
    assert np.abs(vicon.plates[0].cop_mm[row] - nexus[f"p1_C{letter}"])[loaded].max() < 1e-3
    loaded = vicon.force_n[2] > 50.0
    assert np.abs(vicon.cop_mm[row] - nexus[f"comb_C{letter}"])[loaded].max() < 1e-3
    assert (np.abs(vicon.force_n[row] + nexus[f"comb_F{letter}"]) < 0.00501 + 1e-6 * np.abs(vicon.force_n[row])).all()


def test_the_unloaded_plate_has_no_centre_of_pressure(vicon: RecordSamples) -> None:
    assert np.isnan(vicon.plates[1].cop_mm[:2]).all()
    assert np.isfinite(vicon.plates[1].force_n).all()


@pytest.fixture(scope="module")
def bioware(real_recordings: Path) -> FloatArray:
    """Time, then per plate Fx Fy Fz, 8 channels, Mx My Mz Tz Ax Ay."""
    with gzip.open(real_recordings / "kistler_drop_jump_two_plates.bioware.txt.gz", "rt", encoding="latin-1") as file:
        table: FloatArray = np.genfromtxt(file, delimiter="\t", skip_header=19)
    return table


@pytest.mark.parametrize("number", [1, 2])
def test_type_3_equals_bioware(number: int, read_real: ReadReal, bioware: FloatArray) -> None:
    """BioWare takes an offset of up to 0.8 N from each channel before it exports; the C3D holds what was measured."""
    record = read_real(KISTLER)
    plate = record_samples(record, AnalysisOptions(), 0.0).plates[number - 1]
    theirs = bioware[:, 1 + 17 * (number - 1) : 18 + 17 * (number - 1)]
    to_plate = record.plates[number - 1].rotation.T
    force_n, moment_nm = to_plate @ plate.force_n, to_plate @ plate.moment_nm
    assert np.abs(force_n - theirs[:, :3].T).max() < 0.8
    loaded = theirs[:, 2] > 100.0
    assert loaded.sum() > 3000
    moments = np.median(np.abs(moment_nm - theirs[:, 11:14].T)[:, loaded], axis=1)
    assert moments.max() < 0.08
    assert np.median(np.abs(plate.free_moment_nm - theirs[:, 14])[loaded]) < 0.02
    centre_mm = record.plates[number - 1].centre_mm[:, np.newaxis]
    cop_mm = (to_plate @ (plate.cop_mm - centre_mm))[:2, loaded]
    assert np.median(np.abs(cop_mm - 1000.0 * theirs[loaded, 15:17].T), axis=1).max() < 0.15


def test_the_bow_tie_plate_is_mended_and_says_so(read_real: ReadReal) -> None:
    record = read_real(KISTLER)
    assert record.warnings == ("plate 2: its corners 3 and 4 are exchanged (bow-tie order)",)
    first, second = (plate.rotation for plate in record.plates)
    np.testing.assert_allclose(first, second, atol=1e-12)


def test_plates_one_behind_the_other_have_no_sides_until_forward_is_typed(read_real: ReadReal) -> None:
    record = read_real(KISTLER)
    assert plate_forces(record, AnalysisOptions()).left is None
    facing_x = plate_forces(record, AnalysisOptions(forward="+x"))
    assert (facing_x.left, facing_x.right) == (0, 1)
    facing_back = plate_forces(record, AnalysisOptions(forward="-x"))
    assert (facing_back.left, facing_back.right) == (1, 0)


def test_netforce_weighs_and_times_the_jump(read_real: ReadReal) -> None:
    """Body weight, take-off and landing by a plain threshold on the raw total, impulse by the trapezoid rule."""
    forces = plate_forces(read_real(NETFORCE, 2000.0), AnalysisOptions())
    total_n = forces.total_fz_n
    in_air = np.flatnonzero((total_n < 20.0) & (np.arange(forces.n) > 15_000) & (np.arange(forces.n) < 20_000))
    take_off, landing = int(in_air[0]), int(in_air[-1]) + 1
    assert (take_off, landing) == (17621, 18679)
    assert (landing - take_off) / 2000.0 == pytest.approx(0.529, abs=5e-4)
    weight_n = still_weight(total_n[:take_off])
    assert weight_n == pytest.approx(723.0, abs=0.1)
    impulse_ns = np.trapezoid(total_n[15_000:take_off] - weight_n, dx=1.0 / 2000.0)  # still until sample 15,000
    assert impulse_ns == pytest.approx(184.4, abs=1.0)


def still_weight(total_n: FloatArray) -> float:
    """Mean of the stillest second."""
    windows = np.lib.stride_tricks.sliding_window_view(total_n, 2000)[::100]
    standing = windows[windows.mean(axis=1) > 400.0]
    return float(standing[standing.std(axis=1).argmin()].mean())


def test_netforce_without_a_rig_claims_no_place(read_real: ReadReal) -> None:
    record = read_real(NETFORCE, 2000.0)
    assert "give --rig RIG.toml" in record.warnings[0]
    samples = record_samples(record, AnalysisOptions())
    assert np.isnan(samples.cop_mm).all()
    forces = plate_forces(record, AnalysisOptions())
    assert not forces.has_shear
    assert forces.left is None
