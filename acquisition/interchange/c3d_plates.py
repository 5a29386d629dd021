"""FORCE_PLATFORM of a C3D file: types 1 to 5 as plates of the house.

Type 1 stores forces, centre of pressure and free moment; type 2 forces and moments; type 3 the eight channels of
Kistler plates; type 4 is type 2 before its 6 × 6 matrix; type 5 is type 3 before a matrix of 6 × 8. FORCE_PLATFORM:ZERO
is never subtracted: somebody may stand on the plate in those frames already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.c3d_data import counts_of, number_of, numbers_of, texts_of, texts_per_channel
from acquisition.interchange.c3d_parameters import Groups
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.plate import FloatArray

CHANNELS_OF_TYPE = {1: 6, 2: 6, 3: 8, 4: 6, 5: 8}
LEVER_UNIT_RATIO = 20.0
"""A strain-gauge plate's moment and force sensitivities lie 0.1 to 1 m apart: a ratio above this is one in mm."""
TURNED_RATIO = 20.0
"""Cross-talk is a like share of each row: moments in N·mm leak hundreds of times more than forces in N."""


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
    origin : ndarray or None
        In the file's unit, shape (3,).
    point_unit : str
        POINT:UNITS: what the file says of its lengths.
    matrix : ndarray or None
        CAL_MATRIX of this plate, shape (6, n_channels): a row for each force and moment.
    turned : bool
        Whether the file stores that matrix with a column for each force and moment.
    """

    number: int
    kind: int
    channels: list[int]
    labels: list[str]
    units: list[str]
    corners: FloatArray
    origin: FloatArray | None
    point_unit: str
    matrix: FloatArray | None
    turned: bool


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
    described = min(kinds.size, table.shape[1] if table.ndim == 2 else 0)
    if described < count:
        raise UnreadableFile(
            f"FORCE_PLATFORM says {count} plates but describes {described}", where,
            "export the file again from the program that made it",
        )  # fmt: skip
    return [_stored_plate(groups, k, int(kinds[k]), table[:, k], n_analog, where) for k in range(count)]


def _stored_plate(groups: Groups, k: int, kind: int, channels: FloatArray, n_analog: int, where: str) -> StoredPlate:
    if kind not in CHANNELS_OF_TYPE:
        raise UnreadableFile(f"plate {k + 1} is of FORCE_PLATFORM type {kind}", where, "types 1 to 5 are read here")
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
    matrix, turned = _matrix(_axes(numbers_of(groups, "FORCE_PLATFORM", "CAL_MATRIX"), 3), k, needed)
    labels, units = (texts_per_channel(groups, name) for name in ("LABELS", "UNITS"))
    point_units = texts_of(groups, "POINT", "UNITS")
    return StoredPlate(
        number=k + 1,
        kind=kind,
        channels=[channel - 1 for channel in listed],
        labels=[labels[channel - 1] if channel <= len(labels) else f"channel {channel}" for channel in listed],
        units=[units[channel - 1] if channel <= len(units) else "" for channel in listed],
        corners=corners[:, :, k].T
        if corners.shape[:2] == (3, 4) and corners.ndim == 3 and corners.shape[2] > k
        else UNKNOWN_CORNERS,
        origin=origin[:, k] if origin.shape[0] == 3 and origin.ndim == 2 and origin.shape[1] > k else None,
        point_unit=point_units[0] if point_units else "",
        matrix=matrix,
        turned=turned,
    )


def _matrix(stored: FloatArray, k: int, n_channels: int) -> tuple[FloatArray | None, bool]:
    """A plate's CAL_MATRIX with a row for each force and moment, and whether the file stores it the other way.

    The first index of a C3D parameter is the row. A matrix of 8 × 6 is one of 6 × 8 the other way. A square one in
    N·mm tells by its own cross-talk. Files with plates of several types pad the shorter side with zeros.
    """
    if stored.ndim != 3 or stored.shape[2] <= k:
        return None, False
    rows, columns = stored.shape[:2]
    matrix = stored[:, :, k]
    if (rows, columns) == (8, 6) and n_channels == 8:
        return matrix.T.copy(), True
    if rows < 6 or columns < n_channels or matrix[6:].any() or matrix[:, n_channels:].any():
        return None, False
    matrix = matrix[:6, :n_channels]
    if n_channels == 6:
        gains = np.abs(np.diag(matrix))
        in_mm = np.median(gains[3:]) > LEVER_UNIT_RATIO * np.median(gains[:3])
        if in_mm and np.abs(matrix[:3, 3:]).max() > TURNED_RATIO * np.abs(matrix[3:, :3]).max():
            return matrix.T.copy(), True
    return matrix, False


def _axes(values: FloatArray, n_axes: int) -> FloatArray:
    """Values with trailing axes of length 1 added: files of one plate may leave the last out."""
    return values.reshape(values.shape + (1,) * max(n_axes - values.ndim, 0))


def kistler_calibration(origin_mm: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Matrix and surface vector of an eight-channel plate from ORIGIN (a, b, az0), mm.

    a and b are half the sensors' spacings and always positive; only az0, the height of the surface over the sensors,
    is stored with either sign. Kistler's data sheets: Mx = b(fz1 + fz2 − fz3 − fz4), My = a(−fz1 + fz2 + fz3 − fz4),
    Mz = b(−fx12 + fx34) + a(fy14 − fy23), then Mx + Fy·az0 and My − Fx·az0 with az0 negative.
    """
    a, b, az0 = np.abs(origin_mm) / 1000.0
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
