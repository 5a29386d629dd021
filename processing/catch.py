"""From the landing to standing still: bottom, catch peak, settling."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing.cop import NO_PLACE
from processing.feet import ONE_PLATE
from processing.filters import samples
from processing.impulse import running
from processing.methods import limit
from processing.missing import Missing, Values, all_missing
from processing.phases import Pull
from processing.signals import LiftSignals
from processing.weighing import Still

CATCH_KEYS = ("catch_peak_ratio", "landing_to_catch_peak", "catch_sway", "settling_time")
PULL_HAS_NONE = Missing("not_in_kind", "a pull has no catch")
NO_HOLD = Missing("no_hold", "no standing hold after the lift")
NOT_REACHED = Missing("not_reached", "the lift ended before it")


def velocity(signals: LiftSignals, pull: Pull, weight_n: float, g_m_s2: float) -> FloatArray:
    """Velocity of the combined centre of mass, m/s, shape (n,); zero up to the pull's start."""
    speed: FloatArray = running(signals.total.raw - weight_n, pull.start, signals.rate_hz) * g_m_s2 / weight_n
    return speed


def without_drift(speed: FloatArray, pull: Pull, hold: Still | None) -> FloatArray:
    """The velocity less the drift that leaves the hold at rest: an error of W grows evenly with time, shape (n,)."""
    if hold is None:
        return speed
    left_over = float(speed[hold.start : hold.stop].mean())
    since = np.maximum(np.arange(speed.size) - pull.start, 0.0)
    corrected: FloatArray = speed - left_over * since / (0.5 * (hold.start + hold.stop) - pull.start)
    return corrected


def bottom(speed: FloatArray, under: int) -> float | None:
    """E12: where the velocity crosses zero upward after the pull-under; ``None`` if it never does."""
    down = np.flatnonzero(speed[under:] < 0)
    if down.size == 0:
        return None
    first = under + int(down[0])
    up = np.flatnonzero(speed[first:] >= 0)
    if up.size == 0:
        return None
    at = first + int(up[0]) - 1
    return at + float(speed[at] / (speed[at] - speed[at + 1]))


def catch_metrics(
    signals: LiftSignals, weight_n: float, peak: tuple[float, float], landing: float | None, hold: Still | None
) -> Values:
    """Size of the catch and how it settles.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    weight_n : float
        W.
    peak : (float, float)
        Position and height of the catch peak.
    landing : float or None
        Position of the first foot-on; ``None`` where no foot left.
    hold : Still or None
        The hold.
    """
    at, height_n = peak
    found: Values = {"catch_peak_ratio": height_n / weight_n}
    stayed = Missing("feet_stayed", "no foot left its plate, so the landing has no time")
    stayed = stayed if signals.two_feet else ONE_PLATE
    found["landing_to_catch_peak"] = stayed if landing is None else (at - landing) / signals.rate_hz
    if hold is None:
        return found | {"catch_sway": NO_HOLD, "settling_time": NO_HOLD}
    stop = int(at) + samples(limit("sway_window_s"), signals.rate_hz)
    place = signals.pressure.combined.places_mm()[1, int(at) : stop + 1]
    if not signals.has_place:
        found["catch_sway"] = NO_PLACE
    elif np.isnan(place).any():
        found["catch_sway"] = Missing("low_load", "too little load to read a pressure after the catch peak")
    else:
        found["catch_sway"] = float(place.max() - place.min())
    restless = np.abs(signals.total.smooth[int(at) : hold.start] / weight_n - 1.0) > limit("settled_share")
    last = int(at) + (int(np.flatnonzero(restless)[-1]) if restless.any() else 0)
    found["settling_time"] = stayed if landing is None else (last - landing) / signals.rate_hz
    return found


def no_catch(reason: Missing) -> Values:
    """Why none of the catch's numbers is there."""
    return all_missing(CATCH_KEYS, reason)
