"""Integrals of raw samples between times that lie between samples: the trapezoid rule with fractional ends.

Positions count samples: 12.25 lies a quarter of the way from sample 12 to sample 13.
"""

from __future__ import annotations

from acquisition.plate import FloatArray
from processing import trace_kernels as kernels


def value_at(values: FloatArray, position: float) -> float:
    """Linear interpolation of samples at a position; the ends hold beyond them."""
    return kernels.value_at(values, position)


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
    return kernels.integral(values, start, stop, rate_hz)


def running(values: FloatArray, start: float, rate_hz: float) -> FloatArray:
    """Running trapezoid integral from a position on, at every sample; shape (n,), 0 up to ``start``."""
    return kernels.running_integral(values, start, rate_hz)
