"""How far the numbers may be off: the lift measured again at W ± u(W), plus what noise adds."""

from __future__ import annotations

import math

from processing.balance import ShearZero
from processing.drive import drive_metrics, pull_metrics
from processing.impulse import integral
from processing.missing import Missing, Values, numbers
from processing.phases import NotSegmentedError, Pull, find_pull
from processing.signals import SIDES, LiftSignals
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
SAMPLING = 0.3
"""… and in sample intervals."""
PEAK = 0.7
"""Error of a fitted peak's height, in SD of noise."""


def pull_uncertainties(
    signals: LiftSignals, pull: Pull, weights: Weights, known: Known
) -> tuple[dict[str, float], dict[str, float]]:
    """Standard uncertainties of crossings (s) and of the numbers of pull and drive (their own units).

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
    low, high = (_again(signals, weights, known, sign) for sign in (-1.0, 1.0))
    if low is None or high is None:
        return {}, {}
    noise_n, rate = signals.total.noise_n, signals.rate_hz
    events: dict[str, float] = {}
    for key in CROSSINGS:
        here, a, b = (getattr(p, key) for p in (pull, low[0], high[0]))
        if here is not None and a is not None and b is not None:
            slope = max(abs(signals.total.slope(here)), 1.0)
            events[key] = math.hypot(0.5 * (b - a) / rate, TIMING * noise_n / slope, SAMPLING / rate)
    by_weight = {key: 0.5 * abs(high[1][key] - low[1][key]) for key in high[1] if key in low[1]}
    found: dict[str, float] = {}
    for key, ends in IMPULSES.items():
        spans = [getattr(pull, end) for end in ends]
        if key in by_weight and None not in spans:
            found[key] = math.hypot(by_weight[key], _impulse_noise(noise_n, spans[1] - spans[0], rate))
    for key, ends in DURATIONS.items():
        if key in by_weight and all(end in events for end in ends):
            found[key] = math.hypot(*(events[end] for end in ends))
    found |= _drive_shape(signals, pull, _system_n(weights), events, by_weight)
    mass = _system_n(weights) / known.g_m_s2
    for key in SPEEDS:
        begin = pull.start if key == "peak_velocity" else pull.drive_start
        found[key] = math.hypot(by_weight[key], _impulse_noise(noise_n, pull.drive_end - begin, rate) / mass)
    return events, found


def _impulse_noise(noise_n: float, length: float, rate_hz: float) -> float:
    """What white noise does to an integral over ``length`` samples, N·s."""
    return noise_n * math.sqrt(length) / rate_hz


def _drive_shape(
    signals: LiftSignals, pull: Pull, weight_n: float, events: dict[str, float], by_weight: dict[str, float]
) -> dict[str, float]:
    """Uncertainties of the numbers that say how the drive is shaped."""
    noise_n, rate = signals.total.noise_n, signals.rate_hz
    seconds = (pull.drive_end - pull.drive_start) / rate
    over = pull.peak_n - weight_n
    impulse = integral(signals.total.raw - weight_n, pull.drive_start, pull.drive_end, rate)
    net, full = impulse / (weight_n * seconds), impulse / (over * seconds)
    noise = _impulse_noise(noise_n, seconds * rate, rate)
    ends = math.hypot(events.get("drive_start", 0.0), events.get("drive_end", 0.0))
    peak = PEAK * noise_n
    return {
        "peak_force": peak,
        "peak_force_ratio": math.hypot(by_weight["peak_force_ratio"], peak / weight_n),
        "drive_mean_force_ratio": math.hypot(
            by_weight["drive_mean_force_ratio"], net * math.hypot(noise / impulse, ends / seconds)
        ),
        "drive_fullness": math.hypot(by_weight["drive_fullness"], full * math.hypot(peak / over, ends / seconds)),
        "late_drive_share": math.hypot(by_weight["late_drive_share"], 0.5 * ends * over / impulse, noise / impulse),
    }


def feet_uncertainties(signals: LiftSignals, pull: Pull, events: Values) -> tuple[dict[str, float], dict[str, float]]:
    """Standard uncertainties of foot times (s), and of what is made of them and of the feet's shares; noise alone."""
    times: dict[str, float] = {}
    rate = signals.rate_hz
    for side, foot in signals.feet.items():
        for way in ("off", "on"):
            at = events[f"foot_{way}_{side}"]
            if not isinstance(at, Missing):
                slope = max(abs(foot.slope(at, 0.002)), 1.0)
                times[f"foot_{way}_{side}"] = math.hypot(TIMING * foot.noise_n / slope, SAMPLING / rate)
    found: dict[str, float] = {}
    for side in signals.feet:
        ends = [times.get(f"foot_{way}_{side}") for way in ("off", "on")]
        if None not in ends:
            found[f"release_{side}"] = math.hypot(*(end for end in ends if end is not None))
    offs = [times.get(f"foot_off_{side}") for side in SIDES]
    if None not in offs:
        found["release_offset"] = math.hypot(*(off for off in offs if off is not None))
    if signals.feet:
        gross = integral(signals.total.raw, pull.drive_start, pull.drive_end, rate)
        noise = _impulse_noise(signals.total.noise_n, pull.drive_end - pull.drive_start, rate) / math.sqrt(2.0)
        found["left_share"] = noise / gross
        found["left_right_index"] = 200.0 * noise / gross
    return times, found


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
    """Standard uncertainties of the masses (kg) and of W (N); none of what was entered."""
    found: dict[str, float] = {}
    if weights.body is not None and weights.body.uncertainty_n > 0.0:
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
