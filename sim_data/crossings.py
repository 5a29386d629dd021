"""Where a continuous function crosses a level or is largest: a fine grid, then a root finder."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from sim_data.vertical import FloatArray

Curve = Callable[[FloatArray], FloatArray]
STEP_S = 1e-4


def grid(start: float, stop: float) -> FloatArray:
    """Times from start to stop, about :data:`STEP_S` apart."""
    return np.linspace(start, stop, max(3, int(np.ceil((stop - start) / STEP_S)) + 1))


def crossings(curve: Curve, level: float, start: float, stop: float, *, upward: bool) -> list[float]:
    """Times at which ``curve`` crosses ``level``, in order.

    Parameters
    ----------
    curve : callable
        Function of an array of times.
    level : float
        Level, in the curve's unit.
    start, stop : float
        Span, s.
    upward : bool
        Direction.
    """
    t = grid(start, stop)
    over = (curve(t) - level) * (1.0 if upward else -1.0)
    starts = np.flatnonzero((over[:-1] < 0) & (over[1:] >= 0))
    return [float(brentq(lambda x: at(curve, x) - level, t[i], t[i + 1], xtol=1e-9)) for i in starts]


def at(curve: Curve, t: float) -> float:
    """The curve at one time."""
    return float(curve(np.array([t]))[0])


def extreme(curve: Curve, start: float, stop: float, *, largest: bool) -> tuple[float, float]:
    """Time and value of the largest (or smallest) value in a span."""
    sign = -1.0 if largest else 1.0
    t = grid(start, stop)
    best = int(np.argmin(sign * curve(t)))
    low, high = t[max(0, best - 1)], t[min(t.size - 1, best + 1)]
    found = minimize_scalar(
        lambda x: sign * at(curve, x), bounds=(low, high), method="bounded", options={"xatol": 1e-7}
    )
    return float(found.x), float(sign * found.fun)


def integral(curve: Curve, start: float, stop: float) -> float:
    """Integral of a smooth curve: Simpson's rule on a fine even grid."""
    t = np.linspace(start, stop, 2 * max(200, int((stop - start) / STEP_S / 4)) + 1)
    y = curve(t)
    return float((y[0] + y[-1] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum()) * (t[1] - t[0]) / 3)
