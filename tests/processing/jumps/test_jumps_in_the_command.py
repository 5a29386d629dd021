"""Jumps at the command line: simulated, counted, measured, refused a coach's page; and the spread of a lift."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import OptionNeeded
from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import LiftLabel, PlateRecord
from processing.analysis import analyze
from processing.detect import find_lifts
from processing.history import comparable
from processing.options import AnalysisOptions
from processing.wrench import plate_forces
from reports.errors import NoPage
from reports.pdf import lift_report

Run = Callable[..., "subprocess.CompletedProcess[str]"]
COUNTERMOVEMENT = AnalysisOptions(kind="countermovement_jump")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, legdrive: Run) -> Path:
    """A folder with a jump at 2.6 m/s, a second jump, and a snatch."""
    place = tmp_path_factory.mktemp("jumps")
    jump = ("--kind", "countermovement_jump")
    for name, said in {
        "a": (*jump, "--takeoff", "2.6"),
        "b": (*jump, "--seed", "4"),
        "lift": (),
    }.items():
        told = legdrive("simulate", "lift", "--out", place / f"{name}.c3d", *said)
        assert told.returncode == 0, told.stderr
    return place


def two_in_one(folder: Path) -> PlateRecord:
    """Both jumps, one after the other, in one record."""
    first, second = (read_file(folder / f"{name}.c3d") for name in ("a", "b"))
    signals = tuple(np.concatenate(pair, axis=1) for pair in zip(first.signals, second.signals, strict=True))
    return replace(first, signals=signals)


def test_a_jump_is_measured_for_a_person(folder: Path, legdrive: Run) -> None:
    told = legdrive("analyze", folder / "a.c3d", "--lift", "countermovement_jump")
    assert told.returncode == 0, told.stderr
    for word in ("countermovement jump", "takeoff_velocity", "jump_height_flight", "propulsion_start", "SIMULATED"):
        assert word in told.stdout


def test_the_truth_lies_beside_it(folder: Path) -> None:
    truth = json.loads((folder / "a.truth.json").read_text())
    assert truth["kind"] == "countermovement_jump"
    assert truth["metrics"]["takeoff_velocity"] == pytest.approx(2.6, abs=1e-6)
    assert truth["metrics"]["flight_time"] == pytest.approx(0.53025, abs=1e-4)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("--kind", "squat_jump", "--load", "50"), "leave out --load"),
        (("--kind", "squat_jump", "--missed"), "leave out --missed"),
        (("--kind", "snatch", "--takeoff", "2.6"), "leave out --takeoff"),
        (("--kind", "squat_jump", "--takeoff", "9"), "from 1.0 to 4.0"),
    ],
)
def test_what_makes_no_sense_is_refused(said: tuple[str, ...], why: str, legdrive: Run, tmp_path: Path) -> None:
    told = legdrive("simulate", "lift", "--out", tmp_path / "x.c3d", *said)
    assert told.returncode == 2
    assert why in " ".join(told.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_a_jump_has_no_coachs_page_and_one_line_says_so(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    told = legdrive("analyze", folder / "a.c3d", "--lift", "countermovement_jump", "--pdf", tmp_path / "a.pdf")
    assert told.returncode == 2
    assert "a plain jump has no coach's page" in told.stderr
    assert told.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_page_itself_refuses_a_jump(folder: Path) -> None:
    found = analyze(read_file(folder / "a.c3d"), COUNTERMOVEMENT)
    assert found.curves is not None
    with pytest.raises(NoPage, match="no coach's page"):
        lift_report(found.document, found.curves)


def test_jumps_of_several_files_are_rows(folder: Path, legdrive: Run) -> None:
    files = [folder / f"{name}.c3d" for name in ("a", "b", "lift")]
    told = legdrive("analyze", *files, "--lift", "countermovement_jump", "--table", "-")
    assert told.returncode == 3
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert [row["segmented"] for row in rows] == ["True", "True", "False"]
    assert float(rows[0]["jump_height_flight"]) == pytest.approx(0.345, abs=0.004)
    assert rows[2]["jump_height_flight"] == ""


def test_two_jumps_in_one_record_are_counted(folder: Path) -> None:
    record = two_in_one(folder)
    with pytest.raises(OptionNeeded, match="holds 2 jumps"):
        analyze(record, COUNTERMOVEMENT)
    second = analyze(record, replace(COUNTERMOVEMENT, lift_number=2)).document
    alone = analyze(read_file(folder / "b.c3d"), COUNTERMOVEMENT).document
    assert (second["lift"]["number"], second["lift"]["of"]) == (2, 2)
    for key in ("takeoff_velocity", "flight_time"):
        assert second["metrics"][key]["value"] == pytest.approx(alone["metrics"][key]["value"], abs=0.02)


def test_a_label_says_that_it_is_a_jump(folder: Path) -> None:
    record = replace(read_file(folder / "a.c3d"), labels=(LiftLabel(0, kind="countermovement_jump", load_kg=60.0),))
    document = analyze(record).document
    assert document["segmented"]
    assert (document["lift"]["kind"], document["lift"]["kind_assumed"]) == ("countermovement_jump", False)
    assert document["lift"]["load_kg"] is None


def test_a_label_of_a_jump_makes_no_lift_of_it(folder: Path) -> None:
    record = read_file(folder / "a.c3d")
    forces = plate_forces(record, AnalysisOptions())
    found = find_lifts(forces, [LiftLabel(0, kind="countermovement_jump")])
    assert found.lifts == ()
    assert "jump" in [activity.reason for activity in found.not_lifts]


def test_jumps_are_compared_with_earlier_jumps(folder: Path) -> None:
    first, second = (analyze(read_file(folder / f"{name}.c3d"), COUNTERMOVEMENT).document for name in ("a", "b"))
    lift = analyze(read_file(folder / "lift.c3d"), AnalysisOptions(kind="snatch")).document
    assert comparable(second, [first, lift]).lifts == (first,)


def test_the_spread_is_printed_and_written(folder: Path, legdrive: Run) -> None:
    told = legdrive("analyze", folder / "lift.c3d", "--lift", "snatch", "--bar-mass", "101", "--spread")
    assert told.returncode == 0, told.stderr
    for word in ("Measured in other ways", "weight: entered", "crossing: first", "gave nothing", "over its u"):
        assert word in told.stdout
    told = legdrive("analyze", folder / "lift.c3d", "--lift", "snatch", "--bar-mass", "101", "--spread", "--json", "-")
    document = json.loads(told.stdout)
    moved = document["spread"]["metrics"]["peak_velocity"]
    assert moved["low"] < document["metrics"]["peak_velocity"]["value"] - 0.03
    assert moved["low_by"] == "weight: entered"


def test_no_spread_is_printed_where_no_lift_is_found(folder: Path, legdrive: Run) -> None:
    told = legdrive("analyze", folder / "a.c3d", "--lift", "snatch", "--spread")
    assert told.returncode == 3
    assert "Measured in other ways" not in told.stdout
