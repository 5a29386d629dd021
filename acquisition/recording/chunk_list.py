"""The index of a growing file, small enough for a session of hours."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from mcap.records import ChunkIndex

FIELDS = (
    "message_start_time",
    "message_end_time",
    "chunk_start_offset",
    "chunk_length",
    "message_index_length",
    "uncompressed_size",
    "compressed_size",
)


class ChunkList:
    """Takes the place of the list in which the MCAP library keeps one record per chunk: 8 bytes a number instead.

    Message index offsets are kept only for chunks of one channel, where they follow from the chunk's end; others have
    theirs as they are.
    """

    def __init__(self) -> None:
        self._numbers = array("Q")
        self._channels = array("H")
        self._compressions: dict[int, str] = {}
        self._several: dict[int, dict[int, int]] = {}

    def __len__(self) -> int:
        return len(self._channels)

    def append(self, index: ChunkIndex) -> None:
        """Keep a chunk's index record."""
        place = len(self)
        offsets = index.message_index_offsets
        if list(offsets.values()) == [index.chunk_start_offset + index.chunk_length]:
            self._channels.append(next(iter(offsets)))
        else:
            self._channels.append(0)
            self._several[place] = dict(offsets)
        if index.compression != self._compression(place):
            self._compressions[place] = index.compression
        self._numbers.extend(getattr(index, name) for name in FIELDS)

    def __iter__(self) -> Iterator[ChunkIndex]:
        compression = ""
        for place, channel in enumerate(self._channels):
            compression = self._compressions.get(place, compression)
            numbers = self._numbers[place * len(FIELDS) : (place + 1) * len(FIELDS)]
            facts = dict(zip(FIELDS, numbers, strict=True))
            end = facts["chunk_start_offset"] + facts["chunk_length"]
            yield ChunkIndex(
                compression=compression,
                message_index_offsets={channel: end} if channel else self._several[place],
                **facts,
            )

    def _compression(self, place: int) -> str:
        """Compression of the chunks up to a place."""
        return next((self._compressions[at] for at in sorted(self._compressions, reverse=True) if at < place), "")
