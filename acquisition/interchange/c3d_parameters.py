"""Header and parameter section of a C3D file, checked byte by byte before anything trusts them.

Written here because damaged files must end in one clear line: the common C3D library crashes or asks for gigabytes on
some of them. Layout: C3D User Guide, "The header section" and "The parameter section" (c3d.org).
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d_numbers import PROCESSORS, NumberFormat, as_doubles
from acquisition.plate import FloatArray

BLOCK_BYTES = 512
KEY = 0x50
GET_ANOTHER_COPY = "export the file again from the program that made it"
Content = bytes | mmap.mmap
"""A whole file: read, or mapped."""
Value = FloatArray | list[str]
Groups = dict[str, dict[str, Value]]


@dataclass(frozen=True)
class C3dHeader:
    """What the first 512 bytes say.

    Attributes
    ----------
    points : int
        Points of one frame.
    analog_per_frame : int
        Analog values of one frame, all channels.
    first_frame, last_frame : int
        Frame numbers.
    data_block : int
        1-based block at which the data begin.
    samples_per_frame : int
        Analog samples per frame and channel.
    frame_rate_hz : float
        Frames per second.
    point_scale : float
        Negative where the data are floating-point numbers.
    """

    points: int
    analog_per_frame: int
    first_frame: int
    last_frame: int
    data_block: int
    samples_per_frame: int
    frame_rate_hz: float
    point_scale: float


def damaged(where: str, what: str) -> UnreadableFile:
    """The error for a parameter section that cannot be walked."""
    return UnreadableFile(f"the C3D parameter section is damaged ({what})", where, GET_ANOTHER_COPY)


def read_c3d_head(content: Content, where: str) -> tuple[C3dHeader, Groups, NumberFormat]:
    """Read header and parameters.

    Parameters
    ----------
    content : bytes or mmap
        The whole file.
    where : str
        Its name, for messages.

    Raises
    ------
    UnreadableFile
        Too short, or header or parameters are damaged.
    """
    if len(content) < 2 * BLOCK_BYTES:
        raise UnreadableFile("is a C3D file cut inside its header", where, GET_ANOTHER_COPY)
    start = (content[0] - 1) * BLOCK_BYTES
    if not BLOCK_BYTES <= start <= len(content) - BLOCK_BYTES:
        raise damaged(where, f"said to start at block {content[0]}")
    processor = content[start + 3]
    if processor not in PROCESSORS:
        raise damaged(where, f"processor type {processor} is none of 84, 85, 86")
    numbers = PROCESSORS[processor]
    return _header(content, numbers), _groups(content, start, numbers, where), numbers


def _header(content: Content, numbers: NumberFormat) -> C3dHeader:
    words = numbers.integers(content[:24], unsigned=True)
    scale, rate = numbers.floats(content[12:16])[0], numbers.floats(content[20:24])[0]
    return C3dHeader(
        points=int(words[1]),
        analog_per_frame=int(words[2]),
        first_frame=int(words[3]),
        last_frame=int(words[4]),
        data_block=int(words[8]),
        samples_per_frame=int(words[9]),
        frame_rate_hz=float(rate),
        point_scale=float(scale),
    )


def _groups(content: Content, start: int, numbers: NumberFormat, where: str) -> Groups:
    """Walk the linked list of groups and parameters."""
    names: dict[int, str] = {}
    found: dict[int, dict[str, Value]] = {}
    at = start + 4
    while at + 4 <= len(content):
        length, group = struct.unpack_from("bb", content, at)
        if length == 0 or group == 0:
            break
        name_stop = at + 2 + abs(length)
        if name_stop + 2 > len(content):
            raise damaged(where, "a name runs past the end of the file")
        name = content[at + 2 : name_stop].decode("latin-1").strip().upper()
        if not name.isprintable():
            raise damaged(where, f"no name at byte {at}")
        step = int(numbers.integers(content[name_stop : name_stop + 2], unsigned=True)[0])
        if group < 0:
            names[-group] = name
        else:
            end = name_stop + step if step else len(content)
            found.setdefault(group, {})[name] = _value(
                content, (name_stop + 2, min(end, len(content))), name, numbers, where
            )
        if step == 0:
            break
        at = name_stop + step
        if at + 2 > len(content):
            raise damaged(where, f"{name} points past the end of the file")
    if not names:
        raise damaged(where, "it names no group")
    return {names[group]: values for group, values in found.items() if group in names}


def _value(content: Content, span: tuple[int, int], name: str, numbers: NumberFormat, where: str) -> Value:
    """One parameter's value: numbers in the shape the file gives (first index fastest), or texts.

    ``span`` begins at the value's type and ends where the next parameter begins.
    """
    at, end = span
    if at + 2 > end:
        raise damaged(where, f"{name} is cut")
    kind, n_axes = struct.unpack_from("bB", content, at)
    if kind not in (-1, 1, 2, 4) or n_axes > 7:
        raise damaged(where, f"{name} has type {kind} and {n_axes} dimensions")
    shape = tuple(content[at + 2 : at + 2 + n_axes])
    begin = at + 2 + n_axes
    size = int(np.prod(shape, dtype=np.int64)) if shape else 1
    stop = begin + size * abs(kind)
    if stop > end:
        raise damaged(where, f"{name} runs into what follows it")
    raw = content[begin:stop]
    if kind == -1:
        return _texts(raw, shape)
    if kind == 1:
        return np.frombuffer(raw, np.uint8).astype(np.float64).reshape(shape, order="F")
    values = numbers.integers(raw).astype(np.float64) if kind == 2 else as_doubles(numbers.floats(raw))
    return values.reshape(shape, order="F")


def _texts(raw: bytes, shape: tuple[int, ...]) -> list[str]:
    """Texts of fixed length: the first dimension is the length."""
    length = shape[0] if shape else 1
    if length == 0:
        return []
    count = len(raw) // length
    return [raw[k * length : (k + 1) * length].decode("latin-1").strip(" \0") for k in range(count)]
