"""Centre of pressure: forces and moments low-passed together, then divided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
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
NO_PLACE = Missing("no_place", "the file does not say where the plates lie, or gives no moments")
Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Wrench:
    """Vertical force and level moments about a point of the surface, low-passed.

    Attributes
    ----------
    fz_n, mx_nm, my_nm : ndarray, shape (n,)
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

    fz_n: FloatArray
    mx_nm: FloatArray
    my_nm: FloatArray
    quick: FloatArray
    raw_n: FloatArray
    centre_mm: FloatArray
    noise_nm: tuple[float, float]
    noise_n: float
    floor_n: float

    @property
    def known(self) -> bool:
        """Whether place and moments of the plates are known at all."""
        return bool(np.isfinite(self.centre_mm).all() and np.isfinite(self.noise_nm).all())

    def places_mm(self) -> FloatArray:
        """Pressure at every sample, shape (2, n): right and forward; NaN under the floor."""
        enough = np.minimum(self.fz_n, self.quick[0]) >= self.floor_n
        load = np.where(enough, self.fz_n, np.nan)
        right = self.centre_mm[0] - MM_PER_M * self.my_nm / load
        forward = self.centre_mm[1] + MM_PER_M * self.mx_nm / load
        return np.stack([right, forward])

    def at(self, position: float) -> Place | None:
        """Pressure at a position, mm; ``None`` under the floor."""
        if not self.known:
            return None
        load = value_at(self.fz_n, position)
        if min(load, value_at(self.raw_n, position)) < self.floor_n:
            return None
        right = self.centre_mm[0] - MM_PER_M * value_at(self.my_nm, position) / load
        forward = self.centre_mm[1] + MM_PER_M * value_at(self.mx_nm, position) / load
        return float(right), float(forward)

    def uncertainty_mm(self, position: float) -> float | None:
        """Standard uncertainty of :meth:`at` from noise, hum and the filter's blur, the larger axis."""
        load, place = value_at(self.fz_n, position), self.at(position)
        if place is None:
            return None
        arms = np.abs(np.array(place) - self.centre_mm) * self.noise_n
        noise = np.hypot(arms, MM_PER_M * np.array(self.noise_nm[::-1])) / load
        fz, mx, my = (value_at(row, position) for row in self.quick)
        if fz < 0.5 * self.floor_n:
            return float(noise.max())
        quick = self.centre_mm + MM_PER_M * np.array([-my, mx]) / fz
        return float(np.hypot(noise, BLUR_SEEN * (quick - np.array(place))).max())


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

    def wrench(rows: tuple[FloatArray, FloatArray, FloatArray], centre_mm: FloatArray, floor_n: float) -> Wrench:
        raw = np.stack(rows)
        smooth = low_pass(raw, hz, corner)
        noise = [noise_of(row, hz) for row in smooth]
        quick = moving_mean(raw, samples(BLUR_S, hz))
        return Wrench(
            smooth[0], smooth[1], smooth[2], quick, raw[0], centre_mm, (noise[1], noise[2]), noise[0], floor_n
        )

    sides = {"left": forces.left, "right": forces.right}
    feet = {
        side: wrench((fz[plate], mx[plate], my[plate]), forces.centres_mm[plate, :2], limit("cop_foot_n"))
        for side, plate in sides.items()
        if plate is not None and None not in sides.values()
    }
    return Pressure(feet, wrench((total, total_mx, total_my), origin[:2], limit("cop_total_n")))
