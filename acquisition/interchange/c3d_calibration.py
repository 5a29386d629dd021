"""A stored C3D plate as a plate of the house: its place, units and calibration."""

from __future__ import annotations

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d_plates import LEVER_UNIT_RATIO, StoredPlate, kistler_calibration
from acquisition.interchange.geometry import UNKNOWN_CORNERS, length_unit_mm, mended_corners, moment_unit_nm
from acquisition.plate import FloatArray, ForcePlate, PlateKind

FURTHEST = 5000.0
"""In mm or a larger unit: no plate's sensors lie further from its middle."""
NO_ORIGIN = "it has no ORIGIN: its moments are taken about the middle of its surface"
HALF_SPACING_MM = 50.0
"""A Kistler plate's sensors lie further than this from its middle; an origin's offset does not."""


def force_plate(stored: StoredPlate, point_unit: str, where: str) -> tuple[ForcePlate, list[str]]:
    """A plate of the house (``reaction`` not yet known), and what had to be mended.

    Raises
    ------
    UnreadableFile
        Type 4 without its matrix.
    """
    unit_mm = 1.0
    corners_mm, mended = UNKNOWN_CORNERS, "it has no corners, so its place is unknown"
    if np.isfinite(stored.corners).all() and np.ptp(stored.corners, axis=0).any():
        unit_mm = length_unit_mm(stored.corners, point_unit)
        corners_mm, mended = mended_corners(stored.corners * unit_mm)
    moment_nm, doubt = _moment_unit(stored, unit_mm)
    matrix, surface_mm = _calibration(stored, moment_nm, unit_mm, where)
    kind: PlateKind = "8-channel" if stored.kind in (3, 5) else "6-component"
    turned = "its CAL_MATRIX has a column for each force and moment and is turned" if stored.turned else ""
    plate = ForcePlate(f"plate {stored.number}", kind, matrix, corners_mm, surface_mm, channels=tuple(stored.labels))
    about = NO_ORIGIN if stored.origin is None and stored.kind != 1 else ""
    return plate, [f"plate {stored.number}: {words}" for words in (mended, turned, about, doubt) if words]


def _moment_unit(stored: StoredPlate, unit_mm: float) -> tuple[float, str]:
    """Newton-metres in the unit of the plate's moments, and a doubt about it (empty where the file is clear)."""
    if stored.kind == 3:
        return 1.0, ""
    stated = moment_unit_nm(stored.units[5]) if stored.kind != 5 else None
    if stated is not None:
        return stated, ""
    if stored.kind in (4, 5) and stored.matrix is not None:
        gains = np.abs(stored.matrix).max(axis=1)
        in_mm = float(np.median(gains[3:])) > LEVER_UNIT_RATIO * float(np.median(gains[:3]))
        return (0.001 if in_mm else 1.0), ""
    unit = "N·mm" if unit_mm == 1.0 else "N·m" if unit_mm == 1000.0 else "N·cm"
    return unit_mm / 1000.0, f"unit of moment '{stored.units[5]}' is none; {unit} taken, as the corners' unit suggests"


def _calibration(stored: StoredPlate, moment_nm: float, unit_mm: float, where: str) -> tuple[FloatArray, FloatArray]:
    """Matrix to N and N·m at the sensor origin, and the vector from there to the surface centre, mm."""
    to_si = np.diag([1.0, 1.0, 1.0, moment_nm, moment_nm, moment_nm])
    origin = _checked_origin(stored, where)
    if stored.kind == 3:
        return kistler_calibration(origin)
    origin_mm = origin * (unit_mm if np.abs(origin).max() * unit_mm <= 1000.0 else 1.0)
    if stored.kind == 1:
        return to_si, np.zeros(3)
    # Some sheets print the vector from the surface to the sensors; z tells, as the sensors lie below the surface.
    surface_mm = -origin_mm if origin_mm[2] > 0.0 else origin_mm
    if stored.kind == 2:
        return to_si, surface_mm
    if stored.matrix is None:
        raise UnreadableFile(
            f"plate {stored.number} is of type {stored.kind} but has no CAL_MATRIX",
            where,
            "export the file again with it",
        )
    if not np.isfinite(stored.matrix).all() or not np.abs(stored.matrix).max(axis=1).all():
        raise UnreadableFile(f"plate {stored.number} has a CAL_MATRIX with an empty row", where, "export it again")
    if stored.kind == 5 and np.abs(origin_mm[:2]).min() >= HALF_SPACING_MM:
        # As type 3: two half spacings, which the matrix holds already, and the height.
        surface_mm = np.array([0.0, 0.0, surface_mm[2]])
    return to_si @ stored.matrix, surface_mm


def _checked_origin(stored: StoredPlate, where: str) -> FloatArray:
    """ORIGIN, or zeros where there is none and none is needed.

    Raises
    ------
    UnreadableFile
        It is no vector, further away than any sensor, or lacks the half spacings that type 3 needs.
    """
    origin: FloatArray = np.zeros(3) if stored.origin is None else stored.origin
    sound = np.isfinite(origin).all() and np.abs(origin).max() <= FURTHEST
    if not sound or (stored.kind == 3 and not origin[:2].all()):
        what = "has no half spacings of its sensors in ORIGIN" if sound else "has an ORIGIN that is no place"
        raise UnreadableFile(f"plate {stored.number} {what}", where, "export the file again with it")
    return origin
