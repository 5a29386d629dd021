"""A block of samples as bytes and back: the message encodings ``legdrive-block`` and ``legdrive-codes``."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from acquisition.block import SampleBlock
from acquisition.plate import FloatArray
from acquisition.recording.layout import CODES_ID, VOLTS_ID

HEAD = struct.Struct("<QII4d")
COUNT = struct.Struct("<I")
SAMPLE = np.dtype("<f8")
CODE = np.dtype("<i2")
CodeArray = npt.NDArray[np.int16]
LEAST_COEFFICIENTS = 2


def encode_block(block: SampleBlock) -> bytes:
    """The block's message as float64; layout in :data:`acquisition.recording.layout.BLOCK_SCHEMA`."""
    return encoded_head(block) + block.volts.astype(SAMPLE, copy=False).tobytes()


def encode_codes(block: SampleBlock, codes: CodeArray, coefficients: FloatArray) -> bytes:
    """The block's message as codes; layout in :data:`acquisition.recording.layout.CODES_SCHEMA`.

    Parameters
    ----------
    block : SampleBlock
        Clocks, indices and overload.
    codes : ndarray of int16, shape (n_channels, n)
        Its samples.
    coefficients : ndarray, shape (n_channels, m)
        What turns them into volts, constant first.
    """
    scaling = COUNT.pack(coefficients.shape[1]) + coefficients.astype(SAMPLE, copy=False).tobytes()
    return encoded_head(block) + scaling + packed(codes)


def encoded_head(block: SampleBlock) -> bytes:
    """What both encodings begin with."""
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
    return head + block.overload.astype(np.uint8).tobytes()


def packed(codes: CodeArray) -> bytes:
    """Codes as differences with the sign in the last bit, low and high bytes apart.

    Small differences of either sign have an empty high byte, which compresses to nothing: a third less than codes.
    """
    differences = np.diff(codes, axis=1, prepend=np.zeros((codes.shape[0], 1), np.int16))
    steps = ((differences << 1) ^ (differences >> 15)).astype(CODE, copy=False)
    return np.moveaxis(steps.view(np.uint8).reshape(*codes.shape, 2), 2, 1).tobytes()


def unpacked(planes: npt.NDArray[np.uint8]) -> CodeArray:
    """Codes of the bytes that :func:`packed` gives, of shape (n_channels, 2, n)."""
    steps = planes[:, 0].astype(np.uint16) | (planes[:, 1].astype(np.uint16) << 8)
    differences = (steps >> 1) ^ (0 - (steps & 1)).astype(np.uint16)
    codes: CodeArray = np.cumsum(differences.view(np.int16), axis=1, dtype=np.int16)
    return codes


def volts_of_codes(codes: npt.NDArray[np.int16] | FloatArray, coefficients: FloatArray) -> FloatArray:
    """Volts of codes, shape (n_channels, n): Horner's rule, each product and sum rounded by itself."""
    number = codes.astype(np.float64, copy=False)
    volts: FloatArray = coefficients[:, -1:] * number
    volts += coefficients[:, -2, np.newaxis]
    for column in range(coefficients.shape[1] - 3, -1, -1):
        volts *= number
        volts += coefficients[:, column, np.newaxis]
    return volts


def decode_block(message: bytes) -> SampleBlock:
    """The block of a ``legdrive-block`` message; its volts are read-only and lie in the message's memory.

    Raises
    ------
    ValueError
        The message does not have the length that its head announces.
    """
    n_channels, n, at = block_shape(message)
    check_length(message, at + n_channels * n * SAMPLE.itemsize)
    volts = np.frombuffer(message, SAMPLE, n_channels * n, at).reshape(n_channels, n)
    return decoded(message, volts)


def decode_codes(message: bytes) -> SampleBlock:
    """The block of a ``legdrive-codes`` message; raises as :func:`decode_block`."""
    n_channels, n, at = block_shape(message)
    if len(message) < at + COUNT.size:
        raise ValueError(f"a block of {len(message)} bytes ends before its scaling")
    (m,) = COUNT.unpack_from(message, at)
    at += COUNT.size
    codes_at = at + n_channels * m * SAMPLE.itemsize
    check_length(message, codes_at + n_channels * n * CODE.itemsize)
    if m < LEAST_COEFFICIENTS:
        raise ValueError(f"a block of codes with {m} coefficients a channel")
    coefficients = np.frombuffer(message, SAMPLE, n_channels * m, at).reshape(n_channels, m)
    planes = np.frombuffer(message, np.uint8, 2 * n_channels * n, codes_at).reshape(n_channels, 2, n)
    return decoded(message, volts_of_codes(unpacked(planes), coefficients))


DECODERS: Mapping[int, Callable[[bytes], SampleBlock]] = {VOLTS_ID: decode_block, CODES_ID: decode_codes}
"""Decoder of each channel that carries samples."""


def block_shape(message: bytes) -> tuple[int, int, int]:
    """Channels, samples, and the byte behind head and overload; raises as :func:`decode_block`."""
    if len(message) < HEAD.size:
        raise ValueError(f"a block of {len(message)} bytes is shorter than its head")
    _, n_channels, n, *_ = HEAD.unpack_from(message)
    return n_channels, n, HEAD.size + n_channels


def check_length(message: bytes, length: int) -> None:
    """Raise ``ValueError`` where a message does not have this length."""
    if len(message) != length:
        raise ValueError(f"a block of {len(message)} bytes should have {length}")


def decoded(message: bytes, volts: FloatArray) -> SampleBlock:
    """A block of its head and its volts."""
    first_index, n_channels, _, mono_first, utc_first, mono_last, utc_last = HEAD.unpack_from(message)
    overload = np.frombuffer(message, np.uint8, n_channels, HEAD.size).astype(np.bool_)
    return SampleBlock(first_index, volts, mono_first, utc_first, mono_last, utc_last, overload)
