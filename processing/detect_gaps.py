"""Short gaps in the stream, bridged for finding lifts: no sample that is measured is touched."""

from __future__ import annotations

import math

import numpy as np

from acquisition.plate import FloatArray
from processing.crossing import runs


class GapBridge:
    """Draws a straight line over samples that are missing (NaN) for a short while.

    What comes out does not depend on how the samples were cut into blocks: a gap at the end of a block waits until it
    is over, or too long to be bridged. A longer gap stays, and so does one at the beginning of the stream.

    Parameters
    ----------
    n_plates : int
        Plates of the stream.
    longest : int
        Samples of the longest gap that is bridged.

    Attributes
    ----------
    bridged : list of (int, int)
        Samples, counted from the start of the stream, over which it drew a line.
    """

    def __init__(self, n_plates: int, longest: int) -> None:
        self.bridged: list[tuple[int, int]] = []
        self._longest = longest
        self._told = 0
        self._last: FloatArray | None = None  # the last samples that were there; none while a gap is too long
        self._waiting = np.zeros((n_plates, 0))

    def push(self, fz_n: FloatArray) -> FloatArray:
        """Take samples, shape (n_plates, n); those of them and of the ones before that can be told now."""
        if not self._waiting.shape[1] and math.isfinite(float(fz_n.sum())):
            if fz_n.shape[1]:
                self._last = fz_n[:, -1].copy()
            self._told += fz_n.shape[1]
            return fz_n
        samples = np.concatenate([self._waiting, fz_n], axis=1)
        there = np.isfinite(samples).all(axis=0)
        told = samples.shape[1]
        for start, stop in runs(~there):
            before = samples[:, start - 1] if start else self._last
            if before is None or stop - start > self._longest:
                continue
            if stop == samples.shape[1]:
                told = start
                break
            part = np.arange(1, stop - start + 1) / (stop - start + 1)
            samples[:, start:stop] = before[:, None] + (samples[:, stop] - before)[:, None] * part
            self.bridged.append((self._told + start, self._told + stop))
        self._waiting = samples[:, told:].copy()
        if told:
            self._last = samples[:, told - 1].copy() if there[told - 1] else None
        self._told += told
        return samples[:, :told]
