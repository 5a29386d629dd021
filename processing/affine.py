"""Everything that is known before the first sample, folded into one affine map per plate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray, ForcePlate

UP_UNKNOWN = np.eye(3)
"""Axes of a plate without corners: its own, with z up. Its horizontal directions are then unknown."""


@dataclass(frozen=True, eq=False)
class PlateMaps:
    """Channel values to force (N) and moment (N·m) on the lifter about each surface centre.

    Attributes
    ----------
    rows : ndarray of intp, shape (n_plates, n_channels)
        Which rows of the channel values each plate reads.
    gains : ndarray, shape (n_plates, 6, n_channels)
        Force, then moment; zero where a plate has fewer channels than another.
    offsets : ndarray, shape (n_plates, 6)
        What the tare takes away.
    centres_mm : ndarray, shape (n_plates, 3)
        Surface centres, laboratory frame; z from the mean height of all plates, on which the common COP lies.
    """

    rows: npt.NDArray[np.intp]
    gains: FloatArray
    offsets: FloatArray
    centres_mm: FloatArray


def has_place(plate: ForcePlate) -> bool:
    """Whether the plate's corners are known."""
    return bool(np.isfinite(plate.corners_mm).all())


def plate_axes(plate: ForcePlate) -> FloatArray:
    """Plate axes as columns in the frame of the corners, shape (3, 3)."""
    return plate.rotation if has_place(plate) else UP_UNKNOWN


def surface_gains(plate: ForcePlate, axes: FloatArray) -> FloatArray:
    """Channel values to force and moment on the lifter about the surface centre, shape (6, n_channels).

    The moment about the point r from the sensor origin is M + F × r; then both are turned into ``axes`` (rows: right,
    forward, up) and both change sign where the matrix gives the force on the plate.
    """
    x, y, z = plate.surface_mm / 1000.0
    cross_r = np.array([[0.0, z, -y], [-z, 0.0, x], [y, -x, 0.0]])
    turn = plate.reaction * axes @ plate_axes(plate)
    force, moment = plate.matrix[:3], plate.matrix[3:]
    return np.vstack([turn @ force, turn @ (moment + cross_r @ force)])


def fold(
    plates: Sequence[ForcePlate],
    plate_channels: Sequence[Sequence[int]],
    axes: FloatArray,
    tare: Sequence[FloatArray] | None = None,
) -> PlateMaps:
    """Fold tare, matrix, transfer to the surface, rotation and sign.

    Parameters
    ----------
    plates : sequence of ForcePlate
        In file order.
    plate_channels : sequence of sequence of int
        Per plate: rows of the channel values.
    axes : ndarray, shape (3, 3)
        Rows right, forward, up in the frame of the corners.
    tare : sequence of ndarray, optional
        Per plate, shape (n_channels,): channel values of the unloaded plate.
    """
    widest = max(len(rows) for rows in plate_channels)
    n_plates = len(plates)
    gains = np.zeros((n_plates, 6, widest))
    rows = np.zeros((n_plates, widest), dtype=np.intp)
    offsets = np.zeros((n_plates, 6))
    centres_mm = np.stack([axes @ plate.centre_mm for plate in plates])
    centres_mm[:, 2] -= centres_mm[:, 2].mean()
    for k, plate in enumerate(plates):
        n_channels = len(plate_channels[k])
        rows[k, :n_channels] = plate_channels[k]
        rows[k, n_channels:] = plate_channels[k][0]
        gains[k, :, :n_channels] = surface_gains(plate, axes)
        if tare is not None:
            offsets[k] = -gains[k, :, :n_channels] @ tare[k]
    return PlateMaps(rows, gains, offsets, centres_mm)
