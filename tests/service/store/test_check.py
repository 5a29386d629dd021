"""What ``legdrive store check`` finds: each kind of fault gives one line that names it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update
from typer.testing import CliRunner

from service.cli import app
from service.store.check import check_store
from service.store.files import file_sha256
from service.store.tables import Analysis, Job, Lift, Recording, Report

if TYPE_CHECKING:
    from tests.service.store.conftest import Room


def test_a_sound_store_gives_no_line(filled: Room) -> None:
    assert list(check_store(filled.store, filled.folder)) == []


def lose_recording(room: Room) -> None:
    room.recording.unlink()


def change_recording(room: Room) -> None:
    with room.recording.open("ab") as file:
        file.write(b"\0")


def damage_recording(room: Room) -> None:
    room.recording.write_bytes(b"no recording")
    with room.store.transaction() as orm:
        orm.execute(update(Recording).values(sha256=file_sha256(room.recording)))


def unknown_recording(room: Room) -> None:
    (room.recording.parent / "b.mcap").write_bytes(b"")


def lose_page(room: Room) -> None:
    room.page.unlink()


def change_page(room: Room) -> None:
    room.page.write_bytes(b"%PDF-1.7\nother")


def unknown_page(room: Room) -> None:
    (room.page.parent / "b.pdf").write_bytes(b"")


def span_beyond(room: Room) -> None:
    with room.store.transaction() as orm:
        orm.execute(update(Lift).values(stop_sample=10_000_000))


def no_document(room: Room) -> None:
    with room.store.transaction() as orm:
        orm.add(Analysis(lift_id=room.lift_id, version=2, methods_digest="", document={"schema": "legdrive/lift/1"}))


def wrong_number(room: Room) -> None:
    with room.store.transaction() as orm:
        document = {**orm.query(Analysis).one().document, "events": 7}
        orm.add(Analysis(lift_id=room.lift_id, version=2, methods_digest="", document=document))


def missing_version(room: Room) -> None:
    with room.store.transaction() as orm:
        document = orm.query(Analysis).one().document
        orm.add(Analysis(lift_id=room.lift_id, version=3, methods_digest="", document=document))


def lost_document(room: Room) -> None:
    """As somebody does it who looks after no reference: its page stays."""
    without_references(room, "DELETE FROM analyses")


def lost_athlete(room: Room) -> None:
    without_references(room, "DELETE FROM athletes")


def without_references(room: Room, statement: str) -> None:
    with closing(sqlite3.connect(room.url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute(statement)


def lift_that_nobody_analyses(room: Room) -> None:
    with room.store.transaction() as orm:
        whole = orm.query(Lift).one()
        orm.add(
            Lift(
                session_id=whole.session_id, recording_id=whole.recording_id, number=2, start_sample=0, stop_sample=9
            )
        )  # fmt: skip


def page_that_nobody_makes(room: Room) -> None:
    """It was sent, and its job failed."""
    with room.store.transaction() as orm:
        orm.execute(update(Report).values(path="", sha256=""))
    room.page.unlink()


def broken_audit(room: Room) -> None:
    on = "" if room.store.is_sqlite else " ON audit"
    with room.store.transaction() as orm:
        orm.execute(text(f"DROP TRIGGER audit_only_grows_update{on}"))
        orm.execute(text("UPDATE audit SET action = 'view' WHERE number = 1"))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lose_recording, "recordings/2026-11-22-a.mcap: this recording is missing"),
        (change_recording, "recordings/2026-11-22-a.mcap: is not the file that was recorded"),
        (damage_recording, "2026-11-22-a.mcap: "),
        (unknown_recording, "recordings/b.mcap: the store does not know this file"),
        (lose_page, "reports/a.pdf: this report is missing"),
        (change_page, "reports/a.pdf: is not the report that was made"),
        (unknown_page, "reports/b.pdf: the store does not know this file"),
        (span_beyond, "ends at sample 10000000 of recordings/2026-11-22-a.mcap, which has "),
        (no_document, "the document: 'source' is a required property"),
        (wrong_number, "events: 7 is not of type 'object'"),
        (missing_version, "has the versions 1, 3 of its analysis; one is missing"),
        (lift_that_nobody_analyses, "has no analysis, and no job is to make one; `legdrive lift redo` makes it"),
        (page_that_nobody_makes, "version 1 was sent, but its page was not made, and no job is to make it; `legdrive"),
        (broken_audit, "audit: entry 1 was changed"),
    ],
)
def test_each_fault_is_one_line_that_names_it(filled: Room, harm: Callable[[Room], None], told: str) -> None:
    harm(filled)
    [line] = check_store(filled.store, filled.folder)
    assert told in line
    assert "\n" not in line


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lost_document, ["reports: row ", "has no analysis, and no job is to make one"]),
        (lost_athlete, ["lifts: row ", "reports: row ", "links: row ", "coach_athletes: row "]),
    ],
)
def test_a_row_taken_away_by_hand_is_told_by_those_that_pointed_to_it(
    filled: Room, harm: Callable[[Room], None], told: list[str]
) -> None:
    harm(filled)
    lines = list(check_store(filled.store, filled.folder))
    assert all(any(words in line for line in lines) for words in told), lines


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_damaged_file_of_the_database_is_told_and_not_a_traceback(filled: Room) -> None:
    path = Path(filled.url.removeprefix("sqlite:///"))
    with filled.store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    filled.store.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["store", "check", "--lab", str(filled.lab_file)])
    assert done.exit_code == 1
    assert "damaged" in done.stdout or "malformed" in done.stderr
    assert "Traceback" not in done.output


def test_a_page_that_a_job_writes_this_moment_is_no_stray(filled: Room) -> None:
    with filled.store.transaction() as orm:
        orm.add(Job(kind="lift_report", subject_id="a", state="running", started_at=datetime(2020, 1, 1, tzinfo=UTC)))
    unknown_page(filled)
    assert list(check_store(filled.store, filled.folder)) == []


def test_a_page_that_a_job_is_to_make_is_no_fault(filled: Room) -> None:
    page_that_nobody_makes(filled)
    with filled.store.transaction() as orm:
        orm.add(Job(kind="lift_report", subject_id=filled.lift_id))
    assert list(check_store(filled.store, filled.folder)) == []
