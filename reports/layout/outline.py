"""An outline of a foot, to lay pressure on: a shape to recognise, not a measured foot."""

from __future__ import annotations

from functools import cache

import numpy as np

from acquisition.plate import FloatArray
from reports.pressure import HEEL_TO_STANDING_MM

LENGTH_MM = 265.0
_RIGHT_FOOT = (
    (0, 0), (17, 4), (28, 18), (32, 42), (32, 78), (35, 118), (41, 158), (46, 192), (45, 216), (38, 233), (28, 245),
    (14, 255), (-2, 262), (-19, 265), (-33, 258), (-40, 240), (-42, 215), (-43, 192), (-37, 165), (-28, 132),
    (-25, 98), (-27, 62), (-29, 36), (-26, 16), (-15, 4),
)  # fmt: skip
"""Right, forward in mm from the middle of the heel; the big toe lies on the left of a right foot."""
STEPS = 6
TURNED_OUT_DEG = 15.0
"""How far the toes point outward, about the place of standing pressure; an assumption, said on the page."""


@cache
def right_foot_mm() -> FloatArray:
    """Outline of a right foot, shape (n, 2), closed: a Catmull–Rom curve through the points above."""
    points = np.array(_RIGHT_FOOT, dtype=float)
    before, after, beyond = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0), np.roll(points, -2, axis=0)
    t = np.linspace(0.0, 1.0, STEPS, endpoint=False)[None, :, None]
    p0, p1, p2, p3 = (each[:, None, :] for each in (before, points, after, beyond))
    smooth = 0.5 * (
        2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return _turned(smooth.reshape(-1, 2))


def _turned(outline: FloatArray) -> FloatArray:
    pivot = np.array([0.0, HEEL_TO_STANDING_MM])
    angle = np.radians(TURNED_OUT_DEG)
    right, forward = (outline - pivot).T
    turned = [right * np.cos(angle) + forward * np.sin(angle), forward * np.cos(angle) - right * np.sin(angle)]
    placed: FloatArray = np.column_stack(turned) + pivot
    return placed


def left_foot_mm() -> FloatArray:
    """The same, mirrored."""
    mirrored: FloatArray = right_foot_mm() * np.array([-1.0, 1.0])
    return mirrored
