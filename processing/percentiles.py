"""The middle 80 % of values: what is called usual."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from acquisition.plate import FloatArray

LIMITS = (0.1, 0.9)


def middle_80(values: Sequence[float]) -> tuple[float, float]:
    """The 10th and the 90th percentile, between neighbours in proportion, as ``numpy.percentile`` has them.

    NumPy's own takes fifty times as long for the twenty values of a history, and a page asks for dozens.

    Parameters
    ----------
    values : sequence of float
        One or more, in any order; no NaN.

    Raises
    ------
    ValueError
        There is no value.
    """
    if not values:
        raise ValueError("no values have no percentiles")
    ordered = sorted(values)
    low, high = (_between(ordered, share) for share in LIMITS)
    return low, high


def _between(ordered: Sequence[float], share: float) -> float:
    place = (len(ordered) - 1) * share
    below = int(place)
    low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    part = place - below
    return float(high - (high - low) * (1.0 - part) if part >= 0.5 else low + (high - low) * part)


def middle_80_of_columns(rows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same for each column of a table, as ``numpy.nanpercentile`` has it.

    Parameters
    ----------
    rows : ndarray, shape (n_rows, n)
        NaN where a row has no value.

    Returns
    -------
    low, high : ndarray, shape (n,)
        NaN in a column without a value.
    """
    ordered = np.sort(rows, axis=0)  # NaN last
    last = np.isfinite(ordered).sum(axis=0) - 1
    low, high = (_between_rows(ordered, last, share) for share in LIMITS)
    return low, high


def _between_rows(ordered: FloatArray, last: np.typing.NDArray[np.intp], share: float) -> FloatArray:
    place = np.maximum(last, 0) * share
    below = place.astype(np.intp)
    above = np.minimum(below + 1, np.maximum(last, 0))
    low, high = (np.take_along_axis(ordered, at[np.newaxis], axis=0)[0] for at in (below, above))
    part = place - below
    found: FloatArray = np.where(part >= 0.5, high - (high - low) * (1.0 - part), low + (high - low) * part)
    return found
