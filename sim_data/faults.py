"""Faults of a simulated lift: what changes against the athlete's good lift, and by how much.

``severity`` 1 is the fault at the size of the published profile table; smaller values lie between it and the good lift.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Knots = tuple[tuple[float, float], ...]

FAULTS: dict[str, str] = {
    "early_cut": "the drive spikes and sags: force falls away in its second half, the feet stay loaded",
    "short_extension": "a good drive that ends too soon",
    "forward": "the push goes forward and the lifter lands in front",
    "stuck": "a good push, but the feet never leave the floor and the stance does not widen",
    "notch": "a dip inside the drive where the bar meets the thighs",
    "asymmetric": "one foot carries more, and the feet leave one after the other",
    "yank": "the bar is torn off the floor, with a deep unweighting after it",
    "wrong_bar_mass": "the bar is loaded otherwise than the label says",
    "foot_off_plate": "part of one foot lands beside the plate",
}

# Drive and finish after the scoop (time from drive_start in s, F/W), from the published profiles.
DRIVES: dict[str, Knots] = {
    "snatch": ((0, 1), (0.08, 1.40), (0.13, 1.47), (0.175, 1.30), (0.21, 1)),
    "clean": ((0, 1), (0.08, 1.31), (0.13, 1.36), (0.175, 1.23), (0.21, 1)),
    "early_cut": ((0, 1), (0.05, 1.36), (0.08, 1.43), (0.115, 1.17), (0.16, 1.06), (0.20, 1)),
    "short_extension": ((0, 1), (0.07, 1.40), (0.105, 1.45), (0.13, 1.30), (0.155, 1)),
    "notch": ((0, 1), (0.055, 1.31), (0.095, 1.10), (0.135, 1.20), (0.17, 1.08), (0.19, 1)),
}
FINISHES: dict[str, Knots] = {
    "good": ((0, 1), (0.06, 0)),
    "short_extension": ((0, 1), (0.055, 0)),
    "early_cut": ((0, 1), (0.08, 0.25)),
    "notch": ((0, 1), (0.07, 0.20)),
}
FIRST_PULLS: dict[str, Knots] = {
    "snatch": ((0, 1), (0.09, 1.22), (0.21, 1.30), (0.32, 1.20), (0.42, 1), (0.48, 0.75), (0.54, 1)),
    "clean": ((0, 1), (0.10, 1.21), (0.23, 1.28), (0.35, 1.17), (0.45, 1), (0.515, 0.77), (0.58, 1)),
    "yank": ((0, 1), (0.07, 1.38), (0.15, 1.50), (0.25, 1.20), (0.34, 1), (0.42, 0.65), (0.50, 1)),
    "hang": ((0, 1), (0.08, 1.06), (0.17, 1.08), (0.26, 1), (0.34, 0.80), (0.42, 1)),
    "power_position": ((0, 1), (0.11, 0.90), (0.20, 0.93), (0.27, 1)),
}


@dataclass(frozen=True)
class FaultEffect:
    """What a fault changes besides the vertical profile, already scaled by its severity.

    Attributes
    ----------
    share_shift : float
        Added to the left foot's share.
    offset_s : float
        Added to the right-minus-left foot-off.
    forward_mm : float or None
        Landing displacement, where the fault decides it.
    forward_m_s : float or None
        Forward velocity at the last contact, where the fault decides it.
    remaining_load : float
        Load during the pull-under over the system weight; 0 where the feet leave.
    widening : float
        Factor on the athlete's widening of the stance.
    bar_error_kg : float
        True bar mass minus the label.
    lost_share : float
        Share of the right foot's load that misses the plate after the landing.
    yaw_mm : float
        Left pressure moves forward and right backward by this much while they pull.
    path_mm : tuple of (str, float)
        Places on the way of the pressure that move, and by how much.
    """

    share_shift: float = 0.0
    offset_s: float = 0.0
    forward_mm: float | None = None
    forward_m_s: float | None = None
    remaining_load: float = 0.0
    widening: float = 1.0
    bar_error_kg: float = 0.0
    lost_share: float = 0.0
    yaw_mm: float = 0.0
    path_mm: tuple[tuple[str, float], ...] = ()


def effect_of(fault: str | None, severity: float, rng: np.random.Generator) -> FaultEffect:
    """The fault's effect at one severity.

    Raises
    ------
    ValueError
        Where the fault is not one of :data:`FAULTS`.
    """
    if fault is None:
        return FaultEffect()
    if fault not in FAULTS:
        raise ValueError(f"no such fault: {fault}; one of {', '.join(FAULTS)}")
    s, far = severity, float(rng.uniform())
    effects = {
        "early_cut": FaultEffect(
            forward_mm=40.0 * s,
            forward_m_s=0.06 * s,
            remaining_load=0.25 * s if s >= 0.5 else 0.0,
            widening=1 - 0.9 * s,
        ),
        "short_extension": FaultEffect(
            widening=1 - 0.4 * s, path_mm=(("drive_end", -35.0 * s), ("foot_off", -20.0 * s))
        ),
        "forward": FaultEffect(
            forward_mm=(75.0 + 45.0 * far) * s,
            forward_m_s=(0.12 + 0.08 * far) * s,
            path_mm=(("knee", 65.0 * s), ("catch", 45.0 * s)),
        ),
        "stuck": FaultEffect(
            remaining_load=0.15 + 0.07 * s, widening=1 - 0.95 * s, forward_mm=float(rng.uniform(-8, 8))
        ),
        "notch": FaultEffect(
            forward_m_s=0.08 * s, forward_mm=30.0 * s, remaining_load=0.20 if s >= 0.5 else 0.0, widening=1 - 0.9 * s
        ),
        "asymmetric": FaultEffect(
            share_shift=-0.06 * s, offset_s=float(rng.uniform(0.015, 0.040)) * s, yaw_mm=20.0 * s
        ),
        "wrong_bar_mass": FaultEffect(bar_error_kg=5.0 * s * (1 if rng.uniform() < 0.5 else -1)),
        "foot_off_plate": FaultEffect(lost_share=float(rng.uniform(0.12, 0.40)) * s),
    }
    return effects.get(fault, FaultEffect())
