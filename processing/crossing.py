"""When samples cross a level, and where they are largest: found on smoothed samples, timed on raw ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing.filters import moving_mean, samples
from processing.methods import limit

BAND_SD = 8.0
REACH_S = 0.030
IntArray = npt.NDArray[np.intp]


WIDER = 1.5
"""Each try at a peak looks so much further."""


@dataclass(frozen=True)
class Turn:
    """A fitted peak: position, height, and by how much the fit falls towards both ends."""

    position: float
    height: float
    drop: float


@dataclass(frozen=True, eq=False)
class Trace:
    """One force over time, ready to be searched.

    Attributes
    ----------
    raw, smooth : ndarray, shape (n,)
        Samples, and their 5 ms moving mean.
    noise_n : float
        SD of what is no motion: white noise and hum.
    rate_hz : float
        Sample rate.
    """

    raw: FloatArray
    smooth: FloatArray
    noise_n: float
    rate_hz: float

    def crossings(self, level: float, start: int, stop: int, *, rising: bool) -> IntArray:
        """Samples ``i`` in ``[start, stop)`` between which and the next one the smoothed force crosses a level."""
        above = self.smooth[max(start, 0) : stop + 1] >= level
        turned = ~above[:-1] & above[1:] if rising else above[:-1] & ~above[1:]
        return np.flatnonzero(turned) + max(start, 0)

    def refined(self, level: float, near: int) -> float:
        """Position of a crossing: mean of the first and the last crossing of the raw samples around it.

        Parameters
        ----------
        level : float
            Level.
        near : int
            As :meth:`crossings` gives it.
        """
        reach = samples(REACH_S, self.rate_hz)
        first, last = max(near - reach, 0), min(near + reach + 1, self.raw.size - 1)
        far = np.abs(self.smooth[first : last + 1] - level) > BAND_SD * self.noise_n
        before = np.flatnonzero(far[: near - first + 1])
        after = np.flatnonzero(far[near - first + 1 :])
        # Smoothing leads and lags a fast change by half its window, so the raw crossing may lie that far outside.
        late = samples(0.5 * limit("smoothing_s"), self.rate_hz) + 1
        low = max(first + int(before[-1]) - late if before.size else first, 0)
        high = min(near + 1 + int(after[0]) + late if after.size else last, self.raw.size - 1)
        found = interpolated(self.raw[low : high + 1], level)
        if found.size == 0:
            return near + 0.5
        place = limit("crossing_place")
        return low + float((1.0 - place) * found[0] + place * found[-1])

    def slope(self, position: float, half_s: float = 0.004) -> float:
        """Slope of the smoothed force around a position, N/s."""
        half = samples(half_s, self.rate_hz)
        low = max(round(position) - half, 0)
        high = min(round(position) + half, self.raw.size - 1)
        return float((self.smooth[high] - self.smooth[low]) / max(high - low, 1) * self.rate_hz)

    def extreme(self, start: int, stop: int, *, largest: bool) -> tuple[float, float]:
        """Position and height of the largest (or smallest) force in ``[start, stop]``.

        A parabola with a skew term is laid through the raw samples around it, the wider the flatter the peak: until the
        curve falls by 12 SD of the noise on both sides, so that noise and hum do not decide where the peak lies.
        """
        start, stop = max(start, 0), min(stop, self.raw.size - 1)
        inside = self.smooth[start : stop + 1]
        best = start + int(inside.argmax() if largest else inside.argmin())
        found = float(best), float(self.smooth[best])
        half_s = limit("peak_fit_s")
        while half_s <= limit("peak_fit_longest_s"):
            turn = self._turn(best, samples(half_s, self.rate_hz), largest=largest)
            half_s *= WIDER
            if turn is None:
                continue
            found = turn.position, turn.height
            if turn.drop > limit("peak_fit_sd") * self.noise_n:
                break
            best = min(max(round(turn.position), start), stop)
        return found

    def _turn(self, best: int, half: int, *, largest: bool) -> Turn | None:
        """The peak of a cubic through the samples around one; ``None`` where it has none there."""
        low, high = max(best - half, 0), min(best + half + 1, self.raw.size)
        if high - low < 5:
            return None
        x = (np.arange(low, high) - best) / half
        c3, c2, c1, c0 = np.polyfit(x, self.raw[low:high], 3).tolist()
        inside = c2 * c2 - 3.0 * c3 * c1
        if inside < 0.0:
            return None
        # The root with the right curvature, written so that it stays exact as the skew goes to zero.
        lean = -np.sqrt(inside) if largest else np.sqrt(inside)
        below = c2 + lean
        if below == 0.0:
            return None
        turn = -c1 / below
        if abs(turn) > 1.0:
            return None
        height = ((c3 * turn + c2) * turn + c1) * turn + c0
        return Turn(best + half * turn, height, abs(height - (c0 + c2)))


def trace(raw: FloatArray, rate_hz: float) -> Trace:
    """Samples with their smoothed form and their noise."""
    smooth = moving_mean(raw, samples(limit("smoothing_s"), rate_hz))
    return Trace(raw, smooth, noise_of(raw, rate_hz), rate_hz)


def noise_of(raw: FloatArray, rate_hz: float) -> float:
    """SD of noise and hum: what is left in the calmest tenth of the blocks after a 40 ms mean is taken away, N."""
    rest = raw - moving_mean(raw, samples(0.04, rate_hz))
    block = samples(0.25, rate_hz)
    count = rest.size // block
    if count < 1:
        return float(rest.std()) if rest.size else 0.0
    spreads = rest[: count * block].reshape(count, block).std(axis=1)
    return float(np.quantile(spreads, 0.1))


def interpolated(values: FloatArray, level: float) -> FloatArray:
    """Positions at which samples cross a level in either direction, interpolated."""
    over = values - level
    at = np.flatnonzero((over[:-1] < 0) != (over[1:] < 0))
    positions: FloatArray = at + over[at] / (over[at] - over[at + 1])
    return positions


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches ``[start, stop)`` in which a mask holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
