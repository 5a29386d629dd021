"""``legdrive export``: formats, floors, and what it refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from acquisition.interchange.open_file import read_file
from acquisition.interchange.write_c3d import write_c3d
from acquisition.plate import FloatArray
from acquisition.rig import read_rig
from processing.options import AnalysisOptions
from processing.samples import record_samples
from service.cli import app

RunLegdrive = Callable[..., "subprocess.CompletedProcess[str]"]
RunExport = Callable[..., Any]
PER_PLATE = ("fx", "fy", "fz", "mx", "my", "mz", "copx", "copy", "copz", "tz")
COLUMNS = [
    "time_s",
    *(f"{name}_{k}" for k in (1, 2) for name in PER_PLATE),
    *("fx", "fy", "fz", "copx", "copy", "copz"),
]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A C3D of 200 samples: 480 N on the left plate, a load that crosses 50 N on the right."""
    plates = read_rig(root / "examples" / "rig.toml").plates()
    n = 200
    force_n = [_rows(10.0, -20.0, 480.0, n), _rows(-5.0, 8.0, 1.0, n) * np.linspace(0.0, 100.0, n)]
    moment_nm = [_rows(17.0, -9.0, 2.0, n), force_n[1][2] * _rows(0.03, 0.02, 0.001, n)]
    path = tmp_path_factory.mktemp("export") / "standing.c3d"
    write_c3d(path, plates, force_n, moment_nm, 500.0, simulated=True)
    return path


def _rows(x: float, y: float, z: float, n: int) -> FloatArray:
    return np.array([[x], [y], [z]]) * np.ones(n)


@pytest.fixture
def export() -> RunExport:
    """Runs the command in this process."""
    return lambda *arguments: CliRunner().invoke(app, ["export", *map(str, arguments)])


@pytest.fixture(scope="module")
def csv(standing: Path, legdrive: RunLegdrive, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    out = tmp_path_factory.mktemp("csv") / "out.csv"
    done = legdrive("export", standing, "--to", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "200 samples of 2 plates at 500 Hz" in done.stderr
    return pd.read_csv(out)


def test_a_csv_has_the_documented_columns_in_order(csv: pd.DataFrame) -> None:
    assert list(csv) == COLUMNS
    np.testing.assert_allclose(csv["time_s"], np.arange(200) / 500.0)
    np.testing.assert_allclose(csv["fz_1"], 480.0, rtol=1e-6)
    np.testing.assert_allclose(csv["mx_1"], 17.0, rtol=1e-6)
    np.testing.assert_allclose(csv["fz"], csv["fz_1"] + csv["fz_2"])


def test_pressure_is_empty_under_50_newtons_only(csv: pd.DataFrame) -> None:
    assert (csv["copx_2"].isna() == (csv["fz_2"] < 50.0)).all()
    assert (csv["tz_2"].isna() == (csv["fz_2"] < 50.0)).all()
    assert csv["copx_1"].notna().all()
    # x = centre − My/Fz, y = centre + Mx/Fz
    np.testing.assert_allclose(csv["copx_1"], -301.0 + 1000.0 * 9.0 / 480.0, rtol=1e-5)
    np.testing.assert_allclose(csv["copy_1"], 1000.0 * 17.0 / 480.0, rtol=1e-5)


def test_a_floor_of_0_gives_every_loaded_sample(standing: Path, export: RunExport, tmp_path: Path) -> None:
    assert export(standing, "--to", tmp_path / "out.csv", "--cop-floor", "0").exit_code == 0
    table = pd.read_csv(tmp_path / "out.csv")
    assert table["copx_2"].notna()[1:].all()
    np.testing.assert_allclose(table["copx_2"][1:], 301.0 - 20.0, rtol=1e-4)


def test_parquet_and_json_hold_the_same_numbers(
    csv: pd.DataFrame, standing: Path, export: RunExport, tmp_path: Path
) -> None:
    assert export(standing, "--to", tmp_path / "out.parquet").exit_code == 0
    assert export(standing, "--to", tmp_path / "out", "--format", "json").exit_code == 0
    table = parquet.read_table(tmp_path / "out.parquet")
    assert table.column_names == COLUMNS
    assert table.schema.metadata[b"simulated"] == b"true"
    assert table["copx_2"].null_count == csv["copx_2"].isna().sum() > 0
    document = json.loads((tmp_path / "out").read_text())
    assert document["schema"] == "legdrive/samples/1"
    assert document["source"]["sample_rate_hz"] == "500.0"
    for name in COLUMNS:
        np.testing.assert_allclose(table[name].to_pandas(), csv[name], atol=5.1e-7)
        np.testing.assert_array_equal(np.array(document["columns"][name], dtype=float), table[name].to_pandas())


def test_a_c3d_export_reads_back_as_it_was(standing: Path, export: RunExport, tmp_path: Path) -> None:
    assert export(standing, "--to", tmp_path / "again", "--format", "c3d").exit_code == 0
    before, after = read_file(standing), read_file(tmp_path / "again")
    assert after.simulated
    assert after.rate_hz == 500.0
    samples = [record_samples(record, AnalysisOptions()) for record in (before, after)]
    np.testing.assert_allclose(samples[1].force_n, samples[0].force_n, atol=1e-4)
    np.testing.assert_allclose(samples[1].cop_mm, samples[0].cop_mm, atol=1e-3)


def test_a_file_that_exists_is_kept_without_force(standing: Path, export: RunExport, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("kept")
    refused = export(standing, "--to", out)
    assert refused.exit_code == 2
    assert "exists already; give --force" in refused.stderr
    assert out.read_text() == "kept"
    assert export(standing, "--to", out, "--force").exit_code == 0
    assert out.read_text().startswith("time_s,")


def test_an_ending_that_says_no_format_asks_for_it(standing: Path, export: RunExport, tmp_path: Path) -> None:
    refused = export(standing, "--to", tmp_path / "out.txt")
    assert refused.exit_code == 2
    assert "--format csv|parquet|c3d|json" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--left-plate", "3"), "has no plate 3"),
        (("--forward", "+z"), "parallel"),
        (("--up", "sky"), "is no axis"),
        (("--rate", "-1"), "is no sample rate"),
    ],
)
def test_options_that_cannot_be_end_with_2(
    standing: Path, export: RunExport, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    refused = export(standing, "--to", tmp_path / "out.csv", *arguments)
    assert refused.exit_code == 2
    assert says in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_ends_with_1_and_one_line(export: RunExport, tmp_path: Path) -> None:
    (tmp_path / "empty.c3d").write_bytes(b"")
    refused = export(tmp_path / "empty.c3d", "--to", tmp_path / "out.csv")
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert "is empty" in refused.stderr


def test_a_folder_that_is_not_there_ends_with_1_and_one_line(standing: Path, export: RunExport, tmp_path: Path) -> None:
    for name in ("out.csv", "out.c3d", "out.json", "out.parquet"):
        refused = export(standing, "--to", tmp_path / "nowhere" / name)
        assert refused.exit_code == 1, name
        assert refused.stderr.count("\n") == 1
        assert f"{tmp_path / 'nowhere' / name}: its folder is not there" in refused.stderr
