"""What stands on the simulated plates where no session is played: nobody, or one lifter who stands still."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim_data.digitiser import FloatArray

RATE_HZ = 1000.0
STANCE_MM = 280.0


@dataclass(frozen=True)
class EmptyPlates:
    """Nobody."""

    rate_hz: float = RATE_HZ

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """As :meth:`sim_data.plates.PlateForces.wrench`: zeros."""
        return np.zeros((2, 3, n)), np.zeros((2, 2, n)), np.zeros((2, n))


@dataclass(frozen=True)
class StandingLifter:
    """One lifter who steps on and stands. Everything is a sum of sines, so that its truth can be written down.

    Attributes
    ----------
    weight_n : float
        Weight of the lifter.
    left_share : float
        Share of the left foot.
    step_on_s, step_s : float
        The plates are empty until then; stepping on takes that long.
    sway_mm : float
        Amplitude of the sway, forward; a third of it sideways.
    rate_hz : float
        Samples a second.
    """

    weight_n: float = 800.0
    left_share: float = 0.52
    step_on_s: float = 2.5
    step_s: float = 0.5
    sway_mm: float = 4.0
    rate_hz: float = RATE_HZ

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """As :meth:`sim_data.plates.PlateForces.wrench`."""
        t = np.arange(first, first + n) / self.rate_hz
        carried = np.clip((t - self.step_on_s) / self.step_s, 0.0, 1.0)
        load_n = self.weight_n * carried * carried * (3.0 - 2.0 * carried)
        force_n = np.zeros((2, 3, n))
        cop_mm = np.zeros((2, 2, n))
        free_moment_nm = np.zeros((2, n))
        for foot, (share, side) in enumerate(((self.left_share, -1.0), (1.0 - self.left_share, 1.0))):
            force_n[foot, 2] = share * load_n
            force_n[foot, 0] = -side * 0.03 * share * load_n
            force_n[foot, 1] = 0.004 * share * load_n * np.sin(2.0 * np.pi * 0.3 * t)
            cop_mm[foot, 0] = side * STANCE_MM / 2.0 + self.sway_mm / 3.0 * np.sin(2.0 * np.pi * 0.21 * t)
            cop_mm[foot, 1] = 10.0 + self.sway_mm * np.sin(2.0 * np.pi * 0.3 * t + 0.5)
            free_moment_nm[foot] = side * 0.001 * load_n
        return force_n, cop_mm, free_moment_nm
