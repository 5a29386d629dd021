"""How far the numbers may be off: the lift measured again at W ± u(W), plus what noise adds."""

from __future__ import annotations

import math

from processing.balance import ShearZero
from processing.drive import drive_metrics, pull_metrics
from processing.impulse import integral
from processing.missing import Values, numbers
from processing.phases import NotSegmentedError, Pull, find_pull
from processing.signals import LiftSignals
from processing.weights import Known, Weights

CROSSINGS = ("separation", "unweighting_start", "drive_start", "drive_end")
IMPULSES = {
    "drive_impulse": ("drive_start", "drive_end"),
    "first_pull_impulse": ("separation", "unweighting_start"),
    "unweighting_impulse": ("unweighting_start", "drive_start"),
}
DURATIONS = {
    "drive_duration": ("drive_start", "drive_end"),
    "unweighting_duration": ("unweighting_start", "drive_start"),
}
SPEEDS = ("drive_velocity_gain", "peak_velocity")
TIMING = 0.7
"""Error of the mean of first and last crossing, in SD of noise over slope."""


def pull_uncertainties(
    signals: LiftSignals, pull: Pull, weights: Weights, known: Known
) -> tuple[dict[str, float], dict[str, float]]:
    """Standard uncertainties of crossings (s) and of impulses, durations and speeds (their own units).

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    pull : Pull
        Events.
    weights : Weights
        With W and its uncertainty.
    known : Known
        Gravity, start.
    """
    shifted = [_again(signals, weights, known, sign) for sign in (-1.0, 1.0)]
    if any(again is None for again in shifted):
        return {}, {}
    (low_pull, low), (high_pull, high) = (again for again in shifted if again is not None)
    noise_n, rate = signals.total.noise_n, signals.rate_hz
    events: dict[str, float] = {}
    for key in CROSSINGS:
        here, a, b = (getattr(p, key) for p in (pull, low_pull, high_pull))
        if here is not None and a is not None and b is not None:
            slope = max(abs(signals.total.slope(here)), 1.0)
            events[key] = math.hypot(0.5 * (b - a) / rate, TIMING * noise_n / slope, 0.3 / rate)
    by_weight = {key: 0.5 * abs(high[key] - low[key]) for key in high if key in low}
    found: dict[str, float] = {}
    for key, ends in IMPULSES.items():
        spans = [getattr(pull, end) for end in ends]
        if key in by_weight and None not in spans:
            found[key] = math.hypot(by_weight[key], noise_n * math.sqrt((spans[1] - spans[0]) / rate / rate))
    for key, ends in DURATIONS.items():
        if key in by_weight and all(end in events for end in ends):
            found[key] = math.hypot(*(events[end] for end in ends))
    mass = _system_n(weights) / known.g_m_s2
    for key in SPEEDS:
        seconds = (pull.drive_end - (pull.start if key == "peak_velocity" else pull.drive_start)) / rate
        found[key] = math.hypot(by_weight[key], noise_n * math.sqrt(seconds / rate) / mass)
    found["peak_force"] = noise_n
    found["peak_force_ratio"] = math.hypot(by_weight["peak_force_ratio"], noise_n / _system_n(weights))
    return events, found


def _system_n(weights: Weights) -> float:
    assert weights.system is not None
    return weights.system.n


def _again(signals: LiftSignals, weights: Weights, known: Known, sign: float) -> tuple[Pull, dict[str, float]] | None:
    """Events and metrics with W moved by its uncertainty; ``None`` where no lift is found then."""
    assert weights.system is not None
    weight_n = weights.system.n + sign * weights.system.uncertainty_n
    first = weights.quiet.stop if weights.quiet is not None else 0
    try:
        pull = find_pull(signals.total, weight_n, known.g_m_s2, first, floor=known.floor, separates=known.bare)
    except NotSegmentedError:
        return None
    values: Values = drive_metrics(signals.total, pull, weight_n, known.g_m_s2)
    values |= pull_metrics(signals.total, pull, weight_n, floor=known.floor, separates=known.bare)
    return pull, numbers(values)


def mass_uncertainties(weights: Weights, known: Known) -> dict[str, float]:
    """Standard uncertainties of the masses (kg) and of W (N)."""
    found: dict[str, float] = {}
    if weights.body is not None:
        found["body_mass"] = weights.body.uncertainty_n / known.g_m_s2
    if weights.system is not None:
        found["system_weight"] = weights.system.uncertainty_n
    if weights.bar_measured_kg is not None:
        found["bar_mass"] = found["bar_mass_measured"] = weights.bar_measured_kg[1]
    return found


def forward_uncertainties(signals: LiftSignals, pull: Pull, zero: ShearZero | None, mass_kg: float) -> dict[str, float]:
    """Standard uncertainties of the forward numbers from the shear zero and noise."""
    if zero is None:
        return {}
    rate, noise_n = signals.rate_hz, signals.total.noise_n
    up = integral(signals.total.raw, pull.drive_start, pull.drive_end, rate)
    whole = integral(signals.total.raw, pull.start, pull.drive_end, rate)
    noise = noise_n * math.sqrt((pull.drive_end - pull.drive_start) / rate / rate)
    impulse = math.hypot(zero.uncertainty * up, noise)
    return {
        "drive_forward_impulse": impulse,
        "forward_velocity": zero.uncertainty * whole / mass_kg,
        "drive_direction": math.degrees(impulse / up),
    }
