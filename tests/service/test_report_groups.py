"""``legdrive report session`` and ``report athlete``: who gets a report, of which day, under which name."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Told, run_here, snatch_document

from processing.result import Document
from service.lift_groups import once

Run = Callable[..., Told]


@pytest.fixture(scope="module")
def legdrive() -> Run:
    """The command line in this process: what is tried here needs no other one."""

    return run_here


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The document of a simulated snatch."""
    return snatch_document(tmp_path_factory.mktemp("lift"))


@pytest.fixture
def folder(document: Document, tmp_path: Path) -> Path:
    """Two days of athlete A1 with two lifts each, and one lift of B2."""
    place = tmp_path / "documents"
    place.mkdir()
    lifts = [("A1", "2026-11-20", 9), ("A1", "2026-11-20", 10), ("A1", "2026-11-22", 9), ("A1", "2026-11-22", 10)]
    for number, (athlete, day, hour) in enumerate([*lifts, ("B2", "2026-11-21", 9)]):
        lift = copy.deepcopy(document)
        lift["lift"] |= {"athlete": athlete, "started_utc": f"{day}T{hour:02d}:00:00+00:00", "attempt": number + 1}
        lift["source"]["samples_sha256"] = f"{number}" * 64
        (place / f"{number}.json").write_text(json.dumps(lift))
    return place


def test_each_athlete_gets_the_summary_of_the_latest_day(legdrive: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports"
    told = legdrive("report", "session", folder, "--out", out)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [
        str(out / "2026-11-22_A1_session_v1.pdf"), str(out / "2026-11-21_B2_session_v1.pdf")
    ]  # fmt: skip
    assert all(Path(line).read_bytes().startswith(b"%PDF") for line in told.stdout.splitlines())


def test_a_day_and_an_athlete_may_be_chosen_and_nothing_is_written_over(
    legdrive: Run, folder: Path, tmp_path: Path
) -> None:
    chosen = ("--day", "2026-11-20", "--athlete", "A1", "--out", tmp_path)
    assert legdrive("report", "session", folder, *chosen).stdout == f"{tmp_path / '2026-11-20_A1_session_v1.pdf'}\n"
    assert legdrive("report", "session", folder, *chosen).stdout == f"{tmp_path / '2026-11-20_A1_session_v2.pdf'}\n"


def test_months_are_named_by_athlete_and_days(legdrive: Run, folder: Path, tmp_path: Path) -> None:
    told = legdrive("report", "athlete", folder, "--athlete", "A1", "--out", tmp_path, "--language", "de")
    assert told.stdout == f"{tmp_path / 'A1_2026-11-20_2026-11-22_progress_v1.pdf'}\n"
    told = legdrive("report", "athlete", folder, "--athlete", "A1", "--to", "2026-11-21", "--out", tmp_path)
    assert told.stdout == f"{tmp_path / 'A1_2026-11-20_2026-11-20_progress_v1.pdf'}\n"


def test_the_reports_check_out(legdrive: Run, folder: Path, tmp_path: Path) -> None:
    for kind in ("session", "athlete"):
        path = legdrive("report", kind, folder, "--athlete", "A1", "--out", tmp_path).stdout.strip()
        told = legdrive("report", "verify", path)
        assert told.returncode == 0, told.stdout
        assert "equal" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("session", "--day", "2026-11-23"), "no lift on 2026-11-23"),
        (("session", "--day", "22.11.2026"), "'22.11.2026' is no day"),
        (("session", "--athlete", "C3"), "these have lifts: A1, B2"),
        (("session", "--athlete-name", "A. Example"), "give --athlete too"),
        (("athlete", "--from", "2027-01-01"), "no lift in that time"),
    ],
)
def test_what_does_not_exist_is_said_in_one_line(
    arguments: tuple[str, ...], says: str, legdrive: Run, folder: Path, tmp_path: Path
) -> None:
    told = legdrive("report", arguments[0], folder, *arguments[1:], "--out", tmp_path)
    assert told.returncode == 2
    assert told.stdout == ""
    assert says in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_a_folder_without_documents_and_a_file_that_is_none_are_named(
    legdrive: Run, folder: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no lift document" in legdrive("report", "session", empty).stderr
    (empty / "note.json").write_text("{}")
    assert "no legdrive/lift/1 document" in legdrive("report", "session", empty / "note.json").stderr
    assert legdrive("report", "session", empty / "gone.json").returncode == 1


def test_a_lift_that_is_given_twice_counts_once_the_last_document_of_it(document: Document) -> None:
    again = copy.deepcopy(document)
    again["lift"]["load_kg"] = 93.0
    assert [lift["lift"]["load_kg"] for lift in once([document, again])] == [93.0]


def test_earlier_lifts_of_the_history_folder_count(
    legdrive: Run, document: Document, folder: Path, tmp_path: Path
) -> None:
    from reports.pdf.attachments import attached_files

    history = tmp_path / "history"
    history.mkdir()
    lift = copy.deepcopy(document)
    lift["lift"] |= {"athlete": "A1", "started_utc": "2026-10-01T09:00:00+00:00"}
    lift["source"]["samples_sha256"] = "f" * 64
    (history / "old.json").write_text(json.dumps(lift))
    told = legdrive(
        "report", "session", folder, "--athlete", "A1", "--day", "2026-11-20", "--history", history, "--out", tmp_path
    )
    lifts = json.loads(attached_files(Path(told.stdout.strip()))["lifts.json"])
    assert [each["lift"]["started_utc"][:10] for each in lifts] == ["2026-10-01", "2026-11-20", "2026-11-20"]
