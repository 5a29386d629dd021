"""The phases of one lift as rows: how long, how hard, what they gave."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from acquisition.plate import FloatArray
from processing.catch import velocity, without_drift
from processing.catch_uncertainty import speed_error_m_s
from processing.document import number
from processing.feet import first_off, first_on
from processing.impulse import integral, running, value_at
from processing.measuring import Measurement
from processing.missing import Values, known
from processing.phases import Pull
from processing.signals import LiftSignals
from processing.weights import Force

SHARE_FLOOR_N = 100.0
"""Mean force under which the feet's shares are not told."""
OF_THE_DRIVE = {
    "duration_s": "drive_duration",
    "mean_force_ratio": "drive_mean_force_ratio",
    "velocity_gain_m_s": "drive_velocity_gain",
    "left_share": "left_share",
}
"""Numbers of the drive that are metrics too, and have those metrics' uncertainties."""
FIRST_FOOT = {"foot_off": first_off, "foot_on": first_on}
PHASES: dict[str, tuple[str, str]] = {
    "first_pull": ("separation", "unweighting_start"),
    "unweighting": ("unweighting_start", "drive_start"),
    "drive": ("drive_start", "drive_end"),
    "finish": ("drive_end", "foot_off"),
    "air": ("foot_off", "foot_on"),
    "catch": ("foot_on", "bottom"),
    "recovery": ("bottom", "hold_start"),
}
"""Events at which each phase begins and ends; ``foot_off`` and ``foot_on`` are those of the first foot."""


@dataclass(frozen=True, eq=False)
class _Motion:
    """What the rows are read from: forces, speed and place of the combined centre of mass."""

    signals: LiftSignals
    weight: Force
    mass_kg: float
    tare_n: float
    start: float
    height_m: FloatArray
    forward_mm: FloatArray
    speed_m_s: FloatArray
    error_m_s: Callable[[float], float]


def phase_table(
    signals: LiftSignals, measured: Measurement, g_m_s2: float, tare_n: float, first: int
) -> list[dict[str, Any]]:
    """Rows of the phases that happened.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    measured : Measurement
        Events, weights.
    g_m_s2 : float
        Gravity.
    tare_n : float
        Standard uncertainty of the zero of all plates, N.
    first : int
        Sample of the file at which the span begins.

    Returns
    -------
    list of dict
        ``phase``, ``start_s`` (on the document's time), ``duration_s``, ``mean_force_n``, ``mean_force_ratio``,
        ``velocity_gain_m_s`` (∫(F − W)dt / m), ``rise_m`` (of the combined centre of mass, its velocity zero where the
        pull begins and in the hold), ``left_share`` (∫F_left / ∫F), ``cop_forward_mm`` (mean pressure of all plates),
        and ``uncertainty`` of each where it is known.
    """
    pull, weight = measured.pull, measured.weights.system
    if pull is None or weight is None:
        return []
    motion = _motion(signals, measured, pull, weight, g_m_s2, tare_n)
    rows = []
    for phase, ends in PHASES.items():
        start, stop = (_position(measured.events, end) for end in ends)
        if start is not None and stop is not None and stop > start:
            errors = [_error_s(measured, end) for end in ends]
            rows.append({"phase": phase, **_row(motion, start, stop, errors, first)})
    for row in rows:
        if row["phase"] == "drive":
            known_better = {key: measured.uncertainties.get(metric) for key, metric in OF_THE_DRIVE.items()}
            row["uncertainty"] |= {key: number(value, 3) for key, value in known_better.items() if value is not None}
    return rows


def _motion(
    signals: LiftSignals, measured: Measurement, pull: Pull, weight: Force, g_m_s2: float, tare_n: float
) -> _Motion:
    hold = None if measured.weights.rejected else measured.weights.hold
    steady = without_drift(velocity(signals, pull, weight.n, g_m_s2), pull, hold)
    height = running(steady, pull.start, signals.rate_hz)
    forward = signals.pressure.combined.places_mm()[1] if signals.has_place else np.full(signals.n, np.nan)

    def error_m_s(at: float) -> float:
        return speed_error_m_s(signals, measured.weights, pull, at, g_m_s2)

    return _Motion(signals, weight, weight.n / g_m_s2, tare_n, pull.start, height, forward, steady, error_m_s)


def _position(events: Values, key: str) -> float | None:
    if key in FIRST_FOOT:
        return FIRST_FOOT[key](events)
    return known(events[key])


def _error_s(measured: Measurement, key: str) -> float | None:
    """Standard uncertainty of an event; of the foot that was first for the feet's events."""
    if key not in FIRST_FOOT:
        return measured.event_uncertainties_s.get(key)
    first = _position(measured.events, key)
    sides = [f"{key}_left", f"{key}_right"]
    return next((measured.event_uncertainties_s.get(side) for side in sides if measured.events[side] == first), None)


def _row(motion: _Motion, start: float, stop: float, errors: list[float | None], first: int) -> dict[str, Any]:
    signals, rate = motion.signals, motion.signals.rate_hz
    seconds = (stop - start) / rate
    force = signals.total.raw
    mean_n = integral(force, start, stop, rate) / seconds
    values: dict[str, float | None] = {
        "duration_s": seconds,
        "mean_force_n": mean_n,
        "mean_force_ratio": mean_n / motion.weight.n,
        "velocity_gain_m_s": (mean_n - motion.weight.n) * seconds / motion.mass_kg,
        "rise_m": value_at(motion.height_m, stop) - value_at(motion.height_m, start),
        "left_share": _left_share(signals, start, stop),
        "cop_forward_mm": _mean_place(motion.forward_mm, start, stop),
    }
    spreads = _spreads(motion, (start, stop), mean_n, errors)
    return {
        "start_s": number((first + start) / rate),
        **{key: number(value, 6) for key, value in values.items()},
        "uncertainty": {key: number(spread, 3) for key, spread in spreads.items() if values[key] is not None},
    }


def _left_share(signals: LiftSignals, start: float, stop: float) -> float | None:
    if not signals.two_feet:
        return None
    loads = {side: integral(foot.raw, start, stop, signals.rate_hz) for side, foot in signals.feet.items()}
    total = sum(loads.values())
    return loads["left"] / total if total > SHARE_FLOOR_N * (stop - start) / signals.rate_hz else None


def _mean_place(forward_mm: FloatArray, start: float, stop: float) -> float | None:
    """Mean pressure of the phase; ``None`` where part of it carries too little load."""
    inside = forward_mm[math.ceil(start) : math.floor(stop) + 1]
    return float(inside.mean()) if inside.size and not np.isnan(inside).any() else None


def _spreads(motion: _Motion, ends: tuple[float, float], mean_n: float, errors: list[float | None]) -> dict[str, float]:
    """Standard uncertainties: noise, zero, W, and what the ends' own errors move; empty where an end has none."""
    times = [error for error in errors if error is not None]
    if len(times) < len(errors):
        return {}
    signals, (start, stop), w = motion.signals, ends, motion.weight
    rate = signals.rate_hz
    seconds = (stop - start) / rate
    steps = [value_at(signals.total.raw, at) for at in ends]
    noise = signals.total.noise_n / math.sqrt(max(stop - start, 1.0))
    edges = math.hypot(*(error * (step - mean_n) / seconds for error, step in zip(times, steps, strict=True)))
    mean = math.hypot(noise, edges)
    moved = math.hypot(*(error * (step - w.n) for error, step in zip(times, steps, strict=True)))
    gain = math.hypot(moved, w.uncertainty_n * seconds, noise * seconds) / motion.mass_kg
    speeds = [error * value_at(motion.speed_m_s, at) for error, at in zip(times, ends, strict=True)]
    rise = motion.error_m_s(0.5 * (start + stop)) * seconds
    zero = (mean_n / w.n - 1.0) * motion.tare_n
    found = {
        "duration_s": math.hypot(*times),
        "mean_force_n": math.hypot(mean, motion.tare_n),
        "mean_force_ratio": math.hypot(mean, mean_n / w.n * w.uncertainty_n, zero) / w.n,
        "velocity_gain_m_s": math.hypot(gain, zero * seconds / motion.mass_kg),
        "rise_m": math.hypot(rise, *speeds),
    }
    if mean_n > SHARE_FLOOR_N:
        # As of the drive's share: the feet's errors are alike and independent.
        share, lefts = _left_share(signals, start, stop) or 0.5, [0.5 * step for step in steps]
        if signals.two_feet:
            lefts = [value_at(signals.feet["left"].raw, at) for at in ends]
        moves = [error * (left - share * step) / seconds for error, left, step in zip(times, lefts, steps, strict=True)]
        found["left_share"] = math.hypot(0.5 * noise, 0.5 * motion.tare_n, *moves) / mean_n
    return found
