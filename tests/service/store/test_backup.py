"""A backup is whole, moves between both databases, and is refused in one line where it is not one."""

from __future__ import annotations

import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from acquisition.errors import LegdriveError, UnreadableFile
from service.people.audit import broken_link
from service.store.backup import MANIFEST, backup
from service.store.check import check_store
from service.store.engine import Store
from service.store.errors import StoreError
from service.store.restoring import restore
from service.store.tables import AuditEntry, Base, Lift, LiftEdit, Report

if TYPE_CHECKING:
    from tests.service.conftest import PostgresServer
    from tests.service.store.conftest import Room

ON_ONE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""What has nothing to do with the database is tried on one."""
Rows = dict[str, list[dict[str, Any]]]


def all_rows(store: Store) -> Rows:
    """Every row of every table, but for the audit entry that a restore adds."""
    with store.reading() as orm:
        return {
            table.name: [
                dict(row)
                for row in orm.execute(select(table).order_by(*table.primary_key.columns)).mappings()
                if row.get("action") != "restore"
            ]
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def other_url(store: Store, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty place in the other database."""
    if not store.is_sqlite:
        yield f"sqlite:///{tmp_path}/other.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    server.create("legdrive_other")
    yield server.url("legdrive_other")
    server.drop("legdrive_other")


def test_a_store_moves_to_the_other_database_and_back(filled: Room, other_url: str, tmp_path: Path) -> None:
    before = all_rows(filled.store)
    assert [name for name, rows in before.items() if not rows] == []
    backup(filled.store, filled.folder, tmp_path / "a.zip", with_recordings=True)
    there, manifest = restore(other_url, tmp_path / "there", tmp_path / "a.zip")
    assert set(manifest.files) == {"recordings/2026-11-22-a.mcap", "reports/a.pdf"}
    assert there.is_sqlite != filled.store.is_sqlite
    assert all_rows(there) == before
    backup(there, tmp_path / "there", tmp_path / "b.zip", with_recordings=True)
    there.close()
    back, _ = restore(f"sqlite:///{tmp_path}/back.db", tmp_path / "back", tmp_path / "b.zip")
    assert all_rows(back) == before
    assert list(check_store(back, tmp_path / "back")) == []
    with back.reading() as orm:
        assert orm.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all() == [
            "import", "send", "restore", "restore"
        ]  # fmt: skip
    back.close()


@ON_ONE
def test_a_backup_without_recordings_leaves_them_out(filled: Room, tmp_path: Path) -> None:
    backup(filled.store, filled.folder, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert [name for name in archive.namelist() if name.startswith("files/")] == ["files/reports/a.pdf"]


def test_a_backup_taken_while_others_write_is_of_one_moment(filled: Room, tmp_path: Path) -> None:
    """Every edit counts the lift's version up in its own transaction: both must be of the same moment."""
    stop, wrote, faults = threading.Event(), threading.Event(), list[BaseException]()

    def edit() -> None:
        try:
            while not stop.is_set():
                with filled.store.transaction() as orm:
                    lift = orm.get_one(Lift, filled.lift_id)
                    lift.version += 1
                    orm.add(LiftEdit(lift_id=lift.id, version=lift.version, before={}, after={}))
                wrote.set()
        except BaseException as error:
            faults.append(error)

    writer = threading.Thread(target=edit)
    writer.start()
    try:
        for number in range(3):
            assert wrote.wait(20)
            backup(filled.store, filled.folder, tmp_path / f"{number}.zip", with_recordings=True)
            wrote.clear()
    finally:
        stop.set()
        writer.join()
    assert faults == []
    seen = []
    for number in range(3):
        copy, _ = restore(f"sqlite:///{tmp_path}/{number}.db", tmp_path / f"at{number}", tmp_path / f"{number}.zip")
        with copy.reading() as orm:
            version = orm.scalars(select(Lift.version)).one()
            assert orm.scalar(select(func.count()).select_from(LiftEdit)) == version
            assert orm.scalar(select(func.max(LiftEdit.version))) == version
            assert broken_link(orm) is None
        assert list(check_store(copy, tmp_path / f"at{number}")) == []
        copy.close()
        seen.append(version)
    assert seen == sorted(set(seen)), "the writer went on between the backups"


@ON_ONE
def test_an_existing_file_is_not_written_over(filled: Room, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        backup(filled.store, filled.folder, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == b"mine"


@ON_ONE
def test_a_missing_page_leaves_no_half_backup(filled: Room, tmp_path: Path) -> None:
    filled.page.unlink()
    with pytest.raises(StoreError, match=r"reports/a.pdf: is missing"):
        backup(filled.store, filled.folder, tmp_path / "a.zip")
    assert not [path for path in tmp_path.iterdir() if "a.zip" in path.name]


def test_a_filled_place_is_refused_and_left_alone(filled: Room, tmp_path: Path) -> None:
    backup(filled.store, filled.folder, tmp_path / "a.zip")
    before = all_rows(filled.store)
    with pytest.raises(StoreError, match="is not empty; restore into a new place"):
        restore(filled.url, filled.folder, tmp_path / "a.zip")
    assert all_rows(filled.store) == before


@ON_ONE
def test_another_file_in_the_way_is_not_written_over(filled: Room, tmp_path: Path) -> None:
    backup(filled.store, filled.folder, tmp_path / "a.zip")
    mine = tmp_path / "new" / "reports" / "a.pdf"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    with pytest.raises(StoreError, match="another file lies where one of the backup belongs"):
        restore(f"sqlite:///{tmp_path}/new/legdrive.db", tmp_path / "new", tmp_path / "a.zip")
    assert mine.read_bytes() == b"mine"


Parts = dict[str, bytes]


@pytest.fixture
def old_backup(root: Path) -> Path:
    """A backup of a laboratory."""
    return root / "tests" / "service" / "store" / "fixtures" / "schema_0001.zip"


def harmed(source: Path, harm: Callable[[Parts], None], tmp_path: Path) -> Path:
    """A copy of a backup with something changed in it."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    harm(parts)
    with zipfile.ZipFile(tmp_path / "harmed.zip", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return tmp_path / "harmed.zip"


def manifest_of(parts: Parts) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(parts[MANIFEST])
    return found


def newer_archive(parts: Parts) -> None:
    parts[MANIFEST] = json.dumps({**manifest_of(parts), "schema": "legdrive/backup/9"}).encode()


def newer_tables(parts: Parts) -> None:
    parts[MANIFEST] = json.dumps({**manifest_of(parts), "tables": "9999"}).encode()


def no_manifest(parts: Parts) -> None:
    del parts[MANIFEST]


def other_manifest(parts: Parts) -> None:
    parts[MANIFEST] = b'{"name": "something else"}'


def lost_row(parts: Parts) -> None:
    parts["links.jsonl"] = b""


def lost_table(parts: Parts) -> None:
    del parts["links.jsonl"]


def unknown_column(parts: Parts) -> None:
    parts["links.jsonl"] = parts["links.jsonl"].replace(b'"opened"', b'"closed"')


def row_that_points_nowhere(parts: Parts) -> None:
    parts["links.jsonl"] = re.sub(rb'"report_id": "....', b'"report_id": "0000', parts["links.jsonl"])


def escape(parts: Parts) -> None:
    manifest = manifest_of(parts)
    manifest["files"] = {"../../evil.pdf": "0"}
    parts[MANIFEST] = json.dumps(manifest).encode()
    parts["files/../../evil.pdf"] = b"evil"


def absolute(parts: Parts) -> None:
    manifest = manifest_of(parts)
    manifest["files"] = {"/tmp/legdrive-evil.pdf": "0"}
    parts[MANIFEST] = json.dumps(manifest).encode()


def changed_page(parts: Parts) -> None:
    parts["files/reports/a.pdf"] = b"%PDF-1.7\nforged"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (newer_archive, "is a legdrive/backup/9; this program reads legdrive/backup/1"),
        (newer_tables, "has the tables 9999, this program knows up to "),
        (no_manifest, "is no backup"),
        (other_manifest, "is no backup"),
        (lost_row, "links has 0 rows of 1"),
        (lost_table, "links.jsonl"),
        (unknown_column, "closed"),
        (escape, r"holds a file for ../../evil.pdf; do not use this backup"),
        (absolute, r"holds a file for /tmp/legdrive-evil.pdf; do not use this backup"),
        (changed_page, r"reports/a.pdf in it was changed"),
    ],
)
def test_a_foreign_newer_or_changed_backup_is_one_line_and_leaves_the_place_empty(
    old_backup: Path, tmp_path: Path, harm: Callable[[Parts], None], told: str
) -> None:
    url = f"sqlite:///{tmp_path}/there/legdrive.db"
    with pytest.raises(LegdriveError, match=told) as caught:
        restore(url, tmp_path / "there" / "lab", harmed(old_backup, harm, tmp_path))
    assert "\n" not in caught.value.line
    assert not list(tmp_path.rglob("evil.pdf"))
    again, _ = restore(url, tmp_path / "whole", old_backup)
    again.close()


def test_a_row_that_points_nowhere_is_refused_by_each_database(
    postgres: PostgresServer, old_backup: Path, tmp_path: Path
) -> None:
    source = harmed(old_backup, row_that_points_nowhere, tmp_path)
    with pytest.raises(StoreError, match="a row of links points to one of reports that is not there"):
        restore(f"sqlite:///{tmp_path}/there.db", tmp_path / "there", source)
    postgres.create("legdrive_rows")
    with pytest.raises(UnreadableFile, match=r"holds rows that do not fit .*violates foreign key"):
        restore(postgres.url("legdrive_rows"), tmp_path / "there", source)
    postgres.drop("legdrive_rows")


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.7, 0.99])
@pytest.mark.parametrize("how", ["cut", "overwritten"])
def test_a_damaged_backup_is_one_line(old_backup: Path, tmp_path: Path, share: float, how: str) -> None:
    content = old_backup.read_bytes()
    at = int(len(content) * share)
    left = content[:at] if how == "cut" else content[:at] + bytes(80) + content[at + 80 :]
    (tmp_path / "a.zip").write_bytes(left[: len(content)])
    with pytest.raises(UnreadableFile, match=r"a\.zip") as caught:
        restore(f"sqlite:///{tmp_path}/b.db", tmp_path, tmp_path / "a.zip")
    assert "\n" not in caught.value.line


def test_a_backup_that_is_no_archive_or_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.zip").write_text("notes", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="is no backup; give a file that `legdrive store backup` wrote"):
        restore(f"sqlite:///{tmp_path}/b.db", tmp_path, tmp_path / "notes.zip")
    with pytest.raises(FileNotFoundError):
        restore(f"sqlite:///{tmp_path}/b.db", tmp_path, tmp_path / "none.zip")


def test_a_page_that_is_not_written_yet_hinders_no_backup(filled: Room, other_url: str, tmp_path: Path) -> None:
    filled.page.unlink()
    with filled.store.transaction() as orm:
        orm.execute(update(Report).values(path="", sha256=""))
    before = all_rows(filled.store)
    assert backup(filled.store, filled.folder, tmp_path / "a.zip").files == {}
    store, _ = restore(other_url, tmp_path / "new", tmp_path / "a.zip")
    assert all_rows(store) == before
    store.close()
