"""A plain jump, measured: weighing, flight, motion, landing."""

from __future__ import annotations

from processing.contact import contact
from processing.document import EVENT_KEYS, METRIC_UNITS
from processing.feet import ONE_PLATE, release_metrics
from processing.filters import samples
from processing.holds import climb_m
from processing.impulse import value_at
from processing.jump_find import LANDED_S, PUSH_BEFORE_S, Flight, find_flights
from processing.jump_metrics import (
    BRAKING_KEYS,
    MOTION_KEYS,
    NotAJumpError,
    flight_metrics,
    height_by_flight_m,
    height_by_impulse_m,
    landing_metrics,
    motion_metrics,
    require_jump,
)
from processing.jump_phases import JumpMotion, find_motion
from processing.jump_uncertainty import jump_uncertainties
from processing.measuring import Measurement
from processing.methods import limit
from processing.missing import Missing, Values, all_missing, known
from processing.phases import NotSegmentedError
from processing.quality import QualityList
from processing.signals import SIDES, LiftSignals
from processing.weighing import Still, still_stretches, weighing_uncertainty_n
from processing.weights import Force, Known, Weights

__all__ = ["NotAJumpError", "height_by_flight_m", "height_by_impulse_m", "measure_jump"]

SQUAT_JUMP = "squat_jump"
NO_BAR = Missing("not_in_kind", "a plain jump has no bar")
NOT_A_LIFT = Missing("not_in_kind", "a plain jump is no lift and has no such thing")
NO_STAND_AFTER = Missing("no_hold", "nobody stands still for 0.75 s after the landing")


def measure_jump(signals: LiftSignals, before: Known, kind: str) -> Measurement:
    """Measure a jump.

    Parameters
    ----------
    signals : LiftSignals
        Forces that hold one jump, from the standing before it.
    before : Known
        Gravity and the body mass where it is known otherwise.
    kind : str
        ``countermovement_jump`` or ``squat_jump``.

    Raises
    ------
    NotAJumpError
        For a kind that is no jump.
    NotSegmentedError
        No jump, several, or a bar is lifted in it.
    """
    require_jump(kind)
    flights = find_flights(signals.total)
    if len(flights) != 1:
        told = (
            f"{len(flights)} jumps lie in this span; one is measured at a time" if flights else "no flight after a push"
        )
        raise NotSegmentedError(told)
    flight = flights[0]
    shortest = min(limit("quiet_s"), limit("hold_s"))
    stands = still_stretches(signals.total.raw, signals.rate_hz, shortest)
    late = [stand for stand in stands if stand.start >= flight.landing]
    weights = _weighed(signals, [stand for stand in stands if stand.stop <= flight.takeoff], late, before)
    _must_not_lift(signals, weights, late, before, kind)
    motion = _motion(signals, flight, weights, before)
    _must_fall(motion, flight, signals.rate_hz, before.g_m_s2)
    events, peaks = _events(signals, flight, weights, motion, kind)
    metrics = _metrics(signals, flight, weights, motion, kind, before.g_m_s2)
    weight_n = None if weights.system is None else weights.system.n
    metrics |= landing_metrics(signals, flight.landing, known(events["bottom"]), peaks[1], weight_n)
    if peaks[0] is not None:
        metrics["peak_force"] = peaks[0][1]
        metrics["peak_force_ratio"] = Missing("no_weight", NO_WEIGHT) if weight_n is None else peaks[0][1] / weight_n
    metrics |= {**release_metrics(events, signals.rate_hz)}
    times, spreads = jump_uncertainties(
        signals, flight, weights, motion, (before.g_m_s2, before.tare_n), (kind, metrics, events)
    )
    quality = QualityList()
    _remarks(quality, kind, metrics, spreads, motion)
    return Measurement(events, metrics, times, spreads, weights, None, quality)


NO_WEIGHT = "no quiet standing, no weigh-in, and no body mass entered"


def _weighed(signals: LiftSignals, early: list[Still], late: list[Still], before: Known) -> Weights:
    """Body weight from the quiet standing before, else the standing after, else what is known."""
    least = samples(limit("quiet_s") - limit("still_mean_s"), signals.rate_hz)
    early = [stand for stand in early if stand.stop - stand.start >= least]
    quiet, hold = (early[-1] if early else None), (late[0] if late else None)
    found: dict[str, tuple[Force, str]] = {}
    if quiet is not None:
        found["quiet"] = _force(signals, quiet, before.g_m_s2, "sway_standing_m_s"), "quiet"
    if hold is not None:
        found["hold"] = _force(signals, hold, before.g_m_s2, "sway_hold_m_s"), "hold"
    if before.body is not None:
        found["entered"] = before.body, "known"
    order = [before.weigh_by] if before.weigh_by else ["quiet", "hold", "entered"]
    for source in order:
        if source in found:
            force, body_from = found[source]
            kg = force.n / before.g_m_s2
            return Weights(quiet, hold, force, body_from, force, source, body_kg=kg)
    return Weights(quiet, hold)


def _force(signals: LiftSignals, stand: Still, g_m_s2: float, sway: str) -> Force:
    raw = signals.total.raw[stand.start : stand.stop]
    u = weighing_uncertainty_n(raw, signals.rate_hz, g_m_s2, limit(sway), signals.total.noise_n)
    return Force(stand.force_n, u)


def _must_not_lift(signals: LiftSignals, weights: Weights, stands: list[Still], before: Known, kind: str) -> None:
    """Raise ``NotSegmentedError`` where a bar is on the lifter after the flight or was lifted in it."""
    quiet, g = weights.quiet, before.g_m_s2
    if quiet is None:
        return
    least_n = max(limit("bar_least_kg") * g, limit("bar_least_share") * quiet.force_n)
    most = limit("jump_squat_rise_m" if kind == SQUAT_JUMP else "jump_rise_m")
    for stand in stands:
        more_n = stand.force_n - quiet.force_n
        if more_n >= least_n:
            raise NotSegmentedError(f"a lift and no jump: after it stands {more_n / g:.1f} kg more than before")
        if more_n <= -least_n:
            return
        rise = climb_m(signals, quiet, stand, g)
        if rise > most:
            what = "a lift" if kind == SQUAT_JUMP else "a lift, or a squat jump"
            raise NotSegmentedError(f"{what}: whoever moved stands {rise:.2f} m higher after it than before")


def _motion(signals: LiftSignals, flight: Flight, weights: Weights, before: Known) -> JumpMotion | None:
    if weights.system is None or weights.quiet is None:
        return None
    return find_motion(signals.total, flight, weights.system.n, weights.quiet, before.g_m_s2)


def _must_fall(motion: JumpMotion | None, flight: Flight, rate_hz: float, g_m_s2: float) -> None:
    """Raise ``NotSegmentedError`` where the mass touches down higher than it took off: only with a bar overhead.

    In a plain jump the legs are stretched at take-off, so the centre of mass cannot be higher at landing. In a lift the
    bar goes up while the lifter goes down, and the feet are down before lifter and bar together have fallen.
    """
    seconds = flight.seconds(rate_hz)
    if motion is None or seconds > limit("lift_air_s"):
        return
    higher = value_at(motion.speed_m_s, flight.takeoff) * seconds - 0.5 * g_m_s2 * seconds**2
    if higher > limit("jump_land_m"):
        raise NotSegmentedError(f"a lift and no jump: the mass lands {higher:.2f} m higher than it took off")


Peak = tuple[float, float] | None


def _events(
    signals: LiftSignals, flight: Flight, weights: Weights, motion: JumpMotion | None, kind: str
) -> tuple[Values, tuple[Peak, Peak]]:
    """All events, and position and height of the push's and the landing's peak."""
    not_still = Missing("not_still", "nobody stands still for a second before the jump")
    late = Missing("not_reached", "the record ends before the deepest point of the landing")
    squat = Missing("not_in_kind", "a squat jump begins at the deepest point")
    no_dip = Missing("no_dip", "the force does not fall under body weight before the push: no countermovement")
    events: Values = dict.fromkeys(EVENT_KEYS, NOT_A_LIFT)
    events |= {"takeoff": flight.takeoff, "landing": flight.landing}
    events["quiet"] = not_still if weights.quiet is None else float(weights.quiet.start)
    events["hold_start"] = NO_STAND_AFTER if weights.hold is None else float(weights.hold.start)
    events |= dict.fromkeys(("jump_onset", "braking_start", "propulsion_start", "bottom", "catch_peak"), not_still)
    first = max(0, int(flight.takeoff) - samples(PUSH_BEFORE_S, signals.rate_hz))
    bottom: float | None = None
    if motion is not None:
        first, bottom = int(motion.onset), motion.bottom
        braking = squat if kind == SQUAT_JUMP else no_dip if motion.braking_start is None else motion.braking_start
        events |= {"jump_onset": motion.onset, "braking_start": braking, "propulsion_start": motion.propulsion_start}
        events["bottom"] = late if bottom is None else bottom
        events["catch_peak"] = late
    push = signals.total.extreme(first, int(flight.takeoff), largest=True)
    events["peak_2"] = push[0]
    landed: Peak = None
    if bottom is not None:
        landed = signals.total.extreme(int(flight.landing), int(bottom), largest=True)
        events["catch_peak"] = landed[0]
    return events | _feet(signals, flight), (push, landed)


def _feet(signals: LiftSignals, flight: Flight) -> Values:
    stop = min(int(flight.landing) + samples(LANDED_S, signals.rate_hz), signals.n - 1)
    found: Values = {}
    for side in SIDES:
        foot = contact(signals.feet[side], flight.takeoff, stop) if signals.two_feet else None
        found[f"foot_off_{side}"] = ONE_PLATE if foot is None else foot.off
        found[f"foot_on_{side}"] = ONE_PLATE if foot is None else foot.on
    return found


def _metrics(
    signals: LiftSignals, flight: Flight, weights: Weights, motion: JumpMotion | None, kind: str, g_m_s2: float
) -> Values:
    metrics: Values = dict.fromkeys(METRIC_UNITS, NOT_A_LIFT)
    metrics |= {"bar_mass": NO_BAR, "bar_mass_measured": NO_BAR}
    metrics |= {"body_mass": Missing("no_weigh_in", NO_WEIGHT), "system_weight": Missing("no_weight", NO_WEIGHT)}
    if weights.system is not None:
        metrics |= {"body_mass": weights.body_kg, "system_weight": weights.system.n}
    metrics |= flight_metrics(kind, flight, signals.rate_hz, g_m_s2)
    if motion is not None and weights.system is not None:
        return metrics | motion_metrics(kind, signals, flight, motion, weights.system.n, g_m_s2)
    why = Missing("not_still", "nobody stands still for a second before the jump: its speed has no start")
    metrics |= all_missing(MOTION_KEYS, why)
    if kind == SQUAT_JUMP:
        metrics |= all_missing(BRAKING_KEYS, Missing("not_in_kind", "a squat jump begins at the deepest point"))
    return metrics


def _remarks(
    quality: QualityList, kind: str, metrics: Values, spreads: dict[str, float], motion: JumpMotion | None
) -> None:
    if kind == SQUAT_JUMP and motion is not None and motion.least_m_s <= -limit("dip_speed_m_s"):
        message = f"before the push the jumper goes down at up to {-motion.least_m_s:.2f} m/s: a countermovement"
        quality.add("countermovement", message, ("lift.kind",))
    apart, impulse, flight = (known(metrics[f"jump_height_{key}"]) for key in ("difference", "impulse", "flight"))
    if apart is None or impulse is None or flight is None:
        return
    allowed = max(limit("jump_agreement_m"), limit("jump_agreement_sd") * spreads.get("jump_height_difference", 0.0))
    if abs(apart) > allowed:
        message = f"{100 * impulse:.1f} cm by impulse, {100 * flight:.1f} cm by flight: landed bent, or moved before"
        quality.add("heights_disagree", message, ("metrics.jump_height_impulse", "metrics.jump_height_flight"))
