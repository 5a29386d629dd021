"""The drive: how large, how full, how long it lasts, and how it ends."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing.crossing import Trace
from processing.filters import samples
from processing.impulse import integral, running, value_at
from processing.methods import limit
from processing.missing import Missing, Values, all_missing
from processing.phases import Pull

PULL_KEYS = (
    "first_pull_impulse",
    "pull_balance",
    "unweighting_duration",
    "unweighting_depth",
    "unweighting_impulse",
)


def drive_metrics(total: Trace, pull: Pull, weight_n: float, g_m_s2: float) -> Values:
    """Size of the drive.

    Parameters
    ----------
    total : Trace
        Vertical force of all plates.
    pull : Pull
        Events.
    weight_n, g_m_s2 : float
        W, gravity.
    """
    net = total.raw - weight_n
    rate = total.rate_hz
    duration = (pull.drive_end - pull.drive_start) / rate
    impulse = integral(net, pull.drive_start, pull.drive_end, rate)
    half = 0.5 * (pull.drive_start + pull.drive_end)
    over = pull.peak_n - weight_n
    speed = running(net, pull.start, rate) * g_m_s2 / weight_n
    low = pull.trough if pull.trough is not None else pull.drive_start
    return {
        "peak_force": pull.peak_n,
        "peak_force_ratio": pull.peak_n / weight_n,
        "drive_duration": duration,
        "drive_impulse": impulse,
        "drive_velocity_gain": impulse * g_m_s2 / weight_n,
        "drive_mean_force_ratio": 1.0 + impulse / (weight_n * duration),
        "drive_fullness": impulse / (over * duration),
        "late_drive_share": integral(net, half, pull.drive_end, rate) / impulse,
        "half_height_duty": _duty(total, weight_n + 0.5 * over, pull),
        "peak_timing": (pull.peak_2 - pull.drive_start) / (pull.drive_end - pull.drive_start),
        "drive_rise": integral(speed, low, pull.drive_end, rate),
        "peak_velocity": value_at(speed, pull.drive_end),
        **_decay(total, weight_n, over, pull),
        **_steepest(total, low, pull.peak_2),
        **_notches(total, pull, weight_n),
    }


def _duty(total: Trace, level: float, pull: Pull) -> float:
    """Share of the drive with F at or over a level."""
    first, last = int(pull.drive_start), int(pull.drive_end)
    edges = sorted(
        [(total.refined(level, int(i)), 1) for i in total.crossings(level, first, last, rising=True)]
        + [(total.refined(level, int(i)), -1) for i in total.crossings(level, first, last, rising=False)]
    )
    inside, since, held = value_at(total.smooth, pull.drive_start) >= level, pull.drive_start, 0.0
    for position, direction in edges:
        if inside:
            held += position - since
        inside, since = direction > 0, position
    held += pull.drive_end - since if inside else 0.0
    return held / (pull.drive_end - pull.drive_start)


def _decay(total: Trace, weight_n: float, over: float, pull: Pull) -> Values:
    """Mean fall of F/W between 90 % and 10 % of the peak over W, 1/s."""
    first, last = int(pull.peak_2), int(pull.drive_end) + 1
    high = total.crossings(weight_n + 0.9 * over, first, last, rising=False)
    low = total.crossings(weight_n + 0.1 * over, first, last, rising=False)
    if high.size == 0 or low.size == 0:
        return {"decay_rate": Missing("short_span", "too few samples between the peak and the end of the drive")}
    time = total.refined(weight_n + 0.1 * over, int(low[-1])) - total.refined(weight_n + 0.9 * over, int(high[0]))
    return {"decay_rate": 0.8 * over / weight_n * total.rate_hz / time}


def _steepest(total: Trace, low: float, peak: float) -> Values:
    """Largest mean slope over 50 ms between the scoop and the peak."""
    window = samples(limit("rfd_s"), total.rate_hz)
    y = total.smooth[round(low) : round(peak) + 1]
    if y.size <= window:
        why = "the force rises for less than 50 ms before the drive's peak"
        return {"rate_of_force_development": Missing("short_span", why)}
    return {"rate_of_force_development": float((y[window:] - y[:-window]).max() / window * total.rate_hz)}


def _notches(total: Trace, pull: Pull, weight_n: float) -> Values:
    """Local minima inside the drive deeper than 5 % of W under both neighbouring maxima."""
    y = total.smooth[int(np.ceil(pull.drive_start)) : int(pull.drive_end) + 1]
    depths = notch_depths(y, limit("notch_share") * weight_n)
    return {"notch_count": float(len(depths)), "notch_depth": max(depths, default=0.0) / weight_n}


def notch_depths(values: FloatArray, least: float) -> list[float]:
    """Depths of the dips deeper than ``least``, each under the lower of the highest values on its two sides.

    A dip ends where the values have risen by more than ``least`` again, so noise makes no dips of its own.
    """
    found: list[float] = []
    high, low, falling = values[0] if values.size else 0.0, np.inf, False
    for value in values:
        if not falling:
            high = max(high, value)
            falling = value < high - least
            low = value
            continue
        low = min(low, value)
        if value > low + least:
            found.append(float(low))
            high, falling = value, False
    heights = []
    for bottom in found:
        at = int(np.flatnonzero(values == bottom)[0])
        heights.append(float(min(values[: at + 1].max(), values[at:].max()) - bottom))
    return heights


def pull_metrics(total: Trace, pull: Pull, weight_n: float, *, floor: bool, separates: bool) -> Values:
    """First pull and scoop."""
    if not floor:
        return all_missing(
            PULL_KEYS, Missing("not_in_kind", "a lift with the bar in the hands has no first pull and scoop")
        )
    if pull.unweighting_start is None:
        return all_missing(
            PULL_KEYS, Missing("no_dip", "the force does not fall under the weight of lifter and bar before the drive")
        )
    net, rate = total.raw - weight_n, total.rate_hz
    found: Values = {
        "unweighting_duration": (pull.drive_start - pull.unweighting_start) / rate,
        "unweighting_depth": pull.least_n / weight_n,
        "unweighting_impulse": integral(net, pull.unweighting_start, pull.drive_start, rate),
    }
    if not separates:
        gone = Missing(
            "bar_on_plates", "the bar's discs rest on the plates, so the separation does not show in the force"
        )
        return found | all_missing(("first_pull_impulse", "pull_balance"), gone)
    first = integral(net, pull.start, pull.unweighting_start, rate)
    drive = integral(net, pull.drive_start, pull.drive_end, rate)
    return found | {"first_pull_impulse": first, "pull_balance": first / drive}
