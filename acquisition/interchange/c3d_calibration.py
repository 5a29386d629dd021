"""A stored C3D plate as a plate of the house: its place, units and calibration."""

from __future__ import annotations

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d_plates import StoredPlate, kistler_calibration
from acquisition.interchange.c3d_units import (
    corners_unit_mm,
    force_scales,
    has_corners,
    moment_scales,
    pressure_scales,
)
from acquisition.interchange.geometry import LONGEST_EDGE_MM, UNKNOWN_CORNERS, mended_corners
from acquisition.interchange.table_plates import WIDE_MM
from acquisition.plate import FloatArray, ForcePlate, PlateKind

FURTHEST = 5000.0
"""In mm or a larger unit: no plate's sensors lie further from its middle."""
NO_ORIGIN = "it has no ORIGIN: its moments are taken about the middle of its surface"
EDGES_MM = (100.0, 3000.0)
"""Plates on which somebody stands measure at least and at most so much along each edge."""
HALF_SPACING_MM = 50.0
"""A Kistler plate's sensors lie further than this from its middle; an origin's offset does not."""


def force_plate(stored: StoredPlate, where: str) -> tuple[ForcePlate, list[str]]:
    """A plate of the house (``reaction`` not yet known), and what had to be mended or is in doubt.

    Raises
    ------
    UnreadableFile
        Type 4 without its matrix, or channels in a unit that is not counted in newtons.
    """
    unit_mm = corners_unit_mm(stored)
    corners_mm, mended = UNKNOWN_CORNERS, "it has no corners, so its place is unknown"
    if has_corners(stored):
        corners_mm, mended = mended_corners(stored.corners * unit_mm)
    forces, force_doubt = force_scales(stored, where)
    moments_nm, moment_doubt = moment_scales(stored, where)
    matrix, surface_mm = _calibration(stored, forces, moments_nm, unit_mm, where)
    kind: PlateKind = "8-channel" if stored.kind in (3, 5) else "6-component"
    turned = "its CAL_MATRIX has a column for each force and moment and is turned" if stored.turned else ""
    plate = ForcePlate(f"plate {stored.number}", kind, matrix, corners_mm, surface_mm, channels=tuple(stored.labels))
    about = NO_ORIGIN if stored.origin is None and stored.kind != 1 else ""
    place_doubt = pressure_scales(stored)[1] if stored.kind == 1 else ""
    said = (mended, _size_doubt(corners_mm, stored), turned, about, force_doubt, moment_doubt, place_doubt)
    return plate, [f"plate {stored.number}: {words}" for words in said if words]


def _size_doubt(corners_mm: FloatArray, stored: StoredPlate) -> str:
    """A word about edges that no plate has: the corners are in another unit than it seems (empty otherwise)."""
    edges = np.linalg.norm(np.roll(corners_mm, -1, axis=0) - corners_mm, axis=1)
    shortest, longest = float(edges.min()), float(edges.max())
    if np.abs(edges - WIDE_MM).max() < 1.0:
        return "its edges are not known (it is written 10 m wide), so standing near an edge is not noticed"
    if not (shortest < EDGES_MM[0] or longest > EDGES_MM[1]):
        return ""
    unit = f", POINT:UNITS says '{stored.point_unit}'" if stored.point_unit else ""
    return f"its edges measure {edges[0]:.4g} by {edges[1]:.4g} mm, as no plate's do: its CORNERS may be wrong{unit}"


def _calibration(
    stored: StoredPlate, forces: FloatArray, moments_nm: FloatArray, unit_mm: float, where: str
) -> tuple[FloatArray, FloatArray]:
    """Matrix to N and N·m at the sensor origin, and the vector from there to the surface centre, mm."""
    origin = _checked_origin(stored, where)
    if stored.kind == 3:
        matrix, surface_mm = kistler_calibration(_kistler_origin_mm(stored, origin, unit_mm))
        return matrix * forces, surface_mm
    to_si = np.diag([*(forces if forces.size else np.ones(3)), *moments_nm])
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


def _kistler_origin_mm(stored: StoredPlate, origin: FloatArray, unit_mm: float) -> FloatArray:
    """ORIGIN of a type 3 plate in mm: in the corners' unit, unless its sensors would lie outside of the plate then."""
    spacing = float(np.abs(origin[:2]).max())
    most = LONGEST_EDGE_MM / 2.0
    if has_corners(stored):
        edges = np.linalg.norm(np.roll(stored.corners, -1, axis=0) - stored.corners, axis=1)
        most = float(edges.max()) * unit_mm / 2.0
    fitting = [unit for unit in (unit_mm, 1.0, 10.0, 1000.0) if HALF_SPACING_MM <= spacing * unit <= most]
    unit = fitting[0] if fitting else 1.0 if spacing > 10.0 else 1000.0
    return origin * unit


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
