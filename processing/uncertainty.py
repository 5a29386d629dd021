"""How far the numbers may be off: the lift measured again at W ± u(W), plus what noise and the zero add.

An error of the zero moves force and weighed W alike, so it moves no crossing and no impulse, only the masses and what
is divided by W. Where W was entered it acts like an error of W. Feet have half the plates each: the zero's variance of
one foot is half that of both.
"""

from __future__ import annotations

import math

import numpy as np

from processing.balance import ShearZero
from processing.crossing import Trace
from processing.drive import drive_metrics, pull_metrics
from processing.filters import samples
from processing.impulse import integral, running, value_at
from processing.methods import limit
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
"""… and in sample intervals, of a jump's contact."""
ACROSS = 0.9
"""… of a crossing of a lift, whose first and last one share hum."""
BETWEEN = 0.06
"""… and in sample intervals: what is left of the convert skew, evenly within ± 0.1."""
PEAK = 0.7
"""Error of a fitted peak's height, in SD of noise."""
REST_M_S = 0.0017
"""A lifter with the bar in the hands begins at rest within this forward speed."""
UP_AT_REST_M_S = 0.0008
"""… and within this upward speed."""
FLAT_SD = 1.0
"""A peak may lie wherever the force is within so many SD of noise of it."""
FLAT_S = 0.060
"""… but at most this far away."""
OVER_W = {"peak_force_ratio": 1.0, "drive_mean_force_ratio": 1.0, "unweighting_depth": 1.0}
"""Ratios of a force to W, less what they are when the force is W: what an error of the zero leaves of them."""
LEVEL_SHARE = 0.5
"""Zero errors of level forces over those of the vertical one."""
Moved = tuple[dict[str, float], dict[str, float]]
"""How far each number moves with W ± u(W), and the numbers."""
PER_MASS = ("drive_velocity_gain", "peak_velocity", "drive_rise", "decay_rate")
"""What is divided by the mass."""


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
            events[key] = math.hypot(0.5 * (b - a) / rate, crossing_s(signals.total, here))
    by_weight = {key: 0.5 * abs(high[1][key] - low[1][key]) for key in high[1] if key in low[1]}
    found: dict[str, float] = {}
    for key, ends in IMPULSES.items():
        spans = [getattr(pull, end) for end in ends]
        if key in by_weight and None not in spans:
            found[key] = math.hypot(by_weight[key], _impulse_noise(noise_n, spans[1] - spans[0], rate))
    for key, ends in DURATIONS.items():
        if key in by_weight and all(end in events for end in ends):
            found[key] = math.hypot(*(events[end] for end in ends))
    events |= _turns(signals.total, pull)
    found |= _drive_shape(signals, pull, _system_n(weights), events, by_weight)
    found |= _more_shape(signals, pull, (_system_n(weights), known.g_m_s2), events, (by_weight, high[1]))
    mass = _system_n(weights) / known.g_m_s2
    for key in SPEEDS:
        begin = pull.start if key == "peak_velocity" else pull.drive_start
        rest = UP_AT_REST_M_S if key == "peak_velocity" and pull.separation is None else 0.0
        found[key] = math.hypot(by_weight[key], _impulse_noise(noise_n, pull.drive_end - begin, rate) / mass, rest)
    _add_zero(found, high[1], _system_n(weights), known.tare_n)
    return events, found


def _add_zero(found: dict[str, float], values: dict[str, float], weight_n: float, tare_n: float) -> None:
    """What an error of the zero does to heights, ratios, and what is divided by the mass."""
    found["peak_force"] = math.hypot(found["peak_force"], tare_n)
    for key, level in (*OVER_W.items(), *dict.fromkeys(PER_MASS, 0.0).items()):
        if key in found:
            found[key] = math.hypot(found[key], (values[key] - level) * tare_n / weight_n)


def crossing_s(force: Trace, at: float, level_n: float = 0.0, half_s: float = 0.004) -> float:
    """Standard uncertainty of a crossing whose level is uncertain by ``level_n``, s."""
    slope = max(abs(force.slope(at, half_s)), 1.0)
    between = math.hypot(BETWEEN, bend_samples(force, at)) / force.rate_hz
    return math.hypot(math.hypot(ACROSS * force.noise_n, level_n) / slope, between)


def bend_samples(force: Trace, at: float) -> float:
    """What a straight line between the two samples around a crossing misses of a bent force, in sample intervals.

    A parabola of second difference d over a step s lies off the line by up to d / (8 s) of an interval, the corner
    of a foot that touches down by more: 6 instead of 8. The part of d that noise explains is taken away.
    """
    first = int(at)
    if not 1 <= first < force.raw.size - 2:
        return 0.0
    before, low, high, after = (float(force.raw[first + k]) for k in (-1, 0, 1, 2))
    bend = 0.5 * (after - high - low + before)
    step = max(abs(high - low), 2.0 * force.noise_n)
    return math.sqrt(max(bend**2 - force.noise_n**2, 0.0)) / (6.0 * step) if step > 0.0 else 0.0


def turn_s(force: Trace, at: float) -> float:
    """Standard uncertainty of the time of a peak or a trough: the width of its flat part over √12, s."""
    reach, middle = samples(FLAT_S, force.rate_hz), round(at)
    first, last = max(middle - reach, 0), min(middle + reach, force.raw.size - 1)
    apart = np.abs(force.smooth[first : last + 1] - force.smooth[middle]) > FLAT_SD * force.noise_n
    before = np.flatnonzero(apart[: middle - first])
    after = np.flatnonzero(apart[middle - first :])
    low = first + (int(before[-1]) if before.size else 0)
    high = middle + int(after[0]) if after.size else last
    width = high - low
    return math.hypot(width / math.sqrt(12.0), BETWEEN) / force.rate_hz


def _turns(total: Trace, pull: Pull) -> dict[str, float]:
    """Peaks and trough of the pull, s."""
    at = {"peak_1": pull.peak_1, "trough": pull.trough, "peak_2": pull.peak_2}
    return {key: turn_s(total, position) for key, position in at.items() if position is not None}


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


def _more_shape(
    signals: LiftSignals, pull: Pull, scale: tuple[float, float], events: dict[str, float], moved: Moved
) -> dict[str, float]:
    """Uncertainties of when the peak is, how long it is held, how it falls, how steeply it rises, and of the scoop."""
    by_weight, values = moved
    (weight_n, g), noise_n, rate = scale, signals.total.noise_n, signals.rate_hz
    total, seconds, over = signals.total, (pull.drive_end - pull.drive_start) / rate, pull.peak_n - weight_n
    net = total.raw - weight_n
    ends = math.hypot(events.get("drive_start", 0.0), events.get("drive_end", 0.0))
    edge = math.hypot(ACROSS * noise_n * seconds / (2.0 * over), BETWEEN / rate) * math.sqrt(2.0)
    speed = running(net, pull.start, rate) * g / weight_n
    low, low_s = (pull.drive_start, "drive_start") if pull.trough is None else (pull.trough, "trough")
    late = [value_at(speed, at) * events.get(key, 0.0) for at, key in ((low, low_s), (pull.drive_end, "drive_end"))]
    length = (pull.drive_end - low) / rate
    rise_noise = noise_n * g / weight_n * math.sqrt(length**3 / (3.0 * rate))
    found = {
        "peak_timing": math.hypot(events["peak_2"], 0.5 * ends) / seconds,
        "half_height_duty": math.hypot(by_weight["half_height_duty"], edge / seconds, 0.5 * ends / seconds),
        "drive_rise": math.hypot(by_weight["drive_rise"], rise_noise, *late),
        "rate_of_force_development": math.sqrt(2.0) * noise_n / limit("rfd_s"),
    }
    if "decay_rate" in by_weight:
        fall_s = 0.8 * over / weight_n / values["decay_rate"]
        found["decay_rate"] = math.hypot(by_weight["decay_rate"], values["decay_rate"] * edge / fall_s)
    if "unweighting_depth" in by_weight:
        found["unweighting_depth"] = math.hypot(by_weight["unweighting_depth"], PEAK * noise_n / weight_n)
    if "pull_balance" in by_weight and pull.unweighting_start is not None:
        drive = integral(net, pull.drive_start, pull.drive_end, rate)
        balance = integral(net, pull.start, pull.unweighting_start, rate) / drive
        first = _impulse_noise(noise_n, pull.unweighting_start - pull.start, rate) / drive
        last = _impulse_noise(noise_n, pull.drive_end - pull.drive_start, rate) * balance / drive
        found["pull_balance"] = math.hypot(by_weight["pull_balance"], first, last)
    return found


def feet_uncertainties(
    signals: LiftSignals, pull: Pull, events: Values, tare_n: float = 0.0
) -> tuple[dict[str, float], dict[str, float]]:
    """Standard uncertainties of foot times (s), of what is made of them, and of the feet's shares; noise and zero."""
    foot_n = tare_n / math.sqrt(2.0)
    times: dict[str, float] = {}
    rate = signals.rate_hz
    for side, foot in signals.feet.items():
        for way in ("off", "on"):
            at = events[f"foot_{way}_{side}"]
            if not isinstance(at, Missing):
                times[f"foot_{way}_{side}"] = crossing_s(foot, at, foot_n, 0.002)
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
        length = pull.drive_end - pull.drive_start
        # The feet's errors are alike and independent; of an even share they move half their difference.
        noise = 0.5 * math.hypot(_impulse_noise(signals.total.noise_n, length, rate), tare_n * length / rate)
        found["left_share"] = noise / gross
        found["left_right_index"] = 200.0 * noise / gross
    return times, found


def _system_n(weights: Weights) -> float:
    assert weights.system is not None
    return weights.system.n


def _again(signals: LiftSignals, weights: Weights, known: Known, sign: float) -> tuple[Pull, dict[str, float]] | None:
    """Events and metrics with W moved by its uncertainty; ``None`` where no lift is found then."""
    assert weights.system is not None
    spread_n = weights.system.uncertainty_n
    if weights.system_from == "entered":
        spread_n = math.hypot(spread_n, known.tare_n)
    weight_n = weights.system.n + sign * spread_n
    first = weights.quiet.stop if weights.quiet is not None else 0
    try:
        pull = find_pull(signals.total, weight_n, known.g_m_s2, first, floor=known.floor, separates=known.bare)
    except NotSegmentedError:
        return None
    values: Values = drive_metrics(signals.total, pull, weight_n, known.g_m_s2)
    values |= pull_metrics(signals.total, pull, weight_n, floor=known.floor, separates=known.bare)
    return pull, numbers(values)


def mass_uncertainties(weights: Weights, known: Known) -> dict[str, float]:
    """Standard uncertainties of the masses (kg) and of W (N); what was entered carries what is assumed of it."""
    found: dict[str, float] = {}
    here = known.tare_n, weights.body_from == "quiet"
    if weights.body is not None and weights.body.uncertainty_n > 0.0:
        found["body_mass"] = math.hypot(weights.body.uncertainty_n, here[0] if here[1] else 0.0) / known.g_m_s2
    if weights.system is not None:
        weighed = weights.system_from in ("hold", "quiet") or here[1]
        found["system_weight"] = math.hypot(weights.system.uncertainty_n, here[0] if weighed else 0.0)
    if weights.bar_kg is not None:
        found["bar_mass"] = weights.bar_kg[1]
    if weights.bar_measured_kg is not None:
        # Both weighed after the same zero: its error falls out of the difference.
        zero_kg = 0.0 if here[1] else known.tare_n / known.g_m_s2
        found["bar_mass"] = found["bar_mass_measured"] = math.hypot(weights.bar_measured_kg[1], zero_kg)
    return found


def forward_uncertainties(
    signals: LiftSignals, pull: Pull, zero: ShearZero | None, mass_kg: float, last_contact: float, tare_n: float = 0.0
) -> dict[str, float]:
    """Standard uncertainties of the forward numbers from the shear zero, noise, and the zero of the forward channels.

    That zero is taken to be off half as far as the vertical one, whose range is about double. The shear zero takes all
    of it away where the load is that of the stands, so what stays of an offset o is o · (T − ∫F dt / F_stand).
    """
    if zero is None:
        return {}
    rate, noise_n, level_n = signals.rate_hz, signals.total.noise_n, LEVEL_SHARE * tare_n
    up = integral(signals.total.raw, pull.drive_start, pull.drive_end, rate)
    whole = integral(signals.total.raw, pull.start, pull.drive_end, rate)
    noise = noise_n * math.sqrt((pull.drive_end - pull.drive_start) / rate / rate)
    left_s = [(b - a) / rate - zero.per_newton * load for a, b, load in (
        (pull.drive_start, pull.drive_end, up),
        (pull.start, pull.drive_end, whole),
    )]  # fmt: skip
    impulse = math.hypot(zero.uncertainty * up, noise, level_n * left_s[0])
    noise_m_s = _impulse_noise(noise_n, pull.drive_end - pull.start, rate) / mass_kg
    rest = REST_M_S if pull.separation is None else 0.0
    return {
        "drive_forward_impulse": impulse,
        "forward_velocity": math.hypot(
            zero.uncertainty * whole / mass_kg, noise_m_s, rest, level_n * left_s[1] / mass_kg
        ),
        "drive_direction": math.degrees(impulse / up),
        "combined_drift_forward": _drift_mm(signals, pull, zero, mass_kg, last_contact, level_n),
    }


def _drift_mm(
    signals: LiftSignals, pull: Pull, zero: ShearZero, mass_kg: float, last_contact: float, level_n: float
) -> float:
    """What errors of shear zero and channels' zero, noise, and a start not quite at rest do to the drift, mm."""
    rate = signals.rate_hz
    fallen = integral(running(signals.total.raw, pull.start, rate), pull.start, last_contact, rate) / mass_kg
    seconds = (last_contact - pull.start) / rate
    offset = level_n * (0.5 * seconds**2 / mass_kg - zero.per_newton * fallen)
    rest = REST_M_S * seconds if pull.separation is None else 0.0
    noise = signals.total.noise_n / mass_kg * math.sqrt(seconds**3 / (3.0 * rate))
    return 1000.0 * math.hypot(zero.uncertainty * fallen, noise, offset, rest)
