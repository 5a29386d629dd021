"""The checked door to the biquad kernel: a stream that carries its state, and the filter without lag."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing import _biquads
from processing.butterworth import steady_state

BEST_LEVEL: int = _biquads.highest_level
"""Instruction level of this processor: 0 for any, 1 for AVX2."""


class BiquadStream:
    """Second-order sections over several rows, block by block; the bits are those of one pass over the whole.

    Parameters
    ----------
    sections : ndarray, shape (n_sections, 5)
        b0, b1, b2, a1, a2 with a0 = 1, as :func:`processing.butterworth.butterworth` gives.
    n_rows : int
        Rows that are pushed, at most 64.
    level : int, optional
        Instruction level, for tests: the bits are the same. As a rule the highest this processor has.

    Raises
    ------
    ValueError
        Too many rows or sections.
    """

    def __init__(self, sections: FloatArray, n_rows: int, *, level: int | None = None) -> None:
        if n_rows > _biquads.most_rows:
            raise ValueError(f"{n_rows} rows; {_biquads.most_rows} are filtered at a time")
        self._sections = _checked(sections)
        self._state = np.zeros((len(self._sections), 2, n_rows))
        self._level = _level(level)

    def push(self, values: FloatArray) -> FloatArray:
        """The next samples, filtered.

        Parameters
        ----------
        values : ndarray, shape (n_rows, n)
            Following on what was pushed before; any strides. They are not changed.

        Raises
        ------
        ValueError
            Another number of rows.
        """
        n_rows = self._state.shape[2]
        if values.ndim != 2 or values.shape[0] != n_rows:
            raise ValueError(f"values of shape {values.shape}; ({n_rows}, n) are filtered")
        filtered = np.array(values, dtype=np.float64, order="C")
        _biquads.biquads(filtered, self._sections, self._state, self._level)
        return filtered


def zero_lag(
    values: FloatArray, sections: FloatArray, pad: int, *, rest: FloatArray | None = None, level: int | None = None
) -> FloatArray:
    """Filter forward and backward, so that nothing is delayed.

    Parameters
    ----------
    values : ndarray, shape (n_rows, n)
        Any strides. They are not changed.
    sections : ndarray, shape (n_sections, 5)
        b0, b1, b2, a1, a2 with a0 = 1.
    pad : int
        Samples by which each end goes on before it is filtered, turned about its last sample: 0 to n − 1.
    rest : ndarray, shape (n_sections, 2), optional
        State of the sections under a constant input of 1; :func:`processing.butterworth.steady_state` as a rule.
    level : int, optional
        Instruction level, for tests: the bits are the same.

    Returns
    -------
    ndarray, shape (n_rows, n)
        Equal to ``scipy.signal.sosfiltfilt(…, padtype="odd", padlen=pad)`` to the last bit where ``rest`` is that of
        ``scipy.signal.sosfilt_zi``. SciPy solves for it with LAPACK, whose last bits depend on the processor.

    Raises
    ------
    ValueError
        Not two-dimensional, padding as long as the values, too many sections, or a ``rest`` that does not fit them.

    Notes
    -----
    A row with a NaN is NaN from end to end: each sample depends on all others. Some sixteen rows of scratch are taken
    for the time of the call, however many rows there are.
    """
    if values.ndim != 2 or not 0 <= pad <= max(values.shape[1] - 1, 0):
        raise ValueError(f"values of shape {values.shape} with {pad} samples of padding")
    sections = _checked(sections)
    close = np.asarray(values, dtype=np.float64)
    if close.shape[1] > 1 and close.strides[1] != close.itemsize:
        close = np.ascontiguousarray(close)
    rest = steady_state(sections) if rest is None else np.ascontiguousarray(rest, dtype=np.float64)
    if rest.shape != (len(sections), 2):
        raise ValueError(f"a state of shape {rest.shape} for {len(sections)} sections")
    filtered = np.empty(close.shape)
    scratch = np.empty(_biquads.scratch_size(close.shape[1], pad))
    _biquads.zero_lag(close, sections, rest, pad, scratch, filtered, _level(level))
    return filtered


def _checked(sections: FloatArray) -> FloatArray:
    if sections.ndim != 2 or sections.shape[1] != 5 or not 0 < len(sections) <= _biquads.most_sections:
        raise ValueError(f"sections of shape {sections.shape}; (1 to {_biquads.most_sections}, 5) are needed")
    return np.ascontiguousarray(sections, dtype=np.float64)


def _level(level: int | None) -> int:
    return BEST_LEVEL if level is None else min(level, BEST_LEVEL)
