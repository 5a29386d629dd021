"""Forward force: the shear zero, and where the push goes. Pressure is not balance; this is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from processing.cop import MM_PER_M
from processing.filters import moving_mean, samples
from processing.impulse import integral, running, value_at
from processing.methods import limit
from processing.missing import Missing, Values, all_missing
from processing.phases import Pull
from processing.signals import LiftSignals
from processing.weighing import Still
from processing.weights import Weights

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
    per_newton : float
        What an offset of 1 N in the forward channels adds to k, 1/N: one over the load of the stands.
    """

    slope: float
    uncertainty: float
    disagreement: float | None
    per_newton: float = 0.0


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
    per_newton = float(weights @ np.array([1.0 / stand.force_n for stand, _ in stands]) / weights.sum())
    return ShearZero(float(weights @ np.array(found) / weights.sum()), float(weights.sum() ** -0.5), apart, per_newton)


SWAY_FORWARD_M_S = 0.0061
SWAY_FORWARD_HOLD_M_S = 0.0078


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


STATIC_MM, STATIC_S = 3.0, 0.25
"""Standing still, the pressure lies off the centre of mass by this much (SD) for reasons that an upright body has not;
a reading so much later errs anew."""
HEIGHT_M, HEIGHT_SPREAD_M = 1.3, 0.4
"""Height of the combined centre of mass in the stands."""
AT_REST_M_S = 0.006
"""Forward speed of the combined centre of mass where the pull begins, SD."""
ANCHOR_S = 1.0
"""The last so much of a stand anchors the curve: by then nobody shifts the load between heels and toes any more."""
STEP_S = 0.010


def balance_forward_mm(signals: LiftSignals, pull: Pull, weights: Weights, g_m_s2: float) -> FloatArray:
    """Forward position of the combined centre of mass over the lift: its balance, which pressure is not.

    The shear force, less the shear zero, is integrated twice. Where lifter and bar begin, how fast they move there and
    the shear zero itself are fitted so that the curve lies under the pressure while somebody stands still with the
    whole load on the plates: in the last second of the hold, and of the quiet standing too unless the bar rests
    beside the plates. In a
    stand the pressure leads an upright body by height/g times its acceleration (Winter 1995); the height is fitted
    too. A centre of mass is anchored to the pressure where both must agree, as Zatsiorsky and King (1998) do.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    pull : Pull
        Events.
    weights : Weights
        The stands and W.
    g_m_s2 : float
        Gravity.

    Returns
    -------
    ndarray, shape (n,)
        mm forward, laboratory frame. NaN before the separation (with the whole load on the plates: before the quiet
        standing), after the hold (without one: after the least force of the pull-under), and everywhere without shear,
        without a place of the plates, or without a stand to anchor it.
    """
    balance: FloatArray = np.full(signals.n, np.nan)
    hold = None if weights.rejected else weights.hold
    bare = pull.separation is not None
    anchors = [stand for stand in (None if bare else weights.quiet, hold) if stand is not None]
    zero = shear_zero(signals, weights.quiet, hold, g_m_s2, ends_at_rest=not bare)
    if not (signals.forces.has_shear and signals.has_place and anchors and zero and weights.system):
        return balance
    begin = pull.start if bare or weights.quiet is None else float(weights.quiet.start)
    first, stop = int(np.ceil(begin)), hold.stop if hold is not None else pull.under + 1
    mass = weights.system.n / g_m_s2
    pushed, carried = (
        MM_PER_M * running(force, begin, signals.rate_hz) / mass for force in (signals.forward_n, signals.total.raw)
    )
    known = _fitted(signals, (pushed, carried), (begin, pull.start), anchors, zero)
    if known is None:
        return balance
    place, speed, slope = known
    gone = running(pushed - slope * carried, begin, signals.rate_hz)[first:stop]
    balance[first:stop] = place + speed * (np.arange(first, stop) - begin) / signals.rate_hz + gone
    return balance


def _fitted(
    signals: LiftSignals,
    speeds: tuple[FloatArray, FloatArray],
    starts: tuple[float, float],
    anchors: list[Still],
    zero: ShearZero,
) -> tuple[float, float, float] | None:
    """Place (mm) and speed (mm/s) where the integration begins, and the shear zero; ``None`` without a pressure.

    ``speeds`` are the integrals of forward and vertical force over the mass, mm/s; ``starts`` where they begin and
    where the pull does. Least squares over the anchors' pressures, with what is known of each unknown as rows.
    """
    (pushed, carried), (begin, at_rest), rate = speeds, starts, signals.rate_hz
    last = samples(ANCHOR_S, rate)
    at = np.concatenate([np.arange(max(a.start, a.stop - last), a.stop, samples(STEP_S, rate)) for a in anchors])
    pressure = signals.pressure.combined.places_mm()[1, at]
    if np.isnan(pressure).any():
        return None
    fy, fz = signals.forward_n, signals.total.raw
    lead = MM_PER_M * (_smoothed(fy, at, rate) / _smoothed(fz, at, rate) - zero.slope)
    moved, fallen = (running(speed, begin, rate)[at] for speed in (pushed, carried))
    rows = np.column_stack([np.ones(at.size), (at - begin) / rate, -fallen, -lead])
    weight = math.sqrt(STEP_S / STATIC_S) / STATIC_MM
    priors = np.array(
        [
            [0.0, 1.0, -value_at(carried, at_rest), 0.0, -value_at(pushed, at_rest), MM_PER_M * AT_REST_M_S],
            [0.0, 0.0, 1.0, 0.0, zero.slope, zero.uncertainty],
            [0.0, 0.0, 0.0, 1.0, HEIGHT_M, HEIGHT_SPREAD_M],
        ]
    )
    left = np.vstack([weight * rows, priors[:, :4] / priors[:, 5:]])
    right = np.concatenate([weight * (pressure - moved), priors[:, 4] / priors[:, 5]])
    scale = np.abs(left).max(axis=0)
    found = np.linalg.lstsq(left / scale, right, rcond=None)[0] / scale
    return float(found[0]), float(found[1]), float(found[2])


def _smoothed(force_n: FloatArray, at: np.typing.NDArray[np.int_], rate_hz: float) -> FloatArray:
    """Mean over what one step of the fit covers and its neighbours, at some samples."""
    mean: FloatArray = moving_mean(force_n, samples(4 * STEP_S, rate_hz))[at]
    return mean
