"""A block of samples as bytes and back: the message encoding ``legdrive-block``."""

from __future__ import annotations

import struct

import numpy as np

from acquisition.block import SampleBlock

HEAD = struct.Struct("<QII4d")
SAMPLE = np.dtype("<f8")


def encode_block(block: SampleBlock) -> bytes:
    """The block's message; layout in :data:`acquisition.recording.layout.BLOCK_SCHEMA`."""
    n_channels, n = block.volts.shape
    head = HEAD.pack(
        block.first_index,
        n_channels,
        n,
        block.t_mono_first,
        block.t_utc_first,
        block.t_mono_last,
        block.t_utc_last,
    )
    return head + block.overload.astype(np.uint8).tobytes() + block.volts.astype(SAMPLE, copy=False).tobytes()


def decode_block(message: bytes) -> SampleBlock:
    """The block of a message; its volts are read-only and lie in the message's memory.

    Raises
    ------
    ValueError
        The message does not have the length that its head announces.
    """
    if len(message) < HEAD.size:
        raise ValueError(f"a block of {len(message)} bytes is shorter than its head")
    first_index, n_channels, n, mono_first, utc_first, mono_last, utc_last = HEAD.unpack_from(message)
    length = HEAD.size + n_channels + n_channels * n * SAMPLE.itemsize
    if len(message) != length:
        raise ValueError(f"a block of {len(message)} bytes should have {length}")
    overload = np.frombuffer(message, np.uint8, n_channels, HEAD.size).astype(np.bool_)
    volts = np.frombuffer(message, SAMPLE, n_channels * n, HEAD.size + n_channels).reshape(n_channels, n)
    return SampleBlock(first_index, volts, mono_first, utc_first, mono_last, utc_last, overload)
