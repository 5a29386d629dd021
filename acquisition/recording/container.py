"""The MCAP container as it lies on the disk: its chunks, also those of a torn or damaged file.

Whole files are walked from record to record. Where that fails, the next chunk is looked for by its shape and its
checksum, so that a damaged place costs no more than itself.
"""

from __future__ import annotations

import mmap
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import zstandard
from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import Chunk, Header, Message, Metadata
from mcap.stream_reader import breakup_chunk
from mcap.writer import MCAP0_MAGIC as MAGIC

from acquisition.errors import UnreadableFile
from acquisition.recording.layout import Records

FRAME = struct.Struct("<BQ")
CHUNK_HEAD = struct.Struct("<QQQII")
"""Times of the first and last message, size and CRC of the plain data, length of the compression's name."""
FOOTER = struct.Struct("<Q8xI")
"""Where the summary starts, and its CRC."""
A_CHUNK = re.compile(rb"(?=\x06.{8}.{28}(?:\x00{4}|\x04\x00{3}zstd|\x03\x00{3}lz4))", re.S)
"""Looks ahead only, so that a false start does not swallow the true one behind it."""
LEAST_MAGIC = 6
"""Bytes of the first eight that must be right: a file is not lost for one damaged byte."""
LARGEST_CHUNK = 1 << 30
OPCODES = frozenset(int(code) for code in Opcode)


class DamagedChunkError(ValueError):
    """A chunk's data do not have the checksum they should have."""


@dataclass
class ChunkPlace:
    """Where a chunk lies.

    Attributes
    ----------
    offset, stop : int
        Bytes ``[offset, stop)`` of the file.
    start_ns : int
        Log time of its first message, as its head says.
    channels : set of int
        MCAP channels that the message indexes behind it name; empty where there are none.
    """

    offset: int
    stop: int
    start_ns: int
    channels: set[int] = field(default_factory=set)


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


class Container:
    """An MCAP file, open for reading.

    Raises
    ------
    UnreadableFile
        Empty, or no MCAP file.
    OSError
        The file cannot be opened.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)
        with open(path, "rb") as file:
            if not file.read(1):
                raise UnreadableFile("is empty", self.path, "nothing was recorded")
            self.buffer = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        begin = self.buffer[: len(MAGIC)]
        if sum(one == other for one, other in zip(begin, MAGIC, strict=False)) < LEAST_MAGIC:
            self.buffer.close()
            raise UnreadableFile("is no Legdrive recording", self.path, "give a .mcap file that `legdrive` recorded")
        self.survey = self._survey()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.buffer.close()

    def messages(self, place: ChunkPlace) -> list[Message]:
        """The messages of a chunk.

        Raises
        ------
        DamagedChunkError
            Its data do not have the checksum they should have.
        """
        try:
            stream = ReadDataStream(BytesIO(self.buffer[place.offset + FRAME.size : place.stop]))
            chunk = Chunk.read(stream)
            if chunk.uncompressed_size > LARGEST_CHUNK:
                raise DamagedChunkError("a size that cannot be")
            records = breakup_chunk(chunk, validate_crc=True)
        except (ValueError, McapError, zstandard.ZstdError, struct.error, MemoryError) as error:
            raise DamagedChunkError(str(error)) from error
        return [record for record in records if isinstance(record, Message)]

    def all_messages(self) -> Iterator[Message]:
        """Every message of the file in its order; raises as :meth:`messages`."""
        for place in self.survey.chunks:
            yield from self.messages(place)

    def sums_are_right(self) -> bool:
        """Whether data and summary have the checksums that their ends state; False for an unfinished file."""
        survey = self.survey
        if survey.data_end is None or survey.footer is None:
            return False
        stop, stated = survey.data_end
        summary_start, summary_sum = FOOTER.unpack_from(self.buffer, survey.footer)
        summary_stop = survey.footer + FOOTER.size - 4
        return self._sum(0, stop) == stated and self._sum(summary_start, summary_stop) == summary_sum

    def _sum(self, start: int, stop: int) -> int:
        """CRC-32 of bytes ``[start, stop)``."""
        with memoryview(self.buffer) as view, view[start:stop] as part:
            return zlib.crc32(part)

    def _survey(self) -> Survey:
        """Walk the file; look for the next chunk where the walk fails."""
        found = Survey()
        if self.buffer[: len(MAGIC)] != MAGIC:
            found.damage.append((0, len(MAGIC)))
        at = framed = len(MAGIC)
        while at < len(self.buffer):
            if found.finished:
                break
            stop = self._record_stop(at)
            if stop is not None:
                self._note(found, at, stop)
                framed = stop if self.buffer[at] == Opcode.CHUNK else framed
                at = stop
                continue
            # Whatever came behind the last chunk may have led astray: look from there.
            again = self._next_chunk(framed)
            found.damage.append((at if again is None else min(at, again), len(self.buffer) if again is None else again))
            at = len(self.buffer) if again is None else again
        return found

    def _record_stop(self, at: int) -> int | None:
        """Where the record at an offset ends; ``None`` where there is none."""
        if at + FRAME.size > len(self.buffer):
            return None
        opcode, length = FRAME.unpack_from(self.buffer, at)
        stop = at + FRAME.size + length
        if opcode not in OPCODES or stop > len(self.buffer):
            return None
        if opcode == Opcode.CHUNK and not self._is_chunk(at, stop):
            return None
        return int(stop)

    def _is_chunk(self, at: int, stop: int) -> bool:
        """Whether the lengths inside a chunk fit its own."""
        body = at + FRAME.size
        if stop - body < CHUNK_HEAD.size + 8:
            return False
        *_, name_length = CHUNK_HEAD.unpack_from(self.buffer, body)
        data_at = body + CHUNK_HEAD.size + name_length
        if data_at + 8 > stop:
            return False
        return int(data_at + 8 + int.from_bytes(self.buffer[data_at : data_at + 8], "little")) == stop

    def _next_chunk(self, at: int) -> int | None:
        """Offset of the first chunk from ``at`` on whose checksum is right."""
        for match in A_CHUNK.finditer(self.buffer, at):
            stop = self._record_stop(match.start())
            if stop is None:
                continue
            try:
                self.messages(ChunkPlace(match.start(), stop, 0))
            except DamagedChunkError:
                continue
            return match.start()
        return None

    def _note(self, found: Survey, at: int, stop: int) -> None:
        """Put a record where it belongs."""
        opcode, body = self.buffer[at], at + FRAME.size
        if opcode == Opcode.CHUNK:
            found.chunks.append(ChunkPlace(at, stop, int.from_bytes(self.buffer[body : body + 8], "little")))
        elif opcode == Opcode.MESSAGE_INDEX and found.chunks:
            found.chunks[-1].channels.add(int.from_bytes(self.buffer[body : body + 2], "little"))
        elif opcode == Opcode.DATA_END:
            found.data_end = (at, int.from_bytes(self.buffer[body : body + 4], "little"))
        elif opcode == Opcode.FOOTER:
            found.footer = body
            found.finished = found.data_end is not None and self.buffer[stop:] == MAGIC
        elif opcode in (Opcode.HEADER, Opcode.METADATA):
            self._note_text(found, opcode, self.buffer[body:stop])

    def _note_text(self, found: Survey, opcode: int, body: bytes) -> None:
        """Read a header or metadata record; a damaged one counts as not there."""
        stream = ReadDataStream(BytesIO(body))
        try:
            if opcode == Opcode.METADATA:
                metadata = Metadata.read(stream)
                found.metadata.setdefault(metadata.name, metadata.metadata)
                return
            header = Header.read(stream)
        except (McapError, ValueError, struct.error):
            return
        found.profile, found.library = header.profile, header.library
