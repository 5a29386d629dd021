"""Two simulated plates: force on the lifter in, amplifier volts out.

:mod:`sim_data.plate_kinds` knows the plates; :mod:`sim_data.amplifier` makes their amplifiers imperfect,
:mod:`sim_data.charge` lets charge amplifiers run away, :mod:`sim_data.digitiser` samples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from sim_data.amplifier import PlateSettings
from sim_data.charge import Edges, charged
from sim_data.digitiser import CHUNK, FloatArray, Scan, sampled
from sim_data.plate_kinds import AMTI, LEFT, RIGHT, SENSOR_DEPTH_MM, PlateSet, SimulatedPlate

__all__ = [
    "LEFT",
    "N_CHANNELS",
    "PAIR",
    "RIGHT",
    "SENSOR_DEPTH_MM",
    "LiftForces",
    "PlateForces",
    "PlatePair",
    "RecordedLift",
    "SimulatedPlate",
    "lift_volts",
    "perfect_volts",
    "sensitivity_n_per_v",
]

N_CHANNELS = 12
"""Channels of the AMTI plates."""
KEPT_CHUNKS = 4
PAIR = AMTI.plates


class PlateForces(Protocol):
    """What acts on the lifter, at a fixed rate and for any span of samples."""

    @property
    def rate_hz(self) -> float:
        """Samples a second."""

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Force (2, 3, n) in N, pressure point (2, 2, n) in mm, free moment (2, n) in N·m; left foot first."""


class RecordedLift(Protocol):
    """What :func:`lift_volts` needs of a simulated lift."""

    @property
    def rate_hz(self) -> float:
        """Samples a second."""

    @property
    def force_n(self) -> FloatArray:
        """Shape (2, 3, n)."""

    @property
    def cop_mm(self) -> FloatArray:
        """Shape (2, 2, n)."""

    @property
    def free_moment_nm(self) -> FloatArray:
        """Shape (2, n)."""


@dataclass(frozen=True, eq=False)
class LiftForces:
    """A simulated lift as plate forces; before and after it its first and last samples go on."""

    lift: RecordedLift

    @property
    def rate_hz(self) -> float:
        """Rate of the lift."""
        return self.lift.rate_hz

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """As :meth:`PlateForces.wrench`."""
        at = np.clip(np.arange(first, first + n), 0, self.lift.force_n.shape[-1] - 1)
        return self.lift.force_n[..., at], self.lift.cop_mm[..., at], self.lift.free_moment_nm[..., at]


def perfect_volts(
    force_n: FloatArray,
    cop_mm: FloatArray,
    free_moment_nm: FloatArray,
    settings: PlateSettings,
    plates: PlateSet = AMTI,
) -> FloatArray:
    """Volts of both plates before the amplifier's faults.

    Parameters
    ----------
    force_n, cop_mm, free_moment_nm : ndarray, shapes (2, 3, n), (2, 2, n), (2, n)
        As :meth:`PlateForces.wrench` gives them.
    settings : PlateSettings
        Tilt and crosstalk.
    plates : PlateSet
        Which plates.

    Returns
    -------
    ndarray, shape (n_channels, n)
        Left plate's channels, then the right one's, V (V/V for bridges).
    """
    return np.concatenate(
        [
            plate.volts(settings.sensed(plate.wrench(force_n[number], cop_mm[number], free_moment_nm[number])))
            for number, plate in enumerate(plates.plates)
        ]
    )


def sensitivity_n_per_v() -> FloatArray:
    """Each channel's own sensitivity of the AMTI plates, N or N·m per V, shape (12,)."""
    return AMTI.n_per_v


class PlatePair:
    """The volts of both plates at any sample of a task.

    The value at sample i depends on i alone, whatever was asked for before; of charge amplifiers also on their resets.

    Parameters
    ----------
    forces : PlateForces
        What acts on the lifter.
    settings : PlateSettings
        The faults of the chain.
    scan : Scan, optional
        Rate, order of the channels and time between two of them; all at the rate of the forces by default.
    ranges_v : ndarray, shape (n_channels,), optional
        Range of the converter per channel of the scan; that of the settings by default.
    plates : PlateSet
        Which plates.
    resets : callable, optional
        Gives the edges of the reset line so far, see :class:`sim_data.charge.ResetEdge`.
    """

    def __init__(
        self,
        forces: PlateForces,
        settings: PlateSettings,
        scan: Scan | None = None,
        ranges_v: FloatArray | None = None,
        *,
        plates: PlateSet = AMTI,
        resets: Callable[[], Edges] = tuple,
    ) -> None:
        self._forces, self._settings, self._plates = forces, settings, plates
        self._scan = scan or Scan(forces.rate_hz, tuple(range(plates.n_channels)), settings.convert_period_s)
        self._ranges_v = ranges_v
        self._amplifier = settings.amplifier(plates.n_per_v, plates.moments)
        self._resets = resets
        self._chunk = lru_cache(maxsize=KEPT_CHUNKS)(self._computed)

    def volts(self, first: int, n: int) -> FloatArray:
        """Volts at ``n`` samples from ``first`` on, shape (n_channels, n), in the scan's order."""
        volts = np.empty((len(self._scan.channels), n))
        edges = self._resets()
        done = 0
        while done < n:
            number, start = divmod(first + done, CHUNK)
            before = tuple(edge for edge in edges if edge.sample < (number + 1) * CHUNK)
            part = self._chunk(number, before)[:, start : start + n - done]
            volts[:, done : done + part.shape[1]] = part
            done += part.shape[1]
        return volts

    def _computed(self, number: int, edges: Edges) -> FloatArray:
        """Volts of one chunk: always the same samples together, so that rounding does not depend on who asks."""
        scan, first = self._scan, number * CHUNK
        clean = self._clean(first, CHUNK)
        times_s = scan.times_s(first, CHUNK)
        if self._settings.charge_n_s != (0.0, 0.0):
            speed_v_s = self._amplifier.charge_v_s[list(scan.channels)]
            clean = charged(clean, times_s, speed_v_s, edges, lambda sample: self._clean(sample, 1), first)
        added = self._amplifier.disturbance(list(scan.channels), times_s, number)
        return self._settings.digitised(clean + added, self._ranges_v)

    def _clean(self, first: int, n: int) -> FloatArray:
        """Perfect volts at the converter's moments."""
        return sampled(self._on_grid, self._forces.rate_hz, self._scan, first, n)

    def _on_grid(self, first: int, n: int) -> FloatArray:
        """Perfect volts at the samples of the forces."""
        return perfect_volts(*self._forces.wrench(first, n), self._settings, self._plates)


def lift_volts(lift: RecordedLift, settings: PlateSettings | None = None, plates: PlateSet = AMTI) -> FloatArray:
    """Volts of a whole simulated lift.

    Parameters
    ----------
    lift : SimulatedLift
        Anything with its ``rate_hz``, ``force_n``, ``cop_mm`` and ``free_moment_nm``.
    settings : PlateSettings, optional
        The faults of the chain; by default those of the plates.
    plates : PlateSet
        Which plates.

    Returns
    -------
    ndarray, shape (n_channels, n)
        Left plate's channels (``Fx Fy Fz Mx My Mz`` on AMTI's), then the right one's, V.
    """
    pair = PlatePair(LiftForces(lift), settings or plates.chain, plates=plates)
    return pair.volts(0, lift.force_n.shape[-1])
