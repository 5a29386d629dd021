"""The bytes of one moment, as the screens read them. docs/console.md has the layout as a table.

Version 1, little-endian: a head of 32 bytes, sixteen float32 values, one float32 of head-room a channel, then the
columns of the trace, lowest and highest float32 each. A value that is not known is NaN on the wire and a dash on the
screen.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]

MAGIC = b"LDLV"
VERSION = 1
HEAD = struct.Struct("<4sBBBBIIdII")
"""Magic, version, state, flags, channels, frame number, samples lost, data time (s), first column, columns."""
STATES = ("CHECK", "EMPTY", "WEIGH", "READY", "LIFT", "REVIEW", "QUEUED", "SENT", "REVISED", "WITHDRAWN")
"""The state's number is its place here."""
VALUES = (
    "rate_hz", "column_s", "total_n", "mass_kg", "left_n", "right_n",
    "cop_left_x_mm", "cop_left_y_mm", "cop_right_x_mm", "cop_right_y_mm", "cop_both_x_mm", "cop_both_y_mm",
    "still_left", "still_right", "zero_age_s", "weigh_in_age_s",
)  # fmt: skip
"""The sixteen values in their order; forces on the lifter, COP to the right and forward of the floor's origin."""
SIMULATED, SHARE_SHOWN, WHOLE_TRACE, ZEROED, CLIPPED = 1, 2, 4, 8, 16


@dataclass(frozen=True, eq=False)
class LiveFrame:
    """One moment.

    Attributes
    ----------
    number, lost : int
        Frames so far; samples lost so far.
    time_s : float
        Data time: seconds from the recording's first sample to the newest one in this frame.
    state : str
        One of ``STATES``.
    flags : int
        Bits ``SIMULATED``, ``SHARE_SHOWN``, ``ZEROED``, ``CLIPPED``.
    values : dict of str to float
        By the names in ``VALUES``; what is missing is not known.
    head_room : ndarray, shape (n_channels,)
        Largest share of the amplifier's range each raw channel has used lately, 0 to 1 and beyond.
    first_column : int
        Number of the first column of ``columns``, counted from the first one that was looked at.
    columns : ndarray, shape (n_columns, 2)
        Lowest and highest total force (N) of each column: those that are new.
    """

    number: int
    lost: int
    time_s: float
    state: str
    flags: int
    values: dict[str, float]
    head_room: Float32Array
    first_column: int
    columns: Float32Array


def encode(frame: LiveFrame, *, whole: bool = False) -> bytes:
    """The frame as bytes; with ``whole`` its columns replace what the screen had."""
    head = HEAD.pack(
        MAGIC,
        VERSION,
        STATES.index(frame.state),
        frame.flags | (WHOLE_TRACE if whole else 0),
        len(frame.head_room),
        frame.number & 0xFFFFFFFF,
        frame.lost & 0xFFFFFFFF,
        frame.time_s,
        frame.first_column & 0xFFFFFFFF,
        len(frame.columns),
    )
    values = np.array([frame.values.get(name, np.nan) for name in VALUES], dtype="<f4")
    head_room = np.asarray(frame.head_room, dtype="<f4")
    columns = np.ascontiguousarray(frame.columns, dtype="<f4")
    return b"".join((head, values.tobytes(), head_room.tobytes(), columns.tobytes()))


def decode(data: bytes) -> LiveFrame:
    """The frame of some bytes; for tests and for programs that look on.

    Raises
    ------
    ValueError
        Not a frame of this version, or cut short.
    """
    if len(data) < HEAD.size or data[:4] != MAGIC or data[4] != VERSION:
        raise ValueError(f"not a live frame of version {VERSION}")
    _, _, state, flags, n_channels, number, lost, time_s, first_column, n_columns = HEAD.unpack_from(data)
    n_values = len(VALUES)
    numbers = np.frombuffer(data, dtype="<f4", offset=HEAD.size)
    if len(numbers) != n_values + n_channels + 2 * n_columns:
        raise ValueError(f"a live frame of {len(data)} bytes is cut short")
    columns = numbers[n_values + n_channels :].reshape(n_columns, 2)
    return LiveFrame(
        number=number,
        lost=lost,
        time_s=time_s,
        state=STATES[state],
        flags=flags,
        values=dict(zip(VALUES, map(float, numbers[:n_values]), strict=True)),
        head_room=numbers[n_values : n_values + n_channels].astype(np.float32),
        first_column=first_column,
        columns=columns.astype(np.float32),
    )
