"""The forces of one lift, ready for measuring: traces of the total and of each foot, pressure, forward force."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from acquisition.plate import FloatArray
from processing.cop import Pressure, pressure
from processing.crossing import Trace, trace
from processing.forces import PlateForces

SIDES = ("left", "right")


@dataclass(frozen=True, eq=False)
class LiftSignals:
    """Forces of one lift.

    Attributes
    ----------
    forces : PlateForces
        As they came.
    """

    forces: PlateForces

    @property
    def rate_hz(self) -> float:
        """Sample rate."""
        return self.forces.rate_hz

    @property
    def n(self) -> int:
        """Samples."""
        return self.forces.n

    @cached_property
    def has_place(self) -> bool:
        """Whether the file says where the plates lie and gives their moments."""
        forces = self.forces
        return bool(np.isfinite(forces.centres_mm).all() and np.isfinite(forces.moment_nm).all())

    @property
    def two_feet(self) -> bool:
        """Whether each foot has a plate of its own."""
        return self.forces.left is not None and self.forces.right is not None

    @cached_property
    def total(self) -> Trace:
        """Vertical force of all plates."""
        return trace(self.forces.total_fz_n, self.rate_hz)

    @cached_property
    def feet(self) -> dict[str, Trace]:
        """Vertical force of the left and the right foot; empty with one plate."""
        return {side: trace(self.forces.force_n[plate, 2], self.rate_hz) for side, plate in self.plates.items()}

    @property
    def plates(self) -> dict[str, int]:
        """Index of the left and the right plate; empty with one plate."""
        if self.forces.left is None or self.forces.right is None:
            return {}
        return {"left": self.forces.left, "right": self.forces.right}

    @cached_property
    def forward_n(self) -> FloatArray:
        """Forward force of all plates, shape (n,)."""
        total: FloatArray = self.forces.force_n[:, 1].sum(axis=0)
        return total

    @cached_property
    def pressure(self) -> Pressure:
        """Centres of pressure, low-passed."""
        return pressure(self.forces)

    def share(self, side: str, start: int, stop: int) -> float:
        """Share of one foot in the force of both between two samples."""
        load = {name: float(foot.raw[start:stop].mean()) for name, foot in self.feet.items()}
        total = sum(load.values())
        return load[side] / total if total > 0 else float(np.nan)
