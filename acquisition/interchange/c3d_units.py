"""What a C3D file states about the units of a plate's channels, made numbers."""

from __future__ import annotations

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d_plates import LEVER_UNIT_RATIO, StoredPlate
from acquisition.interchange.geometry import length_unit_mm
from acquisition.interchange.units import is_other_force, millimetres_in, newton_metres_in, newtons_in
from acquisition.plate import FloatArray

IN_NEWTONS = "export the file again in newtons"
MOMENT_NAMES = {0.001: "N·mm", 0.01: "N·cm", 1.0: "N·m", 1000.0: "kN·m"}
FORCE_CHANNELS = {1: 3, 2: 3, 3: 8}
"""By type how many of the first channels are forces; the others' matrix carries the units."""


def has_corners(stored: StoredPlate) -> bool:
    """Whether the file says where the plate lies."""
    return bool(np.isfinite(stored.corners).all() and np.ptp(stored.corners, axis=0).any())


def corners_unit_mm(stored: StoredPlate) -> float:
    """Millimetres in the unit of a plate's corners; 1 where it has none."""
    return length_unit_mm(stored.corners, stored.point_unit) if has_corners(stored) else 1.0


def force_scales(stored: StoredPlate, where: str) -> tuple[FloatArray, str]:
    """Newtons in the unit of each force channel (types 1 to 3), and a doubt (empty where there is none).

    C3D means newtons, and much software writes no unit, or ``V`` for everything, beside forces in newtons.

    Raises
    ------
    UnreadableFile
        A channel states a unit of force that is not counted in newtons.
    """
    units = stored.units[: FORCE_CHANNELS.get(stored.kind, 0)]
    scales = np.ones(len(units))
    doubt = ""
    for k, unit in enumerate(units):
        scale = newtons_in(unit)
        if scale is not None:
            scales[k] = scale
        elif is_other_force(unit):
            raise _other_unit(stored, k, where)
        elif unit and not doubt:
            doubt = f"channel {stored.labels[k]} states '{unit}', which is no unit of force; newtons taken"
    return scales, doubt or _matrix_doubt(stored)


def _other_unit(stored: StoredPlate, k: int, where: str) -> UnreadableFile:
    what = f"channel {stored.labels[k]} of plate {stored.number} is in '{stored.units[k]}'"
    return UnreadableFile(what, where, IN_NEWTONS)


def _matrix_doubt(stored: StoredPlate) -> str:
    """A word where channels before a matrix state forces in another unit than newtons: they are volts there."""
    strange = [unit for unit in stored.units if newtons_in(unit) == 1000.0 or is_other_force(unit)]
    if stored.kind not in (4, 5) or not strange:
        return ""
    return f"its channels state '{strange[0]}'; its CAL_MATRIX is taken to give newtons"


def moment_scales(stored: StoredPlate, where: str) -> tuple[FloatArray, str]:
    """Newton-metres in the unit of each of the three moments, and a doubt (empty where the file is clear).

    All moments of type 1 are made in the unit of its last channel; those of type 3 come in N·m. Types 4 and 5 have one
    unit for the rows of their matrix.

    Raises
    ------
    UnreadableFile
        A channel states a unit of moment that is not counted in newtons.
    """
    if stored.kind == 3:
        return np.ones(3), ""
    if stored.kind in (4, 5) and stored.matrix is not None:
        return np.full(3, _matrix_moment_nm(stored, stored.matrix)), ""
    at = [5, 5, 5] if stored.kind == 1 else [3, 4, 5]
    for k in at:
        if is_other_force(stored.units[k]):
            raise _other_unit(stored, k, where)
    stated = [newton_metres_in(stored.units[k]) for k in at]
    known = {scale for scale in stated if scale is not None}
    if None not in stated:
        return np.array(stated, dtype=np.float64), ""
    by_others = len(known) == 1
    taken = known.pop() if by_others else corners_unit_mm(stored) / 1000.0
    scales = np.array([taken if scale is None else scale for scale in stated])
    lacking, why = stored.units[at[stated.index(None)]], "its other moments" if by_others else "the corners' unit"
    said = "state" if by_others else "suggests"
    return scales, f"unit of moment '{lacking}' is none; {_moment_name(taken)} taken, as {why} {said}"


def _matrix_moment_nm(stored: StoredPlate, matrix: FloatArray) -> float:
    """Newton-metres in the unit of a CAL_MATRIX's moments: as type 4 states for all three, else as the matrix tells."""
    stated = {newton_metres_in(unit) for unit in stored.units[3:6]} if stored.kind == 4 else {None}
    only = stated.pop() if len(stated) == 1 else None
    if only is not None and only <= 1.0:
        return only
    gains = np.abs(matrix).max(axis=1)
    in_mm = float(np.median(gains[3:])) > LEVER_UNIT_RATIO * float(np.median(gains[:3]))
    return 0.001 if in_mm else 1.0


def _moment_name(scale_nm: float) -> str:
    return MOMENT_NAMES.get(scale_nm, f"{scale_nm:g} N·m")


def pressure_scales(stored: StoredPlate) -> tuple[FloatArray, str]:
    """Millimetres in the unit of type 1's two places of pressure, and a doubt (empty where the file is clear)."""
    unit_mm = corners_unit_mm(stored) if has_corners(stored) else millimetres_in(stored.point_unit) or 1.0
    stated = [millimetres_in(stored.units[k]) for k in (3, 4)]
    scales = np.array([unit_mm if scale is None else scale for scale in stated])
    if None not in stated:
        return scales, ""
    lacking = stored.units[3 + stated.index(None)]
    name = {1.0: "mm", 10.0: "cm", 1000.0: "m"}[unit_mm]
    return scales, f"unit of its centre of pressure '{lacking}' is none; {name} taken, as the corners' unit suggests"


def moments_from_cop(values: FloatArray, stored: StoredPlate, matrix: FloatArray) -> FloatArray:
    """Fx Fy Fz Px Py Tz of a type 1 plate as Fx Fy Fz Mx My Mz about its surface centre.

    Forces stay in the file's units; all three moments come in the unit of its Tz. ``matrix`` is the plate's, which
    holds those units.
    """
    to_si = np.diag(matrix)
    fx, fy, fz = values[:3] * to_si[:3, np.newaxis]
    px, py = values[3:5] * (pressure_scales(stored)[0] / 1000.0 / to_si[5])[:, np.newaxis]
    return np.stack([*values[:3], py * fz, -px * fz, values[5] + px * fy - py * fx])
