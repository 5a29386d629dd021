"""Removal of the convert skew: one converter takes the channels of a sample one after the other."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing import _skew


class SkewStream:
    """Channel values at the sample clock's own instants, block by block, one sample late.

    The value at an instant lies between two samples and is read from four, the last of which comes after it. The bits
    are those of :func:`unskewed` over the whole.

    Parameters
    ----------
    delays : ndarray, shape (n_channels,)
        Channel j is converted ``delays[j]`` sample periods after the clock: from 0 to under 1.
    level : int, optional
        Instruction level of the kernel, for tests: the bits are the same.
    """

    def __init__(self, delays: FloatArray, *, level: int | None = None) -> None:
        self._weights = lagrange_weights(delays)
        self._level = _skew.highest_level if level is None else min(level, _skew.highest_level)
        self._history: FloatArray | None = None

    def push(self, signals: FloatArray) -> FloatArray:
        """Values that these samples complete: as many as there are, one fewer at the first push.

        Parameters
        ----------
        signals : ndarray, shape (n_channels, n)
            Following on what was pushed before; any strides.

        Raises
        ------
        ValueError
            Another number of channels.
        """
        close = self._checked(signals)
        straight = np.empty((len(close), max(close.shape[1] - (self._history is None), 0)))
        self._interpolate(close, straight)
        return straight

    def finish(self) -> FloatArray:
        """The last value, for which the last sample is taken to go on; the stream may not be pushed to any more."""
        if self._history is None:
            return np.empty((len(self._weights), 0))
        return self.push(self._history[:, -1:].copy())

    def whole(self, signals: FloatArray) -> FloatArray:
        """All values of a stream that is pushed at once."""
        close = self._checked(signals)
        straight = np.empty(close.shape)
        if close.shape[1]:
            self._interpolate(close, straight[:, :-1])
            self._interpolate(close[:, -1:], straight[:, -1:])
        return straight

    def _interpolate(self, signals: FloatArray, straight: FloatArray) -> None:
        begins = self._history is None
        if signals.shape[1] == 0:
            return
        if self._history is None:
            self._history = np.repeat(signals[:, :1], 3, axis=1)
        _skew.unskew(signals, self._weights, self._history, straight, begins, self._level)

    def _checked(self, signals: FloatArray) -> FloatArray:
        if signals.ndim != 2 or len(signals) != len(self._weights):
            raise ValueError(f"signals of shape {signals.shape} with {len(self._weights)} delays")
        close = np.asarray(signals, dtype=np.float64)
        if close.shape[1] > 1 and close.strides[1] != close.itemsize:
            close = np.ascontiguousarray(close)
        return close


def unskewed(signals: FloatArray, delays: FloatArray, *, level: int | None = None) -> FloatArray:
    """Channel values at the sample clock's own instants, by cubic interpolation.

    Parameters
    ----------
    signals : ndarray, shape (n_channels, n)
        Row j was converted ``delays[j]`` sample periods after the clock.
    delays : ndarray, shape (n_channels,)
        From 0 to under 1 sample period.
    level : int, optional
        Instruction level of the kernel, for tests: the bits are the same.

    Returns
    -------
    ndarray, shape (n_channels, n)
        A copy. The first two and the last sample repeat their neighbours where the formula needs one that is not there.

    Raises
    ------
    ValueError
        Not as many delays as channels.

    Notes
    -----
    Four-point Lagrange interpolation between the two samples around the instant and one more on each side; its error is
    δ(1−δ)(1+δ)(2−δ)/24 of the fourth derivative times the sample period to the fourth.
    """
    return SkewStream(delays, level=level).whole(signals)


def lagrange_weights(delays: FloatArray) -> FloatArray:
    """Weights of the samples two and one before, at and after the instant of a sample, shape (n_channels, 4)."""
    d = np.asarray(delays, dtype=np.float64)
    return np.stack(
        [
            -d * (1.0 - d) * (1.0 + d) / 6.0,
            d * (1.0 + d) * (2.0 - d) / 2.0,
            (1.0 - d) * (1.0 + d) * (2.0 - d) / 2.0,
            -d * (1.0 - d) * (2.0 - d) / 6.0,
        ],
        axis=1,
    )
