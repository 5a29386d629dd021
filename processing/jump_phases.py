"""Events of a plain jump: onset, braking, propulsion, take-off, landing, deepest point of the landing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from processing.crossing import Trace, runs
from processing.filters import samples
from processing.impulse import running
from processing.jump_find import LANDING_S, Flight
from processing.methods import limit
from processing.weighing import Still


@dataclass(frozen=True, eq=False)
class JumpMotion:
    """One jump with a weight and a still start; positions in samples.

    Attributes
    ----------
    start : float
        Where the speed is taken for zero.
    onset : float
        The force leaves its still level for good.
    braking_start : float or None
        Largest speed downward; ``None`` without a countermovement.
    propulsion_start : float
        The speed crosses zero upward.
    bottom : float or None
        The same after the landing; ``None`` where the record ends before.
    speed_m_s : ndarray, shape (n,)
        Vertical speed of the centre of mass; zero up to ``start``.
    least_m_s : float
        Largest speed downward, negative.
    """

    start: float
    onset: float
    braking_start: float | None
    propulsion_start: float
    bottom: float | None
    speed_m_s: FloatArray
    least_m_s: float


def find_motion(total: Trace, flight: Flight, weight_n: float, quiet: Still, g_m_s2: float) -> JumpMotion | None:
    """Events between the quiet standing and the bottom of the landing; ``None`` where the force never leaves its level.

    Parameters
    ----------
    total : Trace
        Vertical force of all plates.
    flight : Flight
        Take-off and landing.
    weight_n : float
        W.
    quiet : Still
        Standing (or sitting in the squat) still before the jump.
    g_m_s2 : float
        Gravity.
    """
    rate, takeoff = total.rate_hz, int(flight.takeoff)
    onset = _onset(total, takeoff, weight_n, quiet)
    if onset is None:
        return None
    back = onset - limit("onset_back_s") * rate
    start = float(max(min(back, float(quiet.stop)), float(quiet.start)))
    speed = running(total.raw - weight_n, start, rate) * g_m_s2 / weight_n
    push = speed[int(onset) : takeoff + 1]
    lowest = int(onset) + int(push.argmin())
    not_up = np.flatnonzero(push <= 0.0)
    begins = onset
    if not_up.size and push.min() <= -limit("dip_speed_m_s"):
        begins = _zero(speed, int(onset) + int(not_up[-1]))
    braking = None
    if begins > onset:
        rises = total.crossings(weight_n, int(onset), int(begins) + 1, rising=True)
        if rises.size:
            braking = total.refined(weight_n, int(rises[np.abs(rises - lowest).argmin()]))
    least = float(min(push.min(initial=0.0), 0.0))
    return JumpMotion(start, onset, braking, begins, _bottom(speed, flight, rate), speed, least)


def _onset(total: Trace, takeoff: int, weight_n: float, quiet: Still) -> float | None:
    """Start of the run outside W ± the larger of 5 SD and a floor that leads to take-off.

    Passing through W within 0.1 s, as between unweighting and braking, does not end the run.
    """
    rate = total.rate_hz
    spread = float(total.smooth[quiet.start : quiet.stop].std())
    band = max(limit("onset_n"), limit("onset_sd") * spread)
    first = max(quiet.start, quiet.stop - samples(limit("still_mean_s"), rate))
    away = runs(np.abs(total.smooth[first:takeoff] - weight_n) > band)
    if not away:
        return None
    join = samples(limit("onset_join_s"), rate)
    start = away[-1][0]
    for a, b in reversed(away[:-1]):
        if start - b > join:
            break
        start = a
    return float(first + start)


def _zero(speed: FloatArray, low: int) -> float:
    """Where the speed crosses zero after sample ``low``, interpolated."""
    if low + 1 >= speed.size or speed[low + 1] <= speed[low]:
        return float(low)
    return low + float(-speed[low] / (speed[low + 1] - speed[low]))


def _bottom(speed: FloatArray, flight: Flight, rate_hz: float) -> float | None:
    first = int(np.ceil(flight.landing))
    after = speed[first : first + samples(LANDING_S, rate_hz)]
    up = np.flatnonzero((after[:-1] < 0.0) & (after[1:] >= 0.0))
    return _zero(speed, first + int(up[0])) if up.size else None
