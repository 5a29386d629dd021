"""Which weight: body, bar, and lifter with bar, from standing still or from what was entered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from processing.filters import samples
from processing.holds import (
    carried,
    choose_hold,
    let_go,
    lighter_foot,
    must_carry,
    must_have_held,
    must_rise,
    stand_without,
    stood_up,
)
from processing.impulse import running
from processing.methods import limit
from processing.phases import NotSegmentedError, Pull, find_pull
from processing.signals import LiftSignals
from processing.weighing import Still, still_stretches, weighing_uncertainty_n
from processing.weights import Force, Known, Weights, least_bar_n


@dataclass(frozen=True)
class Weighed:
    """Weights, and the pull found with them; ``pull`` is ``None`` where W is not known."""

    weights: Weights
    pull: Pull | None


def weigh(signals: LiftSignals, known: Known) -> Weighed:
    """Weigh lifter and bar, and find the pull.

    Raises
    ------
    NotSegmentedError
        No lift can be told apart.
    """
    shortest = min(limit("quiet_s"), limit("hold_s"))
    stands = still_stretches(signals.total.raw, signals.rate_hz, shortest)
    quiet = quiet_stand(stands, signals, known)
    weights = _body(Weights(quiet), signals, known)
    guess_n = _first_guess_n(weights, stands, known)
    if guess_n is None:
        must_carry(signals, stands, weights, known)
        return Weighed(weights, None)
    first = quiet.stop if quiet is not None else 0
    pull = _pull(signals, guess_n, first, known)
    after = [stand for stand in stands if stand.start > pull.under]
    hold = choose_hold(after, signals, weights, guess_n, known)
    if hold is not None and not (known.is_pull or stood_up(signals, pull.under, hold, known.g_m_s2)):
        hold = None
    must_have_held(weights, hold, known)
    must_rise(signals, quiet, hold, known)
    if hold is None and known.bare and carried(signals, stands, weights) is False:
        raise NotSegmentedError("no bar: nobody is seen to carry more than their own weight")
    weights = replace(weights, hold=hold, after=_after(after, signals, weights, known))
    weights = _system(replace(weights, let_go=let_go(signals, pull.under, weights)), signals, known)
    if weights.system is None:
        return Weighed(weights, None)
    pull = _pull(signals, weights.system.n, first, known)
    checked = _checked(weights, signals, pull, known)
    if checked.system is None:
        return Weighed(checked, None)
    if checked.system != weights.system:
        pull = _pull(signals, checked.system.n, first, known)
    return Weighed(checked, pull)


def _pull(signals: LiftSignals, weight_n: float, first: int, known: Known) -> Pull:
    return find_pull(signals.total, weight_n, known.g_m_s2, first, floor=known.floor, separates=known.bare)


def quiet_stand(stands: list[Still], signals: LiftSignals, known: Known) -> Still | None:
    """The quiet standing before the lift: the longest without the bar, the last with the bar in the hands."""
    peak = int(signals.total.smooth.argmax())
    shortest = samples(limit("quiet_s") - limit("still_mean_s"), signals.rate_hz)
    before = [stand for stand in stands if stand.stop <= peak and stand.stop - stand.start >= shortest]
    if not before:
        return None
    if not known.floor:
        return before[-1]
    if known.on_plates:
        return before[0]
    if known.body is not None:
        alike = [s for s in before if abs(s.force_n - known.body.n) <= limit("bar_mismatch_error") * known.body.n]
        before = alike or before
    return max(before, key=lambda stand: stand.stop - stand.start)


def _body(weights: Weights, signals: LiftSignals, known: Known) -> Weights:
    quiet = weights.quiet
    if quiet is not None and known.bare:
        body, source = _weighed(quiet, signals, known, "sway_standing_m_s"), "quiet"
    elif known.body is not None:
        body, source = known.body, "known"
    else:
        return weights
    return replace(weights, body=body, body_from=source, body_kg=body.n / known.g_m_s2)


def _weighed(stand: Still, signals: LiftSignals, known: Known, sway: str) -> Force:
    raw = signals.total.raw[stand.start : stand.stop]
    at_rest = sway == "sway_hang_m_s"
    u = weighing_uncertainty_n(
        raw, signals.rate_hz, known.g_m_s2, limit(sway), signals.total.noise_n, ends_at_rest=at_rest
    )
    return Force(stand.force_n, u)


def _after(after: list[Still], signals: LiftSignals, weights: Weights, known: Known) -> Force | None:
    """The lifter alone after the lift, where nothing before it weighs them."""
    if weights.body is not None or known.bare:
        return None
    stand = stand_without(after, signals, weights, known)
    return None if stand is None else _weighed(stand, signals, known, "sway_standing_m_s")


def _entered_n(weights: Weights, known: Known) -> Force | None:
    if weights.body is None or known.bar_kg is None:
        return None
    bar_n = known.bar_kg * known.g_m_s2
    u = float(np.hypot(limit("entered_bar_share") * bar_n, weights.body.uncertainty_n))
    return Force(weights.body.n + bar_n, u)


def _must_hold_a_bar(quiet: Still, weights: Weights, known: Known) -> None:
    """Raise ``NotSegmentedError`` where whoever stands before the lift is no heavier than the lifter alone."""
    if weights.body is not None and quiet.force_n - weights.body.n < least_bar_n(weights, known):
        more = (quiet.force_n - weights.body.n) / known.g_m_s2
        raise NotSegmentedError(f"no bar: before the push stands {more:.1f} kg more than the body mass")


def _first_guess_n(weights: Weights, stands: list[Still], known: Known) -> float | None:
    """W before the hold is known: what was entered, else the heaviest standing after the quiet one."""
    quiet = weights.quiet
    if quiet is not None and not known.bare:
        _must_hold_a_bar(quiet, weights, known)
        return quiet.force_n
    entered = _entered_n(weights, known)
    if entered is not None:
        return entered.n
    if weights.body is None:
        return None
    least_n = weights.body.n + least_bar_n(weights, known)
    later = [s.force_n for s in stands if s.force_n >= least_n and (quiet is None or s.start >= quiet.stop)]
    return max(later, default=None)


def _system(weights: Weights, signals: LiftSignals, known: Known) -> Weights:
    """W by rule: a hold (floor) or quiet standing (bar in the hands), else what was entered."""
    if known.weigh_by:
        return _as_told(weights, signals, known)
    if known.floor and weights.hold is not None:
        return _with_bar(weights, known, _weighed(weights.hold, signals, known, "sway_hold_m_s"), "hold")
    if weights.quiet is not None and not known.bare:
        sway = "sway_standing_m_s" if known.on_plates else "sway_hang_m_s"
        return _with_bar(weights, known, _weighed(weights.quiet, signals, known, sway), "quiet")
    return _entered(weights, known)


def _as_told(weights: Weights, signals: LiftSignals, known: Known) -> Weights:
    """W from where somebody wants it, or not at all."""
    if known.weigh_by == "hold" and weights.hold is not None:
        return _with_bar(weights, known, _weighed(weights.hold, signals, known, "sway_hold_m_s"), "hold")
    if known.weigh_by == "quiet" and weights.quiet is not None and not known.bare:
        return _with_bar(weights, known, _weighed(weights.quiet, signals, known, "sway_hang_m_s"), "quiet")
    return _entered(weights, known) if known.weigh_by == "entered" else weights


def _entered(weights: Weights, known: Known) -> Weights:
    entered = _entered_n(weights, known)
    return replace(
        weights,
        system=entered,
        system_from="entered" if entered is not None else "",
        bar_kg=_entered_bar(known),
        bar_measured_kg=None,
    )


def _with_bar(weights: Weights, known: Known, system: Force, source: str) -> Weights:
    measured = None
    if weights.body is not None:
        u = float(np.hypot(system.uncertainty_n, weights.body.uncertainty_n)) / known.g_m_s2
        measured = ((system.n - weights.body.n) / known.g_m_s2, u)
    bar = measured or _entered_bar(known)
    return replace(weights, system=system, system_from=source, bar_measured_kg=measured, bar_kg=bar)


def _entered_bar(known: Known) -> tuple[float, float] | None:
    """The entered bar with what its discs may be off, kg."""
    return None if known.bar_kg is None else (known.bar_kg, limit("entered_bar_share") * known.bar_kg)


def _like_before(weights: Weights, hold: Still, system: Force, signals: LiftSignals) -> Weights:
    """With the bar in the hands from the beginning the hold weighs what stood there before the push."""
    heavier_n = hold.force_n - system.n
    share = abs(heavier_n) / system.n
    if share <= limit("bar_mismatch_error"):
        return weights
    how = "heavier" if heavier_n > 0 else "lighter"
    side = None if heavier_n > 0 else lighter_foot(signals, weights)
    return replace(weights, rejected=f"the hold is {100 * share:.1f} % {how} than the standing before", off_plate=side)


def _checked(weights: Weights, signals: LiftSignals, pull: Pull, known: Known) -> Weights:
    """The hold must fit the motion before it: a lifter who stands has no speed left."""
    hold, system = weights.hold, weights.system
    if hold is None or system is None:
        return weights
    if not known.floor:
        return _like_before(weights, hold, system, signals)
    speed = running(signals.total.raw - system.n, pull.start, signals.rate_hz) * known.g_m_s2 / system.n
    left_over = float(speed[hold.start : hold.stop].mean())
    seconds = (0.5 * (hold.start + hold.stop) - pull.start) / signals.rate_hz
    explained = limit("hold_weight_share") * known.g_m_s2 * seconds
    if abs(left_over) <= max(limit("hold_speed_m_s"), explained):
        return weights
    side = lighter_foot(signals, weights) if left_over > 0 else None
    why = f"the motion before the hold would leave {left_over:.2f} m/s with the hold's weight"
    return replace(_entered(weights, known), rejected=why, off_plate=side)
