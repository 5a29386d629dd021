"""OpenSim force files in (.mot, .sto, or the same as CSV): force, point and free torque on laboratory axes, metres."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.table_plates import (
    COMPONENTS,
    EDGES_UNKNOWN,
    PlateColumns,
    load_axis,
    table_record,
    wide_corners,
    wrench_at_pressure,
)
from acquisition.interchange.text_table import TextTable
from acquisition.interchange.times import rate_from_table
from acquisition.plate import FloatArray

FORMAT = "opensim"
FORCE = re.compile(r"(?P<before>.*?)_?v(?P<axis>[xyz])(?P<after>.*)")
SIDE_WORDS = {"left": "left", "l": "left", "right": "right", "r": "right"}


def is_opensim(table: TextTable) -> bool:
    """Whether its head ends as OpenSim's does and its columns are a force's."""
    ends = any(cells[0].strip().lower() == "endheader" for cells in table.above)
    return ends and any(_is_force(table.lower, name) for name in table.lower)


def _is_force(names: tuple[str, ...], name: str) -> bool:
    return "force" in name and bool(re.search(r"vx(?![a-z])", name)) and name.replace("vx", "vy") in names


def read_opensim(table: TextTable, where: str, rate_hz: float | None = None) -> PlateRecord:
    """Read an OpenSim force file; each force acts on the lifter and becomes a plate.

    Raises
    ------
    UnreadableFile
        A force lacks a component or its point.
    OptionNeeded
        No column of times and no rate given.
    """
    at = {name: k for k, name in enumerate(table.lower)}
    names = [name for name in table.lower if _is_force(table.lower, name)]
    groups = [_group(at, name, where) for name in names]
    forces = [table.values[group["v"]] for group in groups]
    up = load_axis(forces)
    plates = [
        _plate(table, group, _name(name, number), up, where)
        for number, (name, group) in enumerate(zip(names, groups, strict=True), 1)
    ]
    rate, notes = rate_from_table(table.header[0], "s", table.values[0], rate_hz, where, "the OpenSim file")
    return table_record(where, FORMAT, rate, plates, [*notes, EDGES_UNKNOWN])


def _group(at: Mapping[str, int], force: str, where: str) -> dict[str, list[int]]:
    """Positions of force, point and torque of one force."""
    torque = force.replace("force", "torque").replace("vx", "x")
    turns = [name for name in (torque, torque.replace("_x", "_mx"), force.replace("vx", "mx")) if name in at]
    wanted = {"v": force, "p": force.replace("vx", "px"), "t": turns[0] if turns else ""}
    found: dict[str, list[int]] = {}
    for key, name in wanted.items():
        if not name:
            continue
        spot = name.rindex("x") if key == "t" else name.rindex("vx" if key == "v" else "px") + 1
        each = [name[:spot] + letter + name[spot + 1 :] for letter in "xyz"]
        if any(column not in at for column in each):
            lacks = next(column for column in each if column not in at)
            raise UnreadableFile(f"the OpenSim file has no column {lacks}", where, "export force, point and torque")
        found[key] = [at[column] for column in each]
    return found


def _name(force: str, number: int) -> str:
    """The side that the column names, else the plate's number."""
    words = re.split(r"[^a-z]+", re.sub(r"ground|force|vx|calcn|foot", " ", force))
    sides = [SIDE_WORDS[word] for word in words if word in SIDE_WORDS]
    return sides[0] if sides else f"plate {number}"


def _plate(table: TextTable, group: Mapping[str, list[int]], name: str, up: int, where: str) -> PlateColumns:
    force_n: FloatArray = table.values[group["v"]]
    torque_nm = np.zeros_like(force_n)
    if "t" in group:
        torque_nm = table.values[group["t"]]
    if not np.isfinite(force_n).all() or not np.isfinite(torque_nm).all():
        raise UnreadableFile(f"{name} lacks a force or torque", where, "export the file again")
    centre_mm, moment_nm = wrench_at_pressure(force_n, 1000.0 * table.values[group["p"]], torque_nm, up, where)
    wrench = dict(zip(COMPONENTS, np.concatenate([force_n, moment_nm]), strict=True))
    if "t" not in group:
        del wrench[f"m{'xyz'[up]}"]  # a point tells the two level moments; without a torque nothing tells the third
    return PlateColumns(
        name,
        wrench,
        tuple(table.header[k] for k in (*group["v"], *group["t"])) if "t" in group else (),
        wide_corners(centre_mm, up) if np.isfinite(centre_mm).all() else UNKNOWN_CORNERS,
    )
