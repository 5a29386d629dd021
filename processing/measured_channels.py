"""Which components the plates really measured: a channel that holds one value to the last bit is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from acquisition.plate import FloatArray
from processing.forces import PlateForces
from processing.methods import limit


def as_measured(forces: PlateForces) -> PlateForces:
    """The forces without components that nobody measured.

    Files of plates with one axis often carry zeros for the others. A sensor under a load never repeats one value for a
    whole lift; where a loaded plate's forward force does, there is no shear, and where a moment about a level axis
    does, there is no pressure (all moments are then NaN). What is missing altogether (NaN) counts as the same.

    Parameters
    ----------
    forces : PlateForces
        As they came; not changed.
    """
    loaded = np.fmax.reduce(forces.force_n[:, 2], axis=1, initial=0.0) > limit("cop_foot_n")
    if not loaded.any():
        return forces
    has_shear = forces.has_shear and _vary(forces.force_n[loaded, 1])
    if has_shear != forces.has_shear:
        forces = replace(forces, has_shear=False)
    if not has_shear and forces.force_n[:, :2].any():  # NaN counts as something
        vertical = forces.force_n.copy()
        vertical[:, :2] = 0.0
        forces = replace(forces, force_n=vertical)
    if not _vary(forces.moment_nm[loaded, :2]):
        forces = replace(forces, moment_nm=np.full_like(forces.moment_nm, np.nan))
    return forces


def present(forces: PlateForces) -> np.typing.NDArray[np.bool_]:
    """Samples at which nothing is missing that is measured elsewhere, shape (n,)."""
    whole, moments = _without_gaps(forces.force_n), _without_gaps(forces.moment_nm[:, :2])
    return whole & moments if moments.any() else whole


def _without_gaps(values: FloatArray) -> np.typing.NDArray[np.bool_]:
    """Samples at which every component of every plate is there."""
    return np.asarray(np.isfinite(values).all(axis=(0, 1)), dtype=np.bool_)


def _vary(values: FloatArray) -> bool:
    """Whether every row has two different values, samples on the last axis."""
    return bool((np.fmin.reduce(values, axis=-1) < np.fmax.reduce(values, axis=-1)).all())
