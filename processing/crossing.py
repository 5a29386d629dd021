"""When samples cross a level, and where they are largest: found on smoothed samples, timed on raw ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing import trace_kernels as kernels
from processing.filters import moving_mean, samples
from processing.methods import limit

BAND_SD = 8.0
REACH_S = 0.030
IntArray = npt.NDArray[np.intp]


WIDER = 1.5
"""Each try at a peak looks so much further."""


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
        return kernels.crossings(self.smooth, level, start, stop, rising=rising)

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
        # Smoothing leads and lags a fast change by half its window, so the raw crossing may lie that far outside.
        late = samples(0.5 * limit("smoothing_s"), self.rate_hz) + 1
        far = BAND_SD * self.noise_n
        return kernels.refined(self.raw, self.smooth, level, near, reach, late, far, limit("crossing_place"))

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
        halves = peak_halves(self.rate_hz, limit("peak_fit_s"), limit("peak_fit_longest_s"))
        enough = limit("peak_fit_sd") * self.noise_n
        return kernels.extreme(self.raw, self.smooth, start, stop, largest=largest, halves=halves, enough=enough)

    @cached_property
    def sums(self) -> FloatArray:
        """Running sums of the raw samples, shape (n + 1,)."""
        return kernels.running_sums(self.raw)

    def means(self, width: int, start: int, stop: int) -> FloatArray:
        """The raw samples' moving mean, as :func:`processing.filters.moving_mean` has it, over ``[start, stop)``."""
        return kernels.centred_means(self.sums, width // 2, start, stop)


@lru_cache(maxsize=64)
def peak_halves(rate_hz: float, shortest_s: float, longest_s: float) -> IntArray:
    """How far on either side each try at a peak looks, in samples."""
    halves: list[int] = []
    half_s = shortest_s
    while half_s <= longest_s:
        halves.append(samples(half_s, rate_hz))
        half_s *= WIDER
    return np.array(halves, dtype=np.intp)


def trace(raw: FloatArray, rate_hz: float) -> Trace:
    """Samples with their smoothed form and their noise."""
    sums = kernels.running_sums(raw)
    smooth = kernels.centred_means(sums, samples(limit("smoothing_s"), rate_hz) // 2, 0, raw.size)
    made = Trace(raw, smooth, noise_of(raw, rate_hz), rate_hz)
    vars(made)["sums"] = sums  # the cached property, which has just been worked out
    return made


def noise_of(raw: FloatArray, rate_hz: float) -> float:
    """SD of noise and hum: what is left in the calmest tenth of the blocks after a 40 ms mean is taken away, N."""
    half, block = samples(0.04, rate_hz) // 2, samples(0.25, rate_hz)
    if raw.size >= block:
        return kernels.calm_spread(raw, half, block, 0.1)
    rest = raw - moving_mean(raw, 2 * half)
    return float(rest.std()) if rest.size else 0.0


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches ``[start, stop)`` in which a mask holds."""
    if mask.size == 0:
        return []
    edges: list[int] = (np.flatnonzero(mask[1:] != mask[:-1]) + 1).tolist()
    if mask[0]:
        edges.insert(0, 0)
    if mask[-1]:
        edges.append(mask.size)
    return list(zip(edges[::2], edges[1::2], strict=True))
