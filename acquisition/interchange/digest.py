"""The digest by which a record's samples are known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from acquisition.plate import FloatArray


def samples_sha256(signals: Sequence[FloatArray]) -> str:
    """SHA-256 of the channel values as little-endian float64, plate after plate, channel after channel; hexadecimal."""
    digest = hashlib.sha256()
    for values in signals:
        digest.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
    return digest.hexdigest()
