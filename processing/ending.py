"""Where a lift ended: standing with the bar, or the phase in which the bar was let go or the lifter left the plates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from processing.crossing import runs
from processing.feet import first_on
from processing.filters import moving_mean, samples
from processing.holds import ALONE, GONE_SHARE, alone_at
from processing.impulse import running
from processing.methods import limit
from processing.missing import Values, known
from processing.phases import Pull
from processing.signals import LiftSignals
from processing.weighing import still_stretches
from processing.weights import Weights

PHASES = ("first_pull", "drive", "pull_under", "catch", "recovery", "hold")
HOWS = ("stood", "bar_dropped", "stepped_off", "record_ended")
EMPTY_N, EMPTY_S = 40.0, 0.5
"""Plates that carry no more than this for so long are empty: no pull-under lasts as long."""
NEAR_S, FALL_S, FALL_SHARE = 0.2, 0.06, 0.3
"""The force falls where the bar leaves the hands: looked for this near, over this time, by this share of the bar."""
AT_BOTTOM_S = 0.1
"""A bar lost this soon after the deepest point was lost in the catch."""
STILL_THERE_S = 0.2
LAST_S = 0.15
"""A record that ends with body weight for so long ends without the bar."""


@dataclass(frozen=True)
class Ending:
    """How a lift ended.

    Attributes
    ----------
    phase, how : str or None
        One of :data:`PHASES` and of :data:`HOWS`; ``None`` where it cannot be told.
    at : float or None
        Position in samples: start of the hold, the bar let go, the plates empty, or the last sample.
    """

    phase: str | None = None
    how: str | None = None
    at: float | None = None


NOT_KNOWN = Ending()


def let_go_at(signals: LiftSignals, weights: Weights, pull: Pull, g_m_s2: float) -> float | None:
    """Position at which the bar left the hands; ``None`` where the lifter is not seen to stand without it.

    Momentum tells it: lifter and bar move as one until then, the lifter alone afterwards, and stands still in the end:
    M·v(t) + ∫ (F − M·g) dt from t to the stand = 0, with v of lifter and bar together. The left side falls with t, so
    there is one such t. A bar that moves otherwise than the lifter shifts it a little, so the steepest fall of the
    force near it, on the same side of the end of the drive, is taken where there is one.
    """
    body, system, rate = weights.alone, weights.system, signals.rate_hz
    if body is None or system is None or weights.hold is not None:
        return None
    calm = alone_at(signals, pull.under, weights)
    if calm is None:
        calm = _alone_at_the_end(signals, pull.under, body.n)
    if calm is None:
        return None
    stands = still_stretches(signals.total.raw[calm:], rate, limit("hold_s"))
    alone = [stand for stand in stands if abs(stand.force_n - body.n) < ALONE * body.n]
    rest = calm + (alone[0].start + alone[0].stop) // 2 if alone else calm
    force = signals.total.raw
    together = running(force - system.n, pull.start, rate) * body.n / system.n
    after = running(force - body.n, pull.start, rate)
    left_over = (together + after[rest] - after)[int(pull.start) : rest + 1]
    let_go = np.flatnonzero(left_over <= 0.0)
    found = int(pull.start) + (int(let_go[0]) if let_go.size else left_over.size - 1)
    first = int(pull.drive_end) if found >= pull.drive_end else 0
    return float(_fall_near(signals, found, first, FALL_SHARE * (system.n - body.n)))


def _alone_at_the_end(signals: LiftSignals, under: int, body_n: float) -> int | None:
    """Middle of the record's last moment where its force is body weight; ``None`` where it is not."""
    width = samples(LAST_S, signals.rate_hz)
    if signals.n - width <= under:
        return None
    apart = np.abs(signals.total.smooth[-width:] / body_n - 1.0)
    return signals.n - width // 2 if float(apart.max()) < GONE_SHARE else None


def _fall_near(signals: LiftSignals, at: int, earliest: int, least_n: float) -> int:
    """Middle of the steepest fall of the force near a sample; the sample itself where it falls too little."""
    half, near = samples(0.5 * FALL_S, signals.rate_hz), samples(NEAR_S, signals.rate_hz)
    first, last = max(at - near, half, earliest + 1), min(at + near, signals.n - half - 1)
    if last <= first:
        return at
    middle = np.arange(first, last)
    fall = signals.total.smooth[middle - half] - signals.total.smooth[middle + half]
    return int(middle[fall.argmax()]) if float(fall.max()) >= least_n else at


def ending(
    signals: LiftSignals, weights: Weights, found: tuple[Pull, Values], let_go: float | None, *, is_pull: bool
) -> Ending:
    """Tell where a lift ended.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    weights : Weights
        With the hold, if there is one.
    found : (Pull, dict)
        Pull and all events, positions in samples.
    let_go : float or None
        From :func:`let_go_at`.
    is_pull : bool
        A pull has no catch.
    """
    if weights.hold is not None:
        return Ending("hold", "stood", float(weights.hold.start))
    empty = _empty_at(signals, found[0].under)
    if let_go is not None and (empty is None or let_go < empty):
        return Ending(_phase(signals, weights, found, let_go, is_pull=is_pull), "bar_dropped", let_go)
    if empty is not None:
        return Ending(_phase(signals, weights, found, empty, is_pull=is_pull), "stepped_off", float(empty))
    tail = float(signals.total.raw[-samples(STILL_THERE_S, signals.rate_hz) :].mean())
    if weights.system is not None and tail > 0.5 * (weights.system.n + (weights.alone.n if weights.alone else 0.0)):
        last = float(signals.n - 1)
        return Ending(_phase(signals, weights, found, last, is_pull=is_pull), "record_ended", last)
    return NOT_KNOWN


def _empty_at(signals: LiftSignals, under: int) -> int | None:
    """Sample from which the plates stay empty after the pull-under."""
    level = moving_mean(signals.total.raw[under:], samples(0.02, signals.rate_hz))
    held = samples(EMPTY_S, signals.rate_hz)
    return next((under + start for start, stop in runs(level < EMPTY_N) if stop - start >= held), None)


def _phase(signals: LiftSignals, weights: Weights, found: tuple[Pull, Values], at: float, *, is_pull: bool) -> str:
    """Phase of the lift at a position."""
    pull, events = found
    if at < pull.drive_end:
        return "drive"
    lowest, landed = known(events["bottom"]), first_on(events)
    if lowest is not None and at > lowest + AT_BOTTOM_S * signals.rate_hz:
        return "recovery"
    if landed is None and weights.system is not None:
        loaded = np.flatnonzero(signals.total.smooth[pull.under : int(at)] > weights.system.n)
        landed = float(pull.under + loaded[0]) if loaded.size else None
    return "pull_under" if is_pull or landed is None or at < landed else "catch"
