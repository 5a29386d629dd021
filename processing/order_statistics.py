"""The median without ``numpy.ma``: NumPy's own imports all of it at the first call, which takes as long as a lift."""

from __future__ import annotations

import math

import numpy as np

from acquisition.plate import FloatArray


def median(values: FloatArray) -> float:
    """Middle value, the mean of the two middle ones of an even number; NaN where one is NaN, or where there is none."""
    ordered = np.sort(values, axis=None)
    half = ordered.size // 2
    if not ordered.size or np.isnan(ordered[-1]):
        return math.nan
    return float(ordered[half] if ordered.size % 2 else (ordered[half - 1] + ordered[half]) / 2.0)
