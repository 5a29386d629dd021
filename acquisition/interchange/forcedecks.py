"""ForceDecks raw data in: time and the vertical force of two plates that measure nothing else."""

from __future__ import annotations

import re

from acquisition.errors import UnreadableFile
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.table_plates import PlateColumns, table_record
from acquisition.interchange.text_table import TextTable
from acquisition.interchange.times import rate_from_table, time_unit_s
from acquisition.interchange.units import newtons_in

FORMAT = "forcedecks"
SIDE = re.compile(r"(?:z[ _]?|fz[ _]?)?(left|right)(?: ?[\[(][^\[\]()]*[\])])?", re.I)


def is_forcedecks(table: TextTable) -> bool:
    """Whether its columns are time, left and right."""
    if len(table.header) < 3 or time_unit_s(table.header[0]) is None:
        return False
    sides = [SIDE.fullmatch(name) for name in table.header[1:3]]
    return {side[1].lower() for side in sides if side} == {"left", "right"} and not any(table.header[3:])


def read_forcedecks(table: TextTable, where: str, rate_hz: float | None = None) -> PlateRecord:
    """Read a raw export: left and right are named, shear and centres of pressure are not there.

    Raises
    ------
    UnreadableFile
        Its forces are not in newtons, or its times show that rows are missing.
    OptionNeeded
        Its times do not tell the rate, and none was given.
    """
    plates = []
    for side in ("left", "right"):
        k = next(k for k in (1, 2) if side in table.lower[k])
        newtons = newtons_in(table.units[k]) if table.units[k] else 1.0
        if newtons is None:
            raise UnreadableFile(f"column {table.header[k]} is in '{table.units[k]}'", where, "export it in N")
        plates.append(PlateColumns(side, {"fz": table.values[k] * newtons}, (table.header[k],)))
    unit = table.units[0] if time_unit_s(table.header[0], table.units[0]) else "s"
    rate, notes = rate_from_table(table.header[0], unit, table.values[0], rate_hz, where, "the file")
    return table_record(where, FORMAT, rate, plates, notes)
