"""The stream in ticks of 10 ms: means per plate, and what each tick says about standing still.

Ticks depend on the samples only, never on how the samples were cut into blocks: samples that do not fill a tick wait
for the next block, and tick means are rounded to 2⁻¹⁰ N so that every sum of them is exact in any order. Ticks bridge
gaps of up to 0.1 s; a longer one is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from processing import detect_limits as limits
from processing import tick_kernels as kernels
from processing.detect_gaps import GapBridge


@dataclass(frozen=True, eq=False)
class Ticks:
    """Features of consecutive ticks.

    Attributes
    ----------
    first : int
        Index of the first tick since the start of the stream.
    features : Features
        Mean force of all plates, mean of it over the last 0.1 s, mean over the last 0.3 s where its ticks stay within
        30 % of it (else NaN), and whether the last 0.5 s were still.
    """

    first: int
    features: kernels.Features

    @property
    def n(self) -> int:
        """Ticks."""
        return self.features.still.size

    def row(self, at: int) -> tuple[float, float, float, bool]:
        """Total, smoothed total, mean of the look back, and stillness at a position."""
        total, smooth, back = self.features.values[:, at].tolist()
        return total, smooth, back, bool(self.features.still[at])


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
        self._ticks_of: dict[float, int] = {}
        self._bridge = GapBridge(n_plates, int(limits.GAP_S * rate_hz))
        self._waiting = np.zeros((n_plates, 0))
        self._room = np.zeros((n_plates, 1024))
        self._begin = self._end = self._first_kept = 0  # what is kept in the room, and the number of its first tick
        self._most = round(kept_s * self.tick_hz)
        self._lengths = np.array(
            [self.ticks(s) for s in (limits.STILL_MEAN_S, limits.STILL_WINDOW_S, limits.BACK_S)], dtype=np.intp
        )
        self._ranges = np.array(
            [limits.STILL_RANGE, limits.STILL_FOOT_RANGE, limits.STILL_RANGE_N, limits.BACK_RANGE], dtype=np.float64
        )

    def ticks(self, seconds: float) -> int:
        """Seconds as a number of ticks, at least 1."""
        ticks = self._ticks_of.get(seconds)
        if ticks is None:
            ticks = self._ticks_of[seconds] = max(1, round(seconds * self.tick_hz))
        return ticks

    @property
    def n(self) -> int:
        """Ticks since the start of the stream."""
        return self._first_kept + self._end - self._begin

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
        there = self._bridge.push(fz_n)
        samples = np.concatenate([self._waiting, there], axis=1) if self._waiting.size else there
        new = samples.shape[1] // self.samples_per_tick
        used = new * self.samples_per_tick
        self._waiting = samples[:, used:].copy()
        first = self.n
        self._make_room(new)
        if new:
            kernels.tick_means(samples[:, :used], self.samples_per_tick, self._room[:, self._end : self._end + new])
        self._end += new
        return self._features(first)

    def plates_n(self, start: int, stop: int) -> FloatArray:
        """Force per plate of ticks ``[start, stop)``, at most the last ``kept_s`` of them, shape (n_plates, n)."""
        first = self.first_read(start, stop) - self._first_kept
        kept = self._room[:, self._begin : self._end]
        return kept[:, max(0, first) : max(0, stop - self._first_kept)]

    def total_n(self, start: int, stop: int) -> FloatArray:
        """Total force of ticks ``[start, stop)`` as far as they are kept, shape (n,)."""
        total: FloatArray = self.plates_n(start, stop).sum(axis=0)
        return total

    def measured_n(self, start: int, stop: int) -> FloatArray:
        """As :meth:`total_n`, without the ticks in which a gap was bridged: no line weighs anybody."""
        total, first = self.total_n(start, stop), self.first_read(start, stop)
        there = np.ones(total.size, dtype=np.bool_)
        for lost, back in self._bridge.bridged:
            low = max(lost // self.samples_per_tick - first, 0)
            there[low : max(-(-back // self.samples_per_tick) - first, low)] = False
        return total[there]

    def first_read(self, start: int, stop: int) -> int:
        """First tick that :meth:`plates_n` gives for ``[start, stop)``; does not depend on the blocks."""
        return max(start, stop - self._most, 0)

    def _make_room(self, new: int) -> None:
        """Room for further ticks; what can no longer be asked for is forgotten once it fills half of it."""
        # The ticks of this push are looked at one after the other, and the first of them looks back as far as the last.
        surplus = self._end - self._begin - 2 * self._most
        if surplus > 0:
            self._begin += surplus + self._most
            self._first_kept += surplus + self._most
            forgotten = self._first_kept * self.samples_per_tick
            self._bridge.bridged = [gap for gap in self._bridge.bridged if gap[1] > forgotten]
        if self._end + new <= self._room.shape[1]:
            return
        kept = self._room[:, self._begin : self._end]
        room = np.zeros((self.n_plates, 2 * (kept.shape[1] + new)))
        room[:, : kept.shape[1]] = kept
        self._begin, self._end, self._room = 0, kept.shape[1], room

    def _features(self, first: int) -> Ticks:
        """Features of the ticks from ``first`` on; windows that reach before the stream are not still."""
        new, reach = self.n - first, int(max(self._lengths[1:]) + self._lengths[0])
        kept = self._room[:, max(self._begin, self._end - new - reach) : self._end]
        return Ticks(first, kernels.tick_features(kept, new, self._lengths, self._ranges))
