"""What a sample may be, and the digest by which a record's samples are known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

BEYOND = 1e12
"""In any unit of a file: larger numbers are damage, not measurements."""


def measured(values: FloatArray) -> npt.NDArray[np.bool_]:
    """Where values may have been measured: neither NaN nor endless nor beyond any unit."""
    return (values < BEYOND) & (values > -BEYOND)


def samples_sha256(signals: Sequence[FloatArray]) -> str:
    """SHA-256 of the channel values as little-endian float64, plate after plate, channel after channel; hexadecimal."""
    digest = hashlib.sha256()
    for values in signals:
        digest.update(np.ascontiguousarray(values, dtype="<f8").data)
    return digest.hexdigest()
