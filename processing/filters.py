"""Smoothing: moving means that find events, and the zero-lag low-pass that pressure and drawings go through."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray

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
    half = width // 2
    n = values.shape[-1]
    sums = np.zeros((*values.shape[:-1], n + 1))
    np.cumsum(values, axis=-1, out=sums[..., 1:])
    stop = np.minimum(np.arange(n) + half + 1, n)
    start = np.maximum(np.arange(n) - half, 0)
    mean: FloatArray = (sums[..., stop] - sums[..., start]) / (stop - start)
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
    from scipy.signal import butter, sosfiltfilt

    sections = butter(2, corner_hz / TWO_PASSES, fs=rate_hz, output="sos")
    pad = min(samples(PAD_S, rate_hz), values.shape[-1] - 1)
    filtered: FloatArray = np.asarray(sosfiltfilt(sections, values, axis=-1, padlen=pad), dtype=np.float64)
    return filtered
