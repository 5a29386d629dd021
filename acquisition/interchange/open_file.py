"""One door for files: their kind is told from their content, never from their name."""

from __future__ import annotations

import gzip
import io
import mmap
import os
import re
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.columns_option import OPTION, Chosen, parse_columns
from acquisition.interchange.place import with_place
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.text_table import KINDS_READ, TextTable, read_table, text_of
from acquisition.interchange.text_values import CUT_IT

if TYPE_CHECKING:
    from acquisition.interchange.c3d_file import C3dFile
    from acquisition.interchange.c3d_parameters import Content
    from acquisition.interchange.column_table import NamedColumns
    from acquisition.rig import Rig

GZIP = b"\x1f\x8b"
MCAP = b"\x89MCAP0\r\n"
TDMS = b"TDSm"
C3D_KEY = b"P"
HEAD_BYTES = 512
"""Enough to tell a C3D file and a recording."""
LARGEST_UNPACKED = 1 << 30
"""Bytes: a gzipped file that unpacks to more is refused before it fills the memory."""
LARGEST_TEXT = 1 << 29
"""Bytes of text, packed or not: it lies in memory beside the numbers read from it."""
NOT_EMPTY = re.compile(rb"[^\0 \t\r\n]")


def read_file(
    path: Path | str,
    rate_hz: float | None = None,
    rig: Rig | Path | str | None = None,
    columns: str | None = None,
) -> PlateRecord:
    """Read the plates of a recording, a C3D, a TDMS or a text file; each may be gzipped.

    Parameters
    ----------
    path : Path
        The file.
    rate_hz : float, optional
        Sample rate, for files that state none.
    rig : Rig or path of a rig.toml, optional
        Place of the plates, for files that state none; for files of raw channels also their calibration.
    columns : str, optional
        Which column is what, for tables that do not say: ``left_fz=FP1,right_fz=FP2``.

    Raises
    ------
    UnreadableFile
        Absent, empty, damaged, or of another kind.
    OptionNeeded
        Something that the file does not say must be typed.
    ConfigurationRejected
        The rig cannot be.
    """
    where = str(path)
    _check_rate(rate_hz, where)
    chosen = parse_columns(columns) if columns is not None else ()
    try:
        return _read(Path(path), where, rate_hz, chosen, rig)
    except MemoryError:
        raise UnreadableFile("needs more memory than there is", where, CUT_IT) from None


def _read(
    path: Path, where: str, rate_hz: float | None, chosen: Sequence[Chosen], rig: Rig | Path | str | None
) -> PlateRecord:
    try:
        with path.open("rb") as file:
            head = _head(file)
            if head.startswith(MCAP):
                return _recording(path)
            if is_c3d(head):
                return _c3d(_mapped(file), where, rate_hz, chosen, rig)
            if not head.startswith((TDMS, GZIP)):
                _check_text_size(os.fstat(file.fileno()).st_size, where)
            described = _as_rig(rig)
            found = _found(file.read(), where, chosen, described)
    except OSError as error:
        raise _no_file(error, where) from None
    if isinstance(found, bytes) and found.startswith(MCAP):
        return _packed_recording(path, found)
    if isinstance(found, bytes):
        return _c3d(found, where, rate_hz, chosen, described)
    return _foreign(found, where, rate_hz, chosen, described)


def _found(content: bytes, where: str, chosen: Sequence[Chosen], rig: Rig | None) -> bytes | NamedColumns | TextTable:
    """A packed recording or C3D as it is, the columns of a TDMS, the table of a text.

    The content of the other two goes out of memory here, before their numbers are copied into a record.
    """
    content = _unpacked(content, where)
    if content.startswith(MCAP) or is_c3d(content):
        return content
    if content.startswith(TDMS):
        from acquisition.interchange.tdms import read_tdms

        return read_tdms(content, where, chosen, rig)
    text = text_of(content)
    if text is None:
        raise UnreadableFile("is of no kind that is known here", where, KINDS_READ)
    table = read_table(text, where)
    if table is None:
        raise UnreadableFile("is text of no kind that is known here: it holds no table of numbers", where, KINDS_READ)
    return table


def _foreign(
    found: NamedColumns | TextTable, where: str, rate_hz: float | None, chosen: Sequence[Chosen], rig: Rig | None
) -> PlateRecord:
    """A TDMS or a text of another program."""
    if isinstance(found, TextTable):
        from acquisition.interchange.text_kinds import read_text

        return _placed(read_text(found, where, rate_hz=rate_hz, chosen=chosen, rig=rig), rig)
    from acquisition.interchange.named_columns import read_columns

    return _placed(read_columns(found, where, chosen=chosen, rig=rig, rate_hz=rate_hz), rig)


def _placed(record: PlateRecord, rig: Rig | None) -> PlateRecord:
    """The record with what a rig adds, and a word about dead plates."""
    return with_place(with_zeros_named(record), rig.plates() if rig else None, rig.sha256 if rig else "")


def mapped_c3d(path: Path | str, rate_hz: float | None = None) -> C3dFile | None:
    """A C3D file whose samples stay in it until they are asked for; ``None`` where the file is another kind.

    Raises
    ------
    UnreadableFile, OptionNeeded
        As :func:`read_file`.
    """
    where = str(path)
    _check_rate(rate_hz, where)
    try:
        with Path(path).open("rb") as file:
            content = _mapped(file) if is_c3d(_head(file)) else None
    except OSError as error:
        raise _no_file(error, where) from None
    if content is None:
        return None
    from acquisition.interchange.c3d_file import open_c3d

    return open_c3d(content, where, rate_hz)


def is_c3d(head: Content) -> bool:
    """Whether a file that begins so is a C3D file."""
    return head[1:2] == C3D_KEY and b"\0" in head[:HEAD_BYTES]


def _head(file: BinaryIO) -> bytes:
    """The first bytes, without moving on in the file."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return head


def _mapped(file: BinaryIO) -> mmap.mmap:
    """The content where it lies on the disk; it outlives the open file."""
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _check_rate(rate_hz: float | None, where: str) -> None:
    if rate_hz is not None and not 0.0 < rate_hz < 1e6:
        raise OptionNeeded(f"{rate_hz:g} Hz is no sample rate", where, "give --rate HZ a number above 0")


def _no_file(error: OSError, where: str) -> UnreadableFile:
    return UnreadableFile(error.strerror or str(error), where, "give the path of a file that can be read")


def with_zeros_named(record: PlateRecord) -> PlateRecord:
    """The record with a warning for each plate that holds nothing but zeros: no plate measures that."""
    dead = [plate.name for plate, values in zip(record.plates, record.signals, strict=True) if not values.any()]
    words = tuple(f"{name}: all its samples are zero; it was not connected, or the file is damaged" for name in dead)
    return replace(record, warnings=(*record.warnings, *words)) if words else record


def _check_text_size(size: int, where: str) -> None:
    if size > LARGEST_TEXT:
        raise UnreadableFile(f"is text of more than {LARGEST_TEXT >> 20} MB", where, CUT_IT)


def _unpacked(content: bytes, where: str) -> bytes:
    """The content itself, or what was gzipped."""
    if content.startswith(GZIP):
        try:
            with gzip.open(io.BytesIO(content)) as packed:
                head = packed.read(HEAD_BYTES)
                packed.seek(0)
                is_text = not (head.startswith((MCAP, TDMS)) or is_c3d(head))
                content = packed.read((LARGEST_TEXT if is_text else LARGEST_UNPACKED) + 1)
        except (OSError, EOFError, zlib.error):
            raise UnreadableFile("is a damaged or cut gzip file", where, "copy it again") from None
        if is_text:
            _check_text_size(len(content), where)
        if len(content) > LARGEST_UNPACKED:
            raise UnreadableFile("unpacks to more than 1 GB", where, "unpack it and cut it to the lifts")
    if not NOT_EMPTY.search(content):
        raise UnreadableFile("is empty", where, "export or copy the file again")
    return content


def _recording(path: Path) -> PlateRecord:
    from acquisition.recording import read_recording

    return read_recording(path)


def _packed_recording(path: Path, content: bytes) -> PlateRecord:
    """A gzipped recording; its reader wants a file, so it is unpacked into a temporary one."""
    with tempfile.NamedTemporaryFile(suffix=".mcap") as file:
        file.write(content)
        file.flush()
        return replace(_recording(Path(file.name)), path=str(path))


def _c3d(
    content: Content, where: str, rate_hz: float | None, chosen: Sequence[Chosen], rig: Rig | Path | str | None
) -> PlateRecord:
    from acquisition.interchange.c3d import read_c3d

    record = _placed(read_c3d(content, where, rate_hz), _as_rig(rig))
    unused = f"the file names its own channels; {OPTION} is not used"
    return replace(record, warnings=(*record.warnings, unused)) if chosen else record


def _as_rig(rig: Rig | Path | str | None) -> Rig | None:
    """The rig itself, or read from its file."""
    if rig is None:
        return None
    if isinstance(rig, (str, Path)):
        from acquisition.rig import read_rig

        return read_rig(rig)
    return rig
