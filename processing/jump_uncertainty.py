"""How far a jump's numbers may be off: measured again at W ± u(W), plus what noise and the start of the speed add."""

from __future__ import annotations

import math

from processing.jump_find import Flight
from processing.jump_metrics import motion_metrics
from processing.jump_phases import JumpMotion, find_motion
from processing.missing import Values, known, numbers
from processing.signals import SIDES, LiftSignals
from processing.uncertainty import PEAK, SAMPLING, TIMING
from processing.weights import Weights

RECTANGULAR = math.sqrt(3.0)
ENDS_IN_AIR = ("takeoff_velocity", "takeoff_impulse", "propulsion_impulse")
IMPULSES = ("takeoff_impulse", "propulsion_impulse", "braking_impulse", "unweighting_impulse")
PER_MASS = {"takeoff_velocity": 1.0, "jump_height_impulse": 2.0, "countermovement_depth": 1.0}
"""What is divided by the mass, and its power."""
Told = tuple[str, Values, Values]


def jump_uncertainties(
    signals: LiftSignals,
    flight: Flight,
    weights: Weights,
    motion: JumpMotion | None,
    scale: tuple[float, float],
    told: Told,
) -> tuple[dict[str, float], dict[str, float]]:
    """Standard uncertainties of events (s) and metrics (their units), where they can be told.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    flight, weights, motion
        The jump.
    scale : (float, float)
        Gravity, and the standard uncertainty of the zero of all plates' vertical force, N.
    told : (str, dict, dict)
        Kind, metrics, events as measured.
    """
    (kind, metrics, events), (g_m_s2, tare_n) = told, scale
    times, found = _air(signals, flight, g_m_s2, tare_n)
    times |= _feet(signals, events, tare_n)
    found |= _releases(times)
    if weights.system is not None:
        found["system_weight"] = math.hypot(weights.system.uncertainty_n, tare_n)
        found["body_mass"] = found["system_weight"] / g_m_s2
    if known(metrics["peak_force"]) is not None:
        found["peak_force"] = math.hypot(PEAK * signals.total.noise_n, tare_n)
    if weights.system is not None and motion is not None:
        moments, spreads = _moving(signals, flight, weights, motion, g_m_s2, (kind, metrics))
        times, found = times | moments, found | spreads
        if signals.feet and spreads and motion.propulsion_start != motion.onset:
            found |= _shares(signals, flight, motion, tare_n)
        height = known(metrics["jump_height_impulse"])
        _add_zero(found, metrics, weights.system.n, tare_n)
        if height is not None:
            found["jump_height_difference"] = math.hypot(found["jump_height_impulse"], found["jump_height_flight"])
    return times, found


def _add_zero(found: dict[str, float], metrics: Values, weight_n: float, tare_n: float) -> None:
    """What an error of the zero does to what is divided by the mass: force and weight move alike."""
    for key, power in PER_MASS.items():
        value = known(metrics[key])
        if key in found and value is not None:
            found[key] = math.hypot(found[key], power * value * tare_n / weight_n)
    ratio = known(metrics["peak_force_ratio"])
    if ratio is not None and "peak_force_ratio" in found:
        found["peak_force_ratio"] = math.hypot(found["peak_force_ratio"], (ratio - 1.0) * tare_n / weight_n)


def _air(
    signals: LiftSignals, flight: Flight, g_m_s2: float, tare_n: float
) -> tuple[dict[str, float], dict[str, float]]:
    """Take-off and landing: noise, sampling; the flight also what the threshold hides at both ends."""
    total, rate = signals.total, signals.rate_hz
    times, hidden = {}, 0.0
    for key, at in (("takeoff", flight.takeoff), ("landing", flight.landing)):
        slope = max(abs(total.slope(at, 0.002)), 1.0)
        times[key] = math.hypot(math.hypot(TIMING * total.noise_n, tare_n) / slope, SAMPLING / rate)
        hidden += _hidden_s(signals, flight, at)
    seconds = flight.seconds(rate)
    u = math.hypot(times["takeoff"], times["landing"], hidden)
    return times, {"flight_time": u, "jump_height_flight": g_m_s2 * seconds / 4.0 * u}


def _hidden_s(signals: LiftSignals, flight: Flight, position: float) -> float:
    """What the threshold hides: the force needs up to level over slope to reach zero after it, s."""
    return flight.level_n / max(abs(signals.total.slope(position, 0.002)), 1.0) / RECTANGULAR


def _feet(signals: LiftSignals, events: Values, tare_n: float) -> dict[str, float]:
    times: dict[str, float] = {}
    for side, foot in signals.feet.items():
        for way in ("off", "on"):
            at = known(events[f"foot_{way}_{side}"])
            if at is not None:
                slope = max(abs(foot.slope(at, 0.002)), 1.0)
                level = math.hypot(TIMING * foot.noise_n, tare_n / math.sqrt(2.0))
                times[f"foot_{way}_{side}"] = math.hypot(level / slope, SAMPLING / signals.rate_hz)
    return times


def _releases(times: dict[str, float]) -> dict[str, float]:
    pairs = {f"release_{side}": (f"foot_off_{side}", f"foot_on_{side}") for side in SIDES}
    pairs["release_offset"] = ("foot_off_left", "foot_off_right")
    return {key: math.hypot(times[a], times[b]) for key, (a, b) in pairs.items() if a in times and b in times}


def _moving(
    signals: LiftSignals, flight: Flight, weights: Weights, motion: JumpMotion, g_m_s2: float, told: tuple[str, Values]
) -> tuple[dict[str, float], dict[str, float]]:
    """Everything that comes from the speed."""
    kind, metrics = told
    system, quiet = weights.system, weights.quiet
    assert system is not None
    assert quiet is not None
    total, rate, mass = signals.total, signals.rate_hz, system.n / g_m_s2
    sides = []
    for sign in (-1.0, 1.0):
        weight_n = system.n + sign * system.uncertainty_n
        moved = find_motion(total, flight, weight_n, quiet, g_m_s2)
        if moved is None:
            return {}, {}
        sides.append((moved, numbers(motion_metrics(kind, signals, flight, moved, weight_n, g_m_s2))))
    (low, lows), (high, highs) = sides
    by_weight = {key: 0.5 * abs(highs[key] - lows[key]) for key in highs if key in lows}
    start = _start_m_s(weights, motion, flight, (mass, rate))
    noise = total.noise_n * math.sqrt(flight.takeoff - motion.start) / rate / mass
    at_onset = motion.propulsion_start == motion.onset
    hidden = g_m_s2 * _hidden_s(signals, flight, flight.takeoff)
    found: dict[str, float] = {}
    for key in ("takeoff_velocity", *IMPULSES):
        if key in by_weight:
            factor = 1.0 if key == "takeoff_velocity" else mass
            begins = 0.0 if key == "unweighting_impulse" or (key == "propulsion_impulse" and at_onset) else start
            late = hidden if key in ENDS_IN_AIR else 0.0
            found[key] = math.hypot(by_weight[key], factor * begins, factor * noise, factor * late)
    velocity = known(metrics["takeoff_velocity"]) or 0.0
    found["jump_height_impulse"] = abs(velocity) / g_m_s2 * found["takeoff_velocity"]
    if "countermovement_depth" in by_weight:
        seconds = (motion.propulsion_start - motion.start) / rate
        found["countermovement_depth"] = math.hypot(by_weight["countermovement_depth"], start * seconds)
    peak = known(metrics["peak_force"])
    if peak is not None:
        noise_n = PEAK * total.noise_n
        found["peak_force_ratio"] = math.hypot(peak * system.uncertainty_n / system.n, noise_n) / system.n
    return _moments(signals, motion, (low, high), start, g_m_s2), found


def _start_m_s(weights: Weights, motion: JumpMotion, flight: Flight, scale: tuple[float, float]) -> float:
    """What the sway's own speed where the integration begins adds to a velocity at take-off, beside its part in W.

    A mean force over T is off by m (v₁ − v₀) / T where the sway's speed is v₀ at the start and v₁ at the end of the
    window; a velocity τ later is then off by (1 + τ/T) v₁ − (τ/T) v₀. With both of SD s the part beyond u(W)·τ/m,
    which is √2 s τ/T, is s √(1 + 2τ/T).
    """
    mass, rate = scale
    assert weights.system is not None
    stand = weights.quiet if weights.system_from == "quiet" else weights.hold
    if stand is None:
        return 0.0
    window = stand.stop - stand.start
    s = weights.system.uncertainty_n * window / rate / mass / math.sqrt(2.0)
    after = (flight.takeoff - motion.start) / window if weights.system_from == "quiet" else 0.0
    return s * math.sqrt(1.0 + 2.0 * max(after, 0.0))


def _moments(
    signals: LiftSignals, motion: JumpMotion, sides: tuple[JumpMotion, JumpMotion], start_m_s: float, g_m_s2: float
) -> dict[str, float]:
    """Times of braking (a crossing of W) and propulsion (a crossing of zero speed)."""
    total, rate = signals.total, signals.rate_hz
    times: dict[str, float] = {}
    low, high = sides
    braking = [each.braking_start for each in (low, high)]
    if motion.braking_start is not None and braking[0] is not None and braking[1] is not None:
        slope = max(abs(total.slope(motion.braking_start)), 1.0)
        moved = 0.5 * (braking[1] - braking[0]) / rate
        times["braking_start"] = math.hypot(moved, TIMING * total.noise_n / slope, SAMPLING / rate)
    if motion.braking_start is not None:
        step = max(int(motion.propulsion_start), 0)
        pull = max((motion.speed_m_s[step + 1] - motion.speed_m_s[step]) * rate, 0.1 * g_m_s2)
        moved = 0.5 * (high.propulsion_start - low.propulsion_start) / rate
        times["propulsion_start"] = math.hypot(moved, start_m_s / pull, SAMPLING / rate)
    return times


def _shares(signals: LiftSignals, flight: Flight, motion: JumpMotion, tare_n: float) -> dict[str, float]:
    """Noise and zero of the push's left share; the feet's zeros are alike and independent."""
    rate = signals.rate_hz
    begins = motion.propulsion_start if motion.braking_start is None else motion.braking_start
    gross = float(signals.total.raw[int(begins) : int(flight.takeoff)].sum()) / rate
    length = flight.takeoff - begins
    noise = math.hypot(signals.total.noise_n * math.sqrt(length / 2.0), 0.5 * tare_n * length) / rate
    return {"left_share": noise / gross, "left_right_index": 200.0 * noise / gross}
