"""Stands after the lift: which one is the hold, and whether the bar was carried, held or let go."""

from __future__ import annotations

import numpy as np

from processing.filters import moving_mean, samples
from processing.methods import limit
from processing.phases import NotSegmentedError
from processing.signals import LiftSignals
from processing.weighing import Still, weighed_stand
from processing.weights import Known, Weights, least_bar_n

ALONE = 0.05
"""The lifter stands alone where the force is body weight within this share."""
GONE_S, GONE_SHARE, GONE_RANGE = 0.3, 0.08, 0.3
"""Without the bar: a mean over this time within the first share of body weight, its 50 ms means within the second."""
ON_BOTH_FEET = 0.2
"""Who stands on both feet has no more than this over half of the weight on one of them."""
CARRIED_S = 0.2
"""Impulse over body weight, as seconds of body weight, that a bar in the hands leaves behind and a jump does not."""


def must_carry(signals: LiftSignals, stands: list[Still], weights: Weights, known: Known) -> None:
    """Without a weight: was anything carried at all, or from the beginning?

    Raises
    ------
    NotSegmentedError
        Nothing was, or it cannot be told.
    """
    if weights.body is None or weights.quiet is None:
        raise NotSegmentedError("nobody stands still before a lift, and no body mass and bar mass were entered")
    if not carried(signals, stands, weights):
        _must_not_hold(signals, stands, weights.quiet, known)
        raise NotSegmentedError("no bar: nobody is seen to carry more than their own weight")


def _must_not_hold(signals: LiftSignals, stands: list[Still], quiet: Still, known: Known) -> None:
    """Raise ``NotSegmentedError`` where the bar seems to be in the hands before the push: a lift that was not named."""
    peak = int(signals.total.smooth.argmax())
    for stand in stands:
        if stand.start < peak:
            continue
        lighter_kg = (quiet.force_n - stand.force_n) / known.g_m_s2
        if abs(stand.force_n - quiet.force_n) < limit("bar_mismatch_error") * quiet.force_n:
            rise = climb_m(signals, quiet, stand, known.g_m_s2)
            if rise >= limit("least_rise_m"):
                raise NotSegmentedError(
                    f"the same weight stands {rise:.2f} m higher after the push; where the bar was in the hands from"
                    " the beginning, name the lift, such as --lift hang_clean"
                )
        elif lighter_kg >= limit("bar_least_kg") and stand.force_n >= limit("body_least_kg") * known.g_m_s2:
            raise NotSegmentedError(
                f"{lighter_kg:.0f} kg less stand there after the push than before it; where the bar was in the hands"
                " from the beginning, name the lift, such as --lift hang_clean"
            )


def carried(signals: LiftSignals, stands: list[Still], weights: Weights) -> bool | None:
    """Whether a bar was carried between two stands without it, by the impulse over body weight; ``None``: not known."""
    quiet, body = weights.quiet, weights.body
    if quiet is None or body is None:
        return None
    peak = int(signals.total.smooth.argmax())
    alone = [s for s in stands if s.start > peak and abs(s.force_n - body.n) < ALONE * body.n]
    if not alone:
        return None
    impulse = float((signals.total.raw[quiet.stop : alone[-1].start] - body.n).sum()) / signals.rate_hz
    return impulse >= CARRIED_S * body.n


def must_have_held(weights: Weights, hold: Still | None, known: Known) -> None:
    """A lift that begins with the bar in the hands ends no heavier than it began.

    Raises
    ------
    NotSegmentedError
        A bar came in between.
    """
    quiet = weights.quiet
    if known.floor or known.weigh_by or quiet is None or hold is None:
        return
    heavier_n = hold.force_n - quiet.force_n
    if heavier_n >= least_bar_n(weights, known):
        raise NotSegmentedError(
            f"the hold is {heavier_n / known.g_m_s2:.0f} kg heavier than the standing before the push,"
            " so the bar was not in the hands by then: check --lift"
        )


def must_rise(signals: LiftSignals, quiet: Still | None, hold: Still | None, known: Known) -> None:
    """With the same weight before and after: a lift ends higher than it began, a jump where it began.

    Raises
    ------
    NotSegmentedError
        Lifter and bar stand no higher than before.
    """
    if known.bare or known.is_pull or quiet is None or hold is None:
        return
    rise = climb_m(signals, quiet, hold, known.g_m_s2)
    if rise < limit("least_rise_m"):
        raise NotSegmentedError(f"lifter and bar stand only {max(rise, 0.0):.2f} m higher than before the push")


def choose_hold(
    after: list[Still], signals: LiftSignals, weights: Weights, guess_n: float, known: Known
) -> Still | None:
    """The last stand under the bar before the bar is put down or let go."""
    least_n = 0.75 * guess_n
    if weights.body is not None:
        least_n = max(least_n, weights.body.n + 0.8 * least_bar_n(weights, known))
    hold: Still | None = None
    for stand in after:
        if stand.force_n < least_n:
            break
        if hold is not None:
            if abs(stand.force_n - hold.force_n) > 0.10 * hold.force_n:
                break
            if climb_m(signals, hold, stand, known.g_m_s2) < limit("going_down_m"):
                break
        hold = stand if hold is None else _joined(signals, hold, stand)
    return hold


def stood_up(signals: LiftSignals, under: int, hold: Still, g_m_s2: float) -> bool:
    """Whether the hold is a stand and no pause in the squat: integrated back from the hold, where nothing moves."""
    middle = (hold.start + hold.stop) // 2
    back = signals.total.raw[under:middle][::-1] / hold.force_n - 1.0
    speed = -np.cumsum(back) * g_m_s2 / signals.rate_hz
    height = -np.cumsum(speed) / signals.rate_hz
    return float(-height.min(initial=0.0)) >= limit("standing_climb_m")


def _joined(signals: LiftSignals, earlier: Still, later: Still) -> Still:
    """Both as one hold where no more than a sway lies between them; else the later one."""
    if later.start - earlier.stop > limit("hold_join_s") * signals.rate_hz:
        return later
    half = samples(0.5 * limit("still_mean_s"), signals.rate_hz)
    between = moving_mean(signals.total.raw[earlier.start : later.stop], 2 * half)[half:-half]
    level = 0.5 * (earlier.force_n + later.force_n)
    if float(np.abs(between - level).max()) > limit("hold_join_share") * level:
        return later
    return weighed_stand(signals.total.raw, earlier.start, later.stop)


def let_go(signals: LiftSignals, under: int, weights: Weights) -> bool:
    """Whether the lifter is without the bar after the pull-under: a while near body weight, without a jump."""
    return alone_at(signals, under, weights) is not None


def alone_at(signals: LiftSignals, under: int, weights: Weights) -> int | None:
    """Middle of the first while near body weight, without a jump, after the pull-under; ``None`` without any."""
    if weights.alone is None:
        return None
    half = samples(0.5 * GONE_S, signals.rate_hz)
    after = signals.total.raw[under:]
    if after.size <= 2 * half:
        return None
    level = moving_mean(after, 2 * half)[half:-half] / weights.alone.n
    calm = moving_mean(after, samples(0.05, signals.rate_hz)) / weights.alone.n
    rough = moving_mean((np.abs(calm - 1.0) > GONE_RANGE).astype(np.float64), 2 * half)[half:-half]
    alone = np.flatnonzero((np.abs(level - 1.0) < GONE_SHARE) & (rough == 0.0))
    return under + half + int(alone[0]) if alone.size else None


def stand_without(after: list[Still], signals: LiftSignals, weights: Weights, known: Known) -> Still | None:
    """The first stand, on both feet, without the bar that stood on the plates before; ``None`` without any."""
    if weights.quiet is None:
        return None
    least_n, most_n = limit("body_least_kg") * known.g_m_s2, weights.quiet.force_n - least_bar_n(weights, known)
    for stand in after:
        uneven = abs(signals.share("left", stand.start, stand.stop) - 0.5) if signals.two_feet else 0.0
        if least_n <= stand.force_n <= most_n and uneven <= ON_BOTH_FEET:
            return stand
    return None


def climb_m(signals: LiftSignals, earlier: Still, later: Still, g_m_s2: float) -> float:
    """Rise of the centre of mass from one stand to the next; the velocity is zero in both."""
    first, last = (earlier.start + earlier.stop) // 2, (later.start + later.stop) // 2
    y = signals.total.raw[first:last] / (0.5 * (earlier.force_n + later.force_n)) - 1.0
    speed = np.cumsum(y) * g_m_s2 / signals.rate_hz
    speed -= speed[-1] * np.arange(1, speed.size + 1) / speed.size
    return float(speed.sum() / signals.rate_hz)


def lighter_foot(signals: LiftSignals, weights: Weights) -> str | None:
    """The foot that carries a clearly smaller share in the hold than before the lift; ``None`` where none does."""
    quiet, hold = weights.quiet, weights.hold
    if quiet is None or hold is None or not signals.two_feet:
        return None
    shift = signals.share("left", hold.start, hold.stop) - signals.share("left", quiet.start, quiet.stop)
    if abs(shift) < limit("share_shift"):
        return None
    return "left" if shift < 0 else "right"
