"""What lies where in an MCAP file: read from the summary that ends a finished one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Protocol

from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import Header, Metadata
from mcap.writer import MCAP0_MAGIC as MAGIC

from acquisition.recording.layout import Records

FRAME = struct.Struct("<BQ")
FOOTER = struct.Struct("<Q8xI")
"""Where the summary starts, and its CRC."""
FOOTER_SIZE = FRAME.size + FOOTER.size
DATA_END = struct.Struct("<BQI")
"""The record that ends the data: frame and checksum."""
CHUNK_INDEX = struct.Struct("<Q8xQQI")
"""Time of the first message, offset and length of the chunk, bytes of its table of channels."""
CHANNEL_ENTRY = struct.Struct("<H8x")
CHUNK_COUNT = struct.Struct("<22xI")
"""In the statistics."""
METADATA_PLACE = struct.Struct("<QQ")


NO_CHANNELS: frozenset[int] = frozenset()


@cache
def one_channel(channel: int) -> frozenset[int]:
    """The set of one channel, the same object each time: there are hundreds of thousands of chunks."""
    return frozenset({channel})


class Bytes(Protocol):
    """A file in memory, mapped or read."""

    def __len__(self) -> int: ...

    def __getitem__(self, span: slice, /) -> bytes: ...


@dataclass(slots=True)
class ChunkPlace:
    """Where a chunk lies.

    Attributes
    ----------
    offset, stop : int
        Bytes ``[offset, stop)`` of the file.
    start_ns : int
        Log time of its first message, as its head or the summary says.
    channels : frozenset of int
        MCAP channels that its message indexes name; empty where there are none.
    """

    offset: int
    stop: int
    start_ns: int
    channels: frozenset[int] = NO_CHANNELS


@dataclass
class Survey:
    """What lies where in a file.

    Attributes
    ----------
    profile, library : str
        Layout, and what wrote it, as the header says.
    metadata : dict
        Metadata records by name, the first of each.
    chunks : list of ChunkPlace
        In file order.
    damage : list of (int, int)
        Bytes ``[offset, stop)`` that are no records.
    data_end : (int, int) or None
        Offset of the record that ends the data, and the checksum that it states.
    footer : int or None
        Offset of the last record's contents.
    finished : bool
        Whether the file was ended properly.
    """

    profile: str = ""
    library: str = ""
    metadata: Records = field(default_factory=dict)
    chunks: list[ChunkPlace] = field(default_factory=list)
    damage: list[tuple[int, int]] = field(default_factory=list)
    data_end: tuple[int, int] | None = None
    footer: int | None = None
    finished: bool = False

    def note_text(self, opcode: int, body: bytes) -> None:
        """Read a header or metadata record; a damaged one counts as not there."""
        stream = ReadDataStream(BytesIO(body))
        try:
            if opcode == Opcode.METADATA:
                metadata = Metadata.read(stream)
                self.metadata.setdefault(metadata.name, metadata.metadata)
            elif opcode == Opcode.HEADER:
                header = Header.read(stream)
                self.profile, self.library = header.profile, header.library
        except (McapError, ValueError, struct.error):
            return


def survey_by_summary(file: Bytes) -> Survey | None:
    """Survey of a finished file by its summary alone; ``None`` where there is none whose checksum is right.

    Reads the end of the file, its header and its metadata: nothing that grows with the samples but the index, which has
    about 100 bytes a chunk.
    """
    found = ends(file)
    if found is None or found.footer is None or found.data_end is None:
        return None
    summary_at, stated = FOOTER.unpack(file[found.footer : found.footer + FOOTER.size])
    summary = file[summary_at : found.footer + FOOTER.size - 4]
    if zlib.crc32(summary) != stated:
        return None
    n_chunks = -1
    for opcode, body in records(summary[: len(summary) - FOOTER_SIZE + 4]):
        if opcode == Opcode.CHUNK_INDEX:
            found.chunks.append(chunk_place(body))
        elif opcode == Opcode.STATISTICS:
            (n_chunks,) = CHUNK_COUNT.unpack_from(body)
        elif opcode == Opcode.METADATA_INDEX:
            at, length = METADATA_PLACE.unpack_from(body)
            found.note_text(file[at : at + 1][0], file[at + FRAME.size : at + length])
    return found if n_chunks == len(found.chunks) else None


def ends(file: Bytes) -> Survey | None:
    """The header and the two records that end a finished file; ``None`` where they are not as they should be."""
    size = len(file)
    footer_at = size - len(MAGIC) - FOOTER_SIZE
    if footer_at < len(MAGIC) + DATA_END.size or file[size - len(MAGIC) : size] != MAGIC:
        return None
    if file[footer_at : footer_at + FRAME.size] != FRAME.pack(Opcode.FOOTER, FOOTER.size):
        return None
    summary_at, _ = FOOTER.unpack(file[footer_at + FRAME.size : footer_at + FOOTER_SIZE])
    end_at = summary_at - DATA_END.size
    if not len(MAGIC) + FRAME.size <= end_at <= footer_at - DATA_END.size:
        return None
    opcode, length, checksum = DATA_END.unpack(file[end_at:summary_at])
    if (opcode, length) != (Opcode.DATA_END, DATA_END.size - FRAME.size):
        return None
    found = Survey(data_end=(end_at, checksum), footer=footer_at + FRAME.size, finished=True)
    opcode, length = FRAME.unpack(file[len(MAGIC) : len(MAGIC) + FRAME.size])
    header_at = len(MAGIC) + FRAME.size
    found.note_text(opcode, file[header_at : min(header_at + length, end_at)])
    return found


def records(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Opcode and contents of records that follow one another."""
    at = 0
    while at < len(text):
        opcode, length = FRAME.unpack_from(text, at)
        at += FRAME.size
        yield opcode, text[at : at + length]
        at += length


def chunk_place(body: bytes) -> ChunkPlace:
    """Where a chunk lies, by its index record."""
    start_ns, offset, length, table = CHUNK_INDEX.unpack_from(body)
    first = CHUNK_INDEX.size
    channels = NO_CHANNELS
    for (channel,) in CHANNEL_ENTRY.iter_unpack(body[first : first + table]):
        channels = channels | one_channel(channel) if channels else one_channel(channel)
    return ChunkPlace(offset, offset + length, start_ns, channels)
