"""Texts of other programs against what those programs say themselves, and against the C3D of the same trial."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray
from processing.options import AnalysisOptions
from processing.samples import record_samples
from processing.wrench import plate_forces

ReadReal = Callable[..., PlateRecord]
NEXUS, BIOWARE = "vicon_jump_two_plates.nexus.csv.gz", "kistler_drop_jump_two_plates.bioware.txt.gz"
THREE_JUMPS, TWO_COLUMNS = "three_jumps_two_plates.csv.gz", "jump_two_columns.txt"


def table_of(path: Path, **how: Any) -> npt.NDArray[Any]:
    """A packed table as numpy reads it."""
    with gzip.open(path, "rt", encoding="latin-1") as file:
        table: npt.NDArray[Any] = np.genfromtxt(file, **how)
    return table


def test_a_nexus_export_gives_the_forces_and_pressure_of_its_c3d(read_real: ReadReal) -> None:
    text = record_samples(read_real(NEXUS, 2000.0), AnalysisOptions())
    c3d = record_samples(read_real("vicon_type2_jump_two_plates.c3d"), AnalysisOptions())
    assert np.abs(text.force_n - c3d.force_n).max() < 0.006  # six digits
    loaded = c3d.force_n[2] > 50.0
    assert np.abs(text.cop_mm - c3d.cop_mm)[:, loaded].max() < 2e-3
    for ours, theirs in zip(text.plates, c3d.plates, strict=True):
        np.testing.assert_allclose(ours.moment_nm, theirs.moment_nm, atol=2e-3)


def test_a_nexus_export_tells_where_its_plates_lie(read_real: ReadReal) -> None:
    """Also for the plate that nobody stood on: it prints its centre while it is unloaded."""
    record = read_real(NEXUS, 2000.0)
    centres = [plate.centre_mm for plate in record.plates]
    np.testing.assert_allclose(centres, [[300.0, 450.0, 0.0], [300.0, -460.0, 0.0]], atol=1e-9)
    assert [plate.reaction for plate in record.plates] == [-1, -1]


def test_a_nexus_export_without_its_rate_asks_for_it(real_recordings: Path) -> None:
    with pytest.raises(OptionNeeded, match="--rate HZ"):
        read_file(real_recordings / NEXUS)


def test_bioware_forces_moments_and_pressure_are_those_it_prints(read_real: ReadReal, real_recordings: Path) -> None:
    record = read_real(BIOWARE)
    printed = table_of(real_recordings / BIOWARE, delimiter="\t", skip_header=19)
    samples = record_samples(record, AnalysisOptions(), 0.0)
    assert record.rate_hz == 1000.0
    assert record.n == 8000
    for k, plate in enumerate(samples.plates):
        theirs = printed[:, 1 + 17 * k : 18 + 17 * k]
        np.testing.assert_array_equal(plate.force_n, theirs[:, :3].T)
        np.testing.assert_array_equal(plate.moment_nm, theirs[:, 11:14].T)
        loaded = theirs[:, 2] > 100.0
        np.testing.assert_allclose(plate.cop_mm[:2, loaded], 1000.0 * theirs[loaded, 15:17].T, atol=1e-2)
        np.testing.assert_allclose(plate.free_moment_nm[loaded], theirs[loaded, 14], atol=1e-3)


def test_bioware_places_nothing_without_a_rig(read_real: ReadReal) -> None:
    """Pressure stands in each plate's own frame; nothing is said of both plates together."""
    record = read_real(BIOWARE)
    assert "--rig RIG.toml" in record.warnings[0]
    assert np.isnan(record_samples(record, AnalysisOptions()).cop_mm).all()
    forces = plate_forces(record, AnalysisOptions())
    assert forces.left is None
    assert not forces.has_shear


@pytest.fixture(scope="module")
def three_jumps(read_real: ReadReal) -> PlateRecord:
    return read_real(THREE_JUMPS)


def test_three_jumps_leave_and_meet_the_plates_when_they_should(three_jumps: PlateRecord) -> None:
    """By threshold on the total of a file whose vertical is y."""
    total_n = plate_forces(three_jumps, AnalysisOptions(forward="+x", up="+y")).total_fz_n
    edges = np.diff((total_n < 20.0).astype(int))
    off, on = np.flatnonzero(edges == 1) + 1, np.flatnonzero(edges == -1) + 1
    long = [(a, b) for a, b in zip(off, on, strict=False) if b - a > 100]
    assert [int(a) for a, _ in long] == pytest.approx([1801, 6188, 11051], abs=3)
    assert [int(b) for _, b in long] == pytest.approx([2081, 6516, 11369], abs=3)


def test_three_jumps_keep_pressure_and_free_moment_and_tell_the_sides(
    three_jumps: PlateRecord, real_recordings: Path
) -> None:
    printed = table_of(real_recordings / THREE_JUMPS, delimiter=",", skip_header=7)
    samples = record_samples(three_jumps, AnalysisOptions(up="+y"))
    for k, plate in enumerate(samples.plates):
        force, place, torque = (printed[:, first + 9 * k : first + 3 + 9 * k].T for first in (1, 4, 7))
        loaded = force[1] > 50.0
        np.testing.assert_allclose(plate.force_n, force, atol=1e-9)
        np.testing.assert_allclose(plate.cop_mm[:, loaded], 1000.0 * place[:, loaded], atol=1e-2)
        np.testing.assert_allclose(plate.free_moment_nm[loaded], torque[1, loaded], atol=1e-4)
    forces = plate_forces(three_jumps, AnalysisOptions(forward="-x", up="+y"))
    assert (forces.left, forces.right) == (1, 0)  # plate 1 is the right one; the jumper faces −x


def test_three_jumps_by_named_columns_equal_the_file_read_as_it_is(
    three_jumps: PlateRecord, real_recordings: Path
) -> None:
    named = ",".join(
        f"{side}_{quantity}{axis}={column}{number}_{letter}{axis}{unit}"
        for side, number in (("right", 1), ("left", 2))
        for quantity, column, letter, unit in (
            ("f", "ground_force", "v", ""),
            ("cop", "ground_force", "p", ":m"),
            ("t", "ground_torque", "", ""),
        )
        for axis in "xyz"
    )
    record = read_file(real_recordings / THREE_JUMPS, columns=named)
    assert [plate.name for plate in record.plates] == ["left", "right"]
    assert record.rate_hz == three_jumps.rate_hz
    np.testing.assert_array_equal(record.signals[1], three_jumps.signals[0])
    np.testing.assert_array_equal(record.plates[0].corners_mm, three_jumps.plates[1].corners_mm)


def test_two_columns_weigh_and_time_the_jump(real_recordings: Path) -> None:
    path = real_recordings / TWO_COLUMNS
    record = read_file(path, 1000.0, columns="left_fz=FP1,right_fz=FP2")
    assert [plate.name for plate in record.plates] == ["left", "right"]
    forces = plate_forces(record, AnalysisOptions())
    assert not forces.has_shear
    total_n = forces.total_fz_n
    assert total_n[:1000].mean() == pytest.approx(662.9, abs=0.5)
    in_air = np.flatnonzero(total_n < 20.0)
    assert in_air.size / 1000.0 == pytest.approx(0.511, abs=2e-3)


def test_two_columns_ask_for_their_names_then_for_the_rate(real_recordings: Path) -> None:
    path = real_recordings / TWO_COLUMNS
    with pytest.raises(OptionNeeded, match="--columns left_fz=") as which:
        read_file(path, 1000.0)
    assert "FP1, FP2" in which.value.line
    with pytest.raises(OptionNeeded, match="--rate HZ"):
        read_file(path, columns="left_fz=FP1,right_fz=FP2")


def test_plates_of_vertical_force_alone_export_no_zeros(real_recordings: Path) -> None:
    record = read_file(real_recordings / TWO_COLUMNS, 1000.0, columns="left_fz=FP1,right_fz=FP2")
    columns = record_samples(record, AnalysisOptions()).columns()
    measured = {name for name, values in columns.items() if np.isfinite(values).any()}
    assert measured == {"time_s", "fz_1", "fz_2", "fz"}


@pytest.fixture
def balance(real_recordings: Path, one_kistler_rig: Path) -> PlateRecord:
    return read_file(real_recordings / "kistler_raw_volts_balance.txt", rig=one_kistler_rig)


def in_plate_axes(record: PlateRecord, k: int = 0) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Force, moment and centre of pressure as the plate itself measures them."""
    samples = record_samples(record, AnalysisOptions(), 0.0).plates[k]
    plate = record.plates[k]
    turn = plate.reaction * plate.rotation.T
    place_mm = plate.rotation.T @ (samples.cop_mm - plate.centre_mm[:, np.newaxis])
    return turn @ samples.force_n, turn @ samples.moment_nm, place_mm


def test_raw_volts_with_a_rig_give_the_reference_forces(balance: PlateRecord, real_recordings: Path) -> None:
    with gzip.open(real_recordings / "kistler_raw_volts_balance.ref.csv.gz", "rt") as file:
        reference = np.genfromtxt(file, delimiter=",", names=True)
    force_n, moment_nm, cop_mm = in_plate_axes(balance)
    assert balance.rate_hz == 100.0
    for ours, name in zip((*force_n, *moment_nm[:2]), ("Fx", "Fy", "Fz", "Mx", "My"), strict=True):
        np.testing.assert_allclose(ours, reference[name], atol=1e-3)
    assert force_n[2].mean() == pytest.approx(437.18, abs=5e-3)
    assert cop_mm[:2].mean(axis=1) == pytest.approx([11.90, -18.07], abs=5e-3)


def test_raw_volts_say_which_column_was_taken_for_which_channel(balance: PlateRecord) -> None:
    assert "ai0 = Channel 0" in balance.warnings[0]


def test_raw_volts_by_named_channels_have_nothing_to_say(real_recordings: Path, one_kistler_rig: Path) -> None:
    named = ",".join(f"ai{k}=Channel {k}" for k in range(8))
    record = read_file(real_recordings / "kistler_raw_volts_balance.txt", rig=one_kistler_rig, columns=named)
    assert record.warnings == ()
    with pytest.raises(OptionNeeded, match="ai7 has no column"):
        read_file(
            real_recordings / "kistler_raw_volts_balance.txt", rig=one_kistler_rig, columns=named.rpartition(",")[0]
        )


def test_a_text_without_a_table_is_no_file_for_us(real_recordings: Path) -> None:
    with pytest.raises(UnreadableFile, match="no kind that is known here"):
        read_file(real_recordings / "README.md")


def test_bioware_with_a_rig_stands_where_the_raw_channels_stand(
    read_real: ReadReal, real_recordings: Path, two_kistlers_rig: Path
) -> None:
    """BioWare's text placed by a rig against the same trial's channels through the same rig; its offsets differ."""
    text = read_file(real_recordings / BIOWARE, rig=two_kistlers_rig)
    raw = read_file(real_recordings / "kistler_drop_jump_16ch.tdms", rig=two_kistlers_rig)
    assert [plate.name for plate in text.plates] == ["left", "right"]
    assert text.warnings == ()
    ours, theirs = (record_samples(record, AnalysisOptions()) for record in (text, raw))
    assert np.abs(ours.force_n - theirs.force_n).max() < 1.6
    loaded = theirs.force_n[2] > 200.0
    off = np.abs(ours.cop_mm - theirs.cop_mm)[:2, loaded]
    assert np.median(off) < 0.3
    forces = plate_forces(text, AnalysisOptions())
    assert (forces.left, forces.right) == (0, 1)
