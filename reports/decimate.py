"""Fewer points for the same picture: the smallest and the largest sample of each column of paper.

A printed column shows a curve as a vertical stroke from its smallest to its largest sample, so these two (in the order
in which they came), with the first and the last sample, draw the same stroke; a peak is never lost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing.min_max import thinned


def min_max_columns(time_s: FloatArray, values: FloatArray, columns: int) -> tuple[FloatArray, FloatArray]:
    """Thin a curve to at most two samples a column, plus its two ends.

    Parameters
    ----------
    time_s, values : ndarray, shape (n,)
        The curve; no NaN.
    columns : int
        How many columns the drawing has.

    Returns
    -------
    time_s, values : ndarray
        A subset of the samples, in order. Every sample belongs to exactly one column; with two samples a column or
        fewer the curve is returned as it is.

    Raises
    ------
    ValueError
        Lengths differ, or there is no column.
    """
    if time_s.shape != values.shape or columns < 1:
        raise ValueError(f"{time_s.shape} times for {values.shape} values in {columns} columns")
    kept = thinned(values, columns)
    return time_s[kept], values[kept]


def runs_of(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open spans ``[start, stop)`` over which flags are true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
