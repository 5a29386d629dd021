"""Pressure and balance, front to back, against time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from acquisition.plate import FloatArray
from processing.history import event_s
from processing.result import Document, LiftCurves
from reports.numbers import signed
from reports.phases import Phase, phases
from reports.second.replant import bar_on_plates
from reports.words import second_page as words
from reports.words.say import say

BEFORE_S = 0.25
"""Time shown before the bar leaves the floor, or before the dip where it hangs."""
AFTER_S = 0.25
"""Time shown after the bottom of the catch."""
LONGEST_S = (1.6, 1.3)
"""Most that is shown before and after the end of the push."""


@dataclass(frozen=True, eq=False)
class BalanceView:
    """Forward position of pressure and balance.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
        Page time; 0 is the end of the push.
    pressure_mm, balance_mm : ndarray, shape (n,)
        Forward of ``origin``; NaN where not known.
    phases : tuple of Phase
        Phases in the span.
    lines : tuple of (str, float)
        Named places: heel and toes where they were measured, else none.
    origin : str
        What 0 mm is.
    note : str
        Why there is no balance line; empty where there is one.
    missing : str
        Why there is nothing to draw; empty where there is.
    alt : str
        What the drawing says.
    """

    time_s: FloatArray
    pressure_mm: FloatArray
    balance_mm: FloatArray
    phases: tuple[Phase, ...]
    lines: tuple[tuple[str, float], ...]
    origin: str
    note: str = ""
    missing: str = ""
    alt: str = ""

    @property
    def has_balance(self) -> bool:
        """Whether the balance is drawn."""
        return bool(np.isfinite(self.balance_mm).any())


def balance_view(document: Document, curves: LiftCurves) -> BalanceView:
    """What is drawn, or why nothing is."""
    zero = event_s(document, "drive_end")
    nothing = np.zeros(0)
    if zero is None:
        return BalanceView(nothing, nothing, nothing, (), (), "", missing=say(words.NO_PRESSURE))
    span = _span(document, zero)
    time = curves.time_s - zero
    inside = (time >= span[0]) & (time <= span[1])
    origin_mm, origin, lines = _origin(document)
    pressure = curves.cop_combined_mm[1, inside] - origin_mm
    if np.isfinite(pressure).sum() < 2:
        return BalanceView(nothing, nothing, nothing, (), (), "", missing=say(words.NO_PRESSURE))
    balance = curves.balance_forward_mm[inside] - origin_mm
    shown = (float(time[inside][0]), float(time[inside][-1]))
    view = BalanceView(time[inside], pressure, balance, phases(document, shown), lines, origin)
    note = "" if view.has_balance else _no_balance(document)
    return BalanceView(
        view.time_s, pressure, balance, view.phases, lines, origin, note, alt=_alt(view.time_s, pressure, balance)
    )


def _span(document: Document, zero: float) -> tuple[float, float]:
    first = next(
        (t for key in ("separation", "unweighting_start", "drive_start") if (t := event_s(document, key)) is not None),
        zero - 0.5,
    )
    bottom, peak = event_s(document, "bottom"), event_s(document, "catch_peak")
    last = bottom if bottom is not None else peak if peak is not None else zero + 0.75
    return max(first - BEFORE_S - zero, -LONGEST_S[0]), min(last + AFTER_S - zero, LONGEST_S[1])


def _origin(document: Document) -> tuple[float, str, tuple[tuple[str, float], ...]]:
    """Where 0 mm lies: the heel where it was measured, else quiet standing, else the plates' own origin."""
    frame: dict[str, Any] = document.get("foot_frame") or {}
    if frame:
        heel, toe = (float(np.mean(list(frame[key].values()))) for key in ("heel_mm", "toe_mm"))
        return heel, say(words.FROM_HEEL), ((say(words.HEEL), 0.0), (say(words.TOE), toe - heel))
    quiet = ((document.get("cop") or {}).get("quiet") or {}).get("combined_mm")
    if quiet is None or bar_on_plates(document):
        return 0.0, say(words.FROM_PLATES), ()
    return float(quiet[1]), say(words.FROM_STANDING), ()


def _no_balance(document: Document) -> str:
    codes = {str(entry["code"]) for entry in document["quality"]}
    return say(words.NO_BALANCE if "no_shear" in codes else words.NO_BALANCE_ZERO)


def _alt(time_s: FloatArray, pressure_mm: FloatArray, balance_mm: FloatArray) -> str:
    at = int(np.abs(time_s).argmin())
    told = [signed(float(line[at]), 0) if np.isfinite(line[at]) else "" for line in (pressure_mm, balance_mm)]
    return words.balance_alt(*told) if told[0] else say(words.BALANCE_NOTE)
