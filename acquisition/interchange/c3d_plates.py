"""FORCE_PLATFORM of a C3D file: types 1 to 4 as plates of the house.

Type 1 stores forces, centre of pressure and free moment; type 2 forces and moments; type 3 the eight channels of
Kistler plates; type 4 is type 2 before its 6 × 6 matrix. FORCE_PLATFORM:ZERO is never subtracted: somebody may stand on
the plate in those frames already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d_data import counts_of, number_of, numbers_of, texts_of
from acquisition.interchange.c3d_parameters import Groups
from acquisition.interchange.geometry import UNKNOWN_CORNERS, length_unit_mm, mended_corners, moment_unit_nm
from acquisition.plate import FloatArray, ForcePlate, PlateKind

CHANNELS_OF_TYPE = {1: 6, 2: 6, 3: 8, 4: 6}
LEVER_UNIT_RATIO = 20.0
"""A strain-gauge plate's moment and force sensitivities lie 0.1 to 1 m apart: a ratio above this is one in mm."""


@dataclass(frozen=True, eq=False)
class StoredPlate:
    """One plate as the file describes it.

    Attributes
    ----------
    number : int
        1-based.
    kind : int
        FORCE_PLATFORM:TYPE.
    channels : list of int
        0-based analog channels.
    labels, units : list of str
        Of those channels.
    corners : ndarray, shape (4, 3)
        In the file's unit.
    origin : ndarray, shape (3,)
        In the file's unit.
    matrix : ndarray or None
        CAL_MATRIX of this plate, shape (6, 6).
    """

    number: int
    kind: int
    channels: list[int]
    labels: list[str]
    units: list[str]
    corners: FloatArray
    origin: FloatArray
    matrix: FloatArray | None


def stored_plates(groups: Groups, n_analog: int, where: str) -> list[StoredPlate]:
    """All plates of the file.

    Raises
    ------
    UnreadableFile
        No plate, a type that is not read, or a channel that the file does not hold.
    """
    count = int(number_of(groups, "FORCE_PLATFORM", "USED"))
    if count < 1:
        raise UnreadableFile("is a C3D file without force plates", where, "export it with its force plates")
    kinds = counts_of(groups, "FORCE_PLATFORM", "TYPE").ravel()
    table = _axes(counts_of(groups, "FORCE_PLATFORM", "CHANNEL"), 2)
    if kinds.size < count or table.shape[1] < count:
        raise UnreadableFile(
            f"FORCE_PLATFORM says {count} plates but describes {min(kinds.size, table.shape[1])}", where,
            "export the file again from the program that made it",
        )  # fmt: skip
    return [_stored_plate(groups, k, int(kinds[k]), table[:, k], n_analog, where) for k in range(count)]


def _stored_plate(groups: Groups, k: int, kind: int, channels: FloatArray, n_analog: int, where: str) -> StoredPlate:
    if kind not in CHANNELS_OF_TYPE:
        raise UnreadableFile(f"plate {k + 1} is of FORCE_PLATFORM type {kind}", where, "types 1 to 4 are read here")
    needed = CHANNELS_OF_TYPE[kind]
    listed = [int(channel) for channel in channels[:needed]]
    missing = [channel for channel in listed if not 1 <= channel <= n_analog]
    if missing or len(listed) < needed:
        lacks = f"analog channel {missing[0]}" if missing else f"{needed - len(listed)} of its {needed} channels"
        raise UnreadableFile(
            f"plate {k + 1} needs {lacks}, but the file holds {n_analog} channels", where,
            "export it again with all channels of the plate",
        )  # fmt: skip
    corners = _axes(numbers_of(groups, "FORCE_PLATFORM", "CORNERS"), 3)
    origin = _axes(numbers_of(groups, "FORCE_PLATFORM", "ORIGIN"), 2)
    matrix = _axes(numbers_of(groups, "FORCE_PLATFORM", "CAL_MATRIX"), 3)
    labels, units = texts_of(groups, "ANALOG", "LABELS"), texts_of(groups, "ANALOG", "UNITS")
    return StoredPlate(
        number=k + 1,
        kind=kind,
        channels=[channel - 1 for channel in listed],
        labels=[labels[channel - 1] if channel <= len(labels) else f"channel {channel}" for channel in listed],
        units=[units[channel - 1] if channel <= len(units) else "" for channel in listed],
        corners=corners[:, :, k].T if corners.shape[:2] == (3, 4) and corners.shape[2] > k else UNKNOWN_CORNERS,
        origin=origin[:, k] if origin.shape[0] == 3 and origin.shape[1] > k else np.zeros(3),
        matrix=matrix[:, :, k] if matrix.shape[:2] == (6, 6) and matrix.shape[2] > k else None,
    )


def _axes(values: FloatArray, n_axes: int) -> FloatArray:
    """Values with trailing axes of length 1 added: files of one plate may leave the last out."""
    return values.reshape(values.shape + (1,) * max(n_axes - values.ndim, 0))


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
    kind: PlateKind = "8-channel" if stored.kind == 3 else "6-component"
    plate = ForcePlate(f"plate {stored.number}", kind, matrix, corners_mm, surface_mm, channels=tuple(stored.labels))
    return plate, [f"plate {stored.number}: {words}" for words in (mended, doubt) if words]


def _moment_unit(stored: StoredPlate, unit_mm: float) -> tuple[float, str]:
    """Newton-metres in the unit of the plate's moments, and a doubt about it (empty where the file is clear)."""
    if stored.kind == 3:
        return 1.0, ""
    stated = moment_unit_nm(stored.units[5])
    if stated is not None:
        return stated, ""
    if stored.kind == 4 and stored.matrix is not None:
        gains = np.abs(np.diag(stored.matrix))
        in_mm = float(np.median(gains[3:])) > LEVER_UNIT_RATIO * float(np.median(gains[:3]))
        return (0.001 if in_mm else 1.0), ""
    unit = "N·mm" if unit_mm == 1.0 else "N·m" if unit_mm == 1000.0 else "N·cm"
    return unit_mm / 1000.0, f"unit of moment '{stored.units[5]}' is none; {unit} taken, as the corners' unit suggests"


def _calibration(stored: StoredPlate, moment_nm: float, unit_mm: float, where: str) -> tuple[FloatArray, FloatArray]:
    """Matrix to N and N·m at the sensor origin, and the vector from there to the surface centre, mm."""
    to_si = np.diag([1.0, 1.0, 1.0, moment_nm, moment_nm, moment_nm])
    if stored.kind == 3:
        return kistler_calibration(stored.origin)
    origin_mm = stored.origin * (unit_mm if np.abs(stored.origin).max() * unit_mm <= 1000.0 else 1.0)
    if stored.kind == 1:
        return to_si, np.zeros(3)
    # Some sheets print the vector from the surface to the sensors; z tells, as the sensors lie below the surface.
    surface_mm = -origin_mm if origin_mm[2] > 0.0 else origin_mm
    if stored.kind == 2:
        return to_si, surface_mm
    if stored.matrix is None:
        raise UnreadableFile(
            f"plate {stored.number} is of type 4 but has no CAL_MATRIX", where, "export the file again with it"
        )
    return to_si @ stored.matrix, surface_mm


def kistler_calibration(origin: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Matrix and surface vector of an eight-channel plate from ORIGIN (a, b, az0).

    a and b are half the sensors' spacings and always positive; only az0, the height of the surface over the sensors,
    is stored with either sign. Kistler's data sheets: Mx = b(fz1 + fz2 − fz3 − fz4), My = a(−fz1 + fz2 + fz3 − fz4),
    Mz = b(−fx12 + fx34) + a(fy14 − fy23), then Mx + Fy·az0 and My − Fx·az0 with az0 negative.
    """
    a, b, az0 = np.abs(origin) / (1000.0 if np.abs(origin[:2]).max() > 10.0 else 1.0)
    matrix = np.array(
        [
            [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0],
            [0.0, 0.0, 0.0, 0.0, b, b, -b, -b],
            [0.0, 0.0, 0.0, 0.0, -a, a, a, -a],
            [-b, b, a, -a, 0.0, 0.0, 0.0, 0.0],
        ]
    )
    return matrix, np.array([0.0, 0.0, -1000.0 * az0])
