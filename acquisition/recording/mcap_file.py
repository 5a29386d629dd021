"""Writing MCAP: how a recording's file begins, and messages copied from one file into another."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from mcap.records import Message
from mcap.writer import CompressionType, Writer

from acquisition.recording.chunk_list import ChunkList
from acquisition.recording.layout import (
    BLOCK_SCHEMA,
    CODES,
    CODES_ENCODING,
    CODES_ID,
    CODES_SCHEMA,
    LAYOUT,
    MARKS,
    MARKS_ENCODING,
    MARKS_ID,
    MARKS_SCHEMA,
    SAMPLE_IDS,
    VOLTS,
    VOLTS_ENCODING,
    VOLTS_ID,
    Records,
)

BLOCKS_PER_CHUNK = 20
"""Blocks compressed together, 1 s as usual: what a damaged byte may cost in a compressed file."""
ONE_CHUNK = 1 << 40
"""A chunk size that is never reached: chunks end where we say."""


def begin_file(stream: IO[bytes], metadata: Records, compression: CompressionType) -> Any:
    """An MCAP writer with header, metadata, schemas and channels written; typed ``Any`` for its untyped methods.

    Schemas and channels lie in the first chunk, so they reach the file with the first message.
    """
    writer = Writer(stream, chunk_size=ONE_CHUNK, compression=compression, enable_data_crcs=True)
    # The library keeps 0.6 kB a chunk for its index, 130 MB in three hours; ours keeps 49 bytes.
    vars(writer)["_Writer__chunk_indices"] = ChunkList()
    writer.start(LAYOUT, f"legdrive {version('legdrive')}")
    for name, record in metadata.items():
        writer.add_metadata(name, record)
    block = writer.register_schema(VOLTS_ENCODING, "text/plain", BLOCK_SCHEMA.encode())
    marks = writer.register_schema("legdrive-mark", "jsonschema", MARKS_SCHEMA.encode())
    codes = writer.register_schema(CODES_ENCODING, "text/plain", CODES_SCHEMA.encode())
    channels = (
        writer.register_channel(VOLTS, VOLTS_ENCODING, block),
        writer.register_channel(MARKS, MARKS_ENCODING, marks),
        writer.register_channel(CODES, CODES_ENCODING, codes),
    )
    if channels != (VOLTS_ID, MARKS_ID, CODES_ID):
        raise RuntimeError(f"the MCAP library numbers channels {channels}, not {(VOLTS_ID, MARKS_ID, CODES_ID)}")
    return writer


class MessageDigest:
    """Digest of a sequence of messages: the same for equal messages in one order, however they lie in chunks."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()

    @property
    def hexadecimal(self) -> str:
        """The digest of what was added so far."""
        return self._sha256.hexdigest()

    def add(self, message: Message) -> None:
        """Take the next message."""
        head = (message.channel_id, message.sequence, message.log_time, message.publish_time, len(message.data))
        self._sha256.update(repr(head).encode())
        self._sha256.update(message.data)


def copy_messages(path: Path, metadata: Records, messages: Iterable[Message]) -> str:
    """Write a new compressed file of messages and force it to the disk; one there already is an error.

    Returns the messages' digest.

    Marks get chunks of their own, so that a span can be read without unpacking the rest.
    """
    with open(path, "xb") as stream:
        try:
            return _write_messages(stream, metadata, messages)
        except BaseException:
            path.unlink()
            raise


def _write_messages(stream: IO[bytes], metadata: Records, messages: Iterable[Message]) -> str:
    """Body of :func:`copy_messages`."""
    digest = MessageDigest()
    writer = begin_file(stream, metadata, CompressionType.ZSTD)
    waiting = 0
    for message in messages:
        digest.add(message)
        alone = message.channel_id not in SAMPLE_IDS
        if alone and waiting:
            writer.flush()
            waiting = 0
        writer.add_message(message.channel_id, message.log_time, message.data, message.publish_time, message.sequence)
        waiting += 1
        if alone or waiting == BLOCKS_PER_CHUNK:
            writer.flush()
            waiting = 0
    writer.finish()
    stream.flush()
    os.fsync(stream.fileno())
    return digest.hexadecimal


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
