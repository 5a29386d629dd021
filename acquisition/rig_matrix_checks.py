"""Whether a plate's matrix can be what its key says: units, transposition, capacity, order of the channels.

Nothing here reads a sheet; it compares the matrix with the size of the plate and with how sensors are built. A check
yields mistakes; it yields none where it cannot know.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from acquisition.amplifier import COMPONENTS
from acquisition.plate import FloatArray
from acquisition.rig_plate_checks import EDGE_MM
from acquisition.rig_table import Mistake
from acquisition.rig_wiring import PlateWiring

LEVER_SHARE = (0.01, 2.0)
"""How far moments may stand from forces, as a share of the plate's longest edge: sensors sit within the plate."""
USUAL_EDGE_MM = 600.0
CAPACITY_N = (500.0, 500_000.0)
"""Largest vertical force that a plate for people can be built for, from and to."""
FORCE_ROWS = 50.0
"""How many times the largest force row may exceed the smallest: more is newtons beside kilonewtons."""
UNEVEN = 1.0
"""Natural logarithm of how much rougher one block of cross terms is than its counterpart, from which a transposition is
suspected."""
FAINT = 1e-4
"""Cross terms, as a share of the component's own sensitivity, that say nothing."""
LEVER_M = 0.01
LEVER_FIT = 0.95
"""Share of a block that is explained by a lever of at least 10 mm: moments of another point, on the wrong side."""
UNITS_M = {"N·mm": 0.001, "lbf·in": 0.0254, "kN·m": 1000.0}
UNIT_KEYS = {"N·mm": "N.mm", "lbf·in": "lbf.in", "kN·m": "kN.m"}


def matrix_mistakes(wiring: PlateWiring) -> Iterator[Mistake]:
    """Whatever is implausible about a plate's calibration; its shape must have been checked."""
    matrix, key = wiring.matrix_si(), wiring.calibration_key
    if wiring.kistler is None and wiring.cells is None:  # these give the sensors' places themselves
        yield from lever_mistakes(wiring, matrix, key)
    yield from capacity_mistakes(wiring, matrix, key)
    yield from order_mistakes(wiring, matrix, key)
    if matrix.shape == (6, 6) and is_transposed(matrix):
        yield Mistake(
            key,
            "looks transposed: cross terms of moments stand in the rows of forces",
            "write one row per component (Fx Fy Fz Mx My Mz) and one column per channel, as in force = matrix × volts",
        )


def lever_mistakes(wiring: PlateWiring, matrix: FloatArray, key: str) -> Iterator[Mistake]:
    """Moment rows in another unit than force rows: their ratio is a length that must fit the plate."""
    size = np.abs(matrix).max(axis=1)
    edge_m = longest_edge_m(wiring)
    smallest_m, largest_m = (share * edge_m for share in LEVER_SHARE)
    level = max(size[0], size[1])
    for row, force in ((3, size[2]), (4, size[2]), (5, level)):
        if size[row] == 0.0 or force == 0.0:
            continue
        lever_m = float(size[row] / force)
        if smallest_m <= lever_m <= largest_m:
            continue
        where = (
            "outside of the plate even for a central load"
            if lever_m > largest_m
            else "at its middle, wherever the load"
        )
        what = (
            f"row {COMPONENTS[row]} against the forces is a lever of {lever_m:.3g} m in a plate of {edge_m:.3g} m, "
            f"so the pressure point would lie {where}{moment_unit_guess(lever_m, edge_m)}"
        )
        yield Mistake(key, what, moment_advice(wiring, lever_m, edge_m))
        return


def longest_edge_m(wiring: PlateWiring) -> float:
    """The plate's longest edge; that of a usual plate where its corners cannot be right."""
    corners = np.asarray(wiring.corners_mm)
    edge_mm = float(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).max())
    return (edge_mm if EDGE_MM[0] <= edge_mm <= EDGE_MM[1] else USUAL_EDGE_MM) / 1000.0


def moment_unit(lever_m: float, edge_m: float) -> str | None:
    """Unit in which the moments would fit the plate, where that is plain."""
    fitting = [name for name, size in UNITS_M.items() if 0.03 * edge_m <= lever_m * size <= 0.75 * edge_m]
    return fitting[0] if fitting else None


def moment_unit_guess(lever_m: float, edge_m: float) -> str:
    """The guess in words, or nothing."""
    unit = moment_unit(lever_m, edge_m)
    return f": mixed units, they look like {unit}" if unit else ""


def moment_advice(wiring: PlateWiring, lever_m: float, edge_m: float) -> str:
    """What to do about a moment row in a wrong unit."""
    unit = moment_unit(lever_m, edge_m)
    if unit and (wiring.amti or wiring.bertec):
        return f'set moment_unit = "{UNIT_KEYS[unit]}" if the sheet says {unit}'
    return "give moments in N·m and forces in N"


def capacity_mistakes(wiring: PlateWiring, matrix: FloatArray, key: str) -> Iterator[Mistake]:
    """Full scale of the vertical force, and force rows in units of their own."""
    size = np.abs(matrix).max(axis=1)
    largest_n = capacity_n(wiring)
    if not CAPACITY_N[0] <= largest_n <= CAPACITY_N[1]:
        causes = {
            "amti": "look at excitation_v, gain and the sheet's unit (µV per V), and that it is no sensitivity (per N)",
            "bertec": "look at the values and the gain",
            "kistler": "give N per V, not pC per N",
        }
        yield Mistake(
            key,
            f"makes {largest_n:.3g} N of Fz of the full ± {wiring.full_scale_v:g} {wiring.unit}, no plate does that",
            causes.get(wiring.calibrations[0], "give N per V"),
        )
    rows = [row for row in size[:3] if row > 0.0]
    if rows and max(rows) > FORCE_ROWS * min(rows):
        yield Mistake(
            key,
            f"its force rows differ {max(rows) / min(rows):.0f} times: mixed units",
            "give all three rows in newtons, or set force_unit",
        )


def capacity_n(wiring: PlateWiring) -> float:
    """Largest vertical force: at full scale, or what bridges are rated for."""
    if wiring.bridge is not None and wiring.bridge.rated_n is not None:
        return float(np.abs(wiring.bridge.rated_n).sum())
    row = np.abs(wiring.matrix_si()[2])
    return float((row.max() if row.size == len(COMPONENTS) else row.sum()) * wiring.full_scale_v)


def order_mistakes(wiring: PlateWiring, matrix: FloatArray, key: str) -> Iterator[Mistake]:
    """Columns or rows that stand in another order than the names say."""
    if wiring.kind != "6-component" or wiring.channel_names != COMPONENTS or matrix.shape != (6, 6):
        return
    share = np.abs(matrix) / np.abs(matrix).max(axis=1, keepdims=True)
    share = share / share.max(axis=0, keepdims=True)
    strongest = np.argmax(share, axis=1)
    off = [row for row in range(6) if strongest[row] != row]
    clear = np.partition(share, -2, axis=1)[:, -2] < 0.5
    if off and sorted(strongest) == list(range(6)) and clear.all():
        told = ", ".join(f"{COMPONENTS[row]} comes mostly from column {COMPONENTS[strongest[row]]}" for row in off)
        yield Mistake(key, f"{told}: rows or columns are exchanged", "put both into the order Fx Fy Fz Mx My Mz")


def is_transposed(matrix: FloatArray) -> bool:
    """Whether rows and columns of a nearly diagonal 6 × 6 matrix look exchanged.

    Written per component's own sensitivity, cross terms of forces in moments and of moments in forces are alike, apart
    from a lever between the point of the sensors and that of the moments, which adds r × F to moments alone. In a
    transposed matrix the one block has grown by the ratio of the sensitivities and the other has shrunk, and the lever
    stands in the rows of the forces.
    """
    diagonal = np.abs(np.diag(matrix))
    if np.any(diagonal == 0.0) or np.any(np.abs(matrix).max(axis=1) > diagonal):
        return False
    here, there = unevenness(matrix), unevenness(matrix.T)
    if here > UNEVEN and abs(there) < here - UNEVEN:
        return True
    lever_m, explained = moment_lever(matrix.T)[:2]
    own_m, own = moment_lever(matrix)[:2]
    own_lever = own > LEVER_FIT and float(np.linalg.norm(own_m)) > LEVER_M
    return explained > LEVER_FIT and float(np.linalg.norm(lever_m)) > LEVER_M and not own_lever


def moment_lever(matrix: FloatArray) -> tuple[FloatArray, float, FloatArray]:
    """Lever r (m) that explains best how forces show in the moments as r × F, the share explained, and the rest."""
    weight = 1.0 / np.abs(np.diag(matrix))[3:, np.newaxis]
    turns = np.array([np.cross(axis, np.eye(3)).T for axis in np.eye(3)])
    columns = np.stack([(weight * (turn @ matrix[:3, :3])).ravel() for turn in turns], axis=1)
    block = (weight * matrix[3:, :3]).ravel()
    lever_m = np.linalg.lstsq(columns, block, rcond=None)[0]
    rest = block - columns @ lever_m
    total = float(block @ block)
    return lever_m, 1.0 - float(rest @ rest) / total if total > 0.0 else 0.0, rest


def unevenness(matrix: FloatArray) -> float:
    """Logarithm of how much rougher forces show in moments than moments in forces, levers apart."""
    rest = moment_lever(matrix)[2]
    diagonal = np.abs(np.diag(matrix))
    in_forces = matrix[:3, 3:] / diagonal[:3, np.newaxis]
    in_moments, in_forces = np.sqrt(rest @ rest / 6.0), np.sqrt(np.mean(in_forces**2))
    return float(np.log(in_moments / in_forces)) if min(in_moments, in_forces) > FAINT else 0.0
