"""How far the numbers of tension, landing, catch and pressure may be off."""

from __future__ import annotations

import math

import numpy as np

from processing.crossing import Trace
from processing.methods import limit
from processing.missing import Measured, Values, known
from processing.phases import Pull
from processing.signals import SIDES, LiftSignals
from processing.uncertainty import BETWEEN, PEAK, UP_AT_REST_M_S, crossing_s, turn_s
from processing.weights import Known, Weights

MEAN_SPEED_S = 0.4
"""A standing person wanders so far that the mean speed over T is the speed of the sway times this over T."""
Told = tuple[Values, Values, dict[str, float]]


def catch_uncertainties(
    signals: LiftSignals, weights: Weights, pull: Pull, start: Known, told: Told
) -> tuple[dict[str, float], dict[str, float]]:
    """Standard uncertainties of tension onset, catch peak and bottom (s), and of the numbers made of them.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    weights, pull, start
        As measured, and as known before.
    told : (dict, dict, dict)
        Events, metrics, and the events' uncertainties so far (s).
    """
    assert weights.system is not None
    events, metrics, moments = told
    total, weight_n = signals.total, weights.system.n
    times: dict[str, float] = {}
    onset, peak, lowest = (known(events[key]) for key in ("tension_onset", "catch_peak", "bottom"))
    if onset is not None and weights.body is not None:
        times["tension_onset"] = crossing_s(total, onset, weights.body.uncertainty_n)
    if peak is not None:
        times["catch_peak"] = turn_s(total, peak)
    if lowest is not None:
        times["bottom"] = _bottom_s(signals, weights, pull, lowest, start.g_m_s2)
    found = _catch(total, weights, metrics, start.tare_n)
    off, on = (_first(events, moments, way) for way in ("off", "on"))
    if off is not None and "drive_end" in moments:
        found["finish_delay"] = math.hypot(off[1], moments["drive_end"])
    if on is not None and peak is not None:
        found["landing_to_catch_peak"] = math.hypot(on[1], times["catch_peak"])
    found |= _least_load(signals, weights, metrics["least_foot_load"], start.tare_n)
    if known(metrics["notch_count"]):
        found["notch_depth"] = math.sqrt(2.0) * PEAK * total.noise_n / weight_n
    return times, found


def _first(events: Values, moments: dict[str, float], way: str) -> tuple[float, float] | None:
    """Position and uncertainty (s) of the first foot to come or go."""
    keys = [f"foot_{way}_{side}" for side in SIDES]
    found = [(at, moments[key]) for key in keys if (at := known(events[key])) is not None and key in moments]
    return min(found, default=None)


def _bottom_s(signals: LiftSignals, weights: Weights, pull: Pull, lowest: float, g_m_s2: float) -> float:
    """Error of the speed over the acceleration at the bottom; the speed is drawn to rest in the hold, or drifts."""
    assert weights.system is not None
    speed = speed_error_m_s(signals, weights, pull, lowest, g_m_s2)
    upward = max((float(signals.total.smooth[round(lowest)]) / weights.system.n - 1.0) * g_m_s2, 0.1)
    return math.hypot(speed / upward, BETWEEN / signals.rate_hz)


def speed_error_m_s(signals: LiftSignals, weights: Weights, pull: Pull, at: float, g_m_s2: float) -> float:
    """Standard uncertainty of the upward speed at a position after the start, drawn to rest in the hold, m/s."""
    assert weights.system is not None
    mass, rate = weights.system.n / g_m_s2, signals.rate_hz
    seconds = max(at - pull.start, 0.0) / rate
    rest = UP_AT_REST_M_S if pull.separation is None else 0.0
    hold = weights.hold if not weights.rejected else None
    drift = weights.system.uncertainty_n * seconds / mass
    if hold is not None:
        part = (at - pull.start) / (0.5 * (hold.start + hold.stop) - pull.start)
        drift = min(drift, part * limit("sway_hold_m_s") * min(1.0, MEAN_SPEED_S / hold.seconds(rate)))
        rest *= max(1.0 - part, 0.0)
    return math.hypot(drift, rest, signals.total.noise_n * math.sqrt(seconds / rate) / mass)


def _catch(total: Trace, weights: Weights, metrics: Values, tare_n: float) -> dict[str, float]:
    """Height of the catch."""
    assert weights.system is not None
    ratio, weight = known(metrics["catch_peak_ratio"]), weights.system
    if ratio is None:
        return {}
    moved = math.hypot(ratio * weight.uncertainty_n, (ratio - 1.0) * tare_n, PEAK * total.noise_n)
    return {"catch_peak_ratio": moved / weight.n}


def _least_load(signals: LiftSignals, weights: Weights, load: Measured, tare_n: float) -> dict[str, float]:
    """Noise and zero of a foot over its share of body weight, taken for a half."""
    value = known(load)
    if value is None or weights.body is None:
        return {}
    noise = max(foot.noise_n for foot in signals.feet.values())
    half_n = 0.5 * weights.body.n
    return {
        "least_foot_load": math.hypot(
            noise / half_n, tare_n / math.sqrt(2.0) / half_n, value * weights.body.uncertainty_n / weights.body.n
        )
    }


def pressure_uncertainties(signals: LiftSignals, pull: Pull, events: Values, tare_n: float = 0.0) -> dict[str, float]:
    """Of the instrument at the places where pressure was read, mm; that a standing lifter wanders is not in them."""
    if not signals.has_place:
        return {}
    combined = signals.pressure.combined
    way = combined.places_mm()[1, int(np.ceil(pull.start)) : int(pull.drive_end) + 1]
    places = {"pressure_at_drive_end": pull.drive_end}
    if way.size and not np.isnan(way).any():
        places["pressure_rearmost"] = float(np.ceil(pull.start)) + int(way.argmin())
    found = {key: spread for key, at in places.items() if (spread := combined.uncertainty_mm(at, tare_n)) is not None}
    peak = known(events["catch_peak"])
    spread = None if peak is None else combined.uncertainty_mm(peak)
    if spread is not None:
        found["catch_sway"] = math.sqrt(2.0) * spread
    return found
