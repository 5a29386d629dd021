"""Numbers of a plain jump: heights, take-off velocity, phases, asymmetry."""

from __future__ import annotations

from processing.feet import ONE_PLATE
from processing.impulse import integral, value_at
from processing.jump_find import Flight
from processing.jump_phases import JumpMotion
from processing.missing import Missing, Values, all_missing
from processing.options import JUMPS
from processing.signals import SIDES, LiftSignals

PHASE_KEYS = ("unweighting_duration", "unweighting_depth", "unweighting_impulse", "braking_duration", "braking_impulse")
BRAKING_KEYS = (*PHASE_KEYS, "countermovement_depth", "braking_left_right_index")
MOTION_KEYS = (
    *BRAKING_KEYS,
    "jump_height_impulse",
    "jump_height_difference",
    "takeoff_velocity",
    "takeoff_impulse",
    "time_to_takeoff",
    "propulsion_duration",
    "propulsion_impulse",
    "propulsion_left_right_index",
    "left_share",
    "left_right_index",
)
"""What needs a weight and a still start."""


class NotAJumpError(ValueError):
    """A jump height was asked for of something that is no plain jump."""


def require_jump(kind: str) -> None:
    """Raise :class:`NotAJumpError` for every kind of lift that is no plain jump."""
    if kind not in JUMPS:
        raise NotAJumpError(f"{kind}: only a plain jump has a jump height ({', '.join(JUMPS)})")


def height_by_impulse_m(kind: str, takeoff_m_s: float, g_m_s2: float) -> float:
    """Height of the centre of mass over its place at take-off, v² / 2g.

    Raises
    ------
    NotAJumpError
        For a lift: its feet leave stretched and land in a squat.
    """
    require_jump(kind)
    return takeoff_m_s**2 / (2.0 * g_m_s2)


def height_by_flight_m(kind: str, flight_s: float, g_m_s2: float) -> float:
    """The same from the time in the air, g t² / 8: only where the body lands as it took off.

    Raises
    ------
    NotAJumpError
        For a lift.
    """
    require_jump(kind)
    return g_m_s2 * flight_s**2 / 8.0


def flight_metrics(kind: str, flight: Flight, rate_hz: float, g_m_s2: float) -> Values:
    """What the air time alone tells."""
    seconds = flight.seconds(rate_hz)
    return {"flight_time": seconds, "jump_height_flight": height_by_flight_m(kind, seconds, g_m_s2)}


def motion_metrics(
    kind: str, signals: LiftSignals, flight: Flight, motion: JumpMotion, weight_n: float, g_m_s2: float
) -> Values:
    """What the impulse tells: velocity and height, phases, asymmetry.

    Parameters
    ----------
    kind : str
        One of :data:`processing.options.JUMPS`.
    signals : LiftSignals
        Forces.
    flight, motion : Flight, JumpMotion
        Events.
    weight_n, g_m_s2 : float
        W, gravity.
    """
    rate, mass = signals.rate_hz, weight_n / g_m_s2
    velocity = value_at(motion.speed_m_s, flight.takeoff)
    found: Values = {
        "takeoff_velocity": velocity,
        "takeoff_impulse": velocity * mass,
        "time_to_takeoff": (flight.takeoff - motion.onset) / rate,
        "propulsion_duration": (flight.takeoff - motion.propulsion_start) / rate,
        "propulsion_impulse": mass * (velocity - value_at(motion.speed_m_s, motion.propulsion_start)),
        **_height(kind, velocity, flight.seconds(rate), g_m_s2),
    }
    found["propulsion_left_right_index"] = _index(signals, motion.propulsion_start, flight.takeoff)
    begins = motion.propulsion_start if motion.braking_start is None else motion.braking_start
    share = _left_share(signals, begins, flight.takeoff)
    found |= {"left_share": share, "left_right_index": _index(signals, begins, flight.takeoff)}
    return found | _countermovement(kind, signals, motion, weight_n, g_m_s2)


def _height(kind: str, velocity: float, flight_s: float, g_m_s2: float) -> Values:
    if velocity <= 0.0:
        why = Missing("not_still", "the speed at take-off comes out negative: the jumper moved before the jump")
        return {"jump_height_impulse": why, "jump_height_difference": why}
    height = height_by_impulse_m(kind, velocity, g_m_s2)
    other = height_by_flight_m(kind, flight_s, g_m_s2)
    return {"jump_height_impulse": height, "jump_height_difference": other - height}


def _countermovement(kind: str, signals: LiftSignals, motion: JumpMotion, weight_n: float, g_m_s2: float) -> Values:
    """Unweighting and braking."""
    if kind == "squat_jump":
        return all_missing(BRAKING_KEYS, Missing("not_in_kind", "a squat jump begins at the deepest point"))
    if motion.braking_start is None:
        why = "the force does not fall under body weight before the push: no countermovement"
        return all_missing(BRAKING_KEYS, Missing("no_dip", why))
    total, rate, mass = signals.total, signals.rate_hz, weight_n / g_m_s2
    onset, braking, lowest = motion.onset, motion.braking_start, motion.propulsion_start
    down = value_at(motion.speed_m_s, braking)
    _, least_n = total.extreme(int(onset), int(braking), largest=False)
    return {
        "unweighting_duration": (braking - onset) / rate,
        "unweighting_depth": least_n / weight_n,
        "unweighting_impulse": mass * (down - value_at(motion.speed_m_s, onset)),
        "braking_duration": (lowest - braking) / rate,
        "braking_impulse": mass * (value_at(motion.speed_m_s, lowest) - down),
        "countermovement_depth": -integral(motion.speed_m_s, motion.start, lowest, rate),
        "braking_left_right_index": _index(signals, braking, lowest),
    }


def landing_metrics(
    signals: LiftSignals, landing: float, bottom: float | None, peak: tuple[float, float] | None, weight_n: float | None
) -> Values:
    """The landing: its peak and how both feet share it."""
    late = Missing("not_reached", "the record ends before the deepest point of the landing")
    if peak is None or bottom is None:
        return all_missing(("landing_left_right_index", "catch_peak_ratio", "landing_to_catch_peak"), late)
    no_weight = Missing("no_weight", "the body weight is not known")
    return {
        "landing_left_right_index": _index(signals, landing, bottom),
        "catch_peak_ratio": no_weight if weight_n is None else peak[1] / weight_n,
        "landing_to_catch_peak": (peak[0] - landing) / signals.rate_hz,
    }


def _loads(signals: LiftSignals, start: float, stop: float) -> tuple[float, float]:
    left, right = (integral(signals.feet[side].raw, start, stop, signals.rate_hz) for side in SIDES)
    return left, right


def _left_share(signals: LiftSignals, start: float, stop: float) -> float | Missing:
    if not signals.two_feet:
        return ONE_PLATE
    left, right = _loads(signals, start, stop)
    return left / (left + right)


def _index(signals: LiftSignals, start: float, stop: float) -> float | Missing:
    """100 · (R − L) / (R + L) of the impulses."""
    if not signals.two_feet:
        return ONE_PLATE
    left, right = _loads(signals, start, stop)
    if left + right <= 0.0:
        return Missing("short_span", "too short to share between the feet")
    return 100.0 * (right - left) / (right + left)
