"""Exported tables of samples, read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d import read_c3d
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.sidecar import sidecar_path
from acquisition.plate import FloatArray
from processing.options import AnalysisOptions
from processing.samples import RecordSamples, record_samples
from service.commands.export import Format, write_samples

C3dFile = Callable[..., bytes]


@pytest.fixture
def record(make_c3d: C3dFile, one_plate: dict[str, Any], standing: FloatArray) -> PlateRecord:
    """A plate of type 2, as read, part of a longer simulated recording."""
    read = read_c3d(make_c3d(standing, one_plate, rate_hz=960.0), "a.c3d")
    return replace(read, first_index=12, simulated=True)


@pytest.fixture
def samples(record: PlateRecord) -> RecordSamples:
    return record_samples(record, AnalysisOptions())


def assert_same_columns(ours: RecordSamples, theirs: RecordSamples) -> None:
    for name, values in theirs.columns().items():
        derived = name.startswith(("cop", "tz"))  # from rounded moments over a rounded force
        np.testing.assert_allclose(ours.columns()[name], values, rtol=1e-9, atol=1e-4 if derived else 2e-6)


def test_a_csv_with_its_page_of_units_reads_back_equal(
    record: PlateRecord, samples: RecordSamples, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    write_samples(path, Format.CSV, record, samples)
    again = read_file(path)
    assert (again.format, again.rate_hz, again.first_index) == ("legdrive-csv", 960.0, 12)
    assert again.simulated
    assert again.warnings == ()
    np.testing.assert_array_equal(again.plates[0].corners_mm, record.plates[0].corners_mm)
    assert_same_columns(record_samples(again, AnalysisOptions()), samples)


def test_a_csv_alone_reads_back_with_equal_forces_and_pressure_and_says_what_it_lacks(
    record: PlateRecord, samples: RecordSamples, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    write_samples(path, Format.CSV, record, samples)
    sidecar_path(path).unlink()
    again = read_file(path)
    assert again.rate_hz == pytest.approx(960.0, rel=1e-4)  # 50 samples, six decimals
    assert any("whether it is simulated is not known" in warning for warning in again.warnings)
    ours = record_samples(again, AnalysisOptions())
    np.testing.assert_allclose(ours.cop_mm, samples.cop_mm, atol=1e-5)
    np.testing.assert_allclose(ours.force_n, samples.force_n, atol=2e-6)


def test_the_first_line_of_a_csv_is_its_columns_and_the_page_has_their_units(
    record: PlateRecord, samples: RecordSamples, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    write_samples(path, Format.CSV, record, samples)
    with path.open() as file:
        names = file.readline().strip().split(",")
    page = json.loads((tmp_path / "out.csv.units.json").read_text())
    assert list(page["units"]) == names == list(samples.columns())
    assert [page["units"][name] for name in ("time_s", "fx_1", "mz_1", "copx", "tz_1")] == [
        "s",
        "N",
        "N·m",
        "mm",
        "N·m",
    ]


def test_parquet_carries_units_in_its_schema(record: PlateRecord, samples: RecordSamples, tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    write_samples(path, Format.PARQUET, record, samples)
    schema = pyarrow.parquet.read_schema(path)
    assert schema.field("fz_1").metadata == {b"unit": b"N"}
    assert schema.field("mx_1").metadata == {b"unit": "N·m".encode()}
    assert schema.metadata[b"sample_rate_hz"] == b"960.0"


@pytest.mark.parametrize("page", ["{}", "no json", '{"schema": "legdrive/samples/1"}', "[]", "1e999"])
def test_a_damaged_page_of_units_is_named(
    record: PlateRecord, samples: RecordSamples, tmp_path: Path, page: str
) -> None:
    path = tmp_path / "out.csv"
    write_samples(path, Format.CSV, record, samples)
    sidecar_path(path).write_text(page)
    with pytest.raises(UnreadableFile, match=r"out\.csv\.units\.json: is no page of units"):
        read_file(path)


def test_a_table_without_one_of_its_columns_is_damage(
    record: PlateRecord, samples: RecordSamples, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    write_samples(path, Format.CSV, record, samples)
    path.write_text(path.read_text().replace("mz_1", "other", 1))
    with pytest.raises(UnreadableFile, match="no column mz_1"):
        read_file(path)


@pytest.mark.parametrize("spoil", ["missing", "doubled", "swapped"])
def test_a_table_whose_rows_do_not_follow_its_page_is_refused(
    samples: RecordSamples, record: PlateRecord, tmp_path: Path, spoil: str
) -> None:
    path = tmp_path / "a.csv"
    write_samples(path, Format.CSV, record, samples)
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = {"missing": lines[:20] + lines[23:], "doubled": lines[:20] + lines[19:]}
    rows["swapped"] = [*lines[:20], lines[21], lines[20], *lines[22:]]
    path.write_text("\n".join(rows[spoil]) + "\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"row 20 of the table says .*missing, doubled or out of order"):
        read_file(path)


def test_the_end_of_a_table_beside_its_page_knows_where_it_begins(
    samples: RecordSamples, record: PlateRecord, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    write_samples(path, Format.CSV, record, samples)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *lines[11:]]) + "\n", encoding="utf-8")
    part = read_file(path)
    assert part.first_index == record.first_index + 10
    assert part.n == record.n - 10
