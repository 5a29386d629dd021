"""Loads that come to rest on plates and are taken away again, found in running volts."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray

HOP_S = 0.06
"""Volts are averaged over three periods of 50 Hz."""
FREE_S = 0.3
"""A load counts as taken away when the plates have been free for this long."""
GUARD_S = 0.3
"""The newest part of that is not taken for a zero: the next load may be coming down already."""
ANEW_N = 5.0
"""How far the free plates may have crept for their volts to be taken as the new zero."""
STEADY_N = 2.0
"""How far they may wander meanwhile."""


@dataclass(frozen=True)
class LoadLimits:
    """When something counts as loaded, at rest and gone.

    Attributes
    ----------
    on_n, off_n : float
        Load from which something lies there, and under which nothing does.
    rest_s : float
        How long it must rest.
    rest_n, rest_share : float
        How far the load may wander meanwhile: the larger of newtons and a share of itself.
    """

    on_n: float
    off_n: float
    rest_s: float
    rest_n: float
    rest_share: float


@dataclass(frozen=True, eq=False)
class RestingLoad:
    """A load that came to rest.

    Attributes
    ----------
    volts : ndarray, shape (n_channels,)
        Change of every channel against the free plates before it, mean over the rest.
    stop : int
        Sample at which the rest was complete, counted from the first one pushed.
    """

    volts: FloatArray
    stop: int


class LoadWatch:
    """Finds one resting load after the other; the plates must be free in between.

    Parameters
    ----------
    size_n : callable
        Size of the load of a change in volts, shape (n_channels,), N.
    zero_volts : ndarray, shape (n_channels,)
        Free plates.
    rate_hz : float
        Sample rate.
    limits : LoadLimits
        What counts.
    """

    def __init__(
        self, size_n: Callable[[FloatArray], float], zero_volts: FloatArray, rate_hz: float, limits: LoadLimits
    ) -> None:
        self._size_n, self._zero, self._limits = size_n, zero_volts, limits
        self._hop = max(1, round(HOP_S * rate_hz))
        self._hops: deque[tuple[FloatArray, float]] = deque(maxlen=max(2, round(limits.rest_s / HOP_S)))
        self._n_free = max(2, round(FREE_S / HOP_S))
        self._free_hops: deque[tuple[FloatArray, float]] = deque(maxlen=self._n_free + round(GUARD_S / HOP_S))
        self._rest = np.empty((zero_volts.size, 0))
        self._at = 0
        self.loaded = False
        """Whether the last load found is still there."""
        self.size_n = 0.0
        """Load in the newest hop, N."""

    def push(self, volts: FloatArray) -> list[RestingLoad]:
        """Look at the next samples, shape (n_channels, n); loads that these brought to rest."""
        volts = np.concatenate([self._rest, volts], axis=1)
        n_hops = volts.shape[1] // self._hop
        found = []
        for number in range(n_hops):
            self._at += self._hop
            load = self._look(volts[:, number * self._hop : (number + 1) * self._hop].mean(axis=1))
            found += [load] if load is not None else []
        self._rest = volts[:, n_hops * self._hop :]
        return found

    def _look(self, mean: FloatArray) -> RestingLoad | None:
        """The next hop."""
        self.size_n = self._size_n(mean - self._zero)
        if self.size_n < self._limits.off_n:
            self._hops.clear()
            self._be_free(mean)
            return None
        self._free_hops.clear()
        self._hops.append((mean, self.size_n))
        if self.loaded or not self._rests():
            return None
        self.loaded = True
        return RestingLoad(np.mean([volts for volts, _ in self._hops], axis=0) - self._zero, self._at)

    def _be_free(self, mean: FloatArray) -> None:
        """Nothing lies there; once that has lasted the next load counts, from these volts where they rest."""
        self._free_hops.append((mean, self.size_n))
        if len(self._free_hops) >= self._n_free:
            self.loaded = False
        if len(self._free_hops) == self._free_hops.maxlen:
            sizes_n = np.array([size_n for _, size_n in self._free_hops])
            if np.abs(sizes_n).max() <= ANEW_N and float(np.ptp(sizes_n)) <= STEADY_N:
                self._zero = np.mean([volts for volts, _ in list(self._free_hops)[: self._n_free]], axis=0)

    def _rests(self) -> bool:
        """Whether the last hops are full, loaded and agree."""
        sizes_n = np.array([size_n for _, size_n in self._hops])
        limits = self._limits
        within_n = max(limits.rest_n, limits.rest_share * float(sizes_n.mean()))
        return len(sizes_n) == self._hops.maxlen and sizes_n.min() >= limits.on_n and float(np.ptp(sizes_n)) <= within_n
