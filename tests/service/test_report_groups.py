"""``legdrive report session`` and ``report athlete``: who gets a report, of which day, under which name."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
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


def as_jumps(folder: Path, *numbers: int) -> None:
    """Tell some of the lifts as plain jumps."""
    for number in numbers:
        path = folder / f"{number}.json"
        lift = json.loads(path.read_text())
        lift["lift"]["kind"] = "countermovement_jump"
        path.write_text(json.dumps(lift))


@pytest.mark.parametrize("kind", ["session", "athlete"])
def test_jumps_alone_are_refused_in_one_line_and_nothing_is_written(
    kind: str, legdrive: Run, folder: Path, tmp_path: Path
) -> None:
    as_jumps(folder, *range(5))
    told = legdrive("report", kind, folder, "--out", tmp_path / "out")
    assert told.returncode == 2
    assert told.stderr.splitlines() == [
        f"legdrive: {folder}: plain jumps alone have no coach's page; "
        "give documents of lifts; legdrive analyze --table lists jumps"
    ]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["session", "athlete"])
def test_jumps_among_lifts_are_counted_and_who_only_jumped_gets_no_page(
    kind: str, legdrive: Run, folder: Path, tmp_path: Path
) -> None:
    as_jumps(folder, 3, 4)
    told = legdrive("report", kind, folder, "--out", tmp_path)
    assert told.returncode == 0
    assert len(told.stdout.splitlines()) == 1
    assert told.stderr.splitlines() == [
        "legdrive: A1: 1 plain jump left out",
        "legdrive: B2: 1 plain jump left out: no lift, no report",
    ]


def test_the_day_is_judged_against_the_history_folder(
    legdrive: Run, document: Document, folder: Path, tmp_path: Path
) -> None:
    history = tmp_path / "history"
    history.mkdir()
    for number in range(6):
        lift = copy.deepcopy(document)
        lift["lift"] |= {"athlete": "A1", "outcome": "made", "started_utc": f"2026-10-0{number + 1}T09:00:00+00:00"}
        lift["source"]["samples_sha256"] = f"{number}f" * 32
        (history / f"{number}.json").write_text(json.dumps(lift))
    chosen = ("--athlete", "A1", "--day", "2026-11-20", "--out", tmp_path)
    for more, verdict in (((), "too few to compare"), (("--history", history), "nothing unusual")):
        path = legdrive("report", "session", folder, *chosen, *more).stdout.strip()
        assert legdrive("report", "verify", path).returncode == 0
        with pikepdf.open(path) as pdf:
            tables = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
            drawings = [str(each.Alt) for each in tables if "/Alt" in each]
        assert sum(f": {verdict}; the force" in told for told in drawings) == 2
