"""Legdrive's own exported CSV in: forces on the lifter and moments about each surface, laboratory axes."""

from __future__ import annotations

import re

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.sidecar import ENDING, Page
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
from acquisition.interchange.times import rate_from_table
from acquisition.plate import FloatArray

FORMAT = "legdrive-csv"
NO_PAGE = (
    f"without its page of units (…{ENDING}) its rate and the plates' places are taken from its columns, and whether "
    "it is simulated is not known"
)


def is_legdrive_csv(table: TextTable) -> bool:
    """Whether Legdrive wrote it, by its first columns."""
    return table.header[:4] == ("time_s", "fx_1", "fy_1", "fz_1")


def read_legdrive_csv(table: TextTable, where: str, page: Page | None, rate_hz: float | None = None) -> PlateRecord:
    """Read an exported table, with the page of units beside it where there is one.

    Raises
    ------
    UnreadableFile
        A column is missing, or the page describes another table.
    """
    plates = _plates(table, where)
    if page is not None:
        if len(page.names) != len(plates):
            raise UnreadableFile(
                f"holds {len(plates)} plates, its page of units describes {len(page.names)}", where, EXPORT_AGAIN
            )
        placed = [
            PlateColumns(name, plate.wrench, plate.labels, corners)
            for name, plate, corners in zip(page.names, plates, page.corners_mm, strict=True)
        ]
        first = _first_row(table.values[0], page.rate_hz, where)
        return table_record(where, FORMAT, page.rate_hz, placed, first_index=first, simulated=page.simulated)
    rate, notes = rate_from_table("time", "s", table.values[0], rate_hz, where, "the table")
    placed = _placed_by_pressure(table, plates)
    known = all(np.isfinite(plate.corners_mm).all() for plate in placed)
    first = max(0, round(float(table.values[0, 0]) * rate))
    return table_record(
        where, FORMAT, rate, placed, [*notes, NO_PAGE, *([EDGES_UNKNOWN] if known else [])], first_index=first
    )


def _first_row(times_s: FloatArray, rate_hz: float, where: str) -> int:
    """Sample of the file that the first row holds, by its printed time.

    Raises
    ------
    UnreadableFile
        The times do not run at the page's rate: rows are missing, doubled or out of order.
    """
    rows = times_s * rate_hz
    first = float(rows[0]) if rows.size else 0.0
    off = ~(np.abs(rows - first - np.arange(rows.size)) < 0.25)
    if off.any():
        row = int(off.argmax())
        raise UnreadableFile(
            f"row {row + 1} of the table says {times_s[row]:g} s, at {rate_hz:g} Hz it would be "
            f"{(first + row) / rate_hz:g} s: rows are missing, doubled or out of order",
            where,
            EXPORT_AGAIN,
        )
    return max(0, round(first))


def _plates(table: TextTable, where: str) -> list[PlateColumns]:
    at = {name: k for k, name in enumerate(table.header)}
    count = len([name for name in at if re.fullmatch(r"fz_\d+", name)])
    plates = []
    for number in range(1, count + 1):
        names = [f"{component}_{number}" for component in COMPONENTS]
        missing = [name for name in names if name not in at]
        if missing:
            raise UnreadableFile(f"the exported table has no column {missing[0]}", where, EXPORT_AGAIN)
        columns = {component: table.values[at[name]] for component, name in zip(COMPONENTS, names, strict=True)}
        measured = {component: values for component, values in columns.items() if not np.isnan(values).all()}
        if not {"fx", "fy", "fz"} & measured.keys():
            raise UnreadableFile(f"plate {number} of the exported table holds no force", where, EXPORT_AGAIN)
        labels = tuple(name for name in names if name.partition("_")[0] in measured)
        plates.append(PlateColumns(f"plate {number}", measured, labels))
    return plates


def _placed_by_pressure(table: TextTable, plates: list[PlateColumns]) -> list[PlateColumns]:
    """The plates about the points that their moments and printed centres of pressure agree on."""
    at = {name: k for k, name in enumerate(table.header)}
    whole = [plate for plate in plates if len(plate.wrench) == len(COMPONENTS)]
    up = load_axis([np.stack([plate.wrench[f"f{axis}"] for axis in "xyz"]) for plate in whole]) if whole else 2
    placed = []
    for number, plate in enumerate(plates, 1):
        columns = [at.get(f"cop{axis}_{number}") for axis in "xyz"]
        corners: FloatArray = UNKNOWN_CORNERS
        if plate in whole and None not in columns:
            force_n, moment_nm = (np.stack([plate.wrench[f"{kind}{axis}"] for axis in "xyz"]) for kind in "fm")
            cop_mm = table.values[[k for k in columns if k is not None]]
            centre_mm = centre_from_pressure(force_n, moment_nm, cop_mm, up)
            corners = UNKNOWN_CORNERS if centre_mm is None else wide_corners(centre_mm, up)
        placed.append(PlateColumns(plate.name, plate.wrench, plate.labels, corners))
    return placed
