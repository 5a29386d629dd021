"""Earlier captures come into the store once, with their documents, and nothing of theirs is touched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from service.lab_store import own_lab
from service.settings import read_settings
from service.store.check import check_store
from service.store.importing import Imported, import_folder
from service.store.tables import Analysis, Athlete, AuditEntry, Job, Lift, Recording, TrainingSession

if TYPE_CHECKING:
    from tests.service.store.conftest import Room, Write

ON_ONE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""What has nothing to do with the database is tried on one."""
TABLES = (Recording, TrainingSession, Lift, Analysis, Athlete, Job, AuditEntry)


def brought_in(room: Room, source: Path) -> list[Imported]:
    row = room.store.run(lambda orm: own_lab(orm, read_settings(room.lab_file)))
    return list(import_folder(room.store, room.folder, row, source))


def counted(room: Room) -> list[int | None]:
    with room.store.reading() as orm:
        return [orm.scalar(select(func.count()).select_from(table)) for table in TABLES]


def test_a_capture_becomes_a_session_with_its_lift_and_document(lab: Room, captures: Path) -> None:
    before = {path.name: path.read_bytes() for path in captures.iterdir()}
    [one] = brought_in(lab, captures)
    assert one.line == f"{captures}/2026-11-22-a.mcap: 1 lifts, 1 analyses"
    assert {path.name: path.read_bytes() for path in captures.iterdir()} == before
    assert lab.recording.read_bytes() == before["2026-11-22-a.mcap"]
    with lab.store.reading() as orm:
        session, lift, analysis = orm.query(TrainingSession).one(), orm.query(Lift).one(), orm.query(Analysis).one()
        assert orm.get_one(Athlete, lift.athlete_id).code == "A7F3"
        assert (lift.kind, lift.load_kg, lift.attempt, lift.outcome) == ("snatch", 80.0, 1, "made")
        assert session.state == "closed"
        assert analysis.document == json.loads(before["2026-11-22-a-lift-01.json"])
        assert analysis.methods_digest == analysis.document["methods"]["digest"]
        assert orm.scalars(select(Job)).all() == []
    assert list(check_store(lab.store, lab.folder)) == []


def test_the_same_again_does_nothing(lab: Room, captures: Path) -> None:
    brought_in(lab, captures)
    before = counted(lab)
    (captures / "copy").mkdir()
    shutil.copy(captures / "2026-11-22-a.mcap", captures / "copy" / "other-name.mcap")
    lines = [each.line for each in brought_in(lab, captures)]
    assert lines == [
        f"{captures}/{name}: is in the store already, as recordings/2026-11-22-a.mcap"
        for name in ("2026-11-22-a.mcap", "copy/other-name.mcap")
    ]
    assert counted(lab) == before


@ON_ONE
def test_a_recording_in_the_laboratorys_folder_stays_where_it_is(lab: Room, captures: Path) -> None:
    inside = lab.folder / "recordings" / "2026"
    shutil.copytree(captures, inside)
    brought_in(lab, inside / "2026-11-22-a.mcap")
    with lab.store.reading() as orm:
        assert orm.scalars(select(Recording.path)).all() == ["recordings/2026/2026-11-22-a.mcap"]
    assert len(list(lab.folder.rglob("*.mcap"))) == 1


@ON_ONE
def test_another_recording_of_the_same_name_is_told_and_not_written_over(
    lab: Room, captures: Path, write_recording: Write, tmp_path: Path
) -> None:
    brought_in(lab, captures)
    before = lab.recording.read_bytes()
    write_recording(tmp_path / "other" / "2026-11-22-a.mcap")
    [one] = brought_in(lab, tmp_path / "other")
    assert one.failed
    assert one.line == f"{lab.recording}: another recording has this name"
    assert lab.recording.read_bytes() == before


def test_a_lift_without_a_document_is_to_be_analysed(lab: Room, captures: Path) -> None:
    (captures / "2026-11-22-a-lift-01.json").unlink()
    [one] = brought_in(lab, captures)
    assert one.line.endswith("1 lifts, 0 analyses; 1 to be analysed")
    with lab.store.reading() as orm:
        job, lift = orm.query(Job).one(), orm.query(Lift).one()
        assert (job.kind, job.subject_id, job.state) == ("analyse_lift", lift.id, "waiting")


@ON_ONE
def test_a_document_of_another_recording_is_not_taken(lab: Room, captures: Path) -> None:
    path = captures / "2026-11-22-a-lift-01.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["source"]["path"] = "/elsewhere/b.mcap"
    path.write_text(json.dumps(document), encoding="utf-8")
    [one] = brought_in(lab, captures)
    assert one.line.endswith("1 lifts, 0 analyses; 1 to be analysed")


@ON_ONE
def test_a_recording_without_lifts_is_a_session_without_lifts(
    lab: Room, write_recording: Write, tmp_path: Path
) -> None:
    write_recording(tmp_path / "new" / "b.mcap", with_lift=False)
    [one] = brought_in(lab, tmp_path / "new")
    assert one.line.endswith("b.mcap: 0 lifts, 0 analyses")
    assert counted(lab)[:3] == [1, 1, 0]


@ON_ONE
@pytest.mark.parametrize("content", [b"", b"no recording at all", b"\x89MCAP0\r\n"])
def test_what_is_no_recording_is_one_line_and_the_others_come_in(lab: Room, captures: Path, content: bytes) -> None:
    (captures / "0-broken.mcap").write_bytes(content)
    broken, good = brought_in(lab, captures)
    assert broken.failed
    assert "0-broken.mcap" in broken.line
    assert "\n" not in broken.line
    assert good.lifts == 1
    assert [path.name for path in lab.recording.parent.iterdir()] == ["2026-11-22-a.mcap"]
