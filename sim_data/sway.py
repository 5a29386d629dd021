"""Natural sway of a standing lifter: the centre of mass wanders a few millimetres, and the forces follow it exactly.

The displacement is a sum of sine waves under smooth windows (standing before the lift, holding after it), so velocity
and acceleration are closed forms and every integral of the force stays bounded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim_data.vertical import FloatArray

FADE_S = 0.5
WAVES = 9
VERTICAL_HZ = (0.25, 1.2)
LEVEL_HZ = (0.08, 0.7)
RIGHT_MM, FORWARD_MM = 2.0, 3.5
"""SD of the sway of the centre of mass to the right and forward while standing."""
STANDING_MM_S, HANG_MM_S, RECOVERED_MM_S = 4.0, 6.0, 8.0
"""SD of the vertical sway velocity: standing before the lift, with the bar in the hands, after the recovery."""


@dataclass(frozen=True)
class SwaySpan:
    """One stretch of standing.

    Attributes
    ----------
    start, stop : float
        Span, s; the sway fades in and out inside it.
    vertical_mm_s : float
        SD of the vertical velocity.
    level : float
        Factor on the sway to the right and forward.
    """

    start: float
    stop: float
    vertical_mm_s: float
    level: float


@dataclass(frozen=True, eq=False)
class Sway:
    """Sway about three axes (right, forward, up).

    Attributes
    ----------
    amplitude_m, omega, phase : ndarray, shape (3, WAVES)
        Waves of unit vertical speed (1 m/s SD) and of the level displacement itself.
    spans : tuple of SwaySpan
        Where it acts.
    """

    amplitude_m: FloatArray
    omega: FloatArray
    phase: FloatArray
    spans: tuple[SwaySpan, ...]

    def path(self, t: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Displacement (m), velocity (m/s) and acceleration (m/s²) of the centre of mass, each of shape (3, n)."""
        out = np.zeros((3, 3, t.size))
        for span in self.spans:
            inside = np.flatnonzero((t > span.start) & (t < span.stop))
            if inside.size:
                out[:, :, inside] += self._within(span, t[inside])
        return out[0], out[1], out[2]

    def _within(self, span: SwaySpan, t: FloatArray) -> FloatArray:
        """Displacement, velocity, acceleration in one span, shape (3, 3, n)."""
        angle = self.omega[:, :, None] * t + self.phase[:, :, None]
        scale = np.array([span.level, span.level, 0.001 * span.vertical_mm_s])[:, None] * self.amplitude_m
        sine = np.sin(angle)
        p = np.einsum("ik,ikn->in", scale, sine)
        v = np.einsum("ik,ikn->in", scale * self.omega, np.cos(angle))
        a = -np.einsum("ik,ikn->in", scale * self.omega**2, sine)
        w, dw, ddw = _window(span, t)
        return np.stack([w * p, dw * p + w * v, ddw * p + 2 * dw * v + w * a])


def _window(span: SwaySpan, t: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Smooth window of a span with its first two derivatives, each of shape (n,)."""
    rise, d_rise, dd_rise = _step((t - span.start) / FADE_S)
    fall, d_fall, dd_fall = _step((span.stop - t) / FADE_S)
    return rise * fall, d_rise * fall - rise * d_fall, dd_rise * fall - 2 * d_rise * d_fall + rise * dd_fall


def _step(u: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Quintic step over unit time with its derivatives in s and s²."""
    u = np.clip(u, 0.0, 1.0)
    value = u**3 * (10 - 15 * u + 6 * u**2)
    first = 30 * u**2 * (1 - u) ** 2 / FADE_S
    second = 60 * u * (1 - u) * (1 - 2 * u) / FADE_S**2
    return value, first, second


def drawn_sway(rng: np.random.Generator, spans: tuple[SwaySpan, ...]) -> Sway:
    """Draw the waves: slow ones are larger, as in standing people."""
    low = np.array([LEVEL_HZ[0], LEVEL_HZ[0], VERTICAL_HZ[0]])[:, None]
    high = np.array([LEVEL_HZ[1], LEVEL_HZ[1], VERTICAL_HZ[1]])[:, None]
    omega = 2 * np.pi * rng.uniform(low, high, (3, WAVES))
    size = rng.uniform(0.6, 1.4, (3, WAVES)) / omega
    speed = size * omega
    norm = np.sqrt(0.5 * (size**2).sum(axis=1))
    norm[2] = np.sqrt(0.5 * (speed[2] ** 2).sum())
    wanted = np.array([0.001 * RIGHT_MM, 0.001 * FORWARD_MM, 1.0])
    return Sway(size * (wanted / norm)[:, None], omega, rng.uniform(0.0, 2 * np.pi, (3, WAVES)), spans)
