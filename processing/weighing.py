"""Standing still: where it is, and how well it weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from processing import trace_kernels as kernels
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
    for first, last in kernels.still_runs(means, limit("still_share"), shortest, least_n):
        start, stop = half + first * step, half + (last - 1) * step + 1
        found.append(weighed_stand(force_n, start, stop))
    return sorted(found, key=lambda stretch: stretch.start)


def weighed_stand(force_n: FloatArray, start: int, stop: int) -> Still:
    """The stand of samples ``[start, stop)``; its mean force is that of the part that weighs, the whole by rule."""
    first = start + int(limit("weigh_from") * (stop - start))
    last = max(start + int(limit("weigh_to") * (stop - start)), first + 1)
    return Still(start, stop, float(force_n[first:last].mean()))


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
