"""A force plate: where it lies, which way its axes point, how its channels become force.

Axes and signs of the whole house are stated here, once:

* The **laboratory frame** is right-handed: x to the lifter's right, y forward, z up. Files may use another one; it is
  turned into this one by ``--forward`` and ``--up`` in processing, never in a reader.
* The **plate frame** has its origin at the centre of the top surface. Its axes come from the corners (C3D order:
  ``(+,+) (−,+) (−,−) (+,−)`` seen in plate axes): X from corner 2 to corner 1, Y from corner 4 to corner 1,
  Z = X × Y, which points down for plates installed the usual way.
* ``matrix`` turns channel values into force (N) and moment (N·m) at the **sensor origin**, in plate axes.
* ``surface_mm`` is the vector from the sensor origin to the centre of the top surface, plate axes (C3D's ORIGIN
  with the sign it should have: z negative where Z points down and the sensor lies below the surface).
* ``reaction`` is +1 where force and moment so computed act *on the lifter* (reaction), −1 where they act on the plate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
PlateKind = Literal["6-component", "8-channel", "4-cell"]


@dataclass(frozen=True, eq=False)
class ForcePlate:
    """One plate as its calibration sheet and the floor plan describe it.

    Attributes
    ----------
    name : str
        What people call it: ``left``, ``right``, ``plate 1``.
    kind : {'6-component', '8-channel', '4-cell'}
        Which transducer layout it has.
    matrix : ndarray, shape (6, n_channels)
        Channel values to ``Fx Fy Fz`` (N) and ``Mx My Mz`` (N·m) at the sensor origin, plate axes.
    corners_mm : ndarray, shape (4, 3)
        Corners of the top surface in the file's or rig's laboratory frame.
    surface_mm : ndarray, shape (3,)
        Sensor origin to surface centre, plate axes.
    reaction : {1, -1}
        +1: the matrix gives the force on the lifter; −1: the force on the plate.
    channels : tuple of str
        Channel names in the order of the matrix' columns.
    serial : str
        Serial number, or empty.
    """

    name: str
    kind: PlateKind
    matrix: FloatArray
    corners_mm: FloatArray
    surface_mm: FloatArray = field(default_factory=lambda: np.zeros(3))
    reaction: Literal[1, -1] = 1
    channels: tuple[str, ...] = ()
    serial: str = ""

    @property
    def centre_mm(self) -> FloatArray:
        """Centre of the top surface, laboratory frame, shape (3,)."""
        centre: FloatArray = self.corners_mm.mean(axis=0)
        return centre

    @cached_property
    def rotation(self) -> FloatArray:
        """Plate axes as columns in the laboratory frame, shape (3, 3), orthonormal.

        Bow-tie corner orders must have been mended by the reader.
        """
        c1, c2, _, c4 = self.corners_mm
        x = (c1 - c2) / np.linalg.norm(c1 - c2)
        z = np.cross(x, c1 - c4)
        z /= np.linalg.norm(z)
        axes = np.column_stack([x, np.cross(z, x), z])
        axes.flags.writeable = False
        return axes
