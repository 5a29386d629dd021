"""Tables whose columns a person or a rig names: plain text and TDMS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.column_table import NamedColumns, listed, position
from acquisition.interchange.columns_option import HOW, OPTION, Chosen
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.rig_columns import rig_record
from acquisition.interchange.table_plates import (
    COMPONENTS,
    EDGES_UNKNOWN,
    PlateColumns,
    load_axis,
    table_record,
    wide_corners,
    wrench_at_pressure,
)
from acquisition.interchange.times import rate_from_table, settled_rate, time_unit_s
from acquisition.interchange.units import millimetres_in, newton_metres_in, newtons_in
from acquisition.plate import FloatArray

if TYPE_CHECKING:
    from acquisition.rig import Rig

UNIT_KINDS: Mapping[str, tuple[str, Callable[[str], float | None]]] = {
    "f": ("N", newtons_in),
    "m": ("N.m", newton_metres_in),
    "t": ("N.m", newton_metres_in),
    "cop": ("mm", millimetres_in),
}


def read_columns(
    table: NamedColumns,
    where: str,
    *,
    chosen: Sequence[Chosen] = (),
    rig: Rig | None = None,
    rate_hz: float | None = None,
) -> PlateRecord:
    """Read the plates of a table.

    Parameters
    ----------
    table : NamedColumns
        The columns.
    where : str
        The file, for messages.
    chosen : sequence of Chosen
        What ``--columns`` named.
    rig : Rig, optional
        Its channels are columns of the table where nothing else was named: matrices, place and signs are its own.
    rate_hz : float, optional
        For a table that states none.

    Raises
    ------
    OptionNeeded
        Nothing says which column is what, a column that the table has not, or no rate.
    UnreadableFile
        A value is missing.
    """
    from dataclasses import replace

    by_rig = rig is not None and (not chosen or {each.plate for each in chosen} <= {"rig", "time"})
    if not chosen and rig is None:
        raise OptionNeeded(
            f"does not say which column is what: {listed(table)}",
            where,
            f"{HOW}, or give --rig RIG.toml for raw channels",
        )
    if any(each.plate == "rig" for each in chosen) and rig is None:
        raise OptionNeeded("channels of a rig are named, but no rig", where, "give --rig RIG.toml")
    rate, notes = _rate(table, where, chosen, rate_hz)
    if by_rig and rig is not None:
        record = rig_record(table, where, chosen, rig, rate)
    else:
        record = _by_name(table, where, chosen, rate)
    return replace(
        record,
        warnings=(*table.warnings, *notes, *record.warnings),
        samples_lost=table.samples_lost,
        started_utc=table.started_utc,
    )


def _rate(table: NamedColumns, where: str, chosen: Sequence[Chosen], given_hz: float | None) -> tuple[float, list[str]]:
    if table.rate_hz is not None:
        return settled_rate(table.rate_hz, given_hz, where, "the file")
    named = [position(table, each.column, where) for each in chosen if each.plate == "time"]
    at = named[0] if named else table.time_column
    if at is None:
        return settled_rate(None, given_hz, where, "the table")
    unit = table.units[at]
    name = table.names[at] if time_unit_s(table.names[at], unit) is not None else "time"
    return rate_from_table(name, unit, table.values[at], given_hz, where, "the table")


def _by_name(table: NamedColumns, where: str, chosen: Sequence[Chosen], rate_hz: float) -> PlateRecord:
    """Plates of forces and moments that were named."""
    order = [name for name in ("left", "right", "") if any(each.plate == name for each in chosen)]
    columns = {
        plate: {each.quantity: _values(table, each, where) for each in chosen if each.plate == plate} for plate in order
    }
    nothing = np.zeros(table.values.shape[1])
    up = load_axis([own.get(f"f{axis}", nothing) for axis in "xyz"] for own in columns.values())
    labels = {plate: tuple(each.column for each in chosen if each.plate == plate) for plate in order}
    plates = [_plate(plate or "plate 1", own, labels[plate], up, where) for plate, own in columns.items()]
    edges = any(np.isfinite(plate.corners_mm).all() for plate in plates)
    return table_record(where, table.form, rate_hz, plates, [EDGES_UNKNOWN] if edges else [])


def _values(table: NamedColumns, each: Chosen, where: str) -> FloatArray:
    """A column in N, N·m or mm: by the unit that was typed, else by the one that the file states.

    Raises
    ------
    OptionNeeded
        The file states a unit of something else.
    """
    at = position(table, each.column, where)
    unit, factor = table.units[at].strip(), each.factor
    if factor is None:
        quantity = f"{each.plate}_{each.quantity}".removeprefix("_")
        wanted, factor_of = UNIT_KINDS[each.quantity.rstrip("xyz")]
        factor = factor_of(unit) if unit else 1.0
        if factor is None:
            raise OptionNeeded(
                f"column {table.names[at] or at + 1} is in '{unit:.20}', {quantity} is wanted in {wanted}", where,
                f"if it is in {wanted} all the same, write {OPTION} {quantity}={each.column}:{wanted}",
            )  # fmt: skip
    values: FloatArray = table.values[at]
    return values if factor == 1.0 else values * factor


def _plate(name: str, own: dict[str, FloatArray], labels: tuple[str, ...], up: int, where: str) -> PlateColumns:
    """One plate; a centre of pressure, where there is one, gives moments and place."""
    if not any(quantity.startswith("cop") for quantity in own):
        wrench = {key: own[key] for key in COMPONENTS if key in own}
        if [key for key in wrench if key[0] == "f"] in (["fx"], ["fy"]):
            # One force alone is the load, whatever the file calls its axis.
            wrench = {"fz": next(iter(wrench.values()))}
        return PlateColumns(name, wrench, labels if len(labels) == len(wrench) else ())
    level = [axis for k, axis in enumerate("xyz") if k != up]
    lacks = [f"cop{axis}" for axis in level if f"cop{axis}" not in own] + [f"f{'xyz'[up]}"] * (
        f"f{'xyz'[up]}" not in own
    )
    if lacks:
        raise OptionNeeded(f"{name} needs {lacks[0]} too", OPTION, HOW)
    nothing = np.zeros_like(next(iter(own.values())))
    rows = {kind: np.stack([own.get(f"{kind}{axis}", nothing) for axis in "xyz"]) for kind in ("f", "cop", "t")}
    if not np.isfinite(rows["f"]).all() or not np.isfinite(rows["t"]).all():
        raise UnreadableFile(f"{name} lacks a force or torque", where, "export the file again")
    centre_mm, moment_nm = wrench_at_pressure(rows["f"], rows["cop"], rows["t"], up, where)
    values = dict(zip(COMPONENTS, np.concatenate([rows["f"], moment_nm]), strict=True))
    if f"t{'xyz'[up]}" not in own:
        del values[f"m{'xyz'[up]}"]  # no torque, so nothing tells the moment about the vertical
    if not {"fx", "fy", "fz"} <= own.keys():
        measured = {f"f{'xyz'[up]}", *(f"m{axis}" for axis in level)}
        values = {key: value for key, value in values.items() if key in measured}
    corners = wide_corners(centre_mm, up) if np.isfinite(centre_mm).all() else UNKNOWN_CORNERS
    return PlateColumns(name, values, (), corners)
