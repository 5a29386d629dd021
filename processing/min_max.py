"""Fewer points for the same picture: the smallest and the largest sample of each column.

A column of paper or screen shows a curve as a vertical stroke from its smallest to its largest sample. Every sample
belongs to exactly one column, so no peak is lost. A lost sample (NaN) is passed over; a column of nothing else has no
stroke.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray
from processing import _min_max

IndexArray = npt.NDArray[np.intp]


def column_edges(n: int, columns: int) -> IndexArray:
    """Where each column begins and the last one ends, shape (columns + 1,): n samples shared out evenly."""
    return np.arange(columns + 1, dtype=np.intp) * n // columns


def column_extremes(values: FloatArray, edges: IndexArray) -> IndexArray:
    """Position of the first smallest and of the first largest sample of each column.

    Parameters
    ----------
    values : ndarray, shape (n,)
        The curve.
    edges : ndarray of intp, shape (n_columns + 1,)
        Where the columns begin and the last one ends, rising from 0 or more to at most n.

    Returns
    -------
    ndarray of intp, shape (2, n_columns)
        Smallest, largest; −1 in a column without a sample or with NaN alone.

    Raises
    ------
    ValueError
        Not one-dimensional, or edges that do not rise within the curve.
    """
    edges = np.ascontiguousarray(edges, dtype=np.intp)
    if values.ndim != 1 or edges.ndim != 1 or edges.size == 0:
        raise ValueError(f"values of shape {values.shape} in columns of shape {edges.shape}")
    if edges[0] < 0 or edges[-1] > values.size or (np.diff(edges) < 0).any():
        raise ValueError(f"columns from {edges[0]} to {edges[-1]} of {values.size} samples must rise")
    extremes = np.full((2, edges.size - 1), -1, dtype=np.intp)
    _min_max.columns_of(np.ascontiguousarray(values, dtype=np.float64), edges, extremes)
    return extremes


def thinned(values: FloatArray, columns: int) -> IndexArray:
    """Positions of the samples that draw a curve: the extremes of each column, and both ends.

    Parameters
    ----------
    values : ndarray, shape (n,)
        The curve.
    columns : int
        How many columns the drawing has.

    Returns
    -------
    ndarray of intp
        Rising; at most two a column and the two ends. With two samples a column or fewer, all of them.

    Raises
    ------
    ValueError
        Not one-dimensional, or no column.
    """
    if columns < 1:
        raise ValueError(f"{columns} columns")
    n = values.size
    if values.ndim == 1 and n <= 2 * columns:
        return np.arange(n, dtype=np.intp)
    kept = np.zeros(n, dtype=np.bool_)
    extremes = column_extremes(values, column_edges(n, columns))
    kept[extremes[extremes >= 0]] = True
    kept[[0, -1]] = True
    return np.flatnonzero(kept)


class MinMaxStream:
    """Columns of equal width over a stream, block by block; the same columns whatever the blocks.

    Parameters
    ----------
    n_rows : int
        Curves that are pushed together.
    width : int
        Samples of a column, 1 or more.

    Raises
    ------
    ValueError
        A width under 1.
    """

    def __init__(self, n_rows: int, width: int) -> None:
        if width < 1:
            raise ValueError(f"columns of {width} samples")
        self._width, self._held = width, 0
        self._open = np.full((2, n_rows), np.nan)

    def push(self, values: FloatArray) -> FloatArray:
        """Columns that these samples complete.

        Parameters
        ----------
        values : ndarray, shape (n_rows, n)
            Following on what was pushed before; any strides.

        Returns
        -------
        ndarray, shape (2, n_rows, n_columns)
            Smallest, largest; NaN in a column of NaN.

        Raises
        ------
        ValueError
            Another number of rows.
        """
        n_rows = self._open.shape[1]
        if values.ndim != 2 or len(values) != n_rows:
            raise ValueError(f"values of shape {values.shape}; ({n_rows}, n) are thinned")
        close = np.asarray(values, dtype=np.float64)
        if close.shape[1] > 1 and close.strides[1] != close.itemsize:
            close = np.ascontiguousarray(close)
        done = self._held + close.shape[1]
        completed = np.empty((2, n_rows, done // self._width))
        _min_max.pushed(close, self._width, self._held, self._open, completed)
        self._held = done % self._width
        return completed

    @property
    def open_column(self) -> FloatArray:
        """The column under way, as it is, shape (2, n_rows, 1); (2, n_rows, 0) where none is."""
        return self._open[:, :, np.newaxis].copy() if self._held else np.empty((*self._open.shape, 0))
