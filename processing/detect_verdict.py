"""From a lift that is over to what is told about it."""

from __future__ import annotations

from processing import detect_limits as limits
from processing.detect_activity import LIFT, Activity, DetectedLift, Mass
from processing.detect_body import Body, Stand, trimmed
from processing.detect_open import OpenLift
from processing.detect_rests import weighed_n
from processing.detect_ticks import TickStream
from processing.options import STANDARD_GRAVITY_M_S2


def standing_lift(lift: OpenLift, number: int, now: int, stream: TickStream) -> Activity:
    """The activity of a lift whose lifter stands with the bar at tick ``now``; its masses follow with the hold."""
    found = DetectedLift(
        number=number,
        drive_end=lift.drive_end * stream.samples_per_tick,
        kind=lift.kind or lift.guessed_kind(),
        kind_assumed=lift.kind is None,
        outcome="made",
        complex_id=lift.label.complex_id if lift.label else None,
    )
    start, stop = (tick * stream.samples_per_tick for tick in (max(0, lift.before.start), now))
    return Activity(LIFT, start, stop, stop, found, settled=False)


def told_lift(lift: OpenLift, number: int, over: int, stream: TickStream, body: Body) -> Activity:
    """The activity of a lift that was decided before tick ``over``."""
    alone = stand_before(lift, stream, body)
    label = lift.label
    found = DetectedLift(
        number=number,
        drive_end=lift.drive_end * stream.samples_per_tick,
        kind=lift.kind or lift.guessed_kind(),
        kind_assumed=lift.kind is None,
        outcome=lift.outcome(over, stream.tick_hz),
        complex_id=label.complex_id if label else None,
        body_mass=None if alone is None else _mass(alone.weight_n, alone.uncertainty_n),
        bar_mass=_bar_mass(lift, alone, stream),
    )
    stop = over * stream.samples_per_tick
    return Activity(LIFT, _span_start(lift, alone, stream) * stream.samples_per_tick, stop, stop, found)


def stand_before(lift: OpenLift, stream: TickStream, body: Body) -> Stand | None:
    """The stillest stand of the lifter alone before the lift: later ones may have the hands on the bar."""
    reach = limits.QUIET_WITHIN_S * stream.tick_hz if lift.floor else lift.drive_end
    return body.stillest(lift.drive_end - reach, lift.drive_end) or body.stillest(0, lift.drive_end)


def _span_start(lift: OpenLift, alone: Stand | None, stream: TickStream) -> int:
    """Enough quiet standing before the lift: the lifter alone, or from a hang with the bar in the hands."""
    start, stop = lift.before.start, lift.before.stop
    if lift.floor and alone is not None and alone.stop >= lift.drive_end - limits.QUIET_WITHIN_S * stream.tick_hz:
        start, stop = alone.start, alone.stop
    return max(0, start, stop - stream.ticks(limits.QUIET_KEPT_S))


def _bar_mass(lift: OpenLift, alone: Stand | None, stream: TickStream) -> Mass | None:
    """From the hold after a floor lift, from the stand before a lift that began with the bar in the hands."""
    rest = lift.last if lift.floor else lift.before
    if alone is None or rest is None:
        return None
    held = trimmed(stream, rest, limits.HOLD_S if lift.floor else limits.QUIET_KEPT_S)
    if held.size < stream.ticks(limits.STILL_WINDOW_S):
        return None
    weight, uncertainty = weighed_n(held, stream.tick_hz, limits.SWAY_M_S["hold" if lift.floor else "held"])
    return _mass(weight - alone.weight_n, (uncertainty**2 + alone.uncertainty_n**2) ** 0.5)


def _mass(force_n: float, uncertainty_n: float) -> Mass:
    return Mass(force_n / STANDARD_GRAVITY_M_S2, uncertainty_n / STANDARD_GRAVITY_M_S2)
