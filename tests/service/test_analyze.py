"""``legdrive analyze``: exit status, documents, tables, history, several files."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, legdrive: Run) -> Path:
    """A folder with a snatch and a clean as C3D."""
    place = tmp_path_factory.mktemp("analyze")
    for kind in ("snatch", "clean"):
        assert legdrive("simulate", "lift", "--kind", kind, "--out", place / f"{kind}.c3d").returncode == 0
    return place


def test_a_table_for_a_person_is_the_default(folder: Path, legdrive: Run) -> None:
    told = legdrive("analyze", folder / "snatch.c3d", "--lift", "snatch")
    assert (told.returncode, told.stderr) == (0, "")
    for word in ("drive_end", "late_drive_share", "not_zeroed", "few_comparable", "5 more needed", "SIMULATED"):
        assert word in told.stdout


def test_an_assumed_kind_is_said(folder: Path, legdrive: Run) -> None:
    assert "kind assumed" in legdrive("analyze", folder / "snatch.c3d").stdout


def test_the_document_is_printed_or_written(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    printed = legdrive("analyze", folder / "snatch.c3d", "--lift", "snatch", "--bar-mass", "100", "--json", "-")
    document = json.loads(printed.stdout)
    assert document["schema"] == "legdrive/lift/1"
    assert document["segmented"]
    assert document["lift"]["outcome"] == "made"
    assert document["lift"]["load_kg"] == 100.0
    written = legdrive(
        "analyze", folder / "snatch.c3d", "--lift", "snatch", "--bar-mass", "100", "--json", tmp_path / "a.json"
    )
    assert (written.returncode, written.stdout) == (0, "")
    assert json.loads((tmp_path / "a.json").read_text()) == document
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_page_is_written(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    told = legdrive("analyze", folder / "snatch.c3d", "--lift", "snatch", "--pdf", tmp_path / "a.pdf")
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert told.stdout == ""


def test_a_wrong_kind_ends_with_2_and_names_close_ones(folder: Path, legdrive: Run) -> None:
    told = legdrive("analyze", folder / "snatch.c3d", "--lift", "hang-snach")
    assert (told.returncode, told.stdout) == (2, "")
    assert "hang_snatch" in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "needed"),
    [
        (("--set-up", "beside"), "on-plates"),
        (("--forward", "north"), "--forward"),
        (("--forward", "+z"), "parallel"),
        (("--lift-number", "3"), "--lift-number"),
        (("--left-plate", "7"), "plate"),
    ],
    ids=str,
)
def test_wrong_usage_ends_with_2_and_the_option_to_type(
    options: tuple[str, str], needed: str, folder: Path, legdrive: Run
) -> None:
    told = legdrive("analyze", folder / "snatch.c3d", *options)
    assert told.returncode == 2
    assert needed in told.stderr
    assert "Traceback" not in told.stderr


def test_a_file_without_a_lift_ends_with_3_and_a_document_that_says_why(
    legdrive: Run, real_recordings: Path, tmp_path: Path
) -> None:
    path = real_recordings / "sample01_type2_gait.c3d"
    told = legdrive("analyze", path, "--json", tmp_path / "gait.json")
    assert told.returncode == 3
    assert "no lift was found" in told.stderr
    document = json.loads((tmp_path / "gait.json").read_text())
    assert document["segmented"] is False
    assert "unsegmented" in [entry["code"] for entry in document["quality"]]


@pytest.mark.parametrize("name", ["malformed_missing_channels.c3d", "malformed_parameter_offset.c3d"])
def test_a_damaged_file_ends_with_1_and_one_line(name: str, legdrive: Run, real_recordings: Path) -> None:
    told = legdrive("analyze", real_recordings / name)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.count("\n") == 1


def test_an_empty_and_a_missing_file_end_with_1(legdrive: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.c3d").touch()
    for name in ("empty.c3d", "nowhere.c3d"):
        told = legdrive("analyze", tmp_path / name)
        assert told.returncode == 1
        assert name in told.stderr
        assert told.stderr.count("\n") == 1


def test_several_files_make_one_table_and_one_bad_file_stops_no_other(
    folder: Path, legdrive: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty.c3d").touch()
    told = legdrive(
        "analyze", folder / "snatch.c3d", tmp_path / "empty.c3d", folder / "clean.c3d", "--table", tmp_path / "all.csv"
    )
    assert told.returncode == 1
    with (tmp_path / "all.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [Path(row["path"]).name for row in rows] == ["snatch.c3d", "clean.c3d"]
    assert all(float(row["drive_impulse"]) > 50 for row in rows)
    assert all(row["findings"] == "few_comparable:none" for row in rows)


def test_a_table_can_be_printed(folder: Path, legdrive: Run) -> None:
    told = legdrive("analyze", folder / "snatch.c3d", "--table", "-")
    assert told.returncode == 0
    (row,) = csv.DictReader(told.stdout.splitlines())
    assert row["kind"] == "snatch"


def test_a_place_that_cannot_be_written_is_one_line(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    told = legdrive("analyze", folder / "snatch.c3d", "--json", tmp_path / "nowhere" / "a.json")
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1


def test_several_files_are_not_written_over_one_another(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    told = legdrive("analyze", folder / "snatch.c3d", folder / "clean.c3d", "--json", tmp_path / "a.json")
    assert told.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_history_gives_usual_values_and_findings(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    options = ("--lift", "snatch", "--bar-mass", "100")
    first = json.loads(legdrive("analyze", folder / "snatch.c3d", *options, "--json", "-").stdout)
    for number in range(6):
        first["source"]["samples_sha256"] = str(number)
        (tmp_path / f"{number}.json").write_text(json.dumps(first))
    (tmp_path / "torn.json").write_text("{")
    told = legdrive("analyze", folder / "snatch.c3d", *options, "--history", tmp_path)
    assert told.returncode == 0
    assert "usual (6 lifts)" in told.stdout
    assert "nothing_unusual" in told.stdout
    assert "torn.json" in told.stderr


def test_a_missing_history_folder_is_one_line(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    told = legdrive("analyze", folder / "snatch.c3d", "--history", tmp_path / "nowhere")
    assert told.returncode == 1
    assert "--history" in told.stderr
    assert told.stderr.count("\n") == 1
