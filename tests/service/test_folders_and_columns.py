"""Folders, tables of lifts and named columns on the command line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from acquisition.interchange.open_file import read_file
from acquisition.interchange.write_c3d import write_c3d
from processing.options import AnalysisOptions
from processing.samples import record_samples
from service.commands.export import plate_wrenches
from service.lift_columns import table_row

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def session(legdrive: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two lifts, one of them below, and things that hold no plates."""
    folder = tmp_path_factory.mktemp("session")
    (folder / "evening").mkdir()
    for name, seed in (("a.c3d", "1"), ("evening/b.c3d", "2")):
        done = legdrive("simulate", "lift", "--out", folder / name, "--seed", seed)
        assert done.returncode == 0, done.stderr
    (folder / "notes.md").write_text("# Tuesday\n\nwindy\n")
    (folder / "page.pdf").write_bytes(b"%PDF-1.7\n1 2 3\n4 5 6\n")
    return folder


def test_a_folder_becomes_one_table_with_units(session: Path, legdrive: Run, tmp_path: Path) -> None:
    out = tmp_path / "lifts.parquet"
    done = legdrive("analyze", session, "--lift", "snatch", "--table", out)
    assert done.returncode == 0, done.stderr
    table = parquet.read_table(out)
    assert [Path(path).name for path in table["path"].to_pylist()] == ["a.c3d", "b.c3d"]
    units = {name: (table.schema.field(name).metadata or {}).get(b"unit") for name in table.column_names}
    assert units["drive_impulse"] == units["drive_impulse_uncertainty"] == "N·s".encode()
    assert units["load_kg"] == b"kg"
    assert units["quality"] is None
    assert str(table.schema.field("number").type) == "int64"
    assert table["drive_impulse"].null_count == 0


def test_the_parquet_table_holds_what_the_csv_holds(session: Path, legdrive: Run, tmp_path: Path) -> None:
    for name in ("lifts.csv", "lifts.parquet"):
        assert legdrive("analyze", session, "--lift", "snatch", "--table", tmp_path / name).returncode == 0
    csv = pd.read_csv(tmp_path / "lifts.csv")
    typed = parquet.read_table(tmp_path / "lifts.parquet").to_pandas()
    assert list(csv) == list(typed)
    numbers = typed.select_dtypes("float").columns
    assert len(numbers) > 50
    pd.testing.assert_frame_equal(csv[numbers].astype(float), typed[numbers].astype(float))


def test_a_row_of_the_table_holds_conditions_and_where_it_comes_from(
    session: Path, legdrive: Run, tmp_path: Path
) -> None:
    out = tmp_path / "lifts.parquet"
    assert legdrive("analyze", session, "--lift", "snatch", "--table", out).returncode == 0
    table = parquet.read_table(out)
    units = {field.name: field.metadata[b"unit"].decode() for field in table.schema if field.metadata}
    assert [units[name] for name in ("zero_drift_n", "headroom", "sample_rate_hz")] == ["N", "1", "Hz"]
    assert units["drive_end_s"] == units["drive_end_s_uncertainty"] == "s"
    assert {str(table.schema.field(name).type) for name in units} == {"double"}
    row = table.to_pylist()[0]
    path = tmp_path / "a.json"
    assert legdrive("analyze", session / "a.c3d", "--lift", "snatch", "--json", path).returncode == 0
    document = json.loads(path.read_text())
    assert row["samples_sha256"] == document["source"]["samples_sha256"]
    assert row["methods_digest"] == document["methods"]["digest"]
    assert row["simulated"] is True
    assert (row["samples_lost"], row["system_weight_source"]) == (0, document["conditions"]["system_weight_source"])
    assert row["drive_end_s_uncertainty"] == document["events"]["drive_end"]["uncertainty_s"]


def test_a_csv_of_lifts_has_its_units_beside_it(session: Path, legdrive: Run, tmp_path: Path) -> None:
    assert legdrive("analyze", session / "a.c3d", "--lift", "snatch", "--table", tmp_path / "a.csv").returncode == 0
    page = json.loads((tmp_path / "a.csv.units.json").read_text())
    assert page["schema"] == "legdrive/lift-table/1"
    assert page["units"]["drive_impulse_uncertainty"] == "N·s"
    assert set(page["units"]) < set(pd.read_csv(tmp_path / "a.csv"))


@pytest.mark.parametrize(("option", "name"), [("--table", "a.parquet"), ("--table", "a.csv"), ("--json", "a.json")])
def test_a_folder_that_is_not_there_is_said_at_once_with_the_name_that_was_typed(
    session: Path, legdrive: Run, tmp_path: Path, option: str, name: str
) -> None:
    out = tmp_path / "nowhere" / name
    done = legdrive("analyze", session / "a.c3d", "--lift", "snatch", option, out)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"legdrive: {out}: its folder is not there; make it, or give another path\n"


def test_a_file_that_may_not_be_written_is_named_as_it_was_typed(session: Path, legdrive: Run, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").mkdir()
    done = legdrive("analyze", session / "a.c3d", "--lift", "snatch", "--table", tmp_path / "a.parquet")
    assert done.returncode == 2
    assert done.stderr == f"legdrive: {tmp_path / 'a.parquet'}: is a folder; give the name of a file\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_tables_and_reports_inside_the_folder_are_not_read_as_lifts(session: Path, legdrive: Run) -> None:
    assert legdrive("report", "lift", session / "a.c3d", "--lift", "snatch", "--out", session).returncode == 0
    table = session / "lifts.csv"
    for _ in range(2):
        done = legdrive("analyze", session, "--lift", "snatch", "--table", table)
        assert done.returncode == 0, done.stderr
        assert "2 lifts" in done.stderr


def test_a_code_stands_once_in_a_cell(session: Path, legdrive: Run) -> None:
    document = json.loads(legdrive("analyze", session / "a.c3d", "--lift", "snatch", "--json", "-").stdout)
    document["quality"] += document["quality"][:1]
    cell = table_row(document)["quality"].split()
    assert cell
    assert len(cell) == len(set(cell))


def test_the_lifts_of_a_file_are_not_written_over_one_another(session: Path, legdrive: Run, tmp_path: Path) -> None:
    record = read_file(session / "a.c3d")
    samples = record_samples(record, AnalysisOptions())
    force_n, moment_nm = ([np.tile(each, 2) for each in part] for part in plate_wrenches(samples))
    write_c3d(tmp_path / "two.c3d", record.plates, force_n, moment_nm, record.rate_hz)
    places = ("--json", tmp_path / "one.json", "--table", tmp_path / "all.csv")
    refused = legdrive("analyze", tmp_path / "two.c3d", "--lift", "snatch", *places)
    assert refused.returncode == 2
    assert "holds 2 lifts; choose one with --lift-number, or give --table alone" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["two.c3d"]
    assert legdrive("analyze", tmp_path / "two.c3d", "--lift-number", "2", *places).returncode == 0


def test_lifts_lists_every_file_of_a_folder(session: Path, legdrive: Run, tmp_path: Path) -> None:
    done = legdrive("lifts", session)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("1 lift found") == 2
    refused = legdrive("lifts", session, "--json", tmp_path / "one.json")
    assert refused.returncode == 2


def test_a_folder_without_plates_says_so(legdrive: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("nothing\n")
    done = legdrive("analyze", tmp_path)
    assert done.returncode == 1
    assert "holds no file of plates" in done.stderr


def two_columns(path: Path) -> Path:
    path.write_text("FP1;FP2\n" + "".join(f"{400 + k % 3},5;{390 + k % 2},5\n" for k in range(2000)))
    return path


def test_columns_and_rate_are_asked_for_one_after_the_other(legdrive: Run, tmp_path: Path) -> None:
    path = two_columns(tmp_path / "force.txt")
    first = legdrive("lifts", path)
    assert (first.returncode, first.stdout) == (2, "")
    assert "FP1, FP2; write --columns left_fz=" in first.stderr
    second = legdrive("lifts", path, "--columns", "left_fz=FP1,right_fz=FP2")
    assert second.returncode == 2
    assert "--rate HZ" in second.stderr
    third = legdrive("lifts", path, "--columns", "left_fz=FP1,right_fz=FP2", "--rate", "1000")
    assert third.returncode == 0, third.stderr


def test_named_left_and_right_columns_are_the_feet(legdrive: Run, tmp_path: Path) -> None:
    path = two_columns(tmp_path / "force.txt")
    done = legdrive(
        "export", path, "--columns", "right_fz=FP1,left_fz=2", "--rate", "1000", "--to", tmp_path / "out.csv"
    )
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "out.csv")
    assert table["fz_1"][0] == 390.5  # the left plate comes first
    assert table[["fx_1", "mx_1", "copx_1", "copx"]].isna().all(axis=None)


def test_plates_that_face_y_need_up_typed(legdrive: Run, tmp_path: Path) -> None:
    row = "3,800,-2,0.1,0,0.2,0,1,0"
    names = ",".join(f"ground_force_{kind}{axis}" for kind in "vp" for axis in "xyz")
    text = f"endheader\ntime,{names},ground_torque_x,ground_torque_y,ground_torque_z\n"
    path = tmp_path / "force.mot"
    path.write_text(text + "".join(f"{k / 1000:.3f},{row}\n" for k in range(2000)))
    refused = legdrive("analyze", path)
    assert refused.returncode == 2
    assert "--up +y --forward +x" in refused.stderr
    assert legdrive("analyze", path, "--up", "+y", "--forward", "+x").returncode == 3  # standing only


@pytest.mark.parametrize(
    "typed",
    [
        ("analyze", "{lift}", "--lift", "snatch", "--json", "{out}"),
        ("analyze", "{lift}", "--lift", "snatch", "--pdf", "{out}"),
        ("export", "{lift}", "--to", "{out}", "--format", "csv"),
        ("report", "lift", "{lift}", "--lift", "snatch", "--out", "{out}"),
        ("simulate", "lift", "--truth", "{truth}", "--out", "{out}"),
    ],
    ids=lambda typed: " ".join(typed[:2]),
)
def test_a_name_that_is_too_long_is_told_as_it_was_typed(
    session: Path, legdrive: Run, tmp_path: Path, typed: tuple[str, ...]
) -> None:
    out = tmp_path / f"{'a' * 250}.pdf"
    places = {"lift": session / "a.c3d", "out": out, "truth": tmp_path / "truth.json"}
    done = legdrive(*(word.format(**places) for word in typed))
    assert done.returncode == 1
    assert f"{out}: File name too long" in done.stderr
    assert ".part" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["jump", "power_clean_pull"])
def test_a_kind_that_cannot_be_simulated_is_told_with_all_that_can(legdrive: Run, tmp_path: Path, kind: str) -> None:
    done = legdrive("simulate", "lift", "--kind", kind, "--out", tmp_path / "a.c3d")
    told = done.stderr.replace("│", " ").split()
    assert done.returncode == 2
    assert {"snatch,", "clean,", "countermovement_jump,", "squat_jump"} <= set(told)
    assert list(tmp_path.iterdir()) == []


def test_the_truth_is_never_written_over_the_lift(legdrive: Run, tmp_path: Path) -> None:
    done = legdrive("simulate", "lift", "--out", tmp_path / "a.c3d", "--truth", tmp_path / "a.c3d")
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []
