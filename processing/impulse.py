"""Integrals of raw samples between times that lie between samples: the trapezoid rule with fractional ends.

Positions count samples: 12.25 lies a quarter of the way from sample 12 to sample 13.
"""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray


def value_at(values: FloatArray, position: float) -> float:
    """Linear interpolation of samples at a position; the ends hold beyond them."""
    low = int(np.clip(np.floor(position), 0, values.size - 1))
    high = min(low + 1, values.size - 1)
    part = min(max(position - low, 0.0), 1.0)
    return float(values[low] + part * (values[high] - values[low]))


def integral(values: FloatArray, start: float, stop: float, rate_hz: float) -> float:
    """Trapezoid integral between two positions, unit of the values times seconds.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Raw samples.
    start, stop : float
        Positions; a ``stop`` before ``start`` gives the negative integral.
    rate_hz : float
        Sample rate.
    """
    if stop < start:
        return -integral(values, stop, start, rate_hz)
    inner = np.arange(int(np.floor(start)) + 1, int(np.ceil(stop)))
    at = np.concatenate([[start], inner, [stop]])
    y = np.concatenate([[value_at(values, start)], values[inner], [value_at(values, stop)]])
    return float((0.5 * (y[1:] + y[:-1]) * np.diff(at)).sum() / rate_hz)


def running(values: FloatArray, start: float, rate_hz: float) -> FloatArray:
    """Running trapezoid integral from a position on, at every sample; shape (n,), 0 up to ``start``."""
    out = np.zeros(values.size)
    first = int(np.floor(start)) + 1
    if first >= values.size:
        return out
    head = integral(values, start, float(first), rate_hz)
    steps = 0.5 * (values[first + 1 :] + values[first:-1]) / rate_hz
    out[first:] = head + np.concatenate([[0.0], np.cumsum(steps)])
    return out
