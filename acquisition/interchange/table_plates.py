"""Plates from columns of force, moment and centre of pressure.

Such files hold what another program computed: newtons on named axes, and no plate. Where they print a centre of
pressure, it tells where each force acted, so the plate gets a surface through it; its edges stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from acquisition.errors import UnreadableFile
from acquisition.interchange.digest import measured, samples_sha256
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.polarity import LOADED_N, with_reactions
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray, ForcePlate, PlateKind

COMPONENTS = ("fx", "fy", "fz", "mx", "my", "mz")
WIDE_MM = 10_000.0
"""Edge of a surface whose edges are not known: nobody stands near them."""
AGREES_MM = 1.0
EDGES_UNKNOWN = "the edges of its plates are not in the file, so standing near an edge is not noticed"


@dataclass(frozen=True, eq=False)
class PlateColumns:
    """What a file holds of one plate.

    Attributes
    ----------
    name : str
        ``left``, ``right`` or ``plate 1``.
    wrench : dict
        Of ``fx … mz`` those that the file has, N and N·m, shape (n,) each. Moments are about the surface's centre.
    labels : tuple of str
        The file's names of those columns.
    corners_mm : ndarray, shape (4, 3)
        NaN where unknown.
    """

    name: str
    wrench: Mapping[str, FloatArray]
    labels: tuple[str, ...] = ()
    corners_mm: FloatArray = field(default_factory=UNKNOWN_CORNERS.copy)

    @property
    def kind(self) -> PlateKind:
        """A plate without shear counts as one with vertical cells."""
        return "6-component" if {"fx", "fy", "fz"} <= set(self.wrench) else "4-cell"


def table_record(
    where: str,
    form: str,
    rate_hz: float,
    plates: Sequence[PlateColumns],
    warnings: Sequence[str] = (),
    *,
    first_index: int = 0,
    simulated: bool = False,
    samples_lost: Sequence[tuple[int, int]] = (),
    empty: npt.NDArray[np.bool_] | None = None,
) -> PlateRecord:
    """The record of a table's plates.

    Parameters
    ----------
    where, form, rate_hz, warnings, first_index, simulated, samples_lost
        As in the record.
    plates : sequence of PlateColumns
        In file order.
    empty : ndarray of bool, shape (n,), optional
        Rows in which a plate may lack all of its forces and moments.

    Raises
    ------
    UnreadableFile
        A force or moment is missing in another row, or in a part of a plate.
    """
    signals = [_signals(plate, where, empty) for plate in plates]
    described = [_force_plate(plate) for plate in plates]
    return PlateRecord(
        path=where,
        format=form,
        rate_hz=rate_hz,
        plates=with_reactions(described, signals),
        signals=tuple(signals),
        full_scale=tuple(np.full(len(values), np.nan) for values in signals),
        first_index=first_index,
        simulated=simulated,
        samples_lost=tuple(samples_lost),
        samples_sha256=samples_sha256(signals),
        warnings=tuple(warnings),
    )


def _signals(plate: PlateColumns, where: str, empty: npt.NDArray[np.bool_] | None) -> FloatArray:
    values = np.stack([plate.wrench[name] for name in COMPONENTS if name in plate.wrench])
    sound = measured(values).all(axis=0)
    if empty is not None:
        sound |= empty & np.isnan(values).all(axis=0)
    if not sound.all():
        row = int(sound.argmin()) + 1
        raise UnreadableFile(f"{plate.name} lacks a force or moment in row {row}", where, "export the file again")
    return values


def _force_plate(plate: PlateColumns) -> ForcePlate:
    """Columns are in laboratory axes where the plate has corners, else in its own."""
    present = [COMPONENTS.index(name) for name in COMPONENTS if name in plate.wrench]
    bare = ForcePlate(
        plate.name, plate.kind, np.eye(6)[:, present], plate.corners_mm, channels=plate.labels or _labels(plate)
    )
    if not np.isfinite(plate.corners_mm).all():
        return bare
    turn = bare.rotation.T
    matrix: FloatArray = np.kron(np.eye(2), turn)[:, present].astype(np.float64)
    return ForcePlate(plate.name, plate.kind, matrix, plate.corners_mm, channels=bare.channels)


def _labels(plate: PlateColumns) -> tuple[str, ...]:
    return tuple(name.capitalize() for name in COMPONENTS if name in plate.wrench)


def wide_corners(centre_mm: FloatArray, up: int) -> FloatArray:
    """Corners of a wide surface about a centre, its Z along the positive laboratory axis ``up`` (0, 1, 2)."""
    x, y = np.eye(3)[(up + 1) % 3], np.eye(3)[(up + 2) % 3]
    signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    corners: FloatArray = np.stack([centre_mm + 0.5 * WIDE_MM * (a * x + b * y) for a, b in signs])
    return corners


def load_axis(forces_n: Iterable[Sequence[FloatArray] | FloatArray]) -> int:
    """The laboratory axis (0, 1, 2) that carries the load of all plates; each force has shape (3, n)."""
    with np.errstate(invalid="ignore"):
        carried = np.sum([[np.nansum(along) for along in force_n] for force_n in forces_n], axis=0)
    return int(np.abs(carried).argmax())


def wrench_at_pressure(
    force_n: FloatArray, cop_mm: FloatArray, torque_nm: FloatArray, up: int, where: str
) -> tuple[FloatArray, FloatArray]:
    """Mean place of a plate's pressure (mm, shape (3,)) and moments about it (N·m, shape (3, n)).

    M = (p − centre) × F + T. Where there is no pressure point because there is no load, the moment is the torque alone.

    Raises
    ------
    UnreadableFile
        A loaded row has no pressure point.
    """
    placed = np.isfinite(cop_mm).all(axis=0)
    loaded = np.abs(force_n[up]) > LOADED_N
    if (loaded & ~placed).any():
        row = int((loaded & ~placed).argmax()) + 1
        raise UnreadableFile(f"a loaded plate has no centre of pressure in row {row}", where, "export the file again")
    weight = np.where(loaded, np.abs(force_n[up]), 0.0)
    centre: FloatArray = np.full(3, np.nan)
    if loaded.any():
        centre = (np.where(placed, cop_mm, 0.0) * weight).sum(axis=1) / weight.sum()
    lever_m = np.where(placed & np.isfinite(centre)[:, np.newaxis], (cop_mm - centre[:, np.newaxis]) / 1000.0, 0.0)
    return centre, np.cross(lever_m, force_n, axis=0) + torque_nm


def centre_from_pressure(force_n: FloatArray, moment_nm: FloatArray, cop_mm: FloatArray, up: int) -> FloatArray | None:
    """Centre about which a plate's moments are, from the centre of pressure printed beside them; mm, shape (3,).

    From n × M = (p − centre)(n·F) in the surface; ``None`` where nothing was loaded or rows contradict each other.
    """
    normal = np.eye(3)[up]
    press = force_n[up]
    loaded = (np.abs(press) > LOADED_N) & np.isfinite(cop_mm).all(axis=0)
    if not loaded.any():
        return None
    across_mm = 1000.0 * np.cross(normal, moment_nm[:, loaded].T).T / press[loaded]
    centres = cop_mm[:, loaded] - across_mm
    centre: FloatArray = np.median(centres, axis=1)
    off = np.abs(centres - centre[:, np.newaxis]).max(axis=0)
    return centre if float(np.median(off)) < AGREES_MM else None
