"""A backup put into a new store: rows into the tables that they came from, which are then brought to today's."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert
from sqlalchemy.exc import SQLAlchemyError

from acquisition.errors import UnreadableFile
from service.documents import moved_to
from service.people import audit
from service.store.backup import MANIFEST, ROWS, SCHEMA, Manifest, copied
from service.store.engine import Store, engine_of
from service.store.errors import StoreError
from service.store.files import file_sha256
from service.store.schema import changing, known_versions, newest_version, upgrade_on, version_fault
from service.store.trouble import reason_of


def restore(url: str, folder: Path, source: Path) -> tuple[Store, Manifest]:
    """Put a backup into a new store, bring it to this program's tables, and lay its files into the folder.

    Parameters
    ----------
    url : str
        An empty place.
    folder : Path
        The laboratory's folder; files that are there already and are the same stay.
    source : Path
        The backup.

    Returns
    -------
    (Store, Manifest)
        The store, and what the backup says. Whoever was erased since is in it again: see
        :func:`service.people.erase_list.apply_erase_list`.

    Raises
    ------
    UnreadableFile
        It is no backup, or damaged.
    StoreError
        The place is not empty, or another file lies where one of the backup belongs.
    """
    with engine_of(url) as engine:
        if version_fault(engine) != "empty":
            raise StoreError("is not empty", engine.url.render_as_string(), "restore into a new place")
        with _opened(source) as archive, _whole(source):
            manifest = _manifest(archive, source)
            _lay_files(archive, manifest, folder, source)
            with changing(engine) as connection:
                upgrade_on(connection, manifest.tables)
                _insert(connection, archive, manifest, source)
                upgrade_on(connection)
    store = Store(engine)
    detail = {"made_at": manifest.made_at, "rows": sum(manifest.rows.values()), "files": len(manifest.files)}
    store.run(lambda orm: audit.note(orm, None, "restore", "store", "", detail))
    return store, manifest


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        raise UnreadableFile("is no backup", str(source), "give a file that `legdrive store backup` wrote") from None


@contextmanager
def _whole(source: Path) -> Iterator[None]:
    """What damaged or foreign archives raise, in one line."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(f"is damaged ({error})", str(source), "take another backup") from None
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableFile(f"is not as a backup is ({error!r})", str(source), "take another backup") from None
    except SQLAlchemyError as error:
        what = f"holds rows that do not fit ({reason_of(error)})"
        raise UnreadableFile(what, str(source), "take another backup") from None


def _manifest(archive: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        told = json.loads(archive.read(MANIFEST))
        manifest = Manifest(**told)
    except (KeyError, ValueError, TypeError):
        raise UnreadableFile("is no backup", str(source), "give a file that `legdrive store backup` wrote") from None
    if manifest.schema != SCHEMA:
        raise UnreadableFile(f"is a {manifest.schema}", str(source), f"this program reads {SCHEMA}")
    if manifest.tables not in known_versions():
        what = f"has the tables {manifest.tables}, this program knows up to {newest_version()}"
        raise UnreadableFile(what, str(source), "install the version that wrote it")
    damaged = archive.testzip()
    if damaged is not None:
        raise UnreadableFile(f"{damaged} in it is damaged", str(source), "take another backup")
    return manifest


def _lay_files(archive: zipfile.ZipFile, manifest: Manifest, folder: Path, source: Path) -> None:
    for place, sha256 in manifest.files.items():
        path = folder / place
        if not path.resolve().is_relative_to(folder.resolve()):
            raise UnreadableFile(f"holds a file for {place}", str(source), "do not use this backup")
        if path.exists():
            if file_sha256(path) != sha256:
                raise StoreError("another file lies where one of the backup belongs", str(path), "move it away")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with moved_to(path) as unfinished, archive.open(f"files/{place}") as file, unfinished.open("wb") as into:
            if copied(file, into) != sha256:
                raise UnreadableFile(f"{place} in it was changed", str(source), "do not use this backup")


def _insert(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest, source: Path) -> None:
    """All rows, into the tables as they were when the backup was made."""
    metadata = MetaData()
    metadata.reflect(connection)
    known = {table.name: table for table in metadata.sorted_tables}
    for name in [each for each in known if each in manifest.rows]:
        count = 0
        for rows in _rows(archive, known[name], naive=connection.dialect.name == "sqlite"):
            connection.execute(insert(known[name]), rows)
            count += len(rows)
        if count != manifest.rows[name]:
            raise UnreadableFile(f"{name} has {count} rows of {manifest.rows[name]}", str(source), "take another")


def _rows(archive: zipfile.ZipFile, table: Table, *, naive: bool) -> Iterator[Sequence[Mapping[str, Any]]]:
    found: list[dict[str, Any]] = []
    with archive.open(f"{table.name}.jsonl") as file:
        for line in file:
            row = json.loads(line)
            found.append(
                {name: _typed(value, table.columns[name].type.python_type, naive) for name, value in row.items()}
            )
            if len(found) == ROWS:
                yield found
                found = []
    if found:
        yield found


def _typed(value: Any, kind: type, naive: bool) -> Any:
    """A value as the column takes it."""
    if not isinstance(value, str):
        return value
    if kind is datetime:
        moment = datetime.fromisoformat(value).astimezone(UTC)
        return moment.replace(tzinfo=None) if naive else moment
    return {date: date.fromisoformat, time: time.fromisoformat}.get(kind, str)(value)
