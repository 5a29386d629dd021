"""Forces, moments and centres of pressure of every sample in the file's own laboratory frame, for other programs.

Nothing is filtered and nothing is turned; only a Legdrive recording is tared, by its own zeros. What a plate does not
measure is NaN, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from acquisition.interchange.place import ABOUT_SURFACE
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray, ForcePlate
from processing.affine import plate_axes
from processing.frames import axis
from processing.options import AnalysisOptions
from processing.wrench import COP_FLOOR_N, record_wrench

LEAST_PRESS_N = 1e-9
"""Less is the rounding of a force that is zero."""
LEAST_PART = 1e-6
"""Of a unit vector: less is rounding."""


@dataclass(frozen=True, eq=False)
class PlateSamples:
    """One plate's samples, the file's laboratory frame.

    Attributes
    ----------
    force_n : ndarray, shape (3, n)
        Force on the lifter.
    moment_nm : ndarray, shape (3, n)
        Moment about the surface centre.
    cop_mm : ndarray, shape (3, n)
        Centre of pressure on the plate's surface; NaN under the floor.
    free_moment_nm : ndarray, shape (n,)
        Moment about the vertical through the centre of pressure; NaN where that is.
    """

    force_n: FloatArray
    moment_nm: FloatArray
    cop_mm: FloatArray
    free_moment_nm: FloatArray


@dataclass(frozen=True, eq=False)
class RecordSamples:
    """All plates' samples.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
        From the recording's or file's first sample.
    plates : tuple of PlateSamples
        In file order.
    force_n, cop_mm : ndarray, shape (3, n)
        Of all plates together.
    """

    time_s: FloatArray
    plates: tuple[PlateSamples, ...]
    force_n: FloatArray
    cop_mm: FloatArray

    def columns(self) -> dict[str, FloatArray]:
        """Columns by name, in the order of the exported table."""
        table = {"time_s": self.time_s}
        for k, plate in enumerate(self.plates, 1):
            for name, values in (("f", plate.force_n), ("m", plate.moment_nm), ("cop", plate.cop_mm)):
                table |= {f"{name}{letter}_{k}": row for letter, row in zip("xyz", values, strict=True)}
            table[f"tz_{k}"] = plate.free_moment_nm
        for name, values in (("f", self.force_n), ("cop", self.cop_mm)):
            table |= {f"{name}{letter}": row for letter, row in zip("xyz", values, strict=True)}
        return table


def record_samples(record: PlateRecord, options: AnalysisOptions, cop_floor_n: float = COP_FLOOR_N) -> RecordSamples:
    """Samples of a whole record.

    Parameters
    ----------
    record : PlateRecord
        As read.
    options : AnalysisOptions
        Only ``up`` is used: it says which force is the load.
    cop_floor_n : float
        Load, of a plate and of all, under which there is no centre of pressure; 0 gives one for every sample.
    """
    up = axis(options.up)
    force_n, moment_nm = _tared_wrench(record, options.up)
    centres_mm = np.stack([plate.centre_mm for plate in record.plates])
    own_mm = np.where(np.isnan(centres_mm) & (record.format in ABOUT_SURFACE), 0.0, centres_mm)
    plates = tuple(
        _measured(plate, _plate_samples(force_n[k], moment_nm[k], own_mm[k], plate_axes(plate)[:, 2], up, cop_floor_n))
        for k, plate in enumerate(record.plates)
    )
    middle_mm = centres_mm.mean(axis=0)
    total_n = force_n.sum(axis=0)
    levers_m = (centres_mm - middle_mm)[:, :, np.newaxis] / 1000.0
    total_nm = (moment_nm + np.cross(levers_m, force_n, axis=1)).sum(axis=0)
    return RecordSamples(
        (record.first_index + np.arange(record.n)) / record.rate_hz,
        plates,
        np.sum([plate.force_n for plate in plates], axis=0),
        pressure_points(total_n, total_nm, middle_mm, up, up, cop_floor_n),
    )


def _tared_wrench(record: PlateRecord, up: str) -> tuple[FloatArray, FloatArray]:
    """Force and moment of all plates; each sample is tared by the last zero before it, the first zero at the start."""
    stops = [tare.stop - record.first_index for tare in record.tares]
    edges = [0, *sorted({stop for stop in stops if 0 < stop < record.n}), record.n]
    parts = [record_wrench(record, np.eye(3), up, start, stop) for start, stop in pairwise(edges)]
    return (
        np.concatenate([part.force_n for part in parts], axis=2),
        np.concatenate([part.moment_nm for part in parts], axis=2),
    )


def pressure_points(
    force_n: FloatArray,
    moment_nm: FloatArray,
    centre_mm: FloatArray,
    normal: FloatArray,
    up: FloatArray,
    floor_n: float,
) -> FloatArray:
    """Where the wrench's axis meets the surface, mm, shape (3, n); NaN where the load is under the floor.

    With the moment M about the centre and the surface's normal n, the point is centre + n × M / (n·F): from
    M = p × F + T·n, as n × (p × F) = p (n·F) for p in the surface.
    """
    across = np.cross(normal, moment_nm, axisb=0, axisc=0)
    press_n = normal @ force_n
    loaded = np.abs(press_n) > LEAST_PRESS_N
    if floor_n > 0.0:
        loaded &= up @ force_n >= floor_n
    points: FloatArray = np.full_like(force_n, np.nan)
    np.divide(1000.0 * across, press_n, out=points, where=loaded)
    return points + centre_mm[:, np.newaxis]


def _measured(plate: ForcePlate, samples: PlateSamples) -> PlateSamples:
    """The samples with NaN in the components that the plate's channels say nothing about."""
    tells = np.abs(plate.matrix).max(axis=1) > 0.0
    if tells.all():
        return samples
    axes = np.abs(plate_axes(plate)) > LEAST_PART
    unknown_force, unknown_moment = ((axes & ~told).any(axis=1)[:, np.newaxis] for told in (tells[:3], tells[3:]))
    no_pressure = not tells[3:5].all()
    return PlateSamples(
        np.where(unknown_force, np.nan, samples.force_n),
        np.where(unknown_moment, np.nan, samples.moment_nm),
        np.full_like(samples.cop_mm, np.nan) if no_pressure else samples.cop_mm,
        samples.free_moment_nm if tells[5] else np.full_like(samples.free_moment_nm, np.nan),
    )


def _plate_samples(
    force_n: FloatArray,
    moment_nm: FloatArray,
    centre_mm: FloatArray,
    normal: FloatArray,
    up: FloatArray,
    floor_n: float,
) -> PlateSamples:
    cop_mm = pressure_points(force_n, moment_nm, centre_mm, normal, up, floor_n)
    lever_m = (cop_mm - centre_mm[:, np.newaxis]) / 1000.0
    left_over_nm = normal @ (moment_nm - np.cross(lever_m, force_n, axis=0))
    return PlateSamples(force_n, moment_nm, cop_mm, left_over_nm * (normal @ up))
