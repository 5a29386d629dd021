"""Where the pressure lies: at every event, and on its way through the pull."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from processing.cop import COMBINED, NO_PLACE, Place
from processing.document import EVENT_KEYS, FROM_HEEL, number
from processing.missing import Missing, Values, all_missing
from processing.phases import Pull
from processing.signals import SIDES, LiftSignals
from processing.weighing import Still

PRESSURE_KEYS = FROM_HEEL
LOW = "too little load, or no plate of its own, to read a pressure at this event"


def pressure_metrics(
    signals: LiftSignals, quiet: Still | None, pull: Pull, heel_mm: float | None = None, *, on_plates: bool
) -> Values:
    """Rearmost pressure of the pull, and pressure at the end of the drive, mm forward of the heel.

    Without a heel's place (``heel_mm``, laboratory frame): forward of the quiet standing's pressure.
    """
    if not signals.has_place:
        return all_missing(PRESSURE_KEYS, NO_PLACE)
    if on_plates:
        return all_missing(
            PRESSURE_KEYS,
            Missing("bar_on_plates", "the bar's discs on the plates move the pressure of the quiet standing"),
        )
    if quiet is None:
        return all_missing(PRESSURE_KEYS, Missing("not_still", "nobody stands still for a second before the lift"))
    combined = signals.pressure.combined
    forward = combined.places_mm()[1]
    way = forward[int(np.ceil(pull.start)) : int(pull.drive_end) + 1]
    standing = forward[quiet.start : quiet.stop]
    at_end = combined.at(pull.drive_end)
    if at_end is None or np.isnan(way).any() or np.isnan(standing).any():
        return all_missing(PRESSURE_KEYS, Missing("low_load", "too little load to read a pressure during the pull"))
    place = float(standing.mean()) if heel_mm is None else heel_mm
    return {"pressure_rearmost": float(way.min()) - place, "pressure_at_drive_end": at_end[1] - place}


def pressure_table(signals: LiftSignals, events: Values, tare_n: float = 0.0) -> tuple[dict[str, Any], list[str]]:
    """The document's ``cop``, and the places in it that hold no pressure though the event happened.

    Returns
    -------
    table : dict
        Per event ``left_mm``, ``right_mm``, ``combined_mm`` (right, forward) and ``uncertainty_mm``; ``None`` for an
        event without a time.
    missing : list of str
        Keys as ``about`` names them.
    """
    at = {key: float(time) for key in EVENT_KEYS if not isinstance(time := events[key], Missing)}
    table: dict[str, Any] = dict.fromkeys(EVENT_KEYS)
    missing: list[str] = []
    read = {
        name: dict(zip(at, _read(signals, name, list(at.values()), tare_n), strict=True)) for name in (*SIDES, COMBINED)
    }
    for key in at:
        entry: dict[str, Any] = {}
        spread: dict[str, float | None] = {}
        for name, found in read.items():
            pressure = found[key]
            if pressure is None:
                missing.append(f"cop.{key}.{name}_mm")
            entry[f"{name}_mm"] = None if pressure is None else [number(place) for place in pressure[0]]
            spread[name] = None if pressure is None else number(pressure[1], 3)
        table[key] = {**entry, "uncertainty_mm": spread}
    return table, missing


def _read(
    signals: LiftSignals, name: str, positions: list[float], tare_n: float
) -> Sequence[tuple[Place, float] | None]:
    """Pressure and its uncertainty at positions; nothing of a foot without a plate of its own."""
    wrench = signals.pressure.all.get(name)
    if wrench is None:
        return [None] * len(positions)
    zero_n = tare_n if name == COMBINED else tare_n / math.sqrt(2.0)
    return [
        None if found is None else (found[0], math.hypot(found[1], wrench.zero_mm(at, found[0], zero_n)))
        for at, found in zip(positions, wrench.at_all(positions), strict=True)
    ]
