"""A multiplexed converter: one channel after the other, each a little later than the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
CHUNK = 1000
"""Samples that are always computed together."""


@dataclass(frozen=True)
class Scan:
    """How a task samples.

    Attributes
    ----------
    rate_hz : float
        Sample clock.
    channels : tuple of int
        Rows of the signal in the order in which they are converted.
    convert_period_s : float
        Time from one conversion to the next.
    places : tuple of int, optional
        Place of each channel in the converter's list, where other channels stand between them.
    """

    rate_hz: float
    channels: tuple[int, ...]
    convert_period_s: float = 0.0
    places: tuple[int, ...] | None = None

    @property
    def delays_s(self) -> FloatArray:
        """Delay of each channel after the sample clock's tick, s."""
        places = range(len(self.channels)) if self.places is None else self.places
        return np.array(places, dtype=np.float64) * self.convert_period_s

    def times_s(self, first: int, n: int) -> FloatArray:
        """When each sample is taken, shape (n_channels, n), s from sample 0."""
        times: FloatArray = np.arange(first, first + n) / self.rate_hz + self.delays_s[:, np.newaxis]
        return times


def sampled(on_grid: Callable[[int, int], FloatArray], grid_hz: float, scan: Scan, first: int, n: int) -> FloatArray:
    """Values of a signal at the converter's own moments, by cubic interpolation between four grid samples.

    Parameters
    ----------
    on_grid : callable
        ``(first, n)`` to the signal's rows at its own samples, shape (n_rows, n); must accept samples before 0.
    grid_hz : float
        Rate of the signal.
    scan : Scan
        When and what to sample.
    first, n : int
        Samples of the scan.

    Returns
    -------
    ndarray, shape (n_channels, n)
    """
    places = np.arange(first, first + n) * (grid_hz / scan.rate_hz)
    whole = np.floor(places + 1e-9).astype(np.int64)
    shares = (places - whole) + (scan.delays_s * grid_hz)[:, np.newaxis]
    extra = np.floor(shares).astype(np.int64)
    shares = shares - extra
    base = whole + extra
    start, stop = int(base.min()) - 1, int(base.max()) + 3
    grid = on_grid(start, stop - start)
    rows = np.array(scan.channels)[:, np.newaxis]
    at = base - start
    if not shares.any():
        exact: FloatArray = grid[rows, at]
        return exact
    values = np.zeros(at.shape)
    for step, weight in zip((-1, 0, 1, 2), cubic_weights(shares), strict=True):
        values += weight * grid[rows, at + step]
    return values


def cubic_weights(share: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Lagrange's weights of the grid samples −1, 0, 1 and 2 for a place between 0 and 1."""
    u = share
    return (
        -u * (u - 1.0) * (u - 2.0) / 6.0,
        (u + 1.0) * (u - 1.0) * (u - 2.0) / 2.0,
        -(u + 1.0) * u * (u - 2.0) / 2.0,
        (u + 1.0) * u * (u - 1.0) / 6.0,
    )
