"""``--columns left_fz=FP1,right_fz=FP2``: what a person says about the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from acquisition.errors import OptionNeeded

OPTION = "--columns"
QUANTITIES = {"f": "N", "m": "N.m", "cop": "mm", "t": "N.m"}
KEY = re.compile(r"(?:(?P<plate>left|right)_)?(?P<kind>f|m|cop|t)(?P<axis>[xyz])")
CHANNEL = re.compile(r"ai\d+")
UNITS = {
    "f": {"n": 1.0, "kn": 1000.0},
    "m": {"n.m": 1.0, "nm": 1.0, "n.mm": 0.001, "nmm": 0.001},
    "t": {"n.m": 1.0, "nm": 1.0, "n.mm": 0.001, "nmm": 0.001},
    "cop": {"mm": 1.0, "cm": 10.0, "m": 1000.0},
}
HOW = "write --columns left_fz=COLUMN,right_fz=COLUMN (also fx … mz, copx copy copz, tx ty tz, time, or ai0 … of a rig)"


@dataclass(frozen=True)
class Chosen:
    """One column that was named.

    Attributes
    ----------
    plate : str
        ``left``, ``right``, or empty for the only plate; ``rig`` for a channel of the rig, ``time`` for the times.
    quantity : str
        ``fx`` … ``copz``, a channel such as ``ai0``, or ``time``.
    column : str
        The file's name of it, or its number from 1.
    factor : float or None
        To N, N·m or mm, by the unit that was typed; ``None`` where none was.
    """

    plate: str
    quantity: str
    column: str
    factor: float | None = None


def parse_columns(text: str) -> tuple[Chosen, ...]:
    """Read what was typed after ``--columns``.

    Parameters
    ----------
    text : str
        Pairs ``QUANTITY=COLUMN`` or ``QUANTITY=COLUMN:UNIT`` between commas. Forces are in N, moments and torques in
        N·m, centres of pressure in mm, unless a unit is given.

    Raises
    ------
    OptionNeeded
        A pair that is none, a quantity that does not exist, or one that is named twice.
    """
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    chosen = [_chosen(key.strip(), column.strip()) for key, _, column in pairs]
    seen: set[tuple[str, str]] = set()
    for each in chosen:
        if (each.plate, each.quantity) in seen:
            raise OptionNeeded(f"{each.quantity} is named twice", OPTION, HOW)
        seen.add((each.plate, each.quantity))
    if not chosen:
        raise OptionNeeded("names no column", OPTION, HOW)
    _check_plates(chosen)
    return tuple(chosen)


def _chosen(key: str, column: str) -> Chosen:
    if not column:
        raise OptionNeeded(f"'{key}' names no column", OPTION, HOW)
    if key == "time":
        return Chosen("time", key, column)
    if CHANNEL.fullmatch(key):
        return Chosen("rig", key, column)
    found = KEY.fullmatch(key)
    if found is None:
        raise OptionNeeded(f"'{key}' is no quantity of a plate", OPTION, HOW)
    name, _, unit = column.rpartition(":")
    known = UNITS[found["kind"]]
    if name and unit.lower() in known:
        return Chosen(found["plate"] or "", f"{found['kind']}{found['axis']}", name, known[unit.lower()])
    return Chosen(found["plate"] or "", f"{found['kind']}{found['axis']}", column)


def _check_plates(chosen: Sequence[Chosen]) -> None:
    """Raise ``OptionNeeded`` where a plate has no vertical force, or plates and channels are mixed."""
    plates = {each.plate for each in chosen} - {"time"}
    if len(plates) > 1 and ("rig" in plates or "" in plates):
        raise OptionNeeded(
            "left and right, a plate without a side, and channels of a rig do not go together", OPTION, HOW
        )
    if not plates:
        raise OptionNeeded("names no force", OPTION, HOW)
    for plate in sorted(plates - {"rig"}):
        named = {each.quantity for each in chosen if each.plate == plate}
        forces = {name for name in named if name[0] == "f"}
        if not forces:
            raise OptionNeeded(f"names no force of the {plate or 'only'} plate", OPTION, HOW)
        if {name[0] for name in named} >= {"m", "c"}:
            raise OptionNeeded("moments and centres of pressure of one plate are the same twice", OPTION, "give either")
