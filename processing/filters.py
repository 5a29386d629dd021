"""Smoothing: moving means that find events, and the zero-lag low-pass that pressure and drawings go through."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing import trace_kernels as kernels
from processing.biquads import zero_lag
from processing.butterworth import butterworth

TWO_PASSES = 0.802
"""Corner of a second-order Butterworth over the corner of two passes of it, (√2 − 1)^(1/4)."""
PAD_S = 0.1


def moving_mean(values: FloatArray, width: int) -> FloatArray:
    """Centred moving mean over an odd number of samples, along the last axis; shorter windows at both ends.

    Parameters
    ----------
    values : ndarray, shape (..., n)
        Samples.
    width : int
        Samples of the window; an even number is raised by one.
    """
    half, n = width // 2, values.shape[-1]
    if values.ndim == 1:
        return kernels.centred_means(kernels.running_sums(values), half, 0, n)
    mean: FloatArray = np.empty(values.shape)
    for row, of_row in zip(values.reshape(-1, n), mean.reshape(-1, n), strict=True):
        of_row[:] = kernels.centred_means(kernels.running_sums(row), half, 0, n)
    return mean


def samples(seconds: float, rate_hz: float) -> int:
    """Seconds as a whole number of samples, at least 1."""
    return max(1, round(seconds * rate_hz))


def low_pass(values: FloatArray, rate_hz: float, corner_hz: float) -> FloatArray:
    """Zero-lag low-pass: a second-order Butterworth forward and backward, 3 dB down at the corner after both passes.

    Parameters
    ----------
    values : ndarray, shape (..., n)
        Samples, filtered along the last axis.
    rate_hz, corner_hz : float
        Sample rate; corner of the whole (fourth-order) filter. At a corner beyond 0.4 of the rate nothing is filtered.
    """
    if corner_hz > 0.4 * rate_hz or values.shape[-1] < 4:
        return values.copy()
    sections = butterworth(2, corner_hz / TWO_PASSES, rate_hz)
    pad = min(samples(PAD_S, rate_hz), values.shape[-1] - 1)
    return zero_lag(values.reshape(-1, values.shape[-1]), sections, pad).reshape(values.shape)
