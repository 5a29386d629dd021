"""Legdrive's own exported CSV in: forces on the lifter and moments about each surface, laboratory axes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from acquisition.errors import UnreadableFile
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.sidecar import ENDING, Page, Span, rows_of, spans_where
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
FIRST_COLUMNS = ("time_s", "fx_1", "fy_1", "fz_1")
MOST_NAMED = 10
NO_PAGE = (
    f"without its page of units (…{ENDING}) its rate and the plates' places are taken from its columns, and whether "
    "it is simulated is not known"
)


def is_legdrive_csv(table: TextTable) -> bool:
    """Whether Legdrive wrote it, by its first columns."""
    return table.header[: len(FIRST_COLUMNS)] == FIRST_COLUMNS


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
        told = page.empty_rows is not None
        lost = _told_losses(plates, page, first, where) if told else _losses(table, plates, first)
        return table_record(
            where,
            FORMAT,
            page.rate_hz,
            placed,
            lost.notes,
            first_index=first,
            simulated=page.simulated,
            samples_lost=lost.spans,
            empty=lost.rows,
        )
    rate, notes = rate_from_table("time", "s", table.values[0], rate_hz, where, "the table")
    placed = _placed_by_pressure(table, plates)
    known = all(np.isfinite(plate.corners_mm).all() for plate in placed)
    first = max(0, round(float(table.values[0, 0]) * rate))
    lost = _losses(table, plates, first)
    return table_record(
        where,
        FORMAT,
        rate,
        placed,
        [*notes, *lost.notes, NO_PAGE, *([EDGES_UNKNOWN] if known else [])],
        first_index=first,
        samples_lost=lost.spans,
        empty=lost.rows,
    )


@dataclass(frozen=True, eq=False)
class _Losses:
    """Spans of lost samples, the rows that may be empty for them, and what is to be said of it."""

    spans: tuple[Span, ...]
    rows: npt.NDArray[np.bool_]
    notes: tuple[str, ...]


def _told_losses(plates: list[PlateColumns], page: Page, first: int, where: str) -> _Losses:
    """What the page says was lost, of the samples that the table spans.

    Raises
    ------
    UnreadableFile
        There are numbers where the page says that there are none.
    """
    hollow = _hollow(plates)
    n = hollow.shape[1]
    stop = first + n
    near = [span for span in page.samples_lost if span[0] <= stop and span[1] > first]
    within = [(max(start, first), end if start == stop else min(end, stop)) for start, end in near]
    rows = rows_of(page.empty_rows or (), first, n)
    filled = (rows & ~hollow.any(axis=0)) | (rows_of(within, first, n) & ~hollow.all(axis=0))
    if filled.any():
        what = f"row {int(filled.argmax()) + 1} holds numbers where its page of units says that samples are missing"
        raise UnreadableFile(what, where, EXPORT_AGAIN)
    words = f"samples {_named(within)} were not recorded"
    return _Losses(tuple(within), rows, (words,) if within else ())


def _losses(table: TextTable, plates: list[PlateColumns], first: int) -> _Losses:
    """Rows that hold a time and nothing else: no other rows are written for samples that were lost."""
    rows = _hollow(plates).all(axis=0) & np.isfinite(table.values[0])
    spans = tuple(spans_where(rows, first))
    return _Losses(spans, rows, (f"samples {_named(spans)} are empty: they count as lost",) if spans else ())


def _hollow(plates: list[PlateColumns]) -> npt.NDArray[np.bool_]:
    """Where a plate has neither force nor moment, shape (plates, n)."""
    return np.stack([np.all([np.isnan(values) for values in plate.wrench.values()], axis=0) for plate in plates])


def _named(spans: Sequence[Span]) -> str:
    """Spans in words; of many, from the first to the last."""
    told = spans if len(spans) <= MOST_NAMED else [(spans[0][0], spans[-1][1])]
    return ("between " if told is not spans else "") + ", ".join(f"{start} to {stop - 1}" for start, stop in told)


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
