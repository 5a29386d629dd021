"""Forward force: the shear zero, and where the push goes. Pressure is not balance; this is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from processing.impulse import integral, running
from processing.methods import limit
from processing.missing import Missing, Values, all_missing
from processing.phases import Pull
from processing.signals import LiftSignals
from processing.weighing import Still

FORWARD_KEYS = ("drive_forward_impulse", "forward_velocity", "combined_drift_forward", "drive_direction")
NO_SHEAR = Missing("no_shear", "the plates measure vertical force only")


@dataclass(frozen=True)
class ShearZero:
    """Share of the vertical force that shows in the forward channels though nothing pushes forward.

    Attributes
    ----------
    slope : float
        k in F_y = k · F_z.
    uncertainty : float
        Standard uncertainty of k.
    disagreement : float or None
        k of the hold less k of the quiet standing, in standard uncertainties; ``None`` where one of them is missing.
    """

    slope: float
    uncertainty: float
    disagreement: float | None


def shear_zero(
    signals: LiftSignals, quiet: Still | None, hold: Still | None, g_m_s2: float, *, ends_at_rest: bool = False
) -> ShearZero | None:
    """Read k from standing still, where the true mean forward force is zero but for sway; stands weigh by their error.

    A mean over T errs by the change of the forward sway speed over g·T, so longer stands count more. ``ends_at_rest``:
    the quiet standing ends where the lift begins, so only its other end errs.
    """
    stands = [(stand, _sway_speed(stand is hold)) for stand in (quiet, hold) if stand is not None]
    if not stands:
        return None
    found = [_slope(signals, stand) for stand, _ in stands]
    ends = [1.0 if ends_at_rest and stand is not hold else 2.0 for stand, _ in stands]
    errors = [
        math.sqrt(n) * speed / (g_m_s2 * stand.seconds(signals.rate_hz))
        for n, (stand, speed) in zip(ends, stands, strict=True)
    ]
    weights = np.array([1.0 / error**2 for error in errors])
    apart = None
    if len(found) == 2:
        apart = abs(found[1] - found[0]) / math.hypot(*errors)
    return ShearZero(float(weights @ np.array(found) / weights.sum()), float(weights.sum() ** -0.5), apart)


SWAY_FORWARD_M_S = 0.007
SWAY_FORWARD_HOLD_M_S = 0.009


def _sway_speed(is_hold: bool) -> float:
    return SWAY_FORWARD_HOLD_M_S if is_hold else SWAY_FORWARD_M_S


def _slope(signals: LiftSignals, stand: Still) -> float:
    inside = slice(stand.start, stand.stop)
    return float(signals.forward_n[inside].mean() / signals.total.raw[inside].mean())


def forward_metrics(
    signals: LiftSignals, pull: Pull, weight_n: float, g_m_s2: float, zero: ShearZero | None, last_contact: float
) -> Values:
    """Forward impulse, velocity, drift and direction after the shear zero.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    pull : Pull
        Events.
    weight_n, g_m_s2 : float
        W, gravity.
    zero : ShearZero or None
        From :func:`shear_zero`.
    last_contact : float
        Position of the first foot-off, else of the end of the drive.
    """
    if not signals.forces.has_shear:
        return all_missing(FORWARD_KEYS, NO_SHEAR)
    if zero is None:
        why = "nobody stands still before or after the lift, so the forward force has no zero"
        return all_missing(FORWARD_KEYS, Missing("not_still", why))
    rate = signals.rate_hz
    forward = signals.forward_n - zero.slope * signals.total.raw
    pushed = integral(forward, pull.drive_start, pull.drive_end, rate)
    up = integral(signals.total.raw, pull.drive_start, pull.drive_end, rate)
    mass = weight_n / g_m_s2
    speed = running(forward, pull.start, rate) / mass
    return {
        "drive_forward_impulse": pushed,
        "forward_velocity": float(np.interp(last_contact, np.arange(speed.size), speed)),
        "combined_drift_forward": 1000.0 * integral(speed, pull.start, last_contact, rate),
        "drive_direction": math.degrees(math.atan2(pushed, up)),
    }


def disagrees(zero: ShearZero | None) -> bool:
    """Whether the shear zeros before and after the lift lie too far apart."""
    return zero is not None and zero.disagreement is not None and zero.disagreement > limit("shear_disagreement_sd")
