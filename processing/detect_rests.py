"""Still stands in the stream: when one begins, how long it lasts, what it weighs."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing import detect_limits as limits
from processing.options import STANDARD_GRAVITY_M_S2


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
        self._sum_n = sum_n

    @property
    def length(self) -> int:
        """Ticks."""
        return self.stop - self.start

    @property
    def level_n(self) -> float:
        """Mean force."""
        return self._sum_n / self.length

    def grow(self, total_n: float) -> None:
        """Take one more tick."""
        self.stop += 1
        self._sum_n += total_n


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
