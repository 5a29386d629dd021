"""Horizontal force forward and backward: smooth pulses that leave the lifter standing where the feet landed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim_data.timeline import Record
from sim_data.vertical import FloatArray

LANDING_S = 0.010
"""The feet are down so long before they push horizontally."""
USUAL_LIMIT, FAULTY_LIMIT = 0.06, 0.12
"""Largest horizontal force over the system weight."""


@dataclass(frozen=True, eq=False)
class ForwardPlan:
    """Pulses of forward force, each a·16u²(1 − u)² over its own time.

    Attributes
    ----------
    spans : ndarray, shape (k, 2)
        Start and stop of each, s from the record's start.
    force_n : ndarray, shape (k,)
        Largest force of each, forward positive.
    mass_kg : float
        Mass that is moved.
    shift_m, velocity_m_s : float
        Displacement at the end, and velocity at the last contact, that were reached.
    """

    spans: FloatArray
    force_n: FloatArray
    mass_kg: float
    shift_m: float
    velocity_m_s: float

    def force(self, t: FloatArray) -> FloatArray:
        """Forward force, shape (n,), N."""
        out: FloatArray = self.force_n @ _pulse(self.spans, t)
        return out

    def impulse(self, t: FloatArray) -> FloatArray:
        """Its integral from the record's start, shape (n,), N·s."""
        return self.force_n @ _impulse(self.spans, t)

    def displacement_m(self, t: FloatArray) -> FloatArray:
        """Forward displacement of the combined centre of mass, shape (n,), m."""
        return self.force_n @ _travel(self.spans, t) / self.mass_kg


def _unit(spans: FloatArray, t: FloatArray) -> tuple[FloatArray, FloatArray]:
    length = (spans[:, 1] - spans[:, 0])[:, None]
    return np.clip((t - spans[:, :1]) / length, 0.0, 1.0), length


def _pulse(spans: FloatArray, t: FloatArray) -> FloatArray:
    u, _ = _unit(spans, t)
    return 16 * u**2 * (1 - u) ** 2


def _impulse(spans: FloatArray, t: FloatArray) -> FloatArray:
    u, length = _unit(spans, t)
    return length * 16 * (u**3 / 3 - u**4 / 2 + u**5 / 5)


def _travel(spans: FloatArray, t: FloatArray) -> FloatArray:
    u, length = _unit(spans, t)
    coasting = np.maximum(t - spans[:, 1:], 0.0) * length * (16 / 30)
    return length**2 * 16 * (u**4 / 12 - u**5 / 10 + u**6 / 30) + coasting


def plan_forward(record: Record, shift_m: float, velocity_m_s: float, *, faulty: bool) -> ForwardPlan:
    """Solve the pulses: given velocity at the last contact, no velocity and ``shift_m`` when the lifter stands again.

    The smallest forces that do it are taken; where even they pass the limit, both wishes shrink together.

    Parameters
    ----------
    record : Record
        Vertical force and its times.
    shift_m, velocity_m_s : float
        Wanted displacement of feet and centre of mass, and forward velocity at the last contact.
    faulty : bool
        Allow twice the usual limit.
    """
    line, marks = record.timeline, record.profile.marks
    mass = record.system_n / record.g_m_s2
    at = line.start + np.array(
        [0.0, 0.78 * marks.pull, marks.pull, marks.finish, marks.under + LANDING_S, marks.catch, 0.0]
    )
    stands = line.stands
    half = 0.5 * (at[5] + stands)
    spans = np.array([[at[0], at[1]], [at[2], at[3]], [at[4], at[5]], [at[5], half], [half, stands]])
    free = np.array([0.7, 1.0, 1.0, 0.5, 0.4]) ** 2
    end = np.array([stands])
    rows = np.stack([_impulse(spans, np.array([at[3]]))[:, 0], _impulse(spans, end)[:, 0], _travel(spans, end)[:, 0]])
    wanted = mass * np.array([velocity_m_s, 0.0, shift_m])
    force = free * (rows.T @ np.linalg.solve((rows * free) @ rows.T, wanted))
    limit = (FAULTY_LIMIT if faulty else USUAL_LIMIT) * record.system_n
    scale = min(1.0, limit / max(float(np.abs(force).max()), 1e-9))
    return ForwardPlan(spans, force * scale, mass, shift_m * scale, velocity_m_s * scale)
