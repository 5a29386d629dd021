"""Simulated athletes: who lifts, how steadily, and in which style."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Athlete:
    """One simulated lifter.

    Attributes
    ----------
    code : str
        Athlete code.
    body_mass_kg, height_m : float
        The person.
    snatch_kg, clean_kg : float
        Usual working loads.
    foot_length_mm : float
        Heel to toe.
    stance_mm, receiving_stance_mm : float
        Distance between the foot centres while pulling and when receiving.
    left_share : float
        Share of the left foot.
    strength, drive_time, peak_place : float
        Style of the drive: factors on its height and its length, and a shift of its peak (share of the drive).
    foot_off_offset_s : float
        Right foot-off minus left foot-off.
    dips : bool
        Whether lifts from the power position begin with a dip.
    forward_m_s, shift_mm : float
        Usual forward velocity at the last contact and displacement of the feet; negative is backward.
    lift_to_lift, day_to_day : float
        Relative SD of the drive's height and length between lifts and between days.
    """

    code: str = "A7F3"
    body_mass_kg: float = 80.0
    height_m: float = 1.72
    snatch_kg: float = 100.0
    clean_kg: float = 125.0
    foot_length_mm: float = 265.0
    stance_mm: float = 280.0
    receiving_stance_mm: float = 440.0
    left_share: float = 0.5
    strength: float = 1.0
    drive_time: float = 1.0
    peak_place: float = 0.0
    foot_off_offset_s: float = 0.004
    dips: bool = True
    forward_m_s: float = -0.04
    shift_mm: float = -40.0
    lift_to_lift: float = 0.035
    day_to_day: float = 0.03


def random_athlete(seed: int) -> Athlete:
    """An athlete drawn at random within the published ranges of body and loads.

    Parameters
    ----------
    seed : int
        The same seed gives the same athlete.
    """
    rng = np.random.default_rng([20261, seed])
    mass = float(rng.uniform(52.0, 125.0))
    snatch = mass * float(rng.uniform(0.9, 1.5))
    backward = float(rng.uniform(0.0, 0.07))
    return Athlete(
        code=f"S{seed:03d}",
        body_mass_kg=round(mass, 2),
        height_m=round(float(rng.uniform(1.52, 1.90)), 3),
        snatch_kg=float(round(snatch)),
        clean_kg=float(round(snatch * rng.uniform(1.22, 1.28))),
        foot_length_mm=float(rng.uniform(235.0, 295.0)),
        stance_mm=float(rng.uniform(250.0, 310.0)),
        receiving_stance_mm=float(rng.uniform(390.0, 510.0)),
        left_share=float(np.clip(rng.normal(0.5, 0.015), 0.46, 0.54)),
        strength=float(rng.uniform(0.92, 1.10)),
        drive_time=float(rng.uniform(0.94, 1.12)),
        peak_place=float(rng.uniform(-0.04, 0.04)),
        foot_off_offset_s=float(rng.normal(0.0, 0.005)),
        dips=bool(rng.uniform() < 0.8),
        forward_m_s=-backward,
        shift_mm=-1000.0 * backward + float(rng.uniform(-12.0, 6.0)),
        lift_to_lift=float(rng.uniform(0.03, 0.05)),
        day_to_day=float(rng.uniform(0.02, 0.04)),
    )
