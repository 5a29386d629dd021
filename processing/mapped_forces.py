"""Forces of a whole file with little in memory: samples of a mapped C3D go through the wrench pass in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from acquisition.interchange.open_file import mapped_c3d, read_file
from acquisition.interchange.polarity import pressed_n, reacting
from acquisition.plate import FloatArray, ForcePlate
from processing.affine import has_place
from processing.forces import PlateForces
from processing.frames import laboratory_axes, sides
from processing.options import AnalysisOptions
from processing.wrench import plate_forces, record_wrench, stacked_rows, turned
from processing.wrench_stream import WrenchStream

if TYPE_CHECKING:
    from acquisition.interchange.c3d_file import C3dFile

BLOCK = 8192
"""Samples at a time: few enough for the cache, and enough to make what is done once a block cost nothing."""


@dataclass(frozen=True, eq=False)
class FileForces:
    """What :func:`file_forces` gives.

    Attributes
    ----------
    forces : PlateForces
        Force and moment of every plate and sample.
    cop_mm : ndarray, shape (n_plates, 2, n)
        Centre of pressure of each plate, right and forward; NaN under 50 N.
    combined_cop_mm : ndarray, shape (2, n)
        Of all plates together.
    warnings : tuple of str
        What the reader had to mend or leave out.
    simulated : bool
        True where the samples come from simulated plates.
    """

    forces: PlateForces
    cop_mm: FloatArray
    combined_cop_mm: FloatArray
    warnings: tuple[str, ...]
    simulated: bool


def file_forces(
    path: Path | str,
    options: AnalysisOptions | None = None,
    rate_hz: float | None = None,
    rig: Path | str | None = None,
) -> FileForces:
    """Forces, moments and centres of pressure of a file, equal to those of :func:`processing.wrench.plate_forces`.

    The channels of a C3D file, unless it is gzipped, are never in memory as a whole, only what is returned. Nothing is
    corrected for drift and the rate is the file's.

    Parameters
    ----------
    path : Path
        The file.
    options : AnalysisOptions, optional
        ``forward``, ``up``, ``left_plate``, ``right_plate``.
    rate_hz : float, optional
        Sample rate, for files that state none.
    rig : path of a rig.toml, optional
        Place of the plates, for files that state none.

    Raises
    ------
    UnreadableFile, OptionNeeded
        As :func:`acquisition.interchange.open_file.read_file` and ``plate_forces``.
    """
    options = options or AnalysisOptions()
    file = mapped_c3d(path, rate_hz)
    return _read(path, options, rate_hz, rig) if file is None else _mapped(file, options)


def _read(path: Path | str, options: AnalysisOptions, rate_hz: float | None, rig: Path | str | None) -> FileForces:
    """A file of another kind, by way of its record."""
    record = read_file(path, rate_hz, rig)
    whole = record_wrench(record, laboratory_axes(options), options.up)
    forces = plate_forces(record, options)
    return FileForces(forces, whole.cop_mm, whole.combined_cop_mm, record.warnings, record.simulated)


def _mapped(file: C3dFile, options: AnalysisOptions) -> FileForces:
    axes = laboratory_axes(options)
    corners_mm = np.stack([plate.corners_mm @ axes.T for plate in file.plates])
    left, right = sides(corners_mm.mean(axis=1), options, file.path, [plate.name for plate in file.plates])
    plates = turned(_reacting(file), options.up)
    stream = WrenchStream(plates, stacked_rows(plates), file.rate_hz, axes=axes)
    n_plates, n = len(plates), file.n
    force_n, moment_nm = np.empty((n_plates, 3, n)), np.empty((n_plates, 3, n))
    cop_mm, combined_cop_mm = np.empty((n_plates, 2, n)), np.empty((2, n))
    for start, stop in _blocks(n):
        part = stream.push(np.concatenate(file.values(start, stop)))
        force_n[..., start:stop], moment_nm[..., start:stop] = part.force_n, part.moment_nm
        cop_mm[..., start:stop], combined_cop_mm[..., start:stop] = part.cop_mm, part.combined_cop_mm
    has_shear = all(plate.kind != "4-cell" and has_place(plate) for plate in plates)
    centres_mm = corners_mm.mean(axis=1)
    forces = PlateForces(file.rate_hz, force_n, moment_nm, centres_mm, corners_mm, left, right, has_shear)
    return FileForces(forces, cop_mm, combined_cop_mm, file.warnings, file.simulated)


def _reacting(file: C3dFile) -> tuple[ForcePlate, ...]:
    """The plates with the way their forces act, which the load tells: a first look at all samples."""
    totals_n = np.zeros(len(file.plates))
    for start, stop in _blocks(file.n):
        totals_n += [
            pressed_n(plate, values) for plate, values in zip(file.plates, file.values(start, stop), strict=True)
        ]
    return reacting(file.plates, totals_n.tolist())


def _blocks(n: int) -> Iterator[tuple[int, int]]:
    for start in range(0, n, BLOCK):
        yield start, min(start + BLOCK, n)
