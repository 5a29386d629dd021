"""BioWare text in: Kistler's own forces, moments and centre of pressure, in the axes of each plate."""

from __future__ import annotations

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.table_plates import COMPONENTS, PlateColumns, table_record
from acquisition.interchange.text_table import EXPORT_AGAIN, TextTable
from acquisition.interchange.times import rate_from_table, settled_rate
from acquisition.plate import FloatArray

FORMAT = "bioware"
MOMENT_NM = {"n m": 1.0, "n.m": 1.0, "n*m": 1.0, "nm": 1.0, "n mm": 0.001, "n.mm": 0.001, "n*mm": 0.001, "nmm": 0.001}
FORCE_N = {"n": 1.0, "kn": 1000.0, "": 1.0}
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
        A plate lacks a component, or its printed centre of pressure contradicts its moments.
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
    return table_record(where, FORMAT, rate, plates, notes)


def _plate(table: TextTable, number: int, columns: range, where: str) -> PlateColumns:
    """One plate's columns: from its Fx up to the next plate's."""
    at = {table.lower[k]: k for k in reversed(columns)}
    missing = [name.capitalize() for name in COMPONENTS if name not in at]
    if missing:
        raise UnreadableFile(
            f"plate {number} lacks {', '.join(missing)}", where, "export Fx Fy Fz Mx My Mz of each plate"
        )
    units = [table.units[at[name]].lower() for name in ("fx", "mx")]
    if units[0] not in FORCE_N or (units[1] or "n m") not in MOMENT_NM:
        raise UnreadableFile(f"plate {number} is in '{units[0]}' and '{units[1]}'", where, "export it in N and N m")
    force_n, moment_nm = FORCE_N[units[0]], MOMENT_NM[units[1] or "n m"]
    wrench = {name: table.values[at[name]] * (force_n if name[0] == "f" else moment_nm) for name in COMPONENTS}
    if {"ax", "ay"} <= at.keys():
        metres = {"m": 1000.0, "cm": 10.0, "mm": 1.0}.get(table.units[at["ax"]].lower(), 1000.0)
        _check(wrench, metres * table.values[at["ax"]], metres * table.values[at["ay"]], number, where)
    return PlateColumns(f"plate {number}", wrench, tuple(f"{name.capitalize()} {number}" for name in COMPONENTS))


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
    """The rate that its head states."""
    for cells in table.above:
        if cells[0].lower().startswith("rate (hz)") and len(cells) > 1:
            try:
                stated = float(cells[1].replace(",", "."))
            except ValueError:
                continue
            if 0.0 < stated < 1e6:
                return stated
    return None
