"""Exports of a record with lost samples: what reads them back finds the same gaps and measures the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.sidecar import sidecar_path
from acquisition.interchange.write_c3d import OTHER_FORM, check_c3d
from acquisition.plate import ForcePlate
from processing import AnalysisOptions, analyze
from processing.samples import record_samples
from service.commands.export import Format, write_samples

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OPTIONS = AnalysisOptions(kind="snatch")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, legdrive: Run) -> PlateRecord:
    path = tmp_path_factory.mktemp("whole") / "lift.c3d"
    assert legdrive("simulate", "lift", "--out", path).returncode == 0
    return read_file(path)


@pytest.fixture(scope="module")
def gappy(whole: PlateRecord) -> PlateRecord:
    """The lift without some samples near its start and its end; of one more sample only the left plate is left."""
    left, right = (values.copy() for values in whole.signals)
    for values in (left, right):
        values[:, 100:250] = values[:, whole.n - 40 : whole.n - 20] = np.nan
    right[:, 99] = np.nan
    lost = ((100, 250), (whole.n - 40, whole.n - 20))
    return replace(whole, signals=(left, right), samples_lost=lost)


def export(record: PlateRecord, path: Path, form: Format = Format.CSV) -> Path:
    write_samples(path, form, record, record_samples(record, AnalysisOptions()))
    return path


def test_a_csv_of_a_record_with_gaps_measures_the_same(gappy: PlateRecord, tmp_path: Path) -> None:
    again = read_file(export(gappy, tmp_path / "a.csv"))
    assert again.samples_lost == gappy.samples_lost
    assert again.n == gappy.n
    assert any("samples 100 to 249, " in warning for warning in again.warnings)
    ours, theirs = (record_samples(record, AnalysisOptions()).force_n for record in (again, gappy))
    np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs))
    np.testing.assert_allclose(ours, theirs, atol=2e-6)
    before, after = (analyze(record, OPTIONS).document for record in (gappy, again))
    assert before["segmented"]
    assert after["conditions"]["samples_lost"] == before["conditions"]["samples_lost"]
    for key, entry in before["metrics"].items():
        found = after["metrics"][key]
        assert (found is None) == (entry is None), key
        if entry is not None:
            assert found["value"] == pytest.approx(entry["value"], rel=1e-5, abs=1e-4), key


def test_an_export_of_an_export_holds_the_same_gaps(gappy: PlateRecord, tmp_path: Path) -> None:
    first = export(gappy, tmp_path / "a.csv")
    second = export(read_file(first), tmp_path / "b.csv")
    pages = [json.loads(sidecar_path(path).read_text())["source"] for path in (first, second)]
    assert pages[0]["samples_lost"] == pages[1]["samples_lost"] == [list(span) for span in gappy.samples_lost]
    assert pages[0]["empty_rows"] == pages[1]["empty_rows"] == [[99, 250], [gappy.n - 40, gappy.n - 20]]


def test_a_part_of_the_table_keeps_the_gaps_it_spans(gappy: PlateRecord, tmp_path: Path) -> None:
    path = export(gappy, tmp_path / "a.csv")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *lines[201:3001]]) + "\n")
    part = read_file(path)
    assert (part.first_index, part.n, part.samples_lost) == (200, 2800, ((200, 250),))


@pytest.mark.parametrize("page", ["there", "none"])
def test_a_gap_may_be_the_first_or_the_last_samples(whole: PlateRecord, tmp_path: Path, page: str) -> None:
    signals = tuple(values.copy() for values in whole.signals)
    lost = ((0, 40), (whole.n - 30, whole.n))
    for values in signals:
        values[:, :40] = values[:, -30:] = np.nan
    path = export(replace(whole, signals=signals, samples_lost=lost), tmp_path / "a.csv")
    if page == "none":
        sidecar_path(path).unlink()
    again = read_file(path)
    assert (again.first_index, again.n, again.samples_lost) == (0, whole.n, lost)


def test_what_a_torn_file_lacks_behind_its_end_stays_named(whole: PlateRecord, tmp_path: Path) -> None:
    torn = replace(whole, samples_lost=((whole.n, whole.n + 30),))
    assert read_file(export(torn, tmp_path / "a.csv")).samples_lost == torn.samples_lost


@pytest.mark.parametrize("page", ["none", "of an earlier version"])
def test_rows_of_nothing_count_as_lost_where_no_page_tells(gappy: PlateRecord, tmp_path: Path, page: str) -> None:
    right = gappy.signals[1].copy()
    right[:, 99] = 0.0
    path = export(replace(gappy, signals=(gappy.signals[0], right)), tmp_path / "a.csv")
    told = json.loads(sidecar_path(path).read_text())
    del told["source"]["samples_lost"], told["source"]["empty_rows"]
    sidecar_path(path).unlink() if page == "none" else sidecar_path(path).write_text(json.dumps(told))
    again = read_file(path)
    assert again.samples_lost == gappy.samples_lost
    assert any("are empty: they count as lost" in warning for warning in again.warnings)


@pytest.mark.parametrize("spoil", ["a gap that no page tells", "half a gap", "a number in a gap", "a part of a plate"])
def test_gaps_and_page_must_agree(gappy: PlateRecord, tmp_path: Path, spoil: str) -> None:
    path = export(gappy, tmp_path / "a.csv")
    lines = path.read_text().splitlines()
    numbers = lines[3000].split(",")
    empty = {
        "a gap that no page tells": (3000, ",".join([numbers[0], *[""] * (len(numbers) - 1)])),
        "half a gap": (3000, ",".join([*numbers[:11], *[""] * (len(numbers) - 11)])),
        "a number in a gap": (180, ",".join([lines[180].split(",")[0], *numbers[1:]])),
        "a part of a plate": (180, lines[180].replace(",,", ",1.0,", 1)),
    }
    row, line = empty[spoil]
    lines[row] = line
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(UnreadableFile, match=rf"row {row}\b"):
        read_file(path)


def test_parquet_and_json_name_what_was_lost(gappy: PlateRecord, tmp_path: Path) -> None:
    metadata = parquet.read_schema(export(gappy, tmp_path / "a.parquet", Format.PARQUET)).metadata
    source = json.loads(export(gappy, tmp_path / "a.json", Format.JSON).read_text())["source"]
    for told in (metadata[b"samples_lost"], source["samples_lost"]):
        assert json.loads(told) == [list(span) for span in gappy.samples_lost]


def test_a_c3d_holds_no_gaps(gappy: PlateRecord, tmp_path: Path) -> None:
    with pytest.raises(OptionNeeded) as refused:
        export(gappy, tmp_path / "a.c3d", Format.C3D)
    says = f"samples between 99 and {gappy.n - 21} are missing, which a C3D file cannot say; {OTHER_FORM}"
    assert refused.value.line == f"{gappy.path}: {says}"
    assert list(tmp_path.iterdir()) == []


def test_a_c3d_holds_no_plate_without_shear(whole: PlateRecord) -> None:
    force = [np.full((3, 5), 1.0) for _ in whole.plates]
    force[0][:2] = np.nan
    with pytest.raises(
        OptionNeeded, match=r"needs all six components, and .* does not measure Fx Fy; export it as CSV"
    ):
        check_c3d("a.mcap", whole.plates, force, [np.zeros((3, 5)) for _ in whole.plates])


def test_a_c3d_without_corners_names_the_source(whole: PlateRecord, tmp_path: Path) -> None:
    nowhere = tuple(ForcePlate(each.name, each.kind, each.matrix, np.full((4, 3), np.nan)) for each in whole.plates)
    with pytest.raises(OptionNeeded) as refused:
        export(replace(whole, plates=nowhere), tmp_path / "a.c3d", Format.C3D)
    assert refused.value.where == whole.path
    assert ".part" not in refused.value.line
