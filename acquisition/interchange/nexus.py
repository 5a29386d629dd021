"""Vicon Nexus device export in: force, moment and centre of pressure of each plate on laboratory axes.

Nexus prints the force on the plate, moments about the plate's centre in N·mm, and centres of pressure in mm. From the
last two follows where each plate's centre lies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.polarity import LOADED_N
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.table_plates import (
    COMPONENTS,
    EDGES_UNKNOWN,
    PlateColumns,
    centre_from_pressure,
    load_axis,
    table_record,
    wide_corners,
)
from acquisition.interchange.text_table import EXPORT_AGAIN, TextTable
from acquisition.interchange.times import LOST_ROWS, settled_rate
from acquisition.interchange.units import millimetres_in, newton_metres_in, newtons_in
from acquisition.plate import FloatArray

FORMAT = "nexus"
FRAMES = (("frame", "subframe"), ("frame", "sub frame"))
QUANTITY = re.compile(r"(?:(?P<plate>.*?)[ _])?(?P<name>[fmc][xyz])", re.I)
COMBINED = re.compile(r"\bcomb", re.I)
UNSTATED = {"f": 1.0, "m": 0.001, "c": 1.0}
"""Where no line of units says otherwise: N, N·mm and mm."""
UNITS: Mapping[str, Callable[[str], float | None]] = {"f": newtons_in, "m": newton_metres_in, "c": millimetres_in}
RESTS = 0.5
"""An unloaded plate prints its centre; of the unloaded rows this share must print the same point."""


def is_nexus(table: TextTable) -> bool:
    """Whether its columns are Nexus frames and a plate's components."""
    return table.lower[:2] in FRAMES and any(QUANTITY.fullmatch(name) for name in table.header)


def read_nexus(table: TextTable, where: str, rate_hz: float | None = None) -> PlateRecord:
    """Read a Nexus device export; the combined plate that Nexus adds is left out.

    Raises
    ------
    UnreadableFile
        A plate lacks a component, or its frames show that rows are missing.
    OptionNeeded
        The file lacks the line with its rate, and none was given.
    """
    columns = _columns(table)
    if not columns:
        raise UnreadableFile("is a Nexus export without force plates", where, "export force and moment of each plate")
    for name, at in columns.items():
        missing = [component.capitalize() for component in COMPONENTS if component not in at]
        if missing:
            raise UnreadableFile(f"{name} lacks {', '.join(missing)}", where, "export force and moment of each plate")
    _check_frames(table.values[0], table.values[1], where)
    up = load_axis([table.values[[at[name] for name in ("fx", "fy", "fz")]] for at in columns.values()])
    plates = [_plate(table, at, f"plate {k}", up, where) for k, at in enumerate(columns.values(), 1)]
    rate, notes = settled_rate(_rate(table), rate_hz, where, "a Nexus export without its line of the rate")
    placed = all(np.isfinite(plate.corners_mm).all() for plate in plates)
    return table_record(where, FORMAT, rate, plates, [*notes, EDGES_UNKNOWN] if placed else notes)


def _columns(table: TextTable) -> dict[str, dict[str, int]]:
    """Per plate the positions of its components; devices that are no plate have none."""
    devices = _devices(table)
    found: dict[str, dict[str, int]] = {}
    for k, (header, device) in enumerate(zip(table.header, devices, strict=True)):
        quantity = QUANTITY.fullmatch(header)
        plate = f"{device}{(quantity['plate'] or '') if quantity else ''}"
        if quantity is None or COMBINED.search(plate):
            continue
        found.setdefault(plate, {}).setdefault(quantity["name"].lower(), k)
    return {plate: at for plate, at in found.items() if {"fx", "fy", "fz"} & at.keys()}


def _devices(table: TextTable) -> list[str]:
    """The device over each column: ``Plate 1 - Force`` stands over the first of its columns only."""
    line = table.above[-1] if table.above and len(table.above[-1]) > 2 else ()
    names, current = [], ""
    for k in range(len(table.header)):
        current = line[k] if k < len(line) and line[k] else current
        names.append(re.sub(r"\s*-\s*(force|moment|cop)s?$", "", current, flags=re.I))
    return names


def _rate(table: TextTable) -> float | None:
    """The number on the line after ``Devices``."""
    for words, cells in zip(table.above, table.above[1:], strict=False):
        if words[0].lower() == "devices" and cells[0].replace(".", "", 1).isdigit():
            stated = float(cells[0])
            return stated if 0.0 < stated < 1e6 else None
    return None


def _plate(table: TextTable, at: Mapping[str, int], name: str, up: int, where: str) -> PlateColumns:
    values = {key: _scaled(table, column, name, where) for key, column in at.items()}
    wrench = {key: values[key] for key in COMPONENTS}
    labels = tuple(table.header[at[key]] for key in COMPONENTS)
    centre_mm = None
    if {"cx", "cy", "cz"} <= at.keys():
        force_n, moment_nm = (np.stack([wrench[f"{kind}{axis}"] for axis in "xyz"]) for kind in "fm")
        cop_mm = np.stack([values[f"c{axis}"] for axis in "xyz"])
        centre_mm = centre_from_pressure(force_n, moment_nm, cop_mm, up)
        if centre_mm is None and not (np.abs(force_n[up]) > LOADED_N).any():
            centre_mm = _resting_point(cop_mm)
    corners_mm = UNKNOWN_CORNERS if centre_mm is None else wide_corners(np.round(centre_mm, 3), up)
    return PlateColumns(name, wrench, labels, corners_mm)


def _scaled(table: TextTable, column: int, plate: str, where: str) -> FloatArray:
    """A column in N, N·m or mm."""
    name, unit = table.header[column], table.units[column]
    kind = name[-2].lower()
    scale = UNITS[kind](unit) if unit else UNSTATED[kind]
    if scale is None:
        raise UnreadableFile(f"{plate} has its {name} in '{unit}'", where, "export it in N, N.mm and mm")
    values: FloatArray = table.values[column] * scale
    return values


def _check_frames(frames: FloatArray, parts: FloatArray, where: str) -> None:
    """Raise where a row is not the next one by its frame and sub frame."""
    with np.errstate(invalid="ignore"):
        steps = np.diff(frames) * (np.max(parts) - np.min(parts) + 1.0) + np.diff(parts)
    off = ~(steps == 1.0)
    if off.any():
        row = int(off.argmax()) + 1
        raise UnreadableFile(
            f"row {row + 1} is frame {frames[row]:g} {parts[row]:g}, the row before frame {frames[row - 1]:g} "
            f"{parts[row - 1]:g}: {LOST_ROWS}", where, EXPORT_AGAIN,
        )  # fmt: skip


def _resting_point(cop_mm: FloatArray) -> FloatArray | None:
    """What an unloaded plate prints most often, where that is often enough; mm, shape (3,)."""
    points, counts = np.unique(cop_mm[:, np.isfinite(cop_mm).all(axis=0)], axis=1, return_counts=True)
    if not counts.size or counts.max() < RESTS * cop_mm.shape[1]:
        return None
    point: FloatArray = points[:, counts.argmax()]
    return point
