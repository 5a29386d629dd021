"""The stream in ticks of 10 ms: means per plate, and what each tick says about standing still.

Ticks depend on the samples only, never on how the samples were cut into blocks: samples that do not fill a tick wait
for the next block, and tick means are rounded to 2⁻¹⁰ N so that every sum of them is exact in any order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing import detect_limits as limits

GRAIN = 1024.0


@dataclass(frozen=True, eq=False)
class Ticks:
    """Features of consecutive ticks.

    Attributes
    ----------
    first : int
        Index of the first tick since the start of the stream.
    total_n : ndarray, shape (n,)
        Mean force of all plates.
    smooth_n : ndarray, shape (n,)
        Mean over the last 0.1 s.
    still : ndarray of bool, shape (n,)
        Whether the last 0.5 s were still.
    back_n : ndarray, shape (n,)
        Mean over the last 0.3 s where its ticks stay within 30 % of it, else NaN.
    """

    first: int
    total_n: FloatArray
    smooth_n: FloatArray
    still: npt.NDArray[np.bool_]
    back_n: FloatArray


class TickStream:
    """Samples in, ticks out; keeps a bounded stretch of ticks to look back at.

    Parameters
    ----------
    rate_hz : float
        Sample rate.
    n_plates : int
        Plates of the stream.
    kept_s : float
        How far back ticks can be read.
    """

    def __init__(self, rate_hz: float, n_plates: int, kept_s: float = 120.0) -> None:
        self.samples_per_tick = max(1, round(rate_hz / limits.TICK_HZ))
        self.tick_hz = rate_hz / self.samples_per_tick
        self.n_plates = n_plates
        self._waiting = np.zeros((n_plates, 0))
        self._kept = np.zeros((n_plates, 0))
        self._first_kept = 0
        self._most = round(kept_s * self.tick_hz)

    def ticks(self, seconds: float) -> int:
        """Seconds as a number of ticks, at least 1."""
        return max(1, round(seconds * self.tick_hz))

    @property
    def n(self) -> int:
        """Ticks since the start of the stream."""
        return self._first_kept + self._kept.shape[1]

    def push(self, fz_n: FloatArray) -> Ticks:
        """Take samples; the ticks they complete.

        Parameters
        ----------
        fz_n : ndarray, shape (n_plates, n)
            Vertical force per plate.

        Raises
        ------
        ValueError
            Where the number of plates is another one.
        """
        if fz_n.ndim != 2 or fz_n.shape[0] != self.n_plates:
            raise ValueError(f"expected {self.n_plates} plates by samples, got shape {fz_n.shape}")
        samples = np.concatenate([self._waiting, fz_n], axis=1)
        new = samples.shape[1] // self.samples_per_tick
        used = new * self.samples_per_tick
        self._waiting = samples[:, used:].copy()
        blocks = np.ascontiguousarray(samples[:, :used]).reshape(self.n_plates, new, self.samples_per_tick)
        first = self.n
        self._kept = np.concatenate([self._kept, np.round(blocks.mean(axis=2) * GRAIN) / GRAIN], axis=1)
        ticks = self._features(first)
        self._forget()
        return ticks

    def plates_n(self, start: int, stop: int) -> FloatArray:
        """Force per plate of ticks ``[start, stop)``, at most the last ``kept_s`` of them, shape (n_plates, n)."""
        first = self.first_read(start, stop) - self._first_kept
        return self._kept[:, max(0, first) : max(0, stop - self._first_kept)]

    def total_n(self, start: int, stop: int) -> FloatArray:
        """Total force of ticks ``[start, stop)`` as far as they are kept, shape (n,)."""
        total: FloatArray = self.plates_n(start, stop).sum(axis=0)
        return total

    def first_read(self, start: int, stop: int) -> int:
        """First tick that :meth:`plates_n` gives for ``[start, stop)``; does not depend on the blocks."""
        return max(start, stop - self._most, 0)

    def _forget(self) -> None:
        surplus = self._kept.shape[1] - 2 * self._most
        if surplus > 0:
            self._kept = self._kept[:, surplus + self._most :].copy()
            self._first_kept += surplus + self._most

    def _features(self, first: int) -> Ticks:
        """Features of the ticks from ``first`` on; windows that reach before the stream are not still."""
        mean, window, back = (self.ticks(s) for s in (limits.STILL_MEAN_S, limits.STILL_WINDOW_S, limits.BACK_S))
        reach = max(window, back) + mean
        new = self.n - first
        if new == 0:
            nothing = np.zeros(0)
            return Ticks(first, nothing, nothing, nothing.astype(bool), nothing)
        available = self.plates_n(first - reach, self.n)
        missing = np.full((self.n_plates, reach + new - available.shape[1]), np.nan)
        padded = np.concatenate([missing, available], axis=1)
        total = padded.sum(axis=0)
        smooth, swing_n = _swing(total, mean, window)
        foot_swing_n = np.max([_swing(plate, mean, window)[1] for plate in padded], axis=0)[-new:]
        smooth, swing_n = smooth[-new:], swing_n[-new:]
        still = swing_n <= np.maximum(limits.STILL_RANGE * np.abs(smooth), limits.STILL_RANGE_N)
        still &= foot_swing_n <= np.maximum(limits.STILL_FOOT_RANGE * np.abs(smooth), limits.STILL_RANGE_N)
        last = _trailing(total, back)[-new:]
        mean_n = last.mean(axis=1)
        steady = last.max(axis=1) - last.min(axis=1) <= limits.BACK_RANGE * np.abs(mean_n)
        return Ticks(first, total[reach:], smooth, still, np.where(steady, mean_n, np.nan))


def _swing(values: FloatArray, mean: int, window: int) -> tuple[FloatArray, FloatArray]:
    """Trailing means over ``mean`` ticks, and their range over windows of ``window`` ticks in all."""
    smooth: FloatArray = _trailing(values, mean).mean(axis=1)
    stretch = _trailing(smooth, window - mean + 1)
    return smooth, stretch.max(axis=1) - stretch.min(axis=1)


def _trailing(values: FloatArray, length: int) -> FloatArray:
    windows: FloatArray = np.lib.stride_tricks.sliding_window_view(values, length)
    return windows
