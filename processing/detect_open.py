"""A lift whose push was seen and whose end is not yet: is the lifter standing, and what was it?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from processing import detect_limits as limits
from processing.crossing import runs
from processing.detect_moves import Drive, rise_m
from processing.detect_rests import Rest
from processing.options import is_clean, is_pull

HELD = ("hang_", "power_position_")
"""Kinds that begin with the bar in the hands."""


@dataclass
class OpenLift:
    """A push with an unloading and a landing, and the still stands under the bar since.

    Attributes
    ----------
    before : Rest
        Still stand before the move.
    drive_end : float
        Tick, with fraction, at which the push ended.
    weight_n : float
        Lifter and bar.
    floor : bool
        Whether the bar left the floor in this move; else it was in the hands before.
    from_rack : bool
        Whether the bar was held after a lift before.
    perhaps_alone : bool
        Whether it is not known that there is a bar: the stream began with somebody standing on the plates.
    label : LiftLabel or None
        What the technician typed for it.
    last : Rest or None
        Last still stand under the bar.
    rise_m, deepest_m, highest_m : float
        Height of the combined centre of mass over its start: now, at its deepest since the landing, and at its highest;
        NaN where a gap hides it.
    dipped : bool
        Whether the lifter dipped before the push, as from the power position.
    flew : bool
        Whether both feet were off the plates.
    moved_s : float
        Time without a still stand since the one before the move.
    cut_off : bool
        Whether the stream ended before the bar was gone or the lifter stood.
    number : int or None
        Its number, once it was told that the lifter stands with the bar.
    """

    before: Rest
    drive_end: float
    weight_n: float
    floor: bool
    from_rack: bool = False
    perhaps_alone: bool = False
    label: LiftLabel | None = None
    last: Rest | None = None
    rise_m: float = 0.0
    deepest_m: float = 0.0
    highest_m: float = 0.0
    dipped: bool = False
    flew: bool = False
    moved_s: float = 0.0
    cut_off: bool = False
    number: int | None = None

    def first_rest(self, load: FloatArray, drive: Drive, rest: Rest, tick_hz: float) -> None:
        """The first still stand after the landing; ``load`` is F/W of the ticks from the start of the move to it."""
        height = rise_m(load[drive.start :], tick_hz)
        self.rise_m = float(height[-1])
        self.deepest_m = float(height[max(0, drive.landed - drive.start) :].min(initial=self.rise_m))
        self.highest_m = float(height.max())
        self.flew = any(stop - start >= limits.FLIGHT_S * tick_hz for start, stop in runs(load < limits.FLIGHT))
        self.moved_s = load.size / tick_hz
        self.last = rest

    def next_rest(self, total_n: FloatArray, rest: Rest, tick_hz: float) -> None:
        """A later still stand; ``total_n`` are the ticks between the last one and it.

        Who has stood up before a gap has stood up.
        """
        height = self.rise_m + rise_m(total_n / self.weight_n, tick_hz)
        if not (np.isnan(height[-1]) and self.standing):
            self.rise_m = float(height[-1])
            self.deepest_m = float(np.minimum(self.deepest_m, height.min()))
        self.moved_s += total_n.size / tick_hz
        self.last = rest

    @property
    def kind(self) -> str | None:
        """The label's kind."""
        return self.label.kind if self.label else None

    @property
    def least_rise_m(self) -> float:
        """Rise that makes it a lift; a label that names a pull or a clean from the power position is believed."""
        kind = self.kind or ""
        if is_pull(kind):
            return limits.PULL_RISE_M if self.floor else limits.HELD_PULL_RISE_M
        if self.from_rack:
            return limits.RISE_M if kind.startswith(HELD) else limits.RACK_RISE_M
        low = kind.startswith("power_position_") and is_clean(kind)
        return limits.NAMED_RISE_M if low else limits.RISE_M

    @property
    def hidden(self) -> bool:
        """Whether a gap hides how far lifter and bar rose."""
        return math.isnan(self.rise_m)

    @property
    def standing(self) -> bool:
        """Whether the lifter has stood up, as against pausing in the squat."""
        if self.last is None or self.hidden or self.rise_m < self.least_rise_m:
            return False
        if not self.floor or (self.kind is not None and is_pull(self.kind)):
            return True
        climbed = self.rise_m - self.deepest_m >= limits.STANDING_CLIMB_M
        return self.rise_m >= limits.STANDING_RISE_M or climbed or self.without_catch

    @property
    def without_catch(self) -> bool:
        """Whether the mass never fell far after it was thrown: nobody went under the bar."""
        return self.highest_m - self.deepest_m <= limits.PULL_FALL_M

    def reason(self) -> str | None:
        """Why it is no lift, once it is over; ``None`` where it is one."""
        if self.last is None:
            return None
        if self.hidden:
            return self._reason_unseen()
        if self.floor:
            named = self.kind is not None and is_pull(self.kind)
            return "pull" if self.without_catch and self.rise_m < limits.HIGHEST_PULL_M and not named else None
        if self.rise_m >= self.least_rise_m:
            return None
        if self.rise_m > limits.PULL_RISE_M / 2 or self.from_rack:
            return "jerk"
        if self.perhaps_alone:
            return "jump" if self.flew else "pull"
        drift_m = limits.DRIFT_M_S * max(0.0, self.moved_s - limits.DRIFTLESS_S)
        near_bottom = self.rise_m - self.deepest_m <= limits.SQUAT_BOUNCE_M
        return None if near_bottom and self.rise_m < limits.SQUAT_UNDER_M - drift_m else "pull"

    def _reason_unseen(self) -> str | None:
        """The reason without the rise: from the floor a bar was lifted, from the hands the label must say so."""
        if self.floor or (self.kind or "").startswith(HELD):
            return None
        if self.from_rack:
            return "jerk"
        return "jump" if self.perhaps_alone and self.flew else "other"

    def outcome(self, over: int, tick_hz: float) -> str:
        """``made``, ``missed`` or ``unknown``, when the bar is gone at tick ``over``."""
        if self.standing:
            return "made"
        stood_up = self.last is not None and over - self.last.stop > limits.UNSEEN_STAND_S * tick_hz
        return "unknown" if stood_up or self.cut_off or self.hidden else "missed"

    def guessed_kind(self) -> str:
        """Kind by its shape, where no label names one."""
        start = "" if self.floor else "power_position_" if self.dipped else "hang_"
        if self.last is None:
            return start + "snatch"
        return start + ("snatch" if self.rise_m >= limits.SNATCH_RISE_M[start] else "clean")


def steady(total_n: FloatArray, tick_hz: float) -> bool:
    """Whether 0.2 s means stay within 1 % of each other's middle over the whole stretch."""
    width = max(1, round(0.2 * tick_hz))
    if total_n.size < width:
        return False
    means = np.lib.stride_tricks.sliding_window_view(total_n, width).mean(axis=1)
    middle = float(means.max() + means.min()) / 2
    return bool((means.max() - means.min()) / 2 <= limits.HOLD_RANGE * middle)
