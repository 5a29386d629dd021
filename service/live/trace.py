"""The last seconds of the total force as min–max columns: a peak of one sample survives."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing.min_max import MinMaxStream
from service.live.frames import Float32Array

TRACE_S = 8.0
COLUMNS = 480


class LiveTrace:
    """Columns of equal width over a running force, the newest ``COLUMNS`` kept.

    Parameters
    ----------
    rate_hz : float
        Sample rate.

    Attributes
    ----------
    next_column : int
        Number of the column after the newest complete one.
    column_s : float
        Width of a column.
    """

    def __init__(self, rate_hz: float) -> None:
        width = max(1, round(TRACE_S * rate_hz / COLUMNS))
        self._width = width
        self.column_s = width / rate_hz
        self.next_column = 0
        self._stream = MinMaxStream(1, width)
        self._kept: Float32Array = np.full((2 * COLUMNS, 2), np.nan, dtype=np.float32)
        self._filled = 0

    def push(self, total_n: FloatArray) -> None:
        """Take the next samples, shape (n,)."""
        all_done = self._stream.push(total_n[np.newaxis, :])[:, 0, :].T
        self.next_column += len(all_done)
        done = all_done[-COLUMNS:]
        n = len(done)
        if self._filled + n > len(self._kept):
            keep = COLUMNS - n
            self._kept[:keep] = self._kept[self._filled - keep : self._filled].copy()
            self._filled = keep
        self._kept[self._filled : self._filled + n] = done
        self._filled += n

    def since(self, column: int) -> tuple[int, Float32Array]:
        """Columns from ``column`` on as far as they are kept; with the number of the first of them."""
        first = max(column, self.next_column - min(self._filled, COLUMNS), 0)
        n = self.next_column - first
        return first, self._kept[self._filled - n : self._filled].copy()
