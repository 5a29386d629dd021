"""BioWare text in: Kistler's own forces, moments and centre of pressure, in the axes of each plate."""

from __future__ import annotations

import re

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.table_plates import COMPONENTS, PlateColumns, table_record
from acquisition.interchange.text_table import EXPORT_AGAIN, TextTable
from acquisition.interchange.times import SLOWEST_HZ, check_times, rate_from_table, settled_rate, time_unit_s
from acquisition.interchange.units import millimetres_in, newton_metres_in, newtons_in
from acquisition.plate import FloatArray

FORMAT = "bioware"
THOUSANDS = re.compile(r"\d{1,2}[.,]\d{3}")
PRINTED_MM = 0.1
"""How far the printed centre of pressure may lie from the one of its own moments: rounding, one to four decimals."""


def is_bioware(table: TextTable) -> bool:
    """Whether BioWare wrote it, by its first line."""
    return bool(table.above) and table.above[0][0].lower().startswith("bioware")


def read_bioware(table: TextTable, where: str, rate_hz: float | None = None) -> PlateRecord:
    """Read a BioWare export: force, and moments about each plate's surface, in the plate's axes.

    Raises
    ------
    UnreadableFile
        A plate lacks a component, or its printed centre of pressure contradicts its moments; its times contradict the
        rate in its head, or show that rows are missing.
    OptionNeeded
        No rate in its head or its times, and none was given.
    """
    firsts = [k for k, name in enumerate(table.lower) if name == "fx"]
    if not firsts:
        raise UnreadableFile("is a BioWare file without force plates", where, "export Fx Fy Fz Mx My Mz of each plate")
    stops = [*firsts[1:], len(table.header)]
    plates = [
        _plate(table, number, range(a, b), where) for number, (a, b) in enumerate(zip(firsts, stops, strict=True), 1)
    ]
    stated = _rate(table)
    if stated is None:
        rate, notes = rate_from_table(
            table.header[0], table.units[0], table.values[0], rate_hz, where, "a BioWare file"
        )
    else:
        rate, notes = settled_rate(stated, rate_hz, where, "a BioWare file")
        unit_s = time_unit_s(table.header[0], table.units[0])
        if unit_s is not None:
            notes += check_times(table.values[0], unit_s, rate, where, stated=True)
    return table_record(where, FORMAT, rate, plates, notes)


def _plate(table: TextTable, number: int, columns: range, where: str) -> PlateColumns:
    """One plate's columns: from its Fx up to the next plate's."""
    at = {table.lower[k]: k for k in reversed(columns)}
    missing = [name.capitalize() for name in COMPONENTS if name not in at]
    if missing:
        raise UnreadableFile(
            f"plate {number} lacks {', '.join(missing)}", where, "export Fx Fy Fz Mx My Mz of each plate"
        )
    wrench = {name: _in_newtons(table, at[name], number, where) for name in COMPONENTS}
    if {"ax", "ay"} <= at.keys():
        ax_mm, ay_mm = (
            (millimetres_in(table.units[at[name]]) or 1000.0) * table.values[at[name]] for name in ("ax", "ay")
        )
        _check(wrench, ax_mm, ay_mm, number, where)
    return PlateColumns(f"plate {number}", wrench, tuple(f"{name.capitalize()} {number}" for name in COMPONENTS))


def _in_newtons(table: TextTable, column: int, number: int, where: str) -> FloatArray:
    """A column of force or moment in N or N·m."""
    name, unit = table.header[column], table.units[column]
    is_force = name[0].lower() == "f"
    scale = 1.0 if not unit else newtons_in(unit) if is_force else newton_metres_in(unit)
    if scale is None:
        raise UnreadableFile(f"plate {number} has its {name} in '{unit}'", where, "export it in N and N m")
    values: FloatArray = table.values[column] * scale
    return values


def _check(wrench: dict[str, FloatArray], ax_mm: FloatArray, ay_mm: FloatArray, number: int, where: str) -> None:
    """Raise where the printed centre of pressure is not that of the moments: Ax = −My/Fz, Ay = Mx/Fz."""
    loaded = np.abs(wrench["fz"]) > 200.0
    if not loaded.any():
        return
    off = np.hypot(
        ax_mm + 1000.0 * wrench["my"] / np.where(loaded, wrench["fz"], 1.0),
        ay_mm - 1000.0 * wrench["mx"] / np.where(loaded, wrench["fz"], 1.0),
    )[loaded]
    if not float(np.median(off)) < PRINTED_MM:
        raise UnreadableFile(
            f"plate {number}: its centre of pressure is not that of its moments about the surface", where, EXPORT_AGAIN
        )


def _rate(table: TextTable) -> float | None:
    """The rate that its head states: ``1000,000000`` has a decimal comma, ``1,000`` a mark of thousands."""
    for cells in table.above:
        if cells[0].lower().startswith("rate (hz)") and len(cells) > 1:
            try:
                stated = float(cells[1].replace(",", "."))
                if stated < SLOWEST_HZ and THOUSANDS.fullmatch(cells[1]):
                    stated = float(re.sub("[.,]", "", cells[1]))
            except ValueError:
                continue
            if 0.0 < stated < 1e6:
                return stated
    return None
