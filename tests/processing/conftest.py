"""Simulated lifts as forces on two plates, with the noise and the hum of real channels."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from acquisition.plate import FloatArray
from processing.forces import PlateForces
from sim_data.lifter import SimulatedLift

MOMENT_ARM_M = 0.2
"""A disturbance of 1 N in the force channels is this much in the moment channels, N·m."""
CENTRES_MM = np.array([[-301.0, 0.0, 0.0], [301.0, 0.0, 0.0]])
CORNERS_MM = np.array([[300.0, 450.0, 0.0], [-300.0, 450.0, 0.0], [-300.0, -450.0, 0.0], [300.0, -450.0, 0.0]])
HUM_HZ = 50.0

SimulatedForces = Callable[..., PlateForces]


def plates_forces(lift: SimulatedLift, noise_n: float = 1.0, hum_n: float = 0.5, seed: int = 0) -> PlateForces:
    """Forces and moments about each plate's surface centre, M = r × F + T, plus white noise and hum."""
    wrench = np.zeros((2, 6, lift.time_s.size))
    wrench[:, :3] = lift.force_n
    r_m = (lift.cop_mm - CENTRES_MM[:, :2, None]) / 1000.0
    fx, fy, fz = lift.force_n[:, 0], lift.force_n[:, 1], lift.force_n[:, 2]
    wrench[:, 3] = r_m[:, 1] * fz
    wrench[:, 4] = -r_m[:, 0] * fz
    wrench[:, 5] = r_m[:, 0] * fy - r_m[:, 1] * fx + lift.free_moment_nm
    wrench += disturbance(lift.time_s, noise_n, hum_n, seed)
    corners = CORNERS_MM + CENTRES_MM[:, None, :]
    return PlateForces(lift.rate_hz, wrench[:, :3].copy(), wrench[:, 3:].copy(), CENTRES_MM.copy(), corners, 0, 1)


def disturbance(time_s: FloatArray, noise_n: float, hum_n: float, seed: int) -> FloatArray:
    """White noise, and hum with its third harmonic, of every channel; shape (2, 6, n)."""
    rng = np.random.default_rng([4711, seed])
    phase = rng.uniform(0.0, 2.0 * np.pi, (2, 2, 6, 1))
    turn = 2.0 * np.pi * HUM_HZ * time_s
    added = hum_n * (np.sin(turn + phase[0]) + 0.3 * np.sin(3.0 * turn + phase[1]))
    added += noise_n * rng.standard_normal((2, 6, time_s.size))
    added[:, 3:] *= MOMENT_ARM_M
    result: FloatArray = added
    return result


@pytest.fixture(scope="session")
def simulated_forces() -> SimulatedForces:
    """Factory: a simulated lift as noisy forces on two plates of 600 × 900 mm, left and right of the middle."""
    return plates_forces


PAGES = {
    "findings": ("accuracy", "findings"),
    "alarms": ("accuracy", "findings"),
    "misses": ("accuracy", "findings"),
    "found": ("accuracy", "detection"),
    "told": ("accuracy", "detection"),
}
"""Pages of ``docs`` that hold a table; the others stand in ``accuracy`` alone."""


@pytest.fixture(scope="session")
def publish(root: Path) -> Callable[[str, str, str], None]:
    """Print a table of a campaign; where ``LEGDRIVE_ACCURACY`` is set, put it into the pages that hold it too."""

    def tell(name: str, text: str, drawn: str) -> None:
        print(f"\n{name}: {drawn}\n\n{text}")
        if os.environ.get("LEGDRIVE_ACCURACY"):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sys, "path", [*sys.path, str(root)])
                from benchmarks.accuracy.publish import publish as write

                for page in PAGES.get(name, ("accuracy",)):
                    write(root / "docs" / f"{page}.md", name, text, drawn)

    return tell
