"""Filter, skew and thinning as a competent user writes them with SciPy and NumPy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.signal import sosfiltfilt

from acquisition.plate import FloatArray


def scipy_zero_lag(values: FloatArray, sos: FloatArray, pad: int) -> FloatArray:
    """Forward and backward over all rows in one call."""
    return np.asarray(sosfiltfilt(sos, values, axis=-1, padtype="odd", padlen=pad))


def numpy_unskewed(signals: FloatArray, delays: FloatArray) -> FloatArray:
    """Four-point Lagrange interpolation over shifted views."""
    n, d = signals.shape[1], delays[:, np.newaxis]
    padded = np.pad(signals, ((0, 0), (2, 1)), mode="edge")
    return np.asarray(
        padded[:, 0:n] * (-d * (1.0 - d) * (1.0 + d) / 6.0)
        + padded[:, 1 : n + 1] * (d * (1.0 + d) * (2.0 - d) / 2.0)
        + padded[:, 2 : n + 2] * ((1.0 - d) * (1.0 + d) * (2.0 - d) / 2.0)
        + padded[:, 3 : n + 3] * (-d * (1.0 - d) * (2.0 - d) / 6.0)
    )


def numpy_thinned(values: FloatArray, columns: int) -> npt.NDArray[np.intp]:
    """Smallest and largest sample of each column, and both ends, by ``reduceat``."""
    n = len(values)
    edges = np.arange(columns) * n // columns
    column = np.repeat(np.arange(columns), np.diff(np.append(edges, n)))
    kept = [np.array([0, n - 1])]
    for extreme in (np.minimum, np.maximum):
        index = np.flatnonzero(extreme.reduceat(values, edges)[column] == values)
        kept.append(index[np.unique(column[index], return_index=True)[1]])
    return np.unique(np.concatenate(kept))
