"""A rig of two plain plates, and volts that put given forces on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from acquisition.plate import FloatArray
from acquisition.rig import Rig, read_rig


@pytest.fixture
def rig(root: Path) -> Rig:
    return read_rig(root / "examples" / "rig.toml")


@pytest.fixture
def volts_of(rig: Rig) -> Callable[[FloatArray], FloatArray]:
    """Volts whose vertical forces on the lifter are the given ones, shape (2, n), at the plates' centres."""

    def made(fz_n: FloatArray) -> FloatArray:
        volts = np.zeros((len(rig.channels), fz_n.shape[1]))
        for plate, rows, force_n in zip(rig.plates(), rig.plate_channels, fz_n, strict=True):
            # z points down in the plate's axes and the matrix gives the force on the plate: so it is positive there.
            wanted = np.zeros((6, fz_n.shape[1]))
            wanted[2] = force_n
            volts[list(rows)] = np.linalg.solve(np.asarray(plate.matrix), wanted)
        return volts

    return made
