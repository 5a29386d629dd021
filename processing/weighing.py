"""Standing still: where it is, and how well it weighs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from processing.filters import moving_mean, samples
from processing.methods import limit

STEP_S = 0.010


@dataclass(frozen=True)
class Still:
    """A stretch of standing still.

    Attributes
    ----------
    start, stop : int
        Samples ``[start, stop)`` that weigh.
    force_n : float
        Mean force.
    """

    start: int
    stop: int
    force_n: float

    def seconds(self, rate_hz: float) -> float:
        """Length."""
        return (self.stop - self.start) / rate_hz


def still_stretches(force_n: FloatArray, rate_hz: float, shortest_s: float, least_n: float = 100.0) -> list[Still]:
    """Stretches in which 0.2 s means stay within 1 % of their level, in order, none overlapping.

    Parameters
    ----------
    force_n : ndarray, shape (n,)
        Raw force of all plates.
    rate_hz : float
        Sample rate.
    shortest_s : float
        Shortest stretch, from the start of its first mean to the end of its last.
    least_n : float
        Under this force nobody stands there.
    """
    step = samples(STEP_S, rate_hz)
    half = samples(0.5 * limit("still_mean_s"), rate_hz)
    means = moving_mean(force_n, 2 * half)[half : max(force_n.size - half, half) : step]
    shortest = max(1, int(np.ceil((shortest_s * rate_hz - 2 * half) / step)))
    found: list[Still] = []
    for first, last in _widest(means, shortest, least_n):
        start, stop = half + first * step, half + (last - 1) * step + 1
        found.append(Still(start, stop, float(force_n[start:stop].mean())))
    return sorted(found, key=lambda stretch: stretch.start)


def _widest(means: FloatArray, shortest: int, least_n: float) -> list[tuple[int, int]]:
    """Longest stretches of means within the tolerance of their median, longest first, none overlapping."""
    left = _reaches(means)
    length = np.arange(means.size) - left + 1
    taken: list[tuple[int, int]] = []
    for stop in np.argsort(-length, kind="stable"):
        first, last = int(left[stop]), int(stop) + 1
        for a, b in taken:
            if a <= first < b:
                first = b
            if a < last <= b:
                last = a
            if first <= a and b <= last:
                last = first
        if last - first < shortest:
            if length[stop] < shortest:
                break
            continue
        first, last = _within(means, first, last)
        if last - first >= shortest and means[first:last].mean() >= least_n:
            taken.append((first, last))
    return taken


def _reaches(means: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """For every mean the first one back to which all lie within ± the tolerance of their middle."""
    lows: deque[int] = deque()
    highs: deque[int] = deque()
    left = np.zeros(means.size, dtype=np.intp)
    first, allowed = 0, 2.0 * limit("still_share")
    values = means.tolist()
    for i, value in enumerate(values):
        while lows and values[lows[-1]] >= value:
            lows.pop()
        while highs and values[highs[-1]] <= value:
            highs.pop()
        lows.append(i)
        highs.append(i)
        while values[highs[0]] - values[lows[0]] > allowed * abs(0.5 * (values[highs[0]] + values[lows[0]])):
            first += 1
            if lows[0] < first:
                lows.popleft()
            if highs[0] < first:
                highs.popleft()
        left[i] = first
    return left


def _within(means: FloatArray, first: int, last: int) -> tuple[int, int]:
    """Both ends drawn in until they lie within the tolerance of the median."""
    level = float(np.median(means[first:last]))
    good = np.flatnonzero(np.abs(means[first:last] - level) <= limit("still_share") * abs(level))
    if good.size == 0:
        return first, first
    return first + int(good[0]), first + int(good[-1]) + 1


def weighing_uncertainty_n(
    force_n: FloatArray, rate_hz: float, g_m_s2: float, sway_m_s: float, noise_n: float, *, ends_at_rest: bool = False
) -> float:
    """Standard uncertainty of a mean force as a weight, N.

    u = √[(m · max(s_v, v₀) · √2 / T)² + s_n² / N], with s_v the SD of the integrated (F − mean)/m: a standing person's
    own motion, not the sensors, limits weighing.

    Parameters
    ----------
    force_n : ndarray, shape (n,)
        Raw force in the window.
    rate_hz, g_m_s2 : float
        Sample rate, gravity.
    sway_m_s : float
        v₀, the least SD of the speed.
    noise_n : float
        s_n of one sample.
    ends_at_rest : bool
        The window ends where the lift begins and the velocity is taken for zero. A mean force errs by the change of
        speed from end to end, so only one end errs then and √2 becomes 1.
    """
    mean = float(force_n.mean())
    mass = max(mean, 1.0) / g_m_s2
    speed = np.cumsum(force_n - mean) / (mass * rate_hz)
    span_s = force_n.size / rate_hz
    ends = 1.0 if ends_at_rest else 2.0
    sway = mass * max(float(speed.std()), sway_m_s) * np.sqrt(ends) / span_s
    return float(np.hypot(sway, noise_n / np.sqrt(force_n.size)))
