"""Where the pressure lies: at every event, and on its way through the pull."""

from __future__ import annotations

from typing import Any

import numpy as np

from processing.cop import COMBINED, NO_PLACE
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


def pressure_table(signals: LiftSignals, events: Values) -> tuple[dict[str, Any], list[str]]:
    """The document's ``cop``, and the places in it that hold no pressure though the event happened.

    Returns
    -------
    table : dict
        Per event ``left_mm``, ``right_mm``, ``combined_mm`` (right, forward) and ``uncertainty_mm``; ``None`` for an
        event without a time.
    missing : list of str
        Keys as ``about`` names them.
    """
    table: dict[str, Any] = {}
    missing: list[str] = []
    for key in EVENT_KEYS:
        position = events[key]
        if isinstance(position, Missing):
            table[key] = None
            continue
        entry: dict[str, Any] = {}
        spread: dict[str, float | None] = {}
        for name in (*SIDES, COMBINED):
            wrench = signals.pressure.all.get(name)
            place = None if wrench is None else wrench.at(position)
            entry[f"{name}_mm"] = None if place is None else [number(place[0]), number(place[1])]
            spread[name] = None if wrench is None else number(wrench.uncertainty_mm(position), 3)
            if place is None:
                missing.append(f"cop.{key}.{name}_mm")
        table[key] = {**entry, "uncertainty_mm": spread}
    return table, missing
