"""Fewer points for the same picture: the smallest and the largest sample of each column of paper.

A printed column shows a curve as a vertical stroke from its smallest to its largest sample, so these two (in the order
in which they came), with the first and the last sample, draw the same stroke; a peak is never lost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

IndexArray = npt.NDArray[np.intp]


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
    n = len(values)
    if n <= 2 * columns:
        return time_s, values
    edges = np.arange(columns) * n // columns
    column = np.repeat(np.arange(columns), np.diff(np.append(edges, n)))
    lowest = _first_of_each(np.minimum.reduceat(values, edges)[column] == values, column)
    highest = _first_of_each(np.maximum.reduceat(values, edges)[column] == values, column)
    keep = np.unique(np.concatenate([lowest, highest, [0, n - 1]]))
    return time_s[keep], values[keep]


def _first_of_each(flags: npt.NDArray[np.bool_], column: IndexArray) -> IndexArray:
    """Index of the first flagged sample of each column."""
    index = np.flatnonzero(flags)
    return index[np.unique(column[index], return_index=True)[1]]


def runs_of(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open spans ``[start, stop)`` over which flags are true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
