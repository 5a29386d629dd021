"""A jump as functions of time: forces on both feet and their pressure, exact at any instant and any rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim_data.athlete import Athlete
from sim_data.feet import FeetPlan, path_at, pressure_mm, vertical_per_foot
from sim_data.jump_profile import JumpProfile
from sim_data.model import TWIST_M
from sim_data.sway import FADE_S, HANG_MM_S, RECOVERED_MM_S, STANDING_MM_S, Sway, SwaySpan
from sim_data.vertical import FloatArray

BODY_HEIGHT = 0.57
STILL_MOVING_S = 0.02
"""The sway does not stop for the jump: it begins to fade this long before the onset."""


@dataclass(frozen=True, eq=False)
class JumpModel:
    """Everything that moves in one record.

    Attributes
    ----------
    profile, feet, sway
        Vertical force, feet, sway.
    body_mass_kg, g_m_s2, height_m : float
        The person, gravity.
    """

    profile: JumpProfile
    feet: FeetPlan
    sway: Sway
    body_mass_kg: float
    g_m_s2: float
    height_m: float

    @property
    def weight_n(self) -> float:
        """Body weight."""
        return self.body_mass_kg * self.g_m_s2

    def total_n(self, t: FloatArray) -> FloatArray:
        """Vertical force of both feet, N, shape (n,)."""
        _, _, acceleration = self.sway.path(t)
        load: FloatArray = self.profile.load(np.clip(t, 0.0, self.profile.end_s))
        total: FloatArray = np.maximum(self.weight_n * load + self.body_mass_kg * acceleration[2], 0.0)
        return total

    def velocity(self, t: FloatArray) -> FloatArray:
        """Vertical velocity of the centre of mass, sway included, m/s, shape (n,)."""
        _, velocity, _ = self.sway.path(t)
        out: FloatArray = self.profile.velocity(t, self.g_m_s2) + velocity[2]
        return out

    def rise(self, t: FloatArray) -> FloatArray:
        """Height of the centre of mass over its start, sway included, m, shape (n,)."""
        position, _, _ = self.sway.path(t)
        out: FloatArray = self.profile.rise(t, self.g_m_s2) + position[2]
        return out

    def feet_n(self, t: FloatArray) -> FloatArray:
        """Vertical force of the left and the right foot, N, shape (2, n)."""
        return vertical_per_foot(self.feet, self.total_n(t), t)

    def force_n(self, t: FloatArray) -> FloatArray:
        """Force on the jumper at each foot, N, shape (2, 3, n): right, forward, up."""
        feet = self.feet_n(t)
        _, _, acceleration = self.sway.path(t)
        out = np.empty((2, 3, t.size))
        share = feet / np.maximum(feet.sum(axis=0), 1.0)
        out[:, :2] = share[:, None, :] * (self.body_mass_kg * acceleration[:2])
        out[:, 2] = feet
        return out

    def cop_mm(self, t: FloatArray) -> FloatArray:
        """Pressure under the left and the right foot, mm, shape (2, 2, n): right and forward."""
        position, _, acceleration = self.sway.path(t)
        lean = 1000 * (position[:2] - BODY_HEIGHT * self.height_m / self.g_m_s2 * acceleration[:2])
        out = pressure_mm(self.feet, path_at(self.feet, t) + lean[1], t)
        out[:, 0] += lean[0]
        return out

    def free_moment_nm(self, t: FloatArray) -> FloatArray:
        """Free moment at each foot, N·m, shape (2, n)."""
        both: FloatArray = self.feet_n(t) * np.array([[TWIST_M], [-TWIST_M]])
        return both


def drawn_feet(profile: JumpProfile, athlete: Athlete, rng: np.random.Generator, *, still: bool) -> FeetPlan:
    """Shares, lift-off and landing of both feet, and the pressure's way to the toes."""
    takeoff, landing = profile.takeoff_s, profile.landing_s
    path = np.array(
        [
            (0.0, 0.0),
            (profile.onset_s, 0.0),
            (0.5 * (profile.onset_s + takeoff), -20.0),
            (takeoff, 70.0),
            (landing, 60.0),
            (profile.bottom_s, 0.0),
            (profile.end_s, 0.0),
        ]
    )
    return FeetPlan(
        left_share=float(np.clip(athlete.left_share + rng.normal(0.0, 0.015), 0.44, 0.56)),
        share_wave=0.0 if still else float(rng.normal(0.0, 0.006)),
        off_s=takeoff,
        on_s=landing,
        off_offset_s=float(np.clip(rng.normal(0.0, 0.004), -0.012, 0.012)),
        on_offset_s=float(np.clip(rng.normal(0.0, 0.005), -0.012, 0.012)),
        moves=True,
        moves_s=(takeoff, landing),
        shift_mm=(float(rng.normal(0.0, 15.0)), float(rng.normal(0.0, 15.0))),
        stance_mm=athlete.stance_mm,
        landing_stance_mm=athlete.stance_mm + float(rng.normal(20.0, 10.0)),
        turn_deg=float(rng.uniform(5.0, 20.0)),
        place_mm=float(rng.normal(0.0, 15.0)),
        yaw_mm=0.0,
        lost_share=0.0,
        path_s=path[:, 0],
        path_mm=path[:, 1],
    )


def drawn_spans(profile: JumpProfile) -> tuple[SwaySpan, ...]:
    """Where the jumper stands and sways: before, in the squat of a squat jump, and after."""
    fade = FADE_S - STILL_MOVING_S
    before = SwaySpan(-1.0, profile.stand_end_s + fade, STANDING_MM_S, 1.0)
    after = SwaySpan(profile.stands_s - 0.3, profile.end_s + 1.0, RECOVERED_MM_S, 1.0)
    if profile.quiet_s[0] == 0.0:
        return before, after
    low = min(fade, profile.takeoff_s - profile.onset_s - 0.04)
    return before, SwaySpan(profile.quiet_s[0] - 0.4, profile.onset_s + low, HANG_MM_S, 1.0), after
