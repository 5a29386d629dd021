"""``ReadAnalogF64Response`` as bytes straight from an array: a message built from floats would cost more than all else.

Fields by NI's definition: 1 ``status`` (int32), 2 ``read_array`` (packed doubles), 3 ``samps_per_chan_read`` (int32).
"""

from __future__ import annotations

import numpy as np

from sim_data.digitiser import FloatArray

STATUS, ARRAY, SAMPLES_READ = b"\x08", b"\x12", b"\x18"


def varint(number: int) -> bytes:
    """A number as protobuf writes it; negative ones as 64-bit two's complement."""
    rest = number & 0xFFFF_FFFF_FFFF_FFFF
    written = bytearray()
    while rest > 0x7F:
        written.append(rest & 0x7F | 0x80)
        rest >>= 7
    written.append(rest)
    return bytes(written)


def read_reply(status: int, volts: FloatArray, array_size: int, samples_read: int) -> bytes:
    """The reply to a read.

    Parameters
    ----------
    status : int
        0 or an NI code.
    volts : ndarray
        Samples in the order in which they are to arrive.
    array_size : int
        Size of the client's array: the rest is filled with zeros.
    samples_read : int
        Samples per channel.
    """
    body = np.ascontiguousarray(volts, dtype="<f8").tobytes() + bytes(8 * (array_size - volts.size))
    return b"".join([STATUS, varint(status), ARRAY, varint(len(body)), body, SAMPLES_READ, varint(samples_read)])
