"""Vertical force of a lift as one piecewise polynomial, so that velocity and rise are exact.

The force over the system weight, F/W, is built from knots (monotone cubic) from separation to the last contact; zero
(or a remaining load, where the feet stick) during the pull-under; a catch whose duration and last hump are solved so
that the velocity is zero exactly at the geometric squat depth; a rebound and the squat hold; a recovery with no net
impulse that ends at the standing height.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator, PPoly

FloatArray = npt.NDArray[np.float64]
DEGREE = 5
SHORTEST_CATCH_S = 0.14
LONGEST_CATCH_S = 0.95
LARGEST_CATCH = 2.8
AT_BOTTOM = 1.15
"""F/W at the deepest point: the velocity crosses zero with this push, it does not come to a standstill."""
PEAK_OF_WAVE = 0.017888543819998316
"""Largest value of u²(1−u)²(1−2u) on [0, 1]: 2/(25·√20)."""


def from_knots(knots: FloatArray) -> PPoly:
    """Monotone cubic through ``(t, y)`` knots, shape (n, 2)."""
    curve = PchipInterpolator(knots[:, 0], knots[:, 1])
    return PPoly(curve.c, curve.x)


def level(value: float, duration_s: float) -> PPoly:
    """A constant."""
    return PPoly(np.array([[value]]), np.array([0.0, duration_s]))


def smooth(u: FloatArray) -> FloatArray:
    """Smooth step from 0 to 1 over unit time, clipped outside."""
    u = np.clip(u, 0.0, 1.0)
    return u * u * (3 - 2 * u)


def rebound(over: float, duration_s: float) -> PPoly:
    """Out of the bottom: starts at 1 + ``over``, ends flat at 1, no net impulse: 1 + over·(1 − u)²(1 − 4u)."""
    k, d = over, duration_s
    c = np.array([-4 * k / d**3, 9 * k / d**2, -6 * k / d, 1 + k])
    return PPoly(c[:, None], np.array([0.0, d]))


def wave(amplitude: float, duration_s: float) -> PPoly:
    """1 + a rise and an equal fall: no net impulse, flat at both ends, largest value 1 + ``amplitude``."""
    k = amplitude / PEAK_OF_WAVE
    c = np.array([-2 * k / duration_s**5, 5 * k / duration_s**4, -4 * k / duration_s**3, k / duration_s**2, 0.0, 1.0])
    return PPoly(c[:, None], np.array([0.0, duration_s]))


def joined(parts: list[PPoly]) -> PPoly:
    """Parts set end to end on the time axis, as one polynomial of degree ``DEGREE``."""
    coefficients: list[FloatArray] = []
    breaks = [0.0]
    for part in parts:
        padded = np.zeros((DEGREE + 1, part.c.shape[1]))
        padded[DEGREE + 1 - part.c.shape[0] :] = part.c
        coefficients.append(padded)
        breaks.extend(breaks[-1] + (part.x[1:] - part.x[0]))
    return PPoly(np.hstack(coefficients), np.array(breaks))


def total(curve: PPoly) -> tuple[float, float]:
    """First and second integral of a curve over its whole domain."""
    once = curve.antiderivative()
    return float(once(curve.x[-1])), float(once.antiderivative()(curve.x[-1]))


# Shape of the catch over unit time: touchdown, first peak, give, last hump (solved), bottom.
# The harder the landing, the earlier the first peak; a soft one lets the lifter sink first.
CATCHES = (
    np.array([(0.0, 0.0), (0.16, 1.35), (0.36, 0.95), (0.62, 1.0), (1.0, AT_BOTTOM)]),
    np.array([(0.0, 0.0), (0.16, 1.05), (0.36, 0.80), (0.62, 1.0), (1.0, AT_BOTTOM)]),
    np.array([(0.0, 0.0), (0.14, 0.80), (0.36, 0.62), (0.62, 1.0), (1.0, AT_BOTTOM)]),
)
CATCH_HUMP = np.array([(0.0, 0.0), (0.36, 0.0), (0.66, 1.0), (1.0, 0.0)])


class CatchError(ValueError):
    """No catch of bearable length and force reaches the bottom with zero velocity: the lift is a miss."""


def solved_catch(velocity_m_s: float, drop_m: float, g_m_s2: float, first_load: float) -> PPoly:
    """The first catch of :data:`CATCHES` that works; see :func:`catch_of`.

    Raises
    ------
    CatchError
        Where none works.
    """
    for shape in CATCHES:
        try:
            return catch_of(shape, velocity_m_s, drop_m, g_m_s2, first_load)
        except CatchError:
            continue
    raise CatchError(f"no catch from {velocity_m_s:.2f} m/s over {drop_m:.2f} m")


def catch_of(knots: FloatArray, velocity_m_s: float, drop_m: float, g_m_s2: float, first_load: float) -> PPoly:
    """Catch that starts at ``velocity_m_s`` and comes to rest ``drop_m`` lower.

    With shape s + A·h over unit time and duration T: g·T·(S₁ + A·H₁ − 1) = −v and v·T + g·T²·(S₂ + A·H₂ − ½) = −drop;
    A eliminated, a quadratic in T remains.
    """
    shape = knots.copy()
    shape[0, 1] = first_load
    s, h = from_knots(shape), from_knots(CATCH_HUMP)
    (s1, s2), (h1, h2) = total(s), total(h)
    ratio = h2 / h1
    a = g_m_s2 * (s2 - 0.5 - ratio * (s1 - 1.0))
    b = velocity_m_s * (1.0 - ratio)
    roots = np.roots([a, b, drop_m])
    usable = [float(r.real) for r in roots if abs(r.imag) < 1e-12 and SHORTEST_CATCH_S < r.real < LONGEST_CATCH_S]
    if not usable:
        raise CatchError(f"no catch from {velocity_m_s:.2f} m/s over {drop_m:.2f} m")
    duration = min(usable)
    amplitude = (-velocity_m_s / (g_m_s2 * duration) - s1 + 1.0) / h1
    catch = stretched(summed(s, h, amplitude), duration)
    if float(catch(np.linspace(0.0, duration, 64)).max()) > LARGEST_CATCH or float(catch(duration * 0.66)) < 0.2:
        raise CatchError(f"the catch would need more than {LARGEST_CATCH} times the system weight")
    return catch


def summed(first: PPoly, second: PPoly, weight: float) -> PPoly:
    """``first + weight · second`` of two cubics over the same domain."""
    breaks = np.unique(np.concatenate([first.x, second.x]))
    c = np.zeros((4, breaks.size - 1))
    for poly, factor in ((first, 1.0), (second, weight)):
        for order in range(4):
            c[3 - order] += factor * poly.derivative(order)(breaks[:-1]) / (1.0, 1.0, 2.0, 6.0)[order]
    return PPoly(c, breaks)


def stretched(curve: PPoly, factor: float) -> PPoly:
    """The curve over a time axis ``factor`` times as long."""
    powers = np.arange(curve.c.shape[0] - 1, -1, -1)[:, None]
    return PPoly(curve.c / factor**powers, curve.x * factor)
