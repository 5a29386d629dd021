"""One lift as functions of time: forces on both feet and their pressure, exact at any instant and any rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim_data.feet import FeetPlan, path_at, pressure_mm, vertical_per_foot
from sim_data.shear import ForwardPlan
from sim_data.sway import Sway
from sim_data.timeline import Record
from sim_data.vertical import FloatArray, smooth

DISC_RIGHT_MM = 560.0
"""Where discs on the plates touch, from the middle."""
TWIST_M = 0.0015
"""Free moment over vertical force: both feet screw outward a little."""


@dataclass(frozen=True, eq=False)
class LiftModel:
    """Everything that moves in one record.

    Attributes
    ----------
    record, feet, forward, sway
        Vertical force, feet, forward force, sway.
    height_m : tuple of float
        Height of the lifter's centre of mass alone, and of lifter and bar together at the lift's start.
    pitch_mm : float
        Pressure moved forward during catch and recovery so that no pitch remains.
    """

    record: Record
    feet: FeetPlan
    forward: ForwardPlan
    sway: Sway
    height_m: tuple[float, float]
    pitch_mm: float = 0.0

    def carried_kg(self, t: FloatArray) -> FloatArray:
        """Mass that the feet carry, for the forces of sway: kg, shape (n,)."""
        line, record = self.record.timeline, self.record
        alone = (t > line.drop) | (np.full(t.shape, record.floor) & (t < line.start))
        mass: FloatArray = np.where(alone, record.body_n, record.system_n) / record.g_m_s2
        return mass

    def total_n(self, t: FloatArray) -> FloatArray:
        """Vertical force on feet and discs before anything misses a plate, N, shape (n,)."""
        _, _, acceleration = self.sway.path(t)
        total: FloatArray = np.maximum(self.record.force_n(t) + self.carried_kg(t) * acceleration[2], 0.0)
        return total

    def feet_n(self, t: FloatArray) -> FloatArray:
        """Vertical force that the plates feel from the left and the right foot, N, shape (2, n)."""
        both = vertical_per_foot(self.feet, np.maximum(self.total_n(t) - self.record.discs_n(t), 0.0), t)
        start, stop = self.feet.moves_s
        both[1] *= 1 - self.feet.lost_share * smooth((t - start) / (stop - start))
        return both

    def plates_n(self, t: FloatArray) -> FloatArray:
        """Vertical force on the left and the right plate, N, shape (2, n)."""
        both: FloatArray = self.feet_n(t) + 0.5 * self.record.discs_n(t)
        return both

    def force_n(self, t: FloatArray) -> FloatArray:
        """Force on the lifter (and on discs) at each plate, N, shape (2, 3, n): right, forward, up."""
        feet = self.feet_n(t)
        share = feet / np.maximum(self.total_n(t) - self.record.discs_n(t), 1.0)
        out = np.empty((2, 3, t.size))
        out[:, :2] = share[:, None, :] * self.level_n(t)
        out[:, 2] = feet + 0.5 * self.record.discs_n(t)
        return out

    def level_n(self, t: FloatArray) -> FloatArray:
        """Horizontal force of both feet before anything misses a plate, N, shape (2, n): right and forward."""
        _, _, acceleration = self.sway.path(t)
        level: FloatArray = self.carried_kg(t) * acceleration[:2]
        level[1] += self.forward.force(t)
        return level

    def cop_mm(self, t: FloatArray) -> FloatArray:
        """Pressure on the left and the right plate, mm, shape (2, 2, n): right and forward."""
        position, _, acceleration = self.sway.path(t)
        lean = 1000 * (position[:2] - self.height_m[0] / self.record.g_m_s2 * acceleration[:2])
        along = path_at(self.feet, t) + self.pitch_mm * self.catching(t) + lean[1]
        out = pressure_mm(self.feet, along, t)
        out[:, 0] += lean[0]
        discs = 0.5 * self.record.discs_n(t)
        if not discs.any():
            return out
        weight = discs / np.maximum(self.feet_n(t) + discs, 1e-6)
        place = np.array([[-DISC_RIGHT_MM, self.feet.place_mm + 20.0], [DISC_RIGHT_MM, self.feet.place_mm + 20.0]])
        out += weight[:, None, :] * (place[:, :, None] - out)
        return out

    def combined_mm(self, t: FloatArray) -> FloatArray:
        """Pressure of both plates together, mm, shape (2, n); meaningless where nothing is loaded."""
        load = self.plates_n(t)
        both: FloatArray = (self.cop_mm(t) * load[:, None, :]).sum(axis=0) / np.maximum(load.sum(axis=0), 1e-9)
        return both

    def balance_forward_mm(self, t: FloatArray) -> FloatArray:
        """Forward place of the combined centre of mass, mm, shape (n,), from the first move to the bar's drop."""
        position, _, _ = self.sway.path(t)
        place: FloatArray = self.feet.place_mm + 1000 * (self.forward.displacement_m(t) + position[1])
        return place

    def free_moment_nm(self, t: FloatArray) -> FloatArray:
        """Free moment at each plate, N·m, shape (2, n)."""
        both: FloatArray = self.feet_n(t) * np.array([[TWIST_M], [-TWIST_M]])
        return both

    def catching(self, t: FloatArray) -> FloatArray:
        """Smooth window over landing to standing, 0 to 1, shape (n,)."""
        line, marks = self.record.timeline, self.record.profile.marks
        down = line.start + marks.under
        u = np.clip((t - down) / (line.stands - down), 0.0, 1.0)
        window: FloatArray = smooth(u / 0.15) * smooth((1 - u) / 0.3)
        return window

    def pitch_nms(self) -> tuple[float, float]:
        """Pitch impulse about the combined centre of mass, first move to standing, and what 1 mm of ``pitch_mm`` adds.

        ∫[(y_COP − y_COM)·F_z + z_COM·F_y] dt, N·m·s; zero where the lifter neither starts nor ends turning.
        """
        line, record = self.record.timeline, self.record
        t = np.linspace(line.start, line.stands, 8001)
        load = np.where(t <= line.settled, record.system_n * record.profile.load(t - line.start), record.body_n)
        height = self.height_m[1] + record.profile.rise(np.minimum(t, line.settled) - line.start, record.g_m_s2)
        arm = (path_at(self.feet, t) + self.pitch_mm * self.catching(t)) / 1000
        arm += self._moved_m(t) - self.forward.displacement_m(t)
        step = t[1] - t[0]
        turn = float((arm * load + height * self.forward.force(t)).sum() * step)
        return turn, float((self.catching(t) * load).sum() * step / 1000)

    def _moved_m(self, t: FloatArray) -> FloatArray:
        start, stop = self.feet.moves_s
        return smooth((t - start) / (stop - start)) * 0.0005 * sum(self.feet.shift_mm)
