"""The checked door to the tick kernel: ticks of 10 ms, what they say about standing still, how long nothing changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing import _quiet_ticks, _ticks

IndexArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Features:
    """What consecutive ticks say.

    Attributes
    ----------
    values : ndarray, shape (3, n)
        Total, trailing mean of it, mean of the look back or NaN where it is not steady.
    still : ndarray of uint8, shape (n,)
        1 where the window before it was still.
    """

    values: FloatArray
    still: npt.NDArray[np.uint8]


def tick_means(samples: FloatArray, width: int, means: FloatArray) -> None:
    """Mean of every ``width`` samples in each row, rounded to 2⁻¹⁰, so that sums of them are exact.

    Parameters
    ----------
    samples : ndarray, shape (n_rows, n)
        Samples.
    width : int
        1 or more.
    means : ndarray, shape (n_rows, n // width)
        Written.
    """
    if width < 1 or means.shape != (samples.shape[0], samples.shape[1] // width):
        raise ValueError(f"means of shape {means.shape} of {width} samples each of {samples.shape}")
    _ticks.tick_means(np.ascontiguousarray(samples, dtype=np.float64), width, means)


def tick_features(plates_n: FloatArray, new: int, lengths: IndexArray, ranges: FloatArray) -> Features:
    """What the last ``new`` ticks say; a window that reaches before the first tick, or over a lost one, is not still.

    Parameters
    ----------
    plates_n : ndarray, shape (n_plates, n)
        Ticks: the new ones, and before them as many as the windows reach back, or all there were.
    new : int
        At most n.
    lengths : ndarray of intp, shape (3,)
        Ticks of the trailing mean, of the window that must be still, of the look back.
    ranges : ndarray, shape (4,)
        Range within which the total's means stay, and a plate's, as shares of the total; the least such range, N; range
        of the look back's ticks, as a share of their mean.
    """
    plates_n = np.ascontiguousarray(plates_n, dtype=np.float64)
    if not 0 <= new <= plates_n.shape[1] or plates_n.shape[0] == 0:
        raise ValueError(f"{new} new ticks of {plates_n.shape}")
    if not 0 < lengths[0] <= lengths[1] or lengths[2] < 1 or ranges.size != 4:
        raise ValueError(f"windows of {lengths.tolist()} ticks, {ranges.size} ranges")
    found = Features(np.empty((3, new)), np.empty(new, dtype=np.uint8))
    scratch = np.empty((6, plates_n.shape[1]))
    _ticks.features(plates_n, new, lengths, ranges, scratch, found.values, found.still)
    return found


@dataclass(frozen=True, eq=False)
class RestState:
    """A still stand as the kernel carries it on.

    Attributes
    ----------
    ticks : ndarray of intp, shape (4,)
        1 while there is one, its start and stop, and 1 once it is long enough to count.
    sums : ndarray, shape (2,)
        Sum of the force over it; the heaviest tick since the caller last said 0.
    """

    ticks: IndexArray
    sums: FloatArray


def skipped(features: Features, at: int, first: int, state: RestState, lengths: IndexArray, limits: FloatArray) -> int:
    """Carry a still stand on over ticks at which nothing can happen; the position of the first other one, or the end.

    Parameters
    ----------
    features : Features
        Of consecutive ticks.
    at : int
        Position to begin at.
    first : int
        Number, in the stream, of the tick at position 0.
    state : RestState
        Changed.
    lengths : ndarray of intp, shape (5,)
        Ticks of the still window, and of the shortest stand that counts; two lengths at which a stand is looked at, and
        one from which on it always is.
    limits : ndarray, shape (6,)
        Drift of the level that ends a stand, as a share of it, and at least, N. Without a stand that counts, a tick is
        looked at where the look back's mean is less than the fourth from the third and less than the fifth, and the
        heaviest tick over the sixth, N.
    """
    if lengths.size != 5 or limits.size != 6 or state.ticks.size != 4 or state.sums.size != 2 or at < 0:
        raise ValueError(f"{lengths.size} lengths and {limits.size} limits at position {at}")
    return _quiet_ticks.skipped(features.values, features.still, at, first, state.ticks, state.sums, lengths, limits)
