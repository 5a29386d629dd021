"""What files say about a plate's place and units, made true: corners and lengths."""

from __future__ import annotations

import numpy as np

from acquisition.interchange.units import millimetres_in
from acquisition.plate import FloatArray

SQUARE_MM = 15.0
"""How far four corners may miss a parallelogram and still be a plate: a surveyor's pole, not a tape."""
LONGEST_EDGE_MM = 3500.0
UNKNOWN_CORNERS = np.full((4, 3), np.nan)


def length_unit_mm(corners: FloatArray, stated: str) -> float:
    """Millimetres in the unit of a plate's corners.

    A plate's edges measure 0.1 to 3.5 m, so their size alone tells metres from millimetres; the stated unit decides
    only between millimetres and centimetres.
    """
    longest = float(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).max())
    if longest <= LONGEST_EDGE_MM / 1000.0:
        return 1000.0
    return 10.0 if millimetres_in(stated) == 10.0 and longest <= LONGEST_EDGE_MM / 10.0 else 1.0


def mended_corners(corners_mm: FloatArray) -> tuple[FloatArray, str]:
    """Corners in order around the plate, and what had to be mended (empty where nothing).

    A bow-tie order is two opposite corners named one after the other. The first corner stays, and of the others as many
    as can.
    """
    for order, mended in (
        ((0, 1, 2, 3), ""),
        ((0, 1, 3, 2), "its corners 3 and 4 are exchanged (bow-tie order)"),
        ((0, 2, 1, 3), "its corners 2 and 3 are exchanged (bow-tie order)"),
    ):
        c1, c2, c3, c4 = corners_mm[list(order)]
        if np.linalg.norm(c1 - c2 + c3 - c4) <= SQUARE_MM and np.linalg.norm(np.cross(c1 - c2, c1 - c4)) > 1.0:
            return corners_mm[list(order)], mended
    return UNKNOWN_CORNERS, "its corners are no rectangle, so its place is unknown"
