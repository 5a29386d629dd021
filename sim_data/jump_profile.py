"""Vertical force of a plain jump over body weight, from standing to standing, as one piecewise polynomial."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.interpolate import PPoly

from sim_data.profile import recovery, state_after
from sim_data.vertical import (
    AT_BOTTOM,
    FloatArray,
    from_knots,
    joined,
    level,
    rebound,
    stretched,
    summed,
    total,
)

# F/W until the last contact, and the hump on the push that is scaled until the take-off velocity is right.
PUSH = {
    "countermovement_jump": np.array(
        [(0, 1), (0.10, 0.80), (0.22, 0.45), (0.36, 1), (0.50, 1.9), (0.62, 1.7), (0.67, 1.1), (0.70, 0)]
    ),
    "squat_jump": np.array([(0, 1), (0.10, 1.25), (0.24, 1.6), (0.34, 1.7), (0.39, 1.1), (0.42, 0)]),
}
HUMP = {
    "countermovement_jump": np.array([(0, 0), (0.36, 0), (0.50, 1.0), (0.62, 0.9), (0.70, 0)]),
    "squat_jump": np.array([(0, 0), (0.12, 0.6), (0.30, 1.0), (0.42, 0)]),
}
LANDING = np.array([(0, 0), (0.16, 1.0), (0.40, 1.0), (1.0, AT_BOTTOM)])
LANDING_HUMP = np.array([(0, 0), (0.16, 1.0), (0.45, 0.35), (1.0, 0)])
DROP_S = 0.11
"""How far the jumper bends in landing, m, over the speed of touching down, m/s."""
SQUAT_M, SQUAT_S = 0.32, 1.4
"""How far and how slowly the jumper goes down to the squat that a squat jump begins from."""
SLOWEST_M_S, FASTEST_M_S = 1.0, 4.0


@dataclass(frozen=True, eq=False)
class JumpProfile:
    """One jump.

    Attributes
    ----------
    load : PPoly
        F/W over the whole record, s from its first sample.
    quiet_s : tuple of float
        The still stretch right before the push: standing, or sitting in the squat.
    stand_end_s : float
        End of the first standing; that of ``quiet_s`` in a countermovement jump.
    onset_s, takeoff_s, landing_s, bottom_s, stands_s, end_s : float
        First move, last contact, touchdown, deepest point, standing again, end of the record.
    """

    load: PPoly
    quiet_s: tuple[float, float]
    stand_end_s: float
    onset_s: float
    takeoff_s: float
    landing_s: float
    bottom_s: float
    stands_s: float
    end_s: float

    def velocity(self, t: FloatArray, g_m_s2: float) -> FloatArray:
        """Velocity of the centre of mass without sway, m/s."""
        out: FloatArray = g_m_s2 * (self._once(t) - t)
        return out

    def rise(self, t: FloatArray, g_m_s2: float) -> FloatArray:
        """Its rise since the start, m."""
        out: FloatArray = g_m_s2 * (self._twice(t) - 0.5 * t**2)
        return out

    @cached_property
    def _once(self) -> PPoly:
        return self.load.antiderivative()

    @cached_property
    def _twice(self) -> PPoly:
        return self._once.antiderivative()


def jump_profile(
    kind: str, takeoff_m_s: float, landing_lower_m: float, rng: np.random.Generator, g_m_s2: float
) -> JumpProfile:
    """Draw the times of a jump and solve its push for the take-off velocity.

    Raises
    ------
    ValueError
        For a velocity that no push of this shape reaches.
    """
    if not SLOWEST_M_S <= takeoff_m_s <= FASTEST_M_S:
        raise ValueError(f"a take-off velocity of {takeoff_m_s} m/s: from {SLOWEST_M_S} to {FASTEST_M_S}")
    stand_s, held_s, slower = float(rng.uniform(2.2, 3.2)), float(rng.uniform(1.8, 2.4)), float(rng.uniform(0.9, 1.1))
    parts = [level(1.0, stand_s)]
    if kind == "squat_jump":
        parts += [recovery(-SQUAT_M, 0.0, SQUAT_S, g_m_s2)[-1], level(1.0, held_s)]
    onset = _length(parts)
    quiet = (0.0, stand_s) if kind != "squat_jump" else (stand_s + SQUAT_S, onset)
    parts.append(solved_push(kind, takeoff_m_s, slower, g_m_s2))
    takeoff = _length(parts)
    air_s = (takeoff_m_s + float(np.sqrt(takeoff_m_s**2 + 2.0 * g_m_s2 * landing_lower_m))) / g_m_s2
    parts.append(level(0.0, air_s))
    landing = _length(parts)
    parts.append(landing_catch(parts, g_m_s2))
    bottom = _length(parts)
    parts.append(rebound(0.15, 0.45))
    _, height = state_after(parts, g_m_s2)
    parts += recovery(-height, 0.2, 1.2, g_m_s2)
    stands = _length(parts)
    parts.append(level(1.0, float(rng.uniform(1.8, 2.4))))
    return JumpProfile(joined(parts), quiet, stand_s, onset, takeoff, landing, bottom, stands, _length(parts))


def _length(parts: list[PPoly]) -> float:
    return float(sum(part.x[-1] - part.x[0] for part in parts))


def solved_push(kind: str, takeoff_m_s: float, slower: float, g_m_s2: float) -> PPoly:
    """Everything until the last contact: shape s + A·h with A so that g·(∫(s + A·h) − T) is the velocity.

    Raises
    ------
    ValueError
        Where the push would have to pull.
    """
    shape, hump = (stretched(from_knots(table[kind]), slower) for table in (PUSH, HUMP))
    (s1, _), (h1, _) = total(shape), total(hump)
    amplitude = (takeoff_m_s / g_m_s2 - s1 + float(shape.x[-1])) / h1
    push = summed(shape, hump, amplitude)
    if float(push(np.linspace(0.0, push.x[-1], 200)).min()) < -1e-9:
        raise ValueError(f"no push ends at {takeoff_m_s} m/s")
    return push


def landing_catch(parts: list[PPoly], g_m_s2: float) -> PPoly:
    """From touching down to the deepest point, with an early peak.

    With shape s + A·h over unit time and duration T: g·T·(S₁ + A·H₁ − 1) = −v and v·T + g·T²·(S₂ + A·H₂ − ½) = −drop;
    A eliminated, a quadratic in T remains.
    """
    v, _ = state_after(parts, g_m_s2)
    shape, hump = from_knots(LANDING), from_knots(LANDING_HUMP)
    (s1, s2), (h1, h2) = total(shape), total(hump)
    ratio = h2 / h1
    bend = g_m_s2 * (s2 - 0.5 - ratio * (s1 - 1.0))
    roots = np.roots([bend, v * (1.0 - ratio), DROP_S * abs(v)])
    duration = min(float(root.real) for root in roots if abs(root.imag) < 1e-12 and root.real > 0.0)
    amplitude = (-v / (g_m_s2 * duration) - s1 + 1.0) / h1
    return stretched(summed(shape, hump, amplitude), duration)
