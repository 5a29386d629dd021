"""How much the signs of a lift vary in one athlete, assumed until the athlete's own lifts say otherwise.

One table for everything that a finding is judged by. Nobody has measured these spreads on lifters: they are the
spreads of simulated athletes (lift to lift 3–5 %, day to day of the same order), rounded up. See
``docs/findings.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Basis = Literal["absolute", "of the mean", "of the system weight"]

WITHIN_WEIGHT = 8.0
"""Lifts that the prior within a session counts for."""
BETWEEN_WEIGHT = 8.0
"""Sessions that the prior between sessions counts for."""


@dataclass(frozen=True)
class Spread:
    """Standard deviations of one sign in one athlete.

    Attributes
    ----------
    within, between : float
        From lift to lift of one session, and from session to session.
    basis : str
        ``absolute`` in the metric's unit; ``of the mean`` as a share of the athlete's mean; ``of the system weight``
        in the metric's unit per newton.
    """

    within: float
    between: float
    basis: Basis = "absolute"

    def scaled(self, mean: float, system_weight_n: float) -> tuple[float, float]:
        """Both standard deviations in the metric's unit."""
        by_basis = {"absolute": 1.0, "of the mean": abs(mean), "of the system weight": system_weight_n}
        factor = by_basis[self.basis]
        return self.within * factor, self.between * factor


SPREADS: dict[str, Spread] = {
    "late_drive_share": Spread(0.015, 0.012),
    "peak_timing": Spread(0.025, 0.020),
    "drive_fullness": Spread(0.012, 0.010),
    "half_height_duty": Spread(0.018, 0.014),
    "drive_velocity_gain": Spread(0.045, 0.035, "of the mean"),
    "drive_duration": Spread(0.030, 0.025, "of the mean"),
    "drive_rise": Spread(0.045, 0.035, "of the mean"),
    "drive_mean_force_ratio": Spread(0.010, 0.008),
    "release_left": Spread(0.010, 0.008),
    "release_right": Spread(0.010, 0.008),
    "stance_widening": Spread(15.0, 10.0),
    "drive_forward_impulse": Spread(0.0015, 0.0012, "of the system weight"),
    "landing_shift_forward": Spread(18.0, 10.0),
    "left_share": Spread(0.009, 0.005),
    "release_offset": Spread(0.0045, 0.003),
}
"""Assumed spread of every sign that a finding rests on; metrics' own units where ``absolute``."""
