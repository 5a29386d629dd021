"""The coach's shared folder: whole files under names that sort, a list of them, and a mark beside a withdrawn one.

Nothing here ever writes over a report: a name that is taken by the same content is a delivery that was done before,
one that is taken by another content is an error.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import threading
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from service.delivery.errors import DeliveryRefused
from service.report_names import write_new

INDEX = "index.csv"
WITHDRAWN = "_WITHDRAWN.txt"


@dataclass(frozen=True)
class IndexLine:
    """One report in ``index.csv``: what a coach sorts and filters by. Empty where it is not known."""

    file: str
    date: str
    time: str
    athlete: str
    lift: str
    load_kg: str
    attempt: str
    outcome: str
    version: str
    state: str
    simulated: str
    sha256: str


def put_report(folder: Path, name: str, content: bytes) -> Path:
    """Put a report into a shared folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Made where it is missing, but not the drive or share that it lies on.
    name : str
        The file's name, as :func:`service.names.lift_stem` makes it.
    content : bytes
        The PDF.

    Returns
    -------
    Path
        The file; also where an earlier attempt had put it there already.

    Raises
    ------
    DeliveryRefused
        Another file has this name.
    OSError
        The folder cannot be reached or written now.
    """
    path = folder / name
    _reach(folder)
    if not write_new(path, content) and _digest(path.read_bytes()) != _digest(content):
        raise DeliveryRefused("another file has this name", str(path), "move it away, then legdrive delivery retry")
    _sync(folder)
    return path


def mark_withdrawn(folder: Path, name: str, words: str) -> Path:
    """Put a note beside a report that is not to be used any more; the report itself stays.

    Raises
    ------
    OSError
        The folder cannot be reached or written now.
    """
    path = folder / f"{Path(name).stem}{WITHDRAWN}"
    _reach(folder)
    write_new(path, words.encode("utf-8"))
    _sync(folder)
    return path


def write_index(folder: Path, lines: Iterable[IndexLine]) -> Path:
    """Write ``index.csv`` anew, sorted by file name; a reader sees the old list or the new one, never half of one.

    Raises
    ------
    DeliveryRefused
        A list of somebody else's has the name.
    OSError
        The folder cannot be reached or written now.
    """
    _reach(folder)
    head = [field.name for field in fields(IndexLine)]
    if not _is_ours(folder / INDEX, head):
        raise DeliveryRefused("another file has this name", str(folder / INDEX), "move it away, then retry")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in astuple(line)] for line in sorted(lines, key=lambda line: line.file))
    return _put_index(folder, text.getvalue())


def strike_from_index(folder: Path, file: str) -> None:
    """Take a report's line out of ``index.csv``; nothing happens where there is no list, or no such line.

    Raises
    ------
    OSError
        The folder cannot be read or written now.
    """
    index = folder / INDEX
    if not index.exists():
        return
    rows = list(csv.reader(io.StringIO(index.read_text(encoding="utf-8"))))
    kept = [row for row in rows if row[:1] != [_plain(file)]]
    if kept != rows:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(kept)
        _put_index(folder, text.getvalue())


def _is_ours(index: Path, head: list[str]) -> bool:
    """Whether nothing is lost by writing the list anew."""
    try:
        with index.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file), head) == head
    except FileNotFoundError:
        return True
    except (UnicodeDecodeError, csv.Error):
        return False


def _put_index(folder: Path, text: str) -> Path:
    path = folder / INDEX
    unfinished = folder / f".{INDEX}.{os.getpid()}.{threading.get_ident()}.part"
    try:
        with unfinished.open("wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(folder)
    return path


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _reach(folder: Path) -> None:
    """Make the folder, but never its parents: where a share is not mounted, nothing may land on this computer."""
    folder.mkdir(exist_ok=True)


def _sync(folder: Path) -> None:
    """Bring the folder's entries to the disk, where the system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows, and some network drives
        return
    try:
        os.fsync(handle)
    except OSError:  # a share that does not know how
        pass
    finally:
        os.close(handle)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
