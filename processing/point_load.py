"""A known weight put on known places: how far force and pressure point are off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray, ForcePlate
from processing.corner_press import CORNERS, Wiring, corner_mm

PLACES = ("centre", *CORNERS)
"""Middle of a plate, then half-way from there to each corner."""
FORCE_SHARE, FORCE_N = 0.01, 1.0
"""Error of the force that passes: 1 % of the weight and 1 N."""
COP_MM = 10.0
"""Error of the pressure point that passes: a weight is put down by hand to 3 mm, good plates are off by 2 to 5 mm."""
COP_LEAST_KG = 10.0
"""Under this mass the pressure point is not judged: 1 N of drift alone would shift it by several millimetres."""


@dataclass(frozen=True)
class PointLoad:
    """One place, measured.

    Attributes
    ----------
    side, place : str
        Plate, and one of :data:`PLACES`.
    weight_n : float
        True weight.
    force_n : float
        Measured vertical force on that plate.
    other_n : float
        Vertical force on the other plate.
    true_mm, cop_mm : (float, float)
        Where the weight was to be put and where its pressure point was measured, right and forward, laboratory frame.
    """

    side: str
    place: str
    weight_n: float
    force_n: float
    other_n: float
    true_mm: tuple[float, float]
    cop_mm: tuple[float, float]

    @property
    def force_error_n(self) -> float:
        """Measured less true."""
        return self.force_n - self.weight_n

    @property
    def cop_error_mm(self) -> tuple[float, float]:
        """Measured less true, right and forward."""
        return self.cop_mm[0] - self.true_mm[0], self.cop_mm[1] - self.true_mm[1]

    @property
    def cop_distance_mm(self) -> float:
        """Size of that."""
        return float(np.hypot(*self.cop_error_mm))

    @property
    def force_passed(self) -> bool:
        """Whether the force is near enough."""
        return abs(self.force_error_n) <= FORCE_SHARE * self.weight_n + FORCE_N

    @property
    def cop_passed(self) -> bool | None:
        """Whether the pressure point is near enough; ``None`` where the weight is too small to tell."""
        return self.cop_distance_mm <= COP_MM if self.weight_n >= COP_LEAST_KG * 9.8 else None

    @property
    def passed(self) -> bool:
        """Whether both are."""
        return self.force_passed and self.cop_passed is not False


def place_mm(plate: ForcePlate, place: str) -> tuple[float, float]:
    """Where a weight goes, right and forward, laboratory frame."""
    centre = plate.centre_mm[:2]
    at = centre if place == "centre" else (centre + corner_mm(plate, place)) / 2.0
    return float(at[0]), float(at[1])


def measure(volts: FloatArray, wiring: Wiring, side: str, place: str, weight_n: float) -> PointLoad:
    """What the plates make of a weight.

    Parameters
    ----------
    volts : ndarray, shape (n_channels,)
        Change of every channel against the free plates.
    wiring : Wiring
        The rig.
    side, place : str
        Where the weight was to be put.
    weight_n : float
        What it weighs.

    Raises
    ------
    ValueError
        That plate carries less than half of the weight: it was put elsewhere.
    """
    number = next(number for number, plate in enumerate(wiring.plates) if plate.name == side)
    wrenches = wiring.wrenches(volts)
    force_n = float(wrenches[number, 2])
    if force_n < weight_n / 2.0:
        raise ValueError(f"the {side} plate carries {abs(round(force_n))} N of {weight_n:.0f} N")
    centre = wiring.plates[number].centre_mm
    cop_mm = (
        float(centre[0] - 1000.0 * wrenches[number, 4] / force_n),
        float(centre[1] + 1000.0 * wrenches[number, 3] / force_n),
    )
    other_n = float(wrenches[:, 2].sum()) - force_n
    return PointLoad(side, place, weight_n, force_n, other_n, place_mm(wiring.plates[number], place), cop_mm)


def worst_of(loads: Sequence[PointLoad]) -> tuple[float, float]:
    """Largest errors of force (N) and pressure point (mm), as sizes."""
    return max(abs(load.force_error_n) for load in loads), max(load.cop_distance_mm for load in loads)
