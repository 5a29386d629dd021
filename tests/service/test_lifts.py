"""``legdrive lifts``: what a file holds, as a table or a document."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def snatch(tmp_path_factory: pytest.TempPathFactory, legdrive: Run) -> Path:
    """A simulated snatch as C3D."""
    path = tmp_path_factory.mktemp("lifts") / "snatch.c3d"
    assert legdrive("simulate", "lift", "--out", path).returncode == 0
    return path


def test_a_lift_is_listed_for_a_person(snatch: Path, legdrive: Run) -> None:
    told = legdrive("lifts", snatch)
    assert told.returncode == 0
    assert "1 lift found" in told.stdout
    assert "snatch (assumed)" in told.stdout
    assert "weighing" in told.stdout


def test_json_goes_to_standard_output_and_to_a_file(snatch: Path, legdrive: Run, tmp_path: Path) -> None:
    printed = legdrive("lifts", snatch, "--lift", "snatch", "--json", "-")
    written = legdrive("lifts", snatch, "--lift", "snatch", "--json", tmp_path / "list.json")
    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    document = json.loads(printed.stdout)
    assert document == json.loads((tmp_path / "list.json").read_text())
    assert document["schema"] == "legdrive/lifts/1"
    assert [(lift["kind"], lift["kind_assumed"]) for lift in document["lifts"]] == [("snatch", False)]


def test_a_file_without_a_lift_is_fine(legdrive: Run, real_recordings: Path) -> None:
    told = legdrive("lifts", real_recordings / "vicon_type2_jump_two_plates.c3d")
    assert told.returncode == 0
    assert "no lifts found" in told.stdout
    assert "a jump without a bar" in told.stdout


def test_a_missing_rate_is_asked_for(legdrive: Run, real_recordings: Path) -> None:
    path = real_recordings / "netforce_jump_two_plates.txt.gz"
    refused = legdrive("lifts", path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--rate HZ" in refused.stderr
    assert legdrive("lifts", path, "--rate", "2000").returncode == 0


def test_an_unreadable_file_is_one_line(legdrive: Run, tmp_path: Path) -> None:
    (tmp_path / "torn.c3d").write_bytes(b"\x02P" + bytes(30))
    told = legdrive("lifts", tmp_path / "torn.c3d")
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "Traceback" not in told.stderr
