"""Removal of the convert skew: one converter takes the channels of a sample one after the other."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray


def unskewed(signals: FloatArray, delays: FloatArray) -> FloatArray:
    """Channel values at the sample clock's own instants, by cubic interpolation.

    Parameters
    ----------
    signals : ndarray, shape (n_channels, n)
        Row j was converted ``delays[j]`` sample periods after the clock.
    delays : ndarray, shape (n_channels,)
        From 0 to under 1 sample period.

    Returns
    -------
    ndarray, shape (n_channels, n)
        A copy. The first two and the last sample repeat their neighbours where the formula needs one that is not there.

    Notes
    -----
    Four-point Lagrange interpolation between the two samples around the instant and one more on each side; its error is
    δ(1−δ)(1+δ)(2−δ)/24 of the fourth derivative times the sample period to the fourth.
    """
    n = signals.shape[1]
    padded = np.pad(signals, ((0, 0), (2, 1)), mode="edge") if n else np.empty((len(signals), 3))
    d = delays[:, np.newaxis]
    return (
        padded[:, 0:n] * (-d * (1.0 - d) * (1.0 + d) / 6.0)
        + padded[:, 1 : n + 1] * (d * (1.0 + d) * (2.0 - d) / 2.0)
        + padded[:, 2 : n + 2] * ((1.0 - d) * (1.0 + d) * (2.0 - d) / 2.0)
        + padded[:, 3 : n + 3] * (-d * (1.0 - d) * (2.0 - d) / 6.0)
    )
