"""What is held or smoothed for the eye: head-room per channel, stillness per foot."""

from __future__ import annotations

from collections import deque

import numpy as np

from acquisition.plate import FloatArray

HELD_S = 30.0
"""How long a peak stays on its head-room bar."""
STEP_S = 1.0
STILL_S = 0.5
STILL_N = 2.0
MOVING_N = 20.0
"""Standard deviation of a foot's force at which its meter is full, and empty."""


class HeadRoom:
    """Largest share of its amplifier's range that each channel used in the last half minute.

    Parameters
    ----------
    full_span : sequence of float
        Where each channel's amplifier saturates, in the unit of its samples.
    rate_hz : float
        Sample rate.
    """

    def __init__(self, full_span: FloatArray, rate_hz: float) -> None:
        self._span = np.asarray(full_span, dtype=np.float64)
        self._step = max(1, round(STEP_S * rate_hz))
        self._in_step = 0
        self._now = np.zeros(len(self._span))
        self._steps: deque[FloatArray] = deque(maxlen=round(HELD_S / STEP_S))
        self._before = self._now

    def push(self, volts: FloatArray) -> None:
        """Take the next samples, shape (n_channels, n)."""
        if volts.shape[1] == 0:
            return
        used = np.maximum(volts.max(axis=1), -volts.min(axis=1)) / self._span
        np.fmax(self._now, used, out=self._now)
        self._in_step += volts.shape[1]
        if self._in_step >= self._step:
            self._steps.append(self._now)
            self._before = np.max(self._steps, axis=0)
            self._now, self._in_step = np.zeros(len(self._span)), 0

    @property
    def used(self) -> FloatArray:
        """Share per channel, 1 at saturation, shape (n_channels,)."""
        used: FloatArray = np.maximum(self._now, self._before)
        return used


class Stillness:
    """How still each plate's force is, 1 where it rests and 0 where it moves.

    Parameters
    ----------
    n_plates : int
        Plates.
    rate_hz : float
        Sample rate.
    """

    def __init__(self, n_plates: int, rate_hz: float) -> None:
        self._last = np.full((n_plates, max(2, round(STILL_S * rate_hz))), np.nan)

    def push(self, fz_n: FloatArray) -> None:
        """Take the next vertical forces, shape (n_plates, n)."""
        n, kept = fz_n.shape[1], self._last.shape[1]
        if n >= kept:
            self._last[:] = fz_n[:, -kept:]
        elif n:
            self._last[:, :-n] = self._last[:, n:].copy()
            self._last[:, -n:] = fz_n

    @property
    def shares(self) -> FloatArray:
        """Per plate; NaN until half a second has come, shape (n_plates,)."""
        # Movement is judged by ratios: from a tremble of 2 N to a step of 20 N the meter falls evenly in decades.
        with np.errstate(divide="ignore"):
            decades = np.log(self._last.std(axis=1) / STILL_N) / np.log(MOVING_N / STILL_N)
        shares: FloatArray = np.clip(1.0 - decades, 0.0, 1.0)
        return shares
