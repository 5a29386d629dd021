"""Records to forces: which tare, which frame, which side; the samples themselves go through the wrench kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray, ForcePlate
from processing.affine import has_place
from processing.forces import PlateForces
from processing.frames import laboratory_axes, sides
from processing.options import AnalysisOptions
from processing.skew import unskewed
from processing.wrench_stream import COP_FLOOR_N, Wrench, WrenchStream

__all__ = ["COP_FLOOR_N", "Wrench", "WrenchStream", "plate_forces", "record_wrench", "stacked_rows"]

SKEW_MARGIN = 3
"""Samples on either side that the removal of the skew reads."""


def stacked_rows(plates: Sequence[ForcePlate]) -> list[range]:
    """Rows of each plate when the plates' channels are stacked in order."""
    stops = np.cumsum([plate.matrix.shape[1] for plate in plates]).tolist()
    return [range(stop - plate.matrix.shape[1], stop) for plate, stop in zip(plates, stops, strict=True)]


def stacked_signals(record: PlateRecord, start: int, stop: int) -> FloatArray:
    """Channels of all plates over ``[start, stop)``, without convert skew, shape (n_channels, n)."""
    if not any(delays.any() for delays in record.skew_s):
        return np.concatenate([signals[:, start:stop] for signals in record.signals])
    first, last = max(start - SKEW_MARGIN, 0), min(stop + SKEW_MARGIN, record.n)
    straight = [
        unskewed(signals[:, first:last], delays * record.rate_hz)
        for signals, delays in zip(record.signals, record.skew_s, strict=True)
    ]
    return np.concatenate(straight)[:, start - first : stop - first]


def facing(record: PlateRecord, up: str) -> tuple[ForcePlate, ...]:
    """Plates whose forces push the lifter along ``up``.

    Readers of other programs' files take the positive laboratory axis for up; a rig that calibrates the channels states
    the sign itself.
    """
    return record.plates if record.signs_stated else turned(record.plates, up)


def turned(plates: Sequence[ForcePlate], up: str) -> tuple[ForcePlate, ...]:
    """Plates that push along the positive laboratory axis, made to push along ``up``."""
    if up[0] == "+":
        return tuple(plates)
    return tuple(replace(plate, reaction=-1 if plate.reaction == 1 else 1) for plate in plates)


def record_wrench(
    record: PlateRecord, axes: FloatArray, up: str = "+z", start: int = 0, stop: int | None = None
) -> Wrench:
    """Wrenches of ``[start, stop)`` of a record, turned into ``axes``; tared as :func:`plate_forces` says."""
    stop = record.n if stop is None else min(stop, record.n)
    tare = record.tare_of(record.first_index + start)
    plates = facing(record, up)
    stream = WrenchStream(plates, stacked_rows(plates), record.rate_hz, tare=tare.values if tare else None, axes=axes)
    return stream.push(stacked_signals(record, start, max(start, stop)))


def plate_forces(record: PlateRecord, options: AnalysisOptions, start: int = 0, stop: int | None = None) -> PlateForces:
    """Forces of all plates over samples ``[start, stop)`` of a record.

    Parameters
    ----------
    record : PlateRecord
        As read; its samples are not changed.
    options : AnalysisOptions
        ``forward``, ``up``, ``left_plate``, ``right_plate``.
    start, stop : int
        Positions among the samples held in the record (0 is its first, whatever its ``first_index``).

    Returns
    -------
    PlateForces
        Tared by the last zero before ``start``, else the recording's first, else not at all.

    Raises
    ------
    OptionNeeded
        The plates' sides or the axes must be typed.
    """
    axes = laboratory_axes(options)
    corners_mm = np.stack([plate.corners_mm @ axes.T for plate in record.plates])
    centres_mm = corners_mm.mean(axis=1)
    left, right = sides(centres_mm, options, record.path, [plate.name for plate in record.plates])
    wrench = record_wrench(record, axes, options.up, start, stop)
    return PlateForces(
        record.rate_hz,
        wrench.force_n,
        wrench.moment_nm,
        centres_mm,
        corners_mm,
        left,
        right,
        has_shear=all(plate.kind != "4-cell" and has_place(plate) for plate in record.plates),
    )
