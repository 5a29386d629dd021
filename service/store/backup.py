"""A store in one file: the same for SQLite and PostgreSQL, so that it moves from one to the other too.

A zip archive with one file of JSON lines a table, what :mod:`service.store.restoring` needs to read them again, and the
files that rows point to. It is made in one reading transaction, while everybody goes on writing.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from service.documents import moved_to
from service.people.audit import end_of
from service.store.engine import Store
from service.store.errors import StoreError
from service.store.files import CHUNK, written_reports
from service.store.schema import newest_version
from service.store.tables import Base, Recording

SCHEMA = "legdrive/backup/1"
MANIFEST = "manifest.json"
ROWS = 500
"""Rows written at once."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes
    ----------
    schema : str
        :data:`SCHEMA`.
    tables : str
        Version of the tables.
    made_at : str
        UTC.
    audit_end : list
        Number and hash of the last audit entry.
    files : dict of str to str
        Places of the files in it, with their SHA-256.
    rows : dict of str to int
        Rows of each table.
    """

    schema: str
    tables: str
    made_at: str
    audit_end: list[Any]
    files: dict[str, str]
    rows: dict[str, int]


def backup(store: Store, folder: Path, to: Path, *, with_recordings: bool = False) -> Manifest:
    """Write a backup.

    Parameters
    ----------
    store : Store
        What is kept.
    folder : Path
        The laboratory's folder, in which the files of rows lie.
    to : Path
        The archive; it is there whole or not at all.
    with_recordings : bool
        Take the raw recordings along too; reports always go along.

    Raises
    ------
    OSError
        It cannot be written, or is there already.
    StoreError
        A file of a row is missing.
    """
    if to.exists():
        raise FileExistsError(17, "is there already; give another name", str(to))
    with moved_to(to) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        with store.reading() as orm:
            if not store.is_sqlite:
                orm.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            rows = {table.name: _write_rows(orm, table, archive) for table in Base.metadata.sorted_tables}
            places = list(orm.scalars(written_reports()))
            if with_recordings:
                places += orm.scalars(select(Recording.path))
            end = end_of(orm)
        files = {place: _add_file(archive, folder, place) for place in dict.fromkeys(places)}
        manifest = Manifest(SCHEMA, newest_version(), datetime.now(UTC).isoformat(), list(end), files, rows)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _write_rows(orm: Session, table: Table, archive: zipfile.ZipFile) -> int:
    count = 0
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
        for row in orm.execute(select(table).order_by(*table.primary_key.columns)).yield_per(ROWS).mappings():
            file.write(json.dumps({name: _plain(value) for name, value in row.items()}).encode() + b"\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


def _add_file(archive: zipfile.ZipFile, folder: Path, place: str) -> str:
    path = folder / place
    if not path.is_file():
        raise StoreError("is missing", str(path), "see `legdrive store check`")
    told = zipfile.ZipInfo.from_file(path, f"files/{place}")
    told.compress_type = zipfile.ZIP_STORED if path.suffix == ".mcap" else zipfile.ZIP_DEFLATED
    with path.open("rb") as file, archive.open(told, "w", force_zip64=True) as into:
        return copied(file, into)


def copied(file: IO[bytes], into: IO[bytes]) -> str:
    """Copy a file; SHA-256 of what was copied, though somebody may write on meanwhile."""
    digest = hashlib.sha256()
    while part := file.read(CHUNK):
        digest.update(part)
        into.write(part)
    return digest.hexdigest()
