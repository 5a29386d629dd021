"""Write a recording: every block is flushed, so that a crash of the program costs nothing that was acknowledged."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
from mcap.writer import CompressionType

from acquisition.block import SampleBlock
from acquisition.recording.block_codec import encode_block
from acquisition.recording.code_scaling import BlockEncoder
from acquisition.recording.container import Container, DamagedChunkError
from acquisition.recording.layout import CODES_ID, LAYOUT, MARKS_ID, VOLTS_ID, Facts, fact_records
from acquisition.recording.mcap_file import MessageDigest, begin_file, copy_messages, sync_folder

SYNC_S = 1.0
"""How often the file is forced to the disk: what a power cut may cost."""


class RecordedSource(Protocol):
    """What a recording keeps of its source; a ``SampleSource`` that was entered has all of it."""

    @property
    def rate_hz(self) -> float:
        """Sample rate as the driver set it."""

    @property
    def rig_toml(self) -> str:
        """Text of the rig."""

    @property
    def driver(self) -> Mapping[str, Any]:
        """What the driver said."""

    @property
    def clock(self) -> Mapping[str, Any]:
        """Rates."""


class RecordingWriter:
    """One recording while it grows.

    Only one thread may use it. A block or mark is *acknowledged* when :meth:`append` or :meth:`mark` has returned:
    the operating system has it, and no crash of this program takes it away. Once a second it is forced to the disk.

    Parameters
    ----------
    path : Path
        A new file; one that exists is never overwritten.
    source : RecordedSource
        Where the samples come from.
    codes : bool
        Keep blocks as 16-bit codes where that is proved to lose nothing; ``False`` keeps all of them as float64.

    Raises
    ------
    FileExistsError
        There is such a file.
    OSError
        The folder cannot be written to.
    """

    def __init__(self, path: Path | str, source: RecordedSource, *, codes: bool = True) -> None:
        self.path = Path(path)
        self.next_index = 0
        self.left_plain = ""
        """Why :meth:`close` could not compress the file; empty where it did or was not asked to."""
        self._epoch_ns = time.time_ns()
        self._rate_hz = source.rate_hz
        clock = {**source.clock, "rate_hz": source.rate_hz, "epoch_utc_ns": self._epoch_ns}
        self._sequence = {VOLTS_ID: 0, MARKS_ID: 0, CODES_ID: 0}
        self._encoder = BlockEncoder(source.driver.get("scaling_coefficients")) if codes else None
        self._closing = ExitStack()
        self._file = self._closing.enter_context(new_file(self.path))
        try:
            records = fact_records(source.rig_toml, source.driver, clock)
            self._mcap = begin_file(self._file, records, CompressionType.NONE)
            self.mark(start_mark(source.rig_toml, source.driver, clock))
            self._sync()
            sync_folder(self.path.parent)
        except BaseException:
            self.abandon()
            self.path.unlink()
            raise

    def append(self, block: SampleBlock) -> None:
        """Write a block; back only when it is acknowledged.

        Raises
        ------
        ValueError
            The block begins before the end of the last one.
        OSError
            The disk refuses. Nothing may be written after that.
        """
        if block.first_index < self.next_index:
            raise ValueError(f"block at sample {block.first_index} after one that ends at {self.next_index}")
        channel, message = (VOLTS_ID, encode_block(block)) if self._encoder is None else self._encoder.encode(block)
        self._write(channel, self._log_time_ns(block.first_index), message)
        self.next_index = block.next_index
        if time.monotonic() - self._synced_s >= SYNC_S:
            self._sync()

    def mark(self, mark: Mapping[str, Any]) -> None:
        """Write a mark, a JSON object with the key ``mark``; back only when it is acknowledged.

        Raises
        ------
        TypeError, ValueError
            It holds something that is no JSON, or a number that is not finite; nothing was written.
        OSError
            The disk refuses. Nothing may be written after that.
        """
        text = json.dumps(dict(mark), ensure_ascii=False, allow_nan=False, default=plain_number)
        self._write(MARKS_ID, self._log_time_ns(self.next_index), text.encode())

    def close(self, compress: bool = True) -> None:
        """End the file properly, and rewrite it compressed where asked.

        The compressed file takes the place of the plain one only after it was read back and found equal. Where that
        fails (no room, say) the plain file stays and ``left_plain`` says why.

        Raises
        ------
        OSError
            The file could not be ended: what was acknowledged is in it all the same.
        """
        try:
            self._mcap.finish()
            self._sync()
        finally:
            self.abandon()
        if compress:
            try:
                compress_recording(self.path)
            except (OSError, DamagedChunkError) as error:
                self.left_plain = str(error)

    def abandon(self) -> None:
        """Close the file as it is, after the disk refused a write."""
        with suppress(OSError):
            self._closing.close()

    def _write(self, channel: int, log_time_ns: int, data: bytes) -> None:
        """One message, one chunk, one flush."""
        self._mcap.add_message(channel, log_time_ns, data, log_time_ns, self._sequence[channel])
        self._sequence[channel] += 1
        self._mcap.flush()

    def _log_time_ns(self, index: int) -> int:
        """Log time of a sample: the epoch and the sample clock, so that spans are found by time alone."""
        return self._epoch_ns + round(index * 1e9 / self._rate_hz)

    def _sync(self) -> None:
        """Force the file to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._synced_s = time.monotonic()


def new_file(path: Path) -> BinaryIO:
    """A file that was not there before."""
    return open(path, "xb")


def plain_number(value: object) -> Any:
    """A numpy number as one of Python's; raises ``TypeError`` for what JSON cannot hold."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"a mark cannot hold a {type(value).__name__}")


def start_mark(rig_toml: str, driver: Mapping[str, Any], clock: Mapping[str, Any]) -> Facts:
    """The first mark: all facts once more, where a checksum protects them."""
    return {"mark": "start", "layout": LAYOUT, "rig_toml": rig_toml, "driver": dict(driver), "clock": dict(clock)}


def compress_recording(path: Path) -> None:
    """Rewrite a finished recording with zstd, in place and only if the new file holds exactly the same.

    Raises
    ------
    DamagedChunkError
        The file, old or new, does not read back right; the old one stays.
    OSError
        No room; the old one stays.
    """
    with tempfile.TemporaryDirectory(prefix=".compressing-", dir=path.parent) as folder:
        packed = Path(folder) / path.name
        with Container(path) as plain:
            metadata = plain.survey.metadata
            written = copy_messages(packed, metadata, plain.all_messages())
        with Container(packed) as copy:
            read = MessageDigest()
            for message in copy.all_messages():
                read.add(message)
            same = read.hexadecimal == written and copy.survey.metadata == metadata and copy.survey.finished
        if not same:
            raise DamagedChunkError("the compressed file differs from the plain one")
        os.replace(packed, path)
        sync_folder(path.parent)
