"""The checked door to the kernels that measure one force: means, noise, integrals, events, standing still, pressure.

Each function here is what its docstring says in one call; ``tests/kernels`` holds the same in NumPy. Samples are taken
as 64-bit numbers, close together; anything else is copied first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing import _places, _running, _scan, _stillness

IndexArray = npt.NDArray[np.intp]


def running_sums(values: FloatArray) -> FloatArray:
    """Sums of all samples before each one, and of all; shape (n + 1,)."""
    sums = np.empty(values.size + 1)
    _running.sums_of(_close(values), sums)
    return sums


def centred_means(sums: FloatArray, half: int, start: int, stop: int) -> FloatArray:
    """Means over ``half`` samples on either side of samples ``[start, stop)``, shorter ones at both ends.

    Parameters
    ----------
    sums : ndarray, shape (n + 1,)
        As :func:`running_sums` gives them.
    half : int
        0 or more.
    start, stop : int
        Cut to 0 … n.
    """
    if half < 0:
        raise ValueError(f"means over {half} samples on either side")
    start = max(start, 0)
    means = np.empty(max(min(stop, sums.size - 1) - start, 0))
    _running.means_of(sums, half, start, means)
    return means


def calm_spread(values: FloatArray, half: int, block: int, quantile: float) -> float:
    """Quantile of the SDs of whole blocks, after the mean of ``half`` samples on either side is taken away.

    The quantile lies between two SDs as :func:`numpy.quantile` has it; NaN where a block holds one, or without a block.
    """
    if half < 0 or block < 1:
        raise ValueError(f"blocks of {block} samples, means over {half} on either side")
    close = _close(values)
    scratch, spreads = np.empty(block), np.empty(close.size // block)
    return _running.calm_spread(close, running_sums(close), half, block, quantile, scratch, spreads)


def value_at(values: FloatArray, position: float) -> float:
    """Samples (at least one) at a position, interpolated; the ends hold beyond them."""
    if values.size == 0:
        raise ValueError("no samples to read a value from")
    return _running.value_at(_close(values), position)


def integral(values: FloatArray, start: float, stop: float, rate_hz: float) -> float:
    """Trapezoid integral between two positions at most one sample beyond either end.

    Raises
    ------
    IndexError
        A position further beyond the samples.
    """
    low, high = min(start, stop), max(start, stop)
    if values.size == 0 or not (low >= -1.0 and high <= values.size):
        raise IndexError(f"an integral from {start} to {stop} over {values.size} samples")
    return _running.integral(_close(values), start, stop, rate_hz)


def running_integral(values: FloatArray, start: float, rate_hz: float) -> FloatArray:
    """Running trapezoid integral from a position (−1 or more) on, at every sample, 0 up to it; shape (n,)."""
    out = np.empty(values.size)
    if not start >= -1.0:
        raise IndexError(f"an integral from {start} on")
    if values.size:
        _running.running(_close(values), start, rate_hz, out)
    return out


def crossings(smooth: FloatArray, level: float, start: int, stop: int, *, rising: bool) -> IndexArray:
    """Samples of the span between which and the next one a level is crossed; the span is cut to the samples."""
    start, stop = max(start, 0), min(stop, smooth.size - 1)
    found = np.empty(max(stop - start, 0), dtype=np.intp)
    return found[: _scan.crossings(_close(smooth), level, start, stop, rising, found)]


def refined(
    raw: FloatArray, smooth: FloatArray, level: float, near: int, reach: int, late: int, far: float, place: float
) -> float:
    """Position of a crossing near a sample: between the first and the last crossing of the raw samples around it.

    Parameters
    ----------
    raw, smooth : ndarray, shape (n,)
        Samples.
    level : float
        Level.
    near : int
        A sample, −1 to n.
    reach : int
        Samples on either side, at most.
    late : int
        Around: from where the smoothed samples are farther than ``far`` from the level, and so many samples on.
    far : float
        Unit of the samples.
    place : float
        0: the first crossing, 1: the last one.
    """
    return _scan.refined(_close(raw), _close(smooth), level, near, reach, late, far, place)


def extreme(
    raw: FloatArray, smooth: FloatArray, start: int, stop: int, *, largest: bool, halves: IndexArray, enough: float
) -> tuple[float, float]:
    """Position and height of the largest or smallest sample of ``[start, stop]``, by cubics through the raw ones.

    Parameters
    ----------
    raw, smooth : ndarray, shape (n,)
        Samples; the extreme is looked for in the smoothed ones.
    start, stop : int
        Cut to the samples.
    largest : bool
        Else the smallest.
    halves : ndarray of intp
        Samples on either side of each try, 1 or more; the cubic of the last one with a peak counts.
    enough : float
        The tries end when the cubic falls by more than this towards both ends.

    Raises
    ------
    ValueError
        No sample in the span.
    """
    start, stop = max(start, 0), min(stop, min(raw.size, smooth.size) - 1)
    if stop < start:
        raise ValueError(f"no sample from {start} to {stop}")
    return _scan.extreme(_close(raw), _close(smooth), start, stop, largest, halves, enough)


def still_runs(means: FloatArray, share: float, shortest: int, least: float) -> list[tuple[int, int]]:
    """Longest stretches ``[first, last)`` of means within a share of their median, longest first, none over another.

    Parameters
    ----------
    means : ndarray, shape (n,)
        Means.
    share : float
        As far as a mean of a stretch may be off its median, as a share of it.
    shortest : int
        Means of a stretch, at least.
    least : float
        Mean of a stretch, at least.
    """
    close = _close(means)
    n = close.size
    left, taken = np.empty(n, dtype=np.intp), np.empty((n, 2), dtype=np.intp)
    _stillness.reaches(close, 2.0 * share, left, np.empty((2, n), dtype=np.intp))
    order = np.argsort(left - np.arange(n), kind="stable")
    count = _stillness.widest(close, left, order, shortest, share, least, np.empty(n), taken)
    return [(first, last) for first, last in taken[:count].tolist()]


def places(
    smooth: FloatArray, quick_n: FloatArray, centre_mm: FloatArray, floor_n: float, start: int, stop: int
) -> FloatArray:
    """Pressure at samples ``[start, stop)``, right and forward; NaN under the floor. Shape (2, n), mm.

    Parameters
    ----------
    smooth : ndarray, shape (3, n)
        Force up (N), moments (N·m) about the axes to the right and forward, low-passed.
    quick_n : ndarray, shape (n,)
        The force less smoothed.
    centre_mm : ndarray, shape (2,)
        Point that the moments are about.
    floor_n : float
        Neither force may be under it.
    start, stop : int
        Cut to the samples.
    """
    start = max(start, 0)
    found = np.empty((2, max(min(stop, smooth.shape[1]) - start, 0)))
    _places.places(_close(smooth), _close(quick_n), centre_mm[0], centre_mm[1], floor_n, start, found)
    return found


def pressure_at(
    smooth: FloatArray, quick: FloatArray, raw_n: FloatArray, facts: FloatArray, positions: FloatArray
) -> FloatArray:
    """Pressure at positions, right and forward, and its standard uncertainty; NaN under the floor. Shape (3, k), mm.

    Parameters
    ----------
    smooth, quick : ndarray, shape (3, n)
        Force up (N) and moments (N·m), low-passed, and less smoothed; at least one sample.
    raw_n : ndarray, shape (n,)
        Force, unfiltered.
    facts : ndarray, shape (7,)
        Point that the moments are about (right, forward, mm); SDs of force and moments; floor (N); share of the blur.
    positions : ndarray, shape (k,)
        Positions.
    """
    if smooth.shape != quick.shape or smooth.shape[0] != 3 or smooth.shape[1] != raw_n.size or raw_n.size == 0:
        raise ValueError(f"rows of shapes {smooth.shape}, {quick.shape} and {raw_n.shape}")
    found = np.empty((3, positions.size))
    _places.pressure_at(_close(smooth), _close(quick), _close(raw_n), facts, positions, found)
    return found


def _close(values: FloatArray) -> FloatArray:
    return np.ascontiguousarray(values, dtype=np.float64)
