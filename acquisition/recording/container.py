"""The MCAP container as it lies on the disk: its chunks, also those of a torn or damaged file.

A finished file says in its summary what lies where. Others are walked from record to record. Where that fails, the next
chunk is looked for by its shape and its checksum, so that a damaged place costs no more than itself.
"""

from __future__ import annotations

import mmap
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import zstandard
from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import Chunk, Message
from mcap.stream_reader import breakup_chunk
from mcap.writer import MCAP0_MAGIC as MAGIC

from acquisition.errors import NothingRecorded, UnreadableFile
from acquisition.recording.growing import Identity, identity, remember, surveyed
from acquisition.recording.survey import FOOTER, FRAME, ChunkPlace, Survey, one_channel, survey_by_summary

CHUNK_HEAD = struct.Struct("<QQQII")
"""Times of the first and last message, size and CRC of the plain data, length of the compression's name."""
PLAIN_CHUNK = struct.Struct("<BQQQQIIQ")
"""A chunk that is not compressed, up to its data: frame, head, length of the data."""
ONE_INDEX = struct.Struct("<BQH20x")
"""The index of the messages of one channel, where there is one message."""
A_CHUNK = re.compile(rb"(?=\x06.{8}.{28}(?:\x00{4}|\x04\x00{3}zstd|\x03\x00{3}lz4))", re.S)
"""Looks ahead only, so that a false start does not swallow the true one behind it."""
LEAST_MAGIC = 6
"""Bytes of the first eight that must be right: a file is not lost for one damaged byte."""
LARGEST_CHUNK = 1 << 30
WINDOW = 1 << 24
"""Bytes of the file that stay in memory."""
OPCODES = frozenset(int(code) for code in Opcode)


class DamagedChunkError(ValueError):
    """A chunk's data do not have the checksum they should have."""


class Container:
    """An MCAP file, open for reading.

    Parameters
    ----------
    path : Path
        The file.
    walk : bool
        Look at every record even where a sound summary says what lies where: to prove or save all that is there.

    Raises
    ------
    UnreadableFile
        Empty, or no MCAP file.
    OSError
        The file cannot be opened.
    """

    def __init__(self, path: Path | str, walk: bool = False) -> None:
        self.path = str(path)
        self._window = 0
        with open(path, "rb") as file:
            if not file.read(1):
                raise NothingRecorded("is empty", self.path, "nothing was recorded")
            key = identity(file)
            self.buffer = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        begin = self.buffer[: len(MAGIC)]
        if sum(one == other for one, other in zip(begin, MAGIC, strict=False)) < LEAST_MAGIC:
            self.buffer.close()
            raise UnreadableFile("is no Legdrive recording", self.path, "give a .mcap file that `legdrive` recorded")
        self.survey = self._survey(None) if walk else survey_by_summary(self.buffer) or self._survey(key)

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
        self._let_go(place.offset)
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
        checksum = 0
        for at in range(start, stop, WINDOW):
            checksum = zlib.crc32(self.buffer[at : min(at + WINDOW, stop)], checksum)
            self._let_go(at)
        return checksum

    def _let_go(self, at: int) -> None:
        """Give back the memory of what was read whenever a window of the file is left: files may be larger than it."""
        if sys.platform != "win32" and at // WINDOW != self._window:
            self.buffer.madvise(mmap.MADV_DONTNEED)
        self._window = at // WINDOW

    def _survey(self, key: Identity | None) -> Survey:
        """Walk the file, from where the last walk ended if its key is given."""
        known = None if key is None else surveyed(key, self.buffer)
        found, at = known or (Survey(), len(MAGIC))
        if self.buffer[: len(MAGIC)] != MAGIC:
            found.damage.append((0, len(MAGIC)))
        whole = self._walk(found, at)
        if key is not None and not found.finished and self.buffer[: len(MAGIC)] == MAGIC:
            remember(key, self.buffer, replace(found, chunks=found.chunks[: whole[0]], damage=[]), whole[1])
        return found

    def _walk(self, found: Survey, at: int) -> tuple[int, int]:
        """Walk on from a byte; look for the next chunk where that fails.

        Returns how many chunks there are, and where they end, before the first place that is damaged or torn.
        """
        framed, whole = at, None
        while at < len(self.buffer) and not found.finished:
            if (after := self._walk_plain(found, at)) > at:
                at, framed = after, found.chunks[-1].stop
                continue
            stop = self._record_stop(at)
            if stop is not None:
                self._let_go(at)
                self._note(found, at, stop)
                framed = stop if self.buffer[at] == Opcode.CHUNK else framed
                at = stop
                continue
            whole = whole or (len(found.chunks), framed)
            # Whatever came behind the last chunk may have led astray: look from there.
            again = self._next_chunk(framed)
            found.damage.append((at if again is None else min(at, again), len(self.buffer) if again is None else again))
            at = len(self.buffer) if again is None else again
        return whole or (len(found.chunks), at)

    def _walk_plain(self, found: Survey, at: int) -> int:
        """Walk over chunks as they are while recording, not compressed and of one channel; tells where that ends.

        This is a growing file but for its first and its last records, 72,000 chunks an hour: the other way takes five
        times as long.
        """
        buffer, size, last = self.buffer, len(self.buffer), self._window
        while at + PLAIN_CHUNK.size <= size:
            chunk, length, start_ns, _, _, _, name_length, data_length = PLAIN_CHUNK.unpack_from(buffer, at)
            stop = at + FRAME.size + length
            if chunk != Opcode.CHUNK or name_length or length != CHUNK_HEAD.size + 8 + data_length:
                break
            if stop + ONE_INDEX.size > size:
                break
            index, index_length, channel = ONE_INDEX.unpack_from(buffer, stop)
            if index != Opcode.MESSAGE_INDEX or index_length != ONE_INDEX.size - FRAME.size:
                break
            found.chunks.append(ChunkPlace(at, stop, start_ns, one_channel(channel)))
            at = stop + ONE_INDEX.size
            if at // WINDOW != last:
                self._let_go(at)
                last = self._window
        return int(at)

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
            found.chunks[-1].channels |= one_channel(int.from_bytes(self.buffer[body : body + 2], "little"))
        elif opcode == Opcode.DATA_END:
            found.data_end = (at, int.from_bytes(self.buffer[body : body + 4], "little"))
        elif opcode == Opcode.FOOTER:
            found.footer = body
            found.finished = found.data_end is not None and self.buffer[stop:] == MAGIC
        elif opcode in (Opcode.HEADER, Opcode.METADATA):
            found.note_text(opcode, self.buffer[body:stop])
