"""How long the amplifiers have been on, and how old the calibrations are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acquisition.rig import Rig
    from service.lab import Lab

DUE_DAYS = 365
"""After so many days a calibration is called old."""
WARM_UP_S = 1800.0
"""Until then an amplifier's zero still wanders; makers ask for 5 to 30 minutes."""


def warm_up_words(lab: Lab) -> str:
    """How warm they are; counted from the first sample, as nobody tells us when they were switched on."""
    seconds = lab.door.screen().warm_up_s
    if seconds is None:
        return "Warm-up: begins with the first sample."
    if seconds >= WARM_UP_S:
        return f"Warm-up: done, samples have come for {seconds / 60.0:.0f} min."
    return f"Warm-up: {seconds / 60.0:.0f} of {WARM_UP_S / 60.0:.0f} min. Zero again when it is done."


def calibration_lines(rig: Rig, clock: Callable[[], datetime]) -> Iterator[str]:
    """A line a plate; said aloud where a year has gone by."""
    today = clock().date()
    for wiring in rig.plate:
        side, on = wiring.side, wiring.calibrated_on
        if on is None:
            yield f"Calibration of the {side} plate: no date in rig.toml (calibrated_on)."
        elif (today - on).days > DUE_DAYS:
            months = (today - on).days // 30
            yield f"⚠ Calibration of the {side} plate is {months} months old ({on}): have it done again."
        else:
            yield f"Calibration of the {side} plate: {on}."
