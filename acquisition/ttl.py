"""Edges of a digital signal that was recorded as an analog channel, such as a camera's or an EMG system's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

DEAD_BAND_V = 0.2
"""How far beyond the threshold, on either side, the signal must be to count as high or low."""
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges in a span of samples.

    Attributes
    ----------
    rising, falling : ndarray of int
        Index of the first sample on the new side of the threshold.
    """

    rising: Indices
    falling: Indices

    def __len__(self) -> int:
        return len(self.rising) + len(self.falling)


class EdgeFinder:
    """Finds edges in a running signal.

    Parameters
    ----------
    threshold_v : float
        Between low and high.
    """

    def __init__(self, threshold_v: float) -> None:
        self._low_v, self._high_v = threshold_v - DEAD_BAND_V, threshold_v + DEAD_BAND_V
        self._side = 0

    def push(self, first_index: int, volts: FloatArray) -> Edges:
        """Look at the next samples, shape (n,); the first side of all is no edge."""
        sides = np.where(volts >= self._high_v, 1, np.where(volts < self._low_v, -1, 0))
        places = np.flatnonzero(sides)
        told = np.concatenate([[self._side], sides[places]])
        self._side = int(told[-1])
        steps = np.diff(told)
        at = places.astype(np.int64) + first_index
        return Edges(at[(steps > 0) & (told[:-1] != 0)], at[(steps < 0) & (told[:-1] != 0)])


class TtlWatch:
    """Turns a task's blocks into ``ttl`` marks, at most one a block.

    Parameters
    ----------
    row : int
        Row of the signal in the blocks.
    channel, name : str
        Its input, and what it is.
    threshold_v : float
        Between low and high.
    skew_s : float
        How much later than the sample clock the channel is converted.
    """

    def __init__(self, row: int, channel: str, name: str, threshold_v: float, skew_s: float) -> None:
        self._row, self._finder = row, EdgeFinder(threshold_v)
        self._head: dict[str, Any] = {"mark": "ttl", "channel": channel, "name": name, "skew_s": skew_s}

    def __call__(self, first_index: int, volts: FloatArray) -> list[dict[str, Any]]:
        """The marks of a block, shape (n_channels, n)."""
        edges = self._finder.push(first_index, volts[self._row])
        if not len(edges):
            return []
        return [{**self._head, "rising": edges.rising.tolist(), "falling": edges.falling.tolist()}]


def edge_time_s(index: int, rate_hz: float, skew_s: float) -> float:
    """When an edge was seen, s from sample 0 of the plates: the converter came to this channel ``skew_s`` later.

    The edge itself lies within the sample period before it.
    """
    return index / rate_hz + skew_s
