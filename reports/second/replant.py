"""Where the feet stood, where they last pressed, and where they stood again: a map of the floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from acquisition.plate import FloatArray
from processing.history import event_s, metric
from processing.options import is_pull
from processing.result import Document, LiftCurves
from reports import reading
from reports.numbers import with_uncertainty
from reports.pressure import Side
from reports.shown import Shown
from reports.words import drawings, reasons
from reports.words import second_page as words
from reports.words.say import say

Place = tuple[float, float]
"""Right and forward on the floor, mm, from the middle between the feet as they stood before."""
OUTLINE_MM = 265.0
STANDING_SHARE = 110.0 / 265.0
"""Where standing pressure lies between heel and toes where no foot frame was measured: an assumption."""
STANDING_S = 0.75
"""Standing after the lift over which its place is averaged: the shortest hold."""
SIDES: tuple[Side, Side] = ("left", "right")


@dataclass(frozen=True)
class Footprint:
    """One foot on the map.

    Attributes
    ----------
    side : {'left', 'right'}
        Which foot.
    before, last, after : (float, float) or None
        Pressure while standing before, at the last contact, while standing after.
    heel_mm : float
        From the heel forward to the pressure of standing before.
    length_mm : float
        Length of the outline.
    told : str
        Which foot, and its shift where it was measured.
    """

    side: Side
    before: Place
    last: Place | None
    after: Place | None
    heel_mm: float
    length_mm: float
    told: str


@dataclass(frozen=True)
class Replant:
    """The map, or why there is none.

    Attributes
    ----------
    feet : tuple of Footprint
        Left, right; empty where nothing can be shown.
    wider : str
        How much wider the stance is; empty where not known.
    notes : tuple of str
        What the marks are, and what is missing.
    alt : str
        What the map says.
    missing : str
        Why there is no map.
    """

    feet: tuple[Footprint, ...]
    wider: str
    notes: tuple[str, ...]
    alt: str = ""
    missing: str = ""


def replant(document: Document, curves: LiftCurves) -> Replant:
    """The map of one lift."""
    if not (np.isfinite(curves.left_n).any() and np.isfinite(curves.right_n).any()):
        return Replant((), "", (), missing=say(words.REPLANT_ONE_PLATE))
    if bar_on_plates(document):
        return Replant((), "", (), missing=say(drawings.FEET_BAR))
    stood = [_standing(document, curves, side) for side in SIDES]
    if stood[0] is None or stood[1] is None:
        return Replant((), "", (), missing=say(words.REPLANT_NOWHERE))
    middle = ((stood[0][0] + stood[1][0]) / 2, (stood[0][1] + stood[1][1]) / 2)
    feet = tuple(
        _footprint(document, curves, side, place, middle)
        for side, place in zip(SIDES, stood, strict=True)
        if place is not None
    )
    wider = _wider(document)
    stayed = _stayed(document, feet)
    notes = (stayed, *_notes(document, feet)[1:]) if stayed else _notes(document, feet)
    alt = words.replant_alt([*(foot.told for foot in feet), *([wider] if wider else [])])
    return Replant(feet, wider, notes, alt)


def bar_on_plates(document: Document) -> bool:
    """Whether the bar's own discs stood on the plates, so that standing before the lift shows more than the feet."""
    return any(entry["code"] == "bar_on_plates" for entry in document["quality"])


def _footprint(document: Document, curves: LiftCurves, side: Side, stood: Place, middle: Place) -> Footprint:
    def about(place: Place | None) -> Place | None:
        return None if place is None else (place[0] - middle[0], place[1] - middle[1])

    heel, length = _frame(document, side, stood)
    before = (stood[0] - middle[0], stood[1] - middle[1])
    last, after = _last_contact(document, curves, side), _after(document, curves, side, stood)
    return Footprint(side, before, about(last), about(after), heel, length, _words(document, side))


def _standing(document: Document, curves: LiftCurves, side: Side) -> Place | None:
    """Pressure of quiet standing, before the lift."""
    entry: dict[str, Any] = (document.get("cop") or {}).get("quiet") or {}
    pair = entry.get(f"{side}_mm")
    if pair is not None:
        return float(pair[0]), float(pair[1])
    quiet = event_s(document, "quiet")
    return None if quiet is None else _mean(curves, side, quiet, quiet + 0.5)


def _after(document: Document, curves: LiftCurves, side: Side, stood: Place) -> Place | None:
    """Standing after the lift: to the right as it stood there, forward by the measured shift."""
    start, shift = event_s(document, "hold_start"), metric(document, f"landing_shift_forward_{side}")
    if start is None or shift is None:
        return None
    held = _mean(curves, side, start, start + STANDING_S)
    return None if held is None else (held[0], stood[1] + shift)


def _mean(curves: LiftCurves, side: Side, start_s: float, stop_s: float) -> Place | None:
    cop = _cop(curves, side)
    inside = (curves.time_s >= start_s) & (curves.time_s <= stop_s) & np.isfinite(cop).all(axis=0)
    if not inside.any():
        return None
    right, forward = cop[:, inside].mean(axis=1)
    return float(right), float(forward)


def _last_contact(document: Document, curves: LiftCurves, side: Side) -> Place | None:
    """The last pressure before the foot left; ``None`` where it stayed, or where its load was too small to say."""
    off, drive = event_s(document, f"foot_off_{side}"), event_s(document, "drive_start")
    if off is None or drive is None:
        return None
    cop = _cop(curves, side)
    inside = np.flatnonzero((curves.time_s >= drive) & (curves.time_s <= off) & np.isfinite(cop).all(axis=0))
    return (float(cop[0, inside[-1]]), float(cop[1, inside[-1]])) if inside.size else None


def _cop(curves: LiftCurves, side: Side) -> FloatArray:
    return curves.cop_left_mm if side == "left" else curves.cop_right_mm


def _frame(document: Document, side: Side, stood: Place) -> tuple[float, float]:
    """From the heel to standing pressure, and the foot's length; assumed where no foot frame was measured."""
    frame: dict[str, Any] = document.get("foot_frame") or {}
    heel, length = (frame.get("heel_mm") or {}).get(side), frame.get("foot_length_mm")
    if heel is None or length is None:
        return STANDING_SHARE * OUTLINE_MM, OUTLINE_MM
    return stood[1] - float(heel), float(length)


def _words(document: Document, side: Side) -> str:
    name = say(words.LEFT if side == "left" else words.RIGHT)
    shift = Shown(f"landing_shift_forward_{side}", "mm", way=True).large(document)
    return name if shift is None else words.shift_words(name, shift)


def _stayed(document: Document, feet: tuple[Footprint, ...]) -> str:
    """Feet without a last contact because they never left."""
    stayed = [
        foot.side
        for foot in feet
        if foot.last is None and reading.reason_code(document, f"foot_off_{foot.side}") == "feet_stayed"
    ]
    if not stayed:
        return ""
    return say(words.STAYED["both" if len(stayed) == 2 else stayed[0]])


def _wider(document: Document) -> str:
    value, sigma = metric(document, "stance_widening"), reading.uncertainty(document, "stance_widening")
    if value is None:
        return ""
    told = with_uncertainty(abs(value), sigma, 0)
    return words.wider_words(told) if value >= 0 else words.narrower_words(told)


def _notes(document: Document, feet: tuple[Footprint, ...]) -> tuple[str, ...]:
    measured = bool(document.get("foot_frame"))
    notes = [say(words.REPLANT_NOTE), say(words.REPLANT_OUTLINE_MEASURED if measured else words.REPLANT_OUTLINE)]
    if all(foot.after is not None for foot in feet):
        return tuple(notes)
    if is_pull(str(document["lift"]["kind"])) and event_s(document, "hold_start") is None:
        return (say(words.REPLANT_PULL), notes[1])
    code = reading.reason_code(document, "landing_shift_forward", "landing_shift_forward_left")
    if code in (None, "no_hold", "not_reached"):
        return (say(words.REPLANT_NO_LANDING), notes[1])
    return (words.no_shift(reasons.reason_words(code)), notes[1])
