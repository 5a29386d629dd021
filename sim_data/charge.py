"""Charge amplifiers of piezoelectric plates: they run away steadily, and a digital line discharges them.

In reset they show no force at all. Put to operate they count from the force that acts at that moment as zero: a reset
under load hides that load for good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim_data.digitiser import FloatArray


@dataclass(frozen=True)
class ResetEdge:
    """From this sample on the amplifiers operate, or are held in reset."""

    sample: int
    operate: bool


Edges = tuple[ResetEdge, ...]


def charged(
    clean_v: FloatArray,
    times_s: FloatArray,
    speed_v_s: FloatArray,
    edges: Edges,
    clean_at: Callable[[int], FloatArray],
    first: int,
) -> FloatArray:
    """Volts of charge amplifiers over consecutive samples.

    Parameters
    ----------
    clean_v : ndarray, shape (n_channels, n)
        What amplifiers without drift would give.
    times_s : ndarray, shape (n_channels, n)
        When each sample is taken, s from sample 0.
    speed_v_s : ndarray, shape (n_channels,)
        Drift of each channel.
    edges : tuple of ResetEdge
        In order. Before the first one, and without any, the amplifiers operate since sample 0.
    clean_at : callable
        Sample to the clean volts there, shape (n_channels, 1): what a reset takes for zero.
    first : int
        Index of the first sample.

    Returns
    -------
    ndarray, shape (n_channels, n)
    """
    volts = clean_v + speed_v_s[:, np.newaxis] * times_s
    step_s = (times_s[0, -1] - times_s[0, 0]) / max(1, times_s.shape[1] - 1)
    for edge in edges:
        at = max(0, edge.sample - first)
        if not edge.operate:
            volts[:, at:] = 0.0
            continue
        since_s = times_s[:, at:] - edge.sample * step_s
        volts[:, at:] = clean_v[:, at:] - clean_at(edge.sample) + speed_v_s[:, np.newaxis] * since_s
    return volts
