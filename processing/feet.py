"""The feet: shares, release, landing place, and how the catch settles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from processing.filters import samples
from processing.impulse import integral
from processing.methods import limit
from processing.missing import Measured, Missing, Values, all_missing, difference, known
from processing.phases import Pull
from processing.signals import SIDES, LiftSignals
from processing.weighing import Still

ONE_PLATE = Missing("one_plate", "the feet do not have a plate each")
SHARE_KEYS = ("left_share", "left_right_index")
RELEASE_KEYS = ("release_left", "release_right", "release_offset", "least_foot_load")
LANDING_KEYS = (
    "landing_shift_forward",
    "landing_shift_forward_left",
    "landing_shift_forward_right",
    "stance_widening",
)
LEAST_MEAN_S = 0.010


def share_metrics(signals: LiftSignals, pull: Pull) -> Values:
    """Share of the left foot in the gross impulse of the drive."""
    if not signals.two_feet:
        return all_missing(SHARE_KEYS, ONE_PLATE)
    left, right = (
        integral(signals.feet[side].raw, pull.drive_start, pull.drive_end, signals.rate_hz) for side in SIDES
    )
    return {"left_share": left / (left + right), "left_right_index": 100.0 * (right - left) / (right + left)}


def release_metrics(events: Values, rate_hz: float) -> Values:
    """How long each foot was off, and which left first."""
    found: Values = {
        f"release_{side}": difference(events[f"foot_on_{side}"], events[f"foot_off_{side}"], 1 / rate_hz)
        for side in SIDES
    }
    found["release_offset"] = difference(events["foot_off_right"], events["foot_off_left"], 1 / rate_hz)
    return found


def least_load(
    signals: LiftSignals, drive_end: float, stop: int, body_n: float | None, shares: dict[str, float] | None
) -> Measured:
    """Smallest load of either foot from the end of the drive to the catch, over that foot's share of body weight."""
    if not signals.two_feet:
        return ONE_PLATE
    if body_n is None:
        return Missing("no_weigh_in", "the body mass is not known")
    if shares is None:
        return Missing("not_still", "nobody stands still, so the feet's shares of body weight are not known")
    width = samples(LEAST_MEAN_S, signals.rate_hz)
    least = []
    for side in SIDES:
        load = signals.feet[side].means(width, int(drive_end), stop)
        least.append(float(load.min()) / (shares[side] * body_n))
    return max(0.0, min(least))


@dataclass(frozen=True)
class Stance:
    """Where the feet stand while the lifter stands still.

    Attributes
    ----------
    place_mm : dict
        Per foot (or ``combined``): mean pressure, right and forward.
    sway_mm : float
        Standard uncertainty of the forward mean from the sway, of one foot.
    """

    place_mm: dict[str, FloatArray]
    sway_mm: float


def stance(signals: LiftSignals, stand: Still) -> Stance | None:
    """Mean pressure per foot in a stand; ``None`` where a foot is not loaded all the time."""
    wrenches = signals.pressure.feet or {"combined": signals.pressure.combined}
    place: dict[str, FloatArray] = {}
    spread = 0.0
    for side, wrench in wrenches.items():
        mm = wrench.places_mm()[:, stand.start : stand.stop]
        if np.isnan(mm).any():
            return None
        place[side] = mm.mean(axis=1)
        spread = max(spread, float(mm[1].std()))
    slow = max(1.0, stand.seconds(signals.rate_hz) / SWAY_PERIOD_S)
    return Stance(place, spread / float(np.sqrt(slow)))


SWAY_PERIOD_S = 2.0
"""One independent reading of a standing person's place takes about this long."""


def landing_metrics(before: Stance | Missing, after: Stance | Missing) -> Values:
    """Place of the feet standing still after the lift less before it, forward; and how much wider they stand."""
    for stood in (before, after):
        if isinstance(stood, Missing):
            return all_missing(LANDING_KEYS, stood)
    assert isinstance(before, Stance)
    assert isinstance(after, Stance)
    shift = {side: float(after.place_mm[side][1] - before.place_mm[side][1]) for side in before.place_mm}
    found: Values = {"landing_shift_forward": float(np.mean(list(shift.values())))}
    if "left" not in shift:
        return found | all_missing(LANDING_KEYS[1:], ONE_PLATE)
    width = [float(s.place_mm["right"][0] - s.place_mm["left"][0]) for s in (before, after)]
    return found | {
        "landing_shift_forward_left": shift["left"],
        "landing_shift_forward_right": shift["right"],
        "stance_widening": width[1] - width[0],
    }


def stepped(signals: LiftSignals, start: int, stop: int) -> bool:
    """Whether a foot was off its plate between two samples."""
    held = samples(limit("contact_hold_s"), signals.rate_hz)
    for foot in signals.feet.values():
        inside = foot.means(held, start, stop)
        if inside.size and float(inside.min()) < limit("contact_n"):
            return True
    return False


def first_off(events: Values) -> float | None:
    """Position of the first foot-off, or ``None``."""
    times = [known(events[f"foot_off_{side}"]) for side in SIDES]
    return min((time for time in times if time is not None), default=None)


def first_on(events: Values) -> float | None:
    """Position of the first foot-on, or ``None``."""
    times = [known(events[f"foot_on_{side}"]) for side in SIDES]
    return min((time for time in times if time is not None), default=None)
