"""Where results may go: never over what a command reads, never over samples, always over an earlier result."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from acquisition.interchange.sidecar import sidecar_path
from acquisition.interchange.sniff import may_hold_plates
from service.cli import app

Run = Callable[..., "subprocess.CompletedProcess[str]"]
RECORDING = "acquisition/data/recording-1.mcap"
SNATCH = ("--lift", "snatch")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, legdrive: Run, root: Path) -> Path:
    """A folder with a lift, its exports, and a recording under several names."""
    folder = tmp_path_factory.mktemp("kept")
    assert legdrive("simulate", "lift", "--out", folder / "lift.c3d").returncode == 0
    for name in ("samples.csv", "samples.parquet", "samples.json", "copy.c3d"):
        assert legdrive("export", folder / "lift.c3d", "--to", folder / name).returncode == 0
    recording = (root / "tests" / RECORDING).read_bytes()
    for name in ("raw.mcap", "raw.csv", "raw.parquet", "raw.json"):
        (folder / name).write_bytes(recording)
    (folder / "raw.gz.json").write_bytes(gzip.compress(recording))
    (folder / "volts.json").write_text("Time;Left;Right\n" + "".join(f"{k / 1000};400;380\n" for k in range(20)))
    return folder


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """A copy of it to work in."""
    return Path(shutil.copytree(kept, tmp_path / "work"))


def told(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    "typed",
    [
        "analyze {lift} --lift snatch --table {folder}/raw.csv",
        "analyze {lift} --lift snatch --table {folder}/raw.parquet",
        "analyze {lift} --lift snatch --table {folder}/samples.csv",
        "analyze {lift} --lift snatch --table {folder}/samples.parquet",
        "analyze {lift} --lift snatch --json {folder}/raw.json",
        "analyze {lift} --lift snatch --json {folder}/raw.gz.json",
        "analyze {lift} --lift snatch --json {folder}/raw.mcap",
        "analyze {lift} --lift snatch --json {folder}/samples.json",
        "analyze {lift} --lift snatch --json {folder}/samples.csv.units.json",
        "analyze {lift} --lift snatch --json {folder}/volts.json",
        "analyze {lift} --lift snatch --pdf {folder}/copy.c3d",
        "lifts {lift} --json {folder}/raw.mcap",
        "lifts {lift} --json {folder}/copy.c3d",
        "export {lift} --to {folder}/raw.mcap --format csv --force",
        "export {lift} --to {folder}/raw.csv --force",
        "export {lift} --to {folder}/volts.json --force",
    ],
)
def test_samples_are_never_written_over(folder: Path, typed: str) -> None:
    before = all_bytes(folder)
    done = told(*typed.format(lift=folder / "lift.c3d", folder=folder).split())
    assert done.exit_code == 2, done.output
    assert done.stderr.count("\n") == 1
    assert "written over; give another name" in done.stderr
    assert all_bytes(folder) == before


@pytest.mark.parametrize("spelled", ["same", "dots", "symlink", "hard link"])
@pytest.mark.parametrize(
    "typed",
    [
        "analyze {lift} --lift snatch --json {out}",
        "analyze {folder} --lift snatch --table {out}",
        "analyze {lift} --lift snatch --pdf {out}",
        "lifts {lift} --json {out}",
        "export {lift} --to {out} --format json --force",
    ],
)
def test_what_is_read_is_not_written_over(tmp_path: Path, kept: Path, spelled: str, typed: str) -> None:
    read = tmp_path / "in"
    read.mkdir()
    lift = Path(shutil.copy(kept / "lift.c3d", read / "lift.csv"))
    out = {"same": lift, "dots": read / ".." / "in" / "lift.csv"}.get(spelled, tmp_path / "other.csv")
    if spelled == "symlink":
        out.symlink_to(lift)
    elif spelled == "hard link":
        os.link(lift, out)
    before = lift.read_bytes()
    done = told(*typed.format(lift=lift, folder=read, out=out).split())
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.output
    assert "is read by this command" in done.stderr
    assert lift.read_bytes() == before
    assert out.is_symlink() == (spelled == "symlink")


def test_what_stands_beside_an_input_is_read_too(folder: Path, root: Path) -> None:
    page = sidecar_path(folder / "samples.csv")
    rig = Path(shutil.copy(root / "examples" / "rig.toml", folder))
    for out, arguments in ((page, ()), (rig, ("--rig", rig))):
        before = out.read_bytes()
        done = told("analyze", folder / "samples.csv", *SNATCH, *arguments, "--json", out)
        assert done.exit_code == 2
        assert "is read by this command" in done.stderr
        assert out.read_bytes() == before


def test_the_page_of_a_packed_table_is_not_written_over(folder: Path) -> None:
    plain = folder / "samples.csv"
    (folder / "samples.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    before = sidecar_path(plain).read_bytes()
    done = told("export", folder / "samples.csv.gz", "--to", plain)
    assert (done.exit_code, plain.exists()) == (2, False)
    assert f"{sidecar_path(plain)}: is read by this command" in done.stderr
    assert sidecar_path(plain).read_bytes() == before


def test_an_earlier_result_is_written_over(folder: Path) -> None:
    lift = folder / "lift.c3d"
    for option, name in (("--table", "t.csv"), ("--table", "t.parquet"), ("--json", "t.json"), ("--pdf", "t.pdf")):
        for _ in range(2):
            done = told("analyze", lift, *SNATCH, option, folder / name)
            assert done.exit_code == 0, done.output
        assert not may_hold_plates(folder / name)
    for name in ("samples.csv", "samples.parquet", "samples.json", "copy.c3d"):
        assert told("export", lift, "--to", folder / name, "--force").exit_code == 0
    (folder / "empty.json").touch()
    assert told("lifts", lift, "--json", folder / "empty.json").exit_code == 0


@pytest.mark.parametrize(
    "typed",
    [
        "analyze {lift} --table {folder}",
        "analyze {lift} --table .",
        "analyze {lift} --json .",
        "analyze {lift} --json ..",
        "analyze {lift} --json /",
        "analyze {lift} --pdf {folder}",
        "lifts {lift} --json .",
        "export {lift} --to . --format csv",
        "export {lift} --to . --format csv --force",
    ],
)
def test_a_folder_is_no_name_for_a_result(folder: Path, typed: str) -> None:
    done = told(*typed.format(lift=folder / "lift.c3d", folder=folder).split())
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.output
    assert "is a folder; give the name of a file" in done.stderr


@pytest.mark.parametrize("name", ["o.xlsx", "o.csv.gz", "o.tsv", "o"])
def test_a_table_is_csv_or_parquet(folder: Path, name: str) -> None:
    done = told("analyze", folder / "lift.c3d", *SNATCH, "--table", folder / name)
    assert done.exit_code == 2
    assert "a table is CSV or Parquet; give it a name in .csv or .parquet" in done.stderr
    assert not (folder / name).exists()


def test_two_results_cannot_have_one_name(folder: Path) -> None:
    out = folder / "both.csv"
    for table, other in ((out, folder / "." / "both.csv"), (out, sidecar_path(out))):
        done = told("analyze", folder / "lift.c3d", *SNATCH, "--table", table, "--json", other)
        assert done.exit_code == 2
        assert "two files cannot have one name" in done.stderr
    assert not out.exists()


def test_a_device_is_no_file_to_write_over(folder: Path) -> None:
    done = told("lifts", folder / "lift.c3d", "--json", os.devnull)
    assert done.exit_code == 2
    assert "is no file that can be written over" in done.stderr
