"""Still stands in the stream: when one begins, how long it lasts, what it weighs."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from acquisition.plate import FloatArray
from processing import detect_limits as limits
from processing import tick_kernels as kernels
from processing.detect_ticks import Ticks
from processing.options import STANDARD_GRAVITY_M_S2


class Gone(NamedTuple):
    """Where the bar may be gone: the look back's mean within ``near_n`` of ``body_n`` and under ``under_n``.

    Attributes
    ----------
    body_n : float
        Weight of the lifter alone; NaN where the bar cannot be gone.
    near_n, under_n : float
        As above.
    heavy_n : float
        Something heavier than this was seen since the last still stand.
    """

    body_n: float
    near_n: float
    under_n: float
    heavy_n: float


NEVER_GONE = Gone(math.nan, 0.0, 0.0, 0.0)


class Rest:
    """A still stand, in ticks; grows while it lasts.

    Parameters
    ----------
    start, stop : int
        Ticks ``[start, stop)``.
    sum_n : float
        Sum of the total force over them.
    """

    def __init__(self, start: int, stop: int, sum_n: float) -> None:
        self.start = start
        self.stop = stop
        self.sum_n = sum_n

    @property
    def length(self) -> int:
        """Ticks."""
        return self.stop - self.start

    @property
    def level_n(self) -> float:
        """Mean force."""
        return self.sum_n / self.length

    def grow(self, total_n: float) -> None:
        """Take one more tick."""
        self.stop += 1
        self.sum_n += total_n


class RestTracker:
    """Tells still stands of at least :data:`processing.detect_limits.REST_S`, tick by tick.

    Attributes
    ----------
    current : Rest or None
        The still stand that lasts now, once it is long enough.
    """

    def __init__(self, tick_hz: float) -> None:
        self.current: Rest | None = None
        self._candidate: Rest | None = None
        self._window = max(1, round(limits.STILL_WINDOW_S * tick_hz))
        self._least = max(1, round(limits.REST_S * tick_hz))
        self._state = kernels.RestState(np.zeros(4, dtype=np.intp), np.zeros(2))
        self._lengths = np.array([self._window, self._least, 0, 0, 0], dtype=np.intp)
        self._limits = np.array([limits.LEVEL_DRIFT, limits.STILL_RANGE_N, 0.0, 0.0, 0.0, 0.0])

    def skip(
        self, ticks: Ticks, at: int, always_from: int, looked_at: tuple[int, int], gone: Gone, heaviest_n: float
    ) -> tuple[int, float]:
        """Take ticks at which nothing can happen, from position ``at`` on.

        Parameters
        ----------
        ticks : Ticks
            Ticks.
        at : int
            Position to begin at.
        always_from, looked_at : int, (int, int)
            A stand of this length or longer, or of these two, is looked at.
        gone : Gone
            Where the bar may be gone.
        heaviest_n : float
            Heaviest tick so far.

        Returns
        -------
        next, heaviest_n : int, float
            Position of the first tick that must be looked at, or the end; the heaviest tick before it.
        """
        candidate, state = self._candidate, self._state
        if candidate is None:
            state.ticks[:] = 0
        else:
            state.ticks[:] = 1, candidate.start, candidate.stop, self.current is not None
            state.sums[0] = candidate.sum_n
        state.sums[1] = heaviest_n
        self._lengths[2:] = *looked_at, always_from
        self._limits[2:] = gone
        at = kernels.skipped(ticks.features, at, ticks.first, state, self._lengths, self._limits)
        self._carried_on(state)
        return at, float(state.sums[1])

    def _carried_on(self, state: kernels.RestState) -> None:
        """Take over what the kernel made of the candidate."""
        there, start, stop, _ = state.ticks.tolist()
        candidate = self._candidate
        if not there:
            self._candidate = None
        elif candidate is not None and candidate.start == start:
            candidate.stop, candidate.sum_n = stop, float(state.sums[0])
        else:
            self._candidate = Rest(start, stop, float(state.sums[0]))

    def step(self, tick: int, total_n: float, smooth_n: float, *, still: bool) -> tuple[Rest | None, Rest | None]:
        """Take one tick.

        Returns
        -------
        ended, began : Rest or None
            The still stand that ended with this tick, and the one that has just become long enough.
        """
        ended = self._broken(smooth_n, still=still)
        if not still:
            return ended, None
        if self._candidate is None:
            start = tick + 1 - self._window
            self._candidate = Rest(start, tick + 1, smooth_n * self._window)
        else:
            self._candidate.grow(total_n)
        if self.current is None and self._candidate.length >= self._least:
            self.current = self._candidate
            return ended, self.current
        return ended, None

    def _broken(self, smooth_n: float, *, still: bool) -> Rest | None:
        candidate = self._candidate
        if candidate is None:
            return None
        drift_n = max(limits.LEVEL_DRIFT * abs(candidate.level_n), limits.STILL_RANGE_N)
        if still and abs(smooth_n - candidate.level_n) <= drift_n:
            return None
        ended = self.current
        self._candidate = self.current = None
        return ended


def weighed_n(total_n: FloatArray, tick_hz: float, sway_m_s: float) -> tuple[float, float]:
    """Mean force of a still stand, and its standard uncertainty.

    u² = (m · max(s_v, v0) · √2 / T)² + s_n² / N with s_v the SD of the integrated (F − mean) / m in the window: the
    mean of the force is the change of velocity over the window, so sway limits weighing, not the noise of the
    sensors.

    Parameters
    ----------
    total_n : ndarray, shape (n,)
        Ticks of the stand.
    tick_hz : float
        Ticks a second.
    sway_m_s : float
        v0, the least SD of the velocity that a standing person has.
    """
    mean = float(total_n.mean())
    mass_kg = abs(mean) / STANDARD_GRAVITY_M_S2
    if mass_kg == 0.0:
        return mean, 0.0
    velocity = np.cumsum(total_n - mean) / mass_kg / tick_hz
    moving = mass_kg * max(float(velocity.std()), sway_m_s) * np.sqrt(2.0) / (total_n.size / tick_hz)
    noise = float(np.diff(total_n).std()) / np.sqrt(2.0) if total_n.size > 1 else 0.0
    return mean, float(np.hypot(moving, noise / np.sqrt(total_n.size)))
