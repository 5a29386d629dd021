"""Find the converter's codes behind delivered volts, and prove them: what is not proved stays float64.

A driver scales the codes of a 16-bit converter by a polynomial. Turned round and rounded it gives codes; these count
only if the same float operations give every delivered volt back bit for bit. The polynomial is the driver's where it
tells it, otherwise the grid on which the volts of a block lie.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from acquisition.block import SampleBlock
from acquisition.plate import FloatArray
from acquisition.recording.block_codec import (
    CODE,
    LEAST_COEFFICIENTS,
    SAMPLE,
    CodeArray,
    encode_block,
    encode_codes,
    volts_of_codes,
)
from acquisition.recording.layout import CODES_ID, VOLTS_ID

LOWEST, HIGHEST = np.iinfo(np.int16).min, np.iinfo(np.int16).max
REST_BLOCKS = 200
"""Blocks kept as float64 before a grid is looked for again, where there was none."""
TRIALS = 3
"""Enough for the small higher terms of a converter's calibration; more would only be tried in vain."""


class BlockEncoder:
    """Encodes blocks as codes where that is proved to lose nothing, as float64 where not.

    Parameters
    ----------
    coefficients : sequence of sequences of float, optional
        Per channel the polynomial of the driver, constant first; ``None`` where it does not tell.
    """

    def __init__(self, coefficients: Sequence[Sequence[float]] | None = None) -> None:
        self._driver = usable(coefficients)
        self._scaling = self._driver
        self._rest = 0

    def encode(self, block: SampleBlock) -> tuple[int, bytes]:
        """MCAP channel and message of a block."""
        volts = np.ascontiguousarray(block.volts, SAMPLE)
        codes = proved_codes(volts, self._scaling)
        if codes is None and self._driver is None:
            codes = self._codes_by_grid(volts)
        if codes is None or self._scaling is None:
            return VOLTS_ID, encode_block(block)
        return CODES_ID, encode_codes(block, codes, self._scaling)

    def _codes_by_grid(self, volts: FloatArray) -> CodeArray | None:
        """Look for another grid, unless there was none a moment ago."""
        if self._rest:
            self._rest -= 1
            return None
        scaling = grid(volts)
        codes = proved_codes(volts, scaling)
        if codes is None:
            self._rest = REST_BLOCKS
        else:
            self._scaling = scaling
        return codes


def usable(coefficients: Sequence[Sequence[float]] | None) -> FloatArray | None:
    """A driver's polynomials, shape (n_channels, m), or ``None`` where they cannot be turned round."""
    if not coefficients or any(len(row) < LEAST_COEFFICIENTS for row in coefficients):
        return None
    m = max(len(row) for row in coefficients)
    while m > LEAST_COEFFICIENTS and not any(len(row) >= m and row[m - 1] for row in coefficients):
        m -= 1
    scaling = np.array([[*row, *[0.0] * m][:m] for row in coefficients], dtype=np.float64)
    return scaling if np.isfinite(scaling).all() and scaling[:, 1].all() else None


def proved_codes(volts: FloatArray, scaling: FloatArray | None) -> CodeArray | None:
    """Codes that this scaling turns into exactly these volts, shape (n_channels, n); ``None`` where there are none."""
    if scaling is None or scaling.shape[0] != volts.shape[0] or not volts.size:
        return None
    constant, step = scaling[:, :1], scaling[:, 1:2]
    with np.errstate(all="ignore"):  # whatever comes of volts that lie nowhere near a code is refused
        numbers: FloatArray = np.rint((volts - constant) / step) + 0.0  # -0 is no code
        for _ in range(TRIALS):
            again = volts_of_codes(numbers, scaling)
            if np.array_equal(again.view(np.int64), volts.view(np.int64)):
                break
            numbers += np.rint((volts - again) / step)
        else:
            return None
    return numbers.astype(CODE) if numbers.min() >= LOWEST and numbers.max() <= HIGHEST else None


def grid(volts: FloatArray) -> FloatArray | None:
    """Even steps from 0 on which each channel's volts lie, shape (n_channels, 2); ``None`` where there are none.

    A guess that the proof decides on: the smallest difference between two samples, or the largest sample divided by its
    place on that grid. A channel that stands still has its value as the constant.
    """
    if not volts.size or not np.isfinite(volts).all():
        return None
    rows = [channel_grid(channel) for channel in volts]
    found = [row for row in rows if row is not None]
    return np.array(found) if len(found) == len(rows) else None


def channel_grid(volts: FloatArray) -> tuple[float, float] | None:
    """Constant and step of one channel."""
    values = np.unique(volts)
    if values.size == 1:
        return float(values[0]), 1.0
    step = float(np.diff(values).min())
    largest = float(values[np.abs(values).argmax()])
    place = np.rint(abs(largest) / step)
    for guess in (step, abs(largest) / max(place, 1.0)):
        if proved_codes(volts[np.newaxis], np.array([[0.0, guess]])) is not None:
            return 0.0, guess
    return None
