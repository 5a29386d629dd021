"""The digital signal on an analog input: what a camera or an EMG system gives out."""

from __future__ import annotations

import numpy as np

from sim_data.digitiser import FloatArray

TTL_INPUT = 12
FIRST_S = 0.4001
PERIOD_S = 0.73
WIDTH_S = 0.05
LOW_V, HIGH_V = 0.1, 4.9


def pulses_v(time_s: FloatArray) -> FloatArray:
    """Voltage at any moment since the first sample: pulses of 50 ms, one every 0.73 s, from 0.4001 s on."""
    since_s = time_s - FIRST_S
    high = (since_s >= 0.0) & (np.mod(since_s, PERIOD_S) < WIDTH_S)
    return np.where(high, HIGH_V, LOW_V)


def edges_s(before_s: float) -> tuple[list[float], list[float]]:
    """Moments of the rising and the falling edges before a moment."""
    rising = np.arange(FIRST_S, before_s, PERIOD_S)
    return rising.tolist(), [float(edge) for edge in rising + WIDTH_S if edge < before_s]
