"""The worked examples of an eight-channel piezo plate: force, moment and pressure from fx12 fx34 fy14 fy23 fz1…fz4.

Channel formulas after Kistler's sheet: Fx = fx12 + fx34, Fy = fy14 + fy23, Fz = Σ fz, Mx = b(fz1 + fz2 − fz3 − fz4),
My = a(−fz1 + fz2 + fz3 − fz4), Mz = b(−fx12 + fx34) + a(fy14 − fy23).
"""

from __future__ import annotations

import numpy as np
import pytest

from acquisition.interchange.c3d_plates import kistler_calibration
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray, ForcePlate
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.wrench import plate_forces

A_MM, B_MM = 120.0, 200.0


def forces_of(channels: list[float], az0_mm: float) -> PlateForces:
    """One sample on one plate that lies with its own x to the right and y forward, its z up."""
    matrix, surface_mm = kistler_calibration(np.array([A_MM, B_MM, az0_mm]))
    corners: FloatArray = np.array([[150.0, 250, 0], [-150, 250, 0], [-150, -250, 0], [150, -250, 0]])
    plate = ForcePlate("plate 1", "8-channel", matrix, corners, surface_mm)
    signals = np.repeat(np.array(channels)[:, None], 4, axis=1)
    return plate_forces(PlateRecord("", "test", 1000.0, (plate,), (signals,)), AnalysisOptions())


def pressure_mm(forces: PlateForces) -> tuple[float, float]:
    """Pressure position about the surface centre: (−My, Mx) / Fz."""
    force, moment = forces.force_n[0, :, 0], forces.moment_nm[0, :, 0]
    return -1000.0 * float(moment[1] / force[2]), 1000.0 * float(moment[0] / force[2])


def test_a_point_load_lies_where_it_was_put() -> None:
    forces = forces_of([0.0, 0, 0, 0, 187.5, 62.5, 187.5, 562.5], 0.0)
    np.testing.assert_allclose(forces.force_n[0, :, 0], [0.0, 0.0, 1000.0])
    assert pressure_mm(forces) == pytest.approx((60.0, -100.0))


def test_a_load_with_shear_and_twist_keeps_its_place() -> None:
    forces = forces_of([40.0, 60, -20, -30, 300, 200, 150, 350], -54.0)
    np.testing.assert_allclose(forces.force_n[0, :, 0], [100.0, -50.0, 1000.0])
    x_mm, y_mm = pressure_mm(forces)
    assert (x_mm, y_mm) == pytest.approx((30.6, 2.7), abs=0.05)
    # Free moment about the pressure position: Mz − x·Fy + y·Fx.
    twist_nm = float(forces.moment_nm[0, 2, 0]) - x_mm / 1000 * -50.0 + y_mm / 1000 * 100.0
    assert twist_nm == pytest.approx(7.0, abs=0.01)
