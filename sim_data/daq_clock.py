"""The simulated sample clock: arithmetic, no thread. What was acquired follows from the time that has passed."""

from __future__ import annotations

import math
import time

TIMEBASE_HZ = 100e6
DEFAULT_BUFFERS = ((100.0, 1_000), (10_000.0, 10_000), (1_000_000.0, 100_000), (math.inf, 1_000_000))
"""Samples per channel that NI-DAQmx keeps by default for continuous sampling, up to each rate (NI-DAQmx manual)."""
FREE_LEAD_S = 0.1
"""How far a free-running clock is said to be ahead of the reader."""


def coerced_rate_hz(rate_hz: float) -> float:
    """Nearest rate not below the wanted one that a whole division of 100 MHz gives."""
    return TIMEBASE_HZ / max(1, math.floor(TIMEBASE_HZ / rate_hz + 1e-6))


def default_buffer(rate_hz: float) -> int:
    """Default buffer for a rate, samples per channel."""
    return next(samples for limit_hz, samples in DEFAULT_BUFFERS if rate_hz <= limit_hz)


class SampleClock:
    """Counts samples.

    Parameters
    ----------
    rate_hz : float
        Sample rate.
    speed : float or None
        1 is real time, 20 is twenty times as fast; ``None`` runs free: every sample is there when it is asked for.
    """

    def __init__(self, rate_hz: float, speed: float | None) -> None:
        self.rate_hz, self.speed = rate_hz, speed
        self._start_s = time.monotonic()

    @property
    def free(self) -> bool:
        """Whether the clock only advances by what is read."""
        return self.speed is None

    def acquired(self, read: int) -> int:
        """Samples acquired by now, given how many were read."""
        if self.speed is None:
            return read + round(self.rate_hz * FREE_LEAD_S)
        return math.floor((time.monotonic() - self._start_s) * self.rate_hz * self.speed)

    def wait_s(self, samples: int) -> float:
        """How long until this many are acquired."""
        if self.speed is None:
            return 0.0
        return max(0.0, self._start_s + samples / (self.rate_hz * self.speed) - time.monotonic())
