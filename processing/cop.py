"""Centre of pressure: forces and moments low-passed together, then divided."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from acquisition.plate import FloatArray
from processing import trace_kernels as kernels
from processing.crossing import noise_of
from processing.filters import low_pass, moving_mean, samples
from processing.forces import PlateForces
from processing.impulse import value_at
from processing.methods import limit
from processing.missing import Missing

MM_PER_M = 1000.0
BLUR_S = 0.003
BLUR_SEEN = 1.5
"""The 3 ms mean still keeps about a third of the filter's blur, so what it shows is made so much larger."""
COMBINED = "combined"
ZERO_ARM_MM = 200.0
"""Zero errors of moments over those of forces: about the reach of a plate's sensors."""
SKEW = 0.08
"""Skew left between moment and force, in sample intervals."""
NO_PLACE = Missing("no_place", "the file does not say where the plates lie, or gives no moments")
Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Wrench:
    """Vertical force and level moments about a point of the surface, low-passed.

    Attributes
    ----------
    smooth : ndarray, shape (3, n)
        Force up, and moments about the axes to the right and forward.
    quick : ndarray, shape (3, n)
        The same three as 3 ms moving means: what differs shows where the filter blurs.
    raw_n : ndarray, shape (n,)
        Force up, unfiltered: whether there is enough of it at an instant.
    centre_mm : ndarray, shape (2,)
        The point, right and forward.
    noise_nm : (float, float)
        SD of the raw moments' noise.
    noise_n : float
        SD of the raw force's noise.
    floor_n : float
        No pressure under this load.
    """

    smooth: FloatArray
    quick: FloatArray
    raw_n: FloatArray
    centre_mm: FloatArray
    noise_nm: tuple[float, float]
    noise_n: float
    floor_n: float

    @cached_property
    def known(self) -> bool:
        """Whether place and moments of the plates are known at all."""
        return bool(np.isfinite(self.centre_mm).all() and np.isfinite(self.noise_nm).all())

    @property
    def fz_n(self) -> FloatArray:
        """Force up, low-passed, shape (n,)."""
        force: FloatArray = self.smooth[0]
        return force

    def places_mm(self) -> FloatArray:
        """Pressure at every sample, shape (2, n): right and forward; NaN under the floor. Not to be changed."""
        return self._places_mm

    @cached_property
    def _places_mm(self) -> FloatArray:
        return kernels.places(self.smooth, self.quick[0], self.centre_mm, self.floor_n, 0, self.raw_n.size)

    def at_all(self, positions: Sequence[float]) -> list[tuple[Place, float] | None]:
        """Pressure at positions, mm, and its standard uncertainty from noise, hum and blur, the larger axis.

        ``None`` under the floor.
        """
        if not self.known or self.raw_n.size == 0:
            return [None] * len(positions)
        at = np.array(positions, dtype=np.float64)
        found = kernels.pressure_at(self.smooth, self.quick, self.raw_n, self._facts, at).T.tolist()
        return [None if math.isnan(right) else ((right, forward), spread) for right, forward, spread in found]

    @cached_property
    def _facts(self) -> FloatArray:
        return np.array([*self.centre_mm, self.noise_n, *self.noise_nm, self.floor_n, BLUR_SEEN])

    def at(self, position: float) -> Place | None:
        """Pressure at a position, mm; ``None`` under the floor."""
        found = self.at_all([position])[0]
        return None if found is None else found[0]

    def uncertainty_mm(self, position: float, zero_n: float = 0.0) -> float | None:
        """Standard uncertainty of :meth:`at`, the channels' zero too; ``None`` under the floor."""
        found = self.at_all([position])[0]
        return None if found is None else math.hypot(found[1], self.zero_mm(position, found[0], zero_n))

    def zero_mm(self, position: float, place: Place, zero_n: float) -> float:
        """What the channels' zero and what is left of their skew do to a pressure, mm, the larger axis.

        ``zero_n`` is the vertical channel's standard uncertainty; the moments' is taken as ``ZERO_ARM_MM`` times it.
        """
        away = max(abs(place[0] - self.centre_mm[0]), abs(place[1] - self.centre_mm[1]))
        load = max(value_at(self.fz_n, position), self.floor_n)
        step = value_at(self.fz_n, position + 0.5) - value_at(self.fz_n, position - 0.5)
        return math.hypot(zero_n * math.hypot(away, ZERO_ARM_MM), SKEW * step * away) / load


@dataclass(frozen=True, eq=False)
class Pressure:
    """Pressure under each foot and of all plates together.

    Attributes
    ----------
    feet : dict
        ``left`` and ``right``; empty with one plate.
    combined : Wrench
        Summed wrench of all plates, unloaded ones too.
    """

    feet: dict[str, Wrench]
    combined: Wrench

    @property
    def all(self) -> dict[str, Wrench]:
        """Every one by name."""
        return {**self.feet, COMBINED: self.combined}


def pressure(forces: PlateForces) -> Pressure:
    """Wrenches that pressure is read from.

    With the moment M about a point of the surface, x = −My/Fz and y = Mx/Fz from that point. All plates together: the
    moments are taken about one point at the plates' mean height.
    """
    hz, corner = forces.rate_hz, limit("lowpass_hz")
    fz = forces.force_n[:, 2]
    mx, my = forces.moment_nm[:, 0], forces.moment_nm[:, 1]
    origin = forces.centres_mm.mean(axis=0)
    arms = (forces.centres_mm - origin)[:, :, None] / MM_PER_M
    total = fz.sum(axis=0)
    total_mx = (mx + arms[:, 1] * fz - arms[:, 2] * forces.force_n[:, 1]).sum(axis=0)
    total_my = (my + arms[:, 2] * forces.force_n[:, 0] - arms[:, 0] * fz).sum(axis=0)

    sides = {"left": forces.left, "right": forces.right}
    found = {
        side: (np.stack((fz[plate], mx[plate], my[plate])), forces.centres_mm[plate, :2], limit("cop_foot_n"))
        for side, plate in sides.items()
        if plate is not None and None not in sides.values()
    }
    found[COMBINED] = np.stack((total, total_mx, total_my)), origin[:2], limit("cop_total_n")
    raw = np.concatenate([rows for rows, _, _ in found.values()])
    smooth, quick = low_pass(raw, hz, corner), moving_mean(raw, samples(BLUR_S, hz))
    wrenches = {}
    for k, (name, (_, centre_mm, floor_n)) in enumerate(found.items()):
        rows = slice(3 * k, 3 * k + 3)
        noise_n, noise_mx, noise_my = (noise_of(row, hz) for row in smooth[rows])
        wrenches[name] = Wrench(
            smooth[rows], quick[rows], raw[3 * k], centre_mm, (noise_mx, noise_my), noise_n, floor_n
        )
    return Pressure(wrenches, wrenches.pop(COMBINED))
