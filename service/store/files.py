"""Files that rows point to: digests, and where they lie."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import Select, select

from service.store.tables import Report

RECORDINGS, REPORTS = "recordings", "reports"
"""Folders of the laboratory's folder."""
CHUNK = 1 << 20


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal; raises ``OSError`` where it cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            digest.update(part)
    return digest.hexdigest()


def written_reports() -> Select[str, str]:
    """Place and SHA-256 of every report that is written; a row without a place stands for one that is waited for."""
    return select(Report.path, Report.sha256).where(Report.path != "").order_by(Report.path)


def place_of(folder: Path, path: Path) -> str:
    """A file's place in the laboratory's folder, as rows hold it; raises ``ValueError`` where it lies elsewhere."""
    return path.resolve().relative_to(folder.resolve()).as_posix()


def kept_file(folder: Path, place: str) -> Path | None:
    """The file that a row points to; ``None`` where there is none, or the place leads out of the folder."""
    path = (folder / place).resolve()
    return path if place and path.is_relative_to(folder.resolve()) and path.is_file() else None
