"""What of one plate in a rig file cannot be: each check raises ``ValueError`` with ``key: what; what to do``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from acquisition.plate import FloatArray, ForcePlate

CHANNELS_OF_KIND = {"6-component": 6, "8-channel": 8, "4-cell": 4}
RANK_OF_KIND = {"6-component": 6, "8-channel": 6, "4-cell": 3}
WORST_CONDITION = 1e9
"""Condition number, after each row and column is scaled to 1, above which a matrix counts as singular."""
SQUARE_MM = 2.0
"""How far the corners of a plate may miss a rectangle: a tape measure's error."""
EDGE_MM = (100.0, 3000.0)
AZ0_MM = 1.0
"""How far ``surface_mm`` may lie from Kistler's az0."""


def check_calibration(given: Sequence[str], kind: str, kind_of: Mapping[str, str]) -> None:
    """Raise ``ValueError`` where not exactly one calibration is given, or one that does not fit the kind."""
    ways = ", ".join(f"[plate.{name}]" for name in kind_of)
    if not given:
        raise ValueError(f"matrix: is missing; give `matrix`, or one table of {ways}")
    if len(given) > 1:
        raise ValueError(f"{given[1]}: stands beside {given[0]}; a plate has one calibration, take one of them out")
    needed = kind_of.get(given[0], kind)
    if needed != kind:
        raise ValueError(f'kind: is "{kind}", but [plate.{given[0]}] describes "{needed}"; leave `kind` out')


def check_channel_count(kind: str, channels: Sequence[str]) -> None:
    """Raise ``ValueError`` where the number of channels does not fit the kind."""
    needed = CHANNELS_OF_KIND[kind]
    if len(channels) != needed:
        raise ValueError(f"channels: {len(channels)} are listed, a {kind} plate has {needed}")


def check_names(channels: Sequence[str], names: Sequence[str]) -> None:
    """Raise ``ValueError`` where some channels have names and some have not."""
    if names and len(names) != len(channels):
        raise ValueError(f"names: {len(names)} for {len(channels)} channels; name every channel or none")


def check_repeats(channels: Sequence[str]) -> None:
    """Raise ``ValueError`` where a channel is listed twice."""
    twice = sorted({name for name in channels if list(channels).count(name) > 1})
    if twice:
        raise ValueError(f"channels: {', '.join(twice)} is listed twice; each channel carries one wire")


def check_matrix_shape(matrix: Sequence[Sequence[float]], n_channels: int) -> None:
    """Raise ``ValueError`` where the matrix has a wrong shape."""
    if len(matrix) == n_channels != 6 and all(len(row) == 6 for row in matrix):
        raise ValueError(
            f"matrix: is transposed, {n_channels} rows of 6; write 6 rows (Fx Fy Fz Mx My Mz) with a value per channel"
        )
    if len(matrix) != 6:
        raise ValueError(f"matrix: {len(matrix)} rows, 6 are needed (Fx Fy Fz in N, Mx My Mz in N·m per volt)")
    for number, row in enumerate(matrix, 1):
        if len(row) != n_channels:
            raise ValueError(
                f"matrix: row {number} has {len(row)} values, {n_channels} channels are listed; "
                "each row takes one value per channel"
            )


def check_inverted(channels: Sequence[str], inverted: Sequence[str]) -> None:
    """Raise ``ValueError`` where a channel of the wrong sign is none of the plate's, or named twice."""
    for channel in inverted:
        if channel not in channels:
            known = ", ".join(channels)
            raise ValueError(f"inverted: {channel} is no channel of this plate; name some of {known}")
        if inverted.count(channel) > 1:
            raise ValueError(f"inverted: {channel} is named twice; name each channel once")


def check_rank(key: str, kind: str, matrix: FloatArray) -> None:
    """Raise ``ValueError`` where the matrix cannot tell the components apart."""
    if independent_rows(matrix) < RANK_OF_KIND[kind]:
        raise ValueError(
            f"{key}: is singular, some components cannot be told apart; copy it again from the plate's sheet"
        )


def independent_rows(matrix: FloatArray) -> int:
    """Rank after scaling rows and columns, so that newtons and newton-metres weigh the same."""
    rows = np.abs(matrix).max(axis=1, keepdims=True)
    scaled = matrix / np.where(rows > 0.0, rows, 1.0)
    columns = np.abs(scaled).max(axis=0, keepdims=True)
    return int(np.linalg.matrix_rank(scaled / np.where(columns > 0.0, columns, 1.0), tol=6.0 / WORST_CONDITION))


def check_corners(corners_mm: FloatArray) -> None:
    """Raise ``ValueError`` where four corners are no rectangle in the C3D order."""
    lengths = np.linalg.norm(np.roll(corners_mm, -1, axis=0) - corners_mm, axis=1)
    if lengths.min() < EDGE_MM[0] or lengths.max() > EDGE_MM[1]:
        raise ValueError(
            f"corners_mm: edges of {', '.join(f'{length:.0f}' for length in lengths)} mm; "
            f"a plate's edges measure 100 to 3000 mm{unit_guess(float(lengths.max()))}, "
            "corners in order around the plate"
        )
    miss_mm = off_rectangle_mm(corners_mm)
    if miss_mm > SQUARE_MM:
        raise ValueError(
            f"corners_mm: miss a rectangle by {miss_mm:.0f} mm{swap_guess(corners_mm)}; "
            "give them in order around the plate: (+x +y), (-x +y), (-x -y), (+x -y) in plate axes"
        )


def is_plate(corners_mm: FloatArray) -> bool:
    """Whether four corners, taken in order, are those of a plate."""
    try:
        check_corners(corners_mm)
    except ValueError:
        return False
    return True


def off_rectangle_mm(corners_mm: FloatArray) -> float:
    """How far four corners, taken in order, miss a rectangle."""
    edges = np.roll(corners_mm, -1, axis=0) - corners_mm
    lengths = np.linalg.norm(edges, axis=1)
    gap = float(np.linalg.norm(corners_mm[0] - corners_mm[1] + corners_mm[2] - corners_mm[3]))
    return max(gap, float(abs(edges[0] @ edges[1])) / max(float(lengths.max()), 1e-9))


def unit_guess(longest_mm: float) -> str:
    """Which unit the corners may be in, where that is plain."""
    for name, size_mm in (("metres", 1000.0), ("centimetres", 10.0)):
        if EDGE_MM[0] <= longest_mm * size_mm <= EDGE_MM[1] and longest_mm < EDGE_MM[0]:
            return f" and these look like {name}"
    return ""


def swap_guess(corners_mm: FloatArray) -> str:
    """Which two corners changed places (a bow-tie), where that is plain."""
    for first, second in combinations(range(4), 2):
        order = list(range(4))
        order[first], order[second] = order[second], order[first]
        if off_rectangle_mm(corners_mm[order]) <= SQUARE_MM:
            return f" and cross like a bow-tie: corners {first + 1} and {second + 1} look exchanged"
    return ""


def check_surface(plate: ForcePlate) -> None:
    """Raise ``ValueError`` where the sensor would lie above the surface people stand on."""
    above_mm = float((plate.rotation @ plate.surface_mm)[2])
    if above_mm < 0.0:
        raise ValueError(
            f"surface_mm: puts the sensor {-above_mm:.0f} mm above the surface; turn the sign of its third value "
            "(the vector runs from the sensor to the surface, in plate axes), or list the corners the other way round"
        )


def check_az0(surface_mm: Sequence[float], az0_mm: float) -> None:
    """Raise ``ValueError`` where a Kistler plate's two depths differ."""
    if abs(surface_mm[2] - az0_mm) > AZ0_MM:
        raise ValueError(
            f"surface_mm: its third value is {surface_mm[2]:g} mm, but az0_mm {az0_mm:g}; leave `surface_mm` out"
        )
