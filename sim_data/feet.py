"""From the total force to two feet: shares, lift-off and landing, and where the pressure lies under each foot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator

from sim_data.athlete import Athlete
from sim_data.faults import FaultEffect
from sim_data.timeline import Record
from sim_data.vertical import FloatArray, smooth

QUIET_FROM_HEEL_MM = 110.0
RELEASE_S = 0.030
"""How long before its lift-off the first foot hands its load to the other."""
# Where pressure lies from the heel at the marks of a lift (265 mm foot).
PATH_MM = {
    "separation": 150.0,
    "knee": 70.0,
    "power": 170.0,
    "drive_end": 195.0,
    "foot_off": 215.0,
    "catch": 120.0,
    "hold": 110.0,
}


@dataclass(frozen=True, eq=False)
class FeetPlan:
    """What the feet do in one lift.

    Attributes
    ----------
    left_share, share_wave : float
        Share of the left foot while both carry, and a slow wander of it.
    off_s, on_s : float or None
        Last and next contact of the lifter, s from the record's start; ``None`` where a foot never leaves.
    off_offset_s, on_offset_s : float
        Right minus left.
    moves : bool
        Whether the feet take new places at all; in a pull they do not.
    moves_s : tuple of float
        Between these times the feet move to their new places.
    shift_mm : tuple of float
        Forward displacement of the left and the right foot at the landing.
    stance_mm, landing_stance_mm : float
        Distance of the feet before and after.
    turn_deg : float
        How far each foot is turned out.
    place_mm : float
        Forward position of the quiet standing's pressure.
    yaw_mm : float
        Left pressure forward, right backward by this much.
    lost_share : float
        Share of the right foot's load beside the plate after the landing.
    path_s, path_mm : ndarray
        Way of the pressure along the foot, from the quiet standing's place.
    """

    left_share: float
    share_wave: float
    off_s: float | None
    on_s: float | None
    off_offset_s: float
    on_offset_s: float
    moves: bool
    moves_s: tuple[float, float]
    shift_mm: tuple[float, float]
    stance_mm: float
    landing_stance_mm: float
    turn_deg: float
    place_mm: float
    yaw_mm: float
    lost_share: float
    path_s: FloatArray
    path_mm: FloatArray


def plan_feet(
    athlete: Athlete, record: Record, effect: FaultEffect, shift_mm: float, rng: np.random.Generator, *, moves: bool
) -> FeetPlan:
    """Decide shares, lift-off, landing, displacement and the way of the pressure of one lift."""
    line, marks = record.timeline, record.profile.marks
    leaves = moves and effect.remaining_load < 0.01
    usual = (athlete.receiving_stance_mm - athlete.stance_mm) * float(rng.normal(1.0, 0.06))
    twist = float(rng.normal(0.0, 3.0))
    path_s, path_mm = forward_path(athlete, record, effect, rng)
    return FeetPlan(
        left_share=float(np.clip(athlete.left_share + effect.share_shift + rng.normal(0.0, 0.006), 0.40, 0.60)),
        share_wave=float(rng.normal(0.0, 0.006)),
        off_s=line.start + marks.finish if leaves else None,
        on_s=line.start + marks.under if leaves else None,
        off_offset_s=float(np.clip(athlete.foot_off_offset_s + effect.offset_s + rng.normal(0.0, 0.002), -0.04, 0.04)),
        on_offset_s=float(rng.normal(0.0, 0.004)),
        moves=moves,
        moves_s=(line.start + marks.finish, line.start + marks.under),
        shift_mm=(shift_mm + twist, shift_mm - twist) if leaves else (shift_mm, shift_mm),
        stance_mm=athlete.stance_mm,
        landing_stance_mm=athlete.stance_mm + (usual * max(0.03, effect.widening) if moves else 0.0),
        turn_deg=float(rng.uniform(15.0, 30.0)),
        place_mm=float(rng.normal(0.0, 15.0)),
        yaw_mm=effect.yaw_mm,
        lost_share=effect.lost_share if moves else 0.0,
        path_s=path_s,
        path_mm=path_mm,
    )


def vertical_per_foot(plan: FeetPlan, total_n: FloatArray, t: FloatArray) -> FloatArray:
    """Vertical force of the left and the right foot at times ``t``, shape (2, n), N, before anything misses a plate."""
    share = plan.left_share + plan.share_wave * np.sin(2 * np.pi * 0.31 * t + 1.0)
    left = share * total_n
    right = total_n - left
    if plan.off_s is None or plan.on_s is None:
        return np.stack([left, right])
    lead = plan.off_s - abs(plan.off_offset_s) - t
    left, right = handed(left, right, lead, left_yields=plan.off_offset_s >= 0, where=t < plan.on_s)
    lead = t - plan.on_s - abs(plan.on_offset_s)
    left, right = handed(left, right, lead, left_yields=plan.on_offset_s < 0, where=t > plan.off_s)
    return np.stack([left, right])


def handed(
    left: FloatArray, right: FloatArray, lead_s: FloatArray, *, left_yields: bool, where: npt.NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    """Hand the load of the foot that leaves first (or lands last) to the other near its contact's end."""
    kept = np.where(where, np.clip(lead_s / RELEASE_S, 0.0, 1.0), 1.0)
    if left_yields:
        given = left * (1 - kept)
        return left - given, right + given
    given = right * (1 - kept)
    return left + given, right - given


def forward_path(
    athlete: Athlete, record: Record, effect: FaultEffect, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Knots of the pressure's way along the foot from the quiet standing's place: times (s) and places (mm)."""
    line, marks = record.timeline, record.profile.marks
    scale = athlete.foot_length_mm / 265.0
    jitter = dict(zip(PATH_MM, rng.normal(0.0, 5.0, len(PATH_MM)), strict=True))
    moved = dict(effect.path_mm)
    at = {
        key: (value + jitter[key] + moved.get(key, 0.0) - QUIET_FROM_HEEL_MM) * scale for key, value in PATH_MM.items()
    }
    drive_start, drive_end = line.start + marks.pull, line.start + marks.drive
    points = [
        (0.0, 0.0),
        (line.quiet_end, 0.0),
        (max(line.start, line.quiet_end + 0.05), at["separation"] if record.floor else 0.0),
        (line.start + 0.62 * marks.pull, at["knee"] if record.floor else at["knee"] * 0.4),
        (drive_start + 0.3 * (drive_end - drive_start), at["power"]),
        (drive_end, at["drive_end"]),
        (line.start + marks.finish, at["foot_off"]),
        (line.start + marks.under + 0.02, at["catch"]),
        (line.start + marks.catch, at["catch"] * (0.5 if record.profile.complete else 1.0)),
        (line.stands - 0.05, 0.0),
        (line.end, 0.0),
    ]
    times, values = np.array(points).T
    return np.maximum.accumulate(times) + np.arange(times.size) * 1e-6, values


def pressure_mm(plan: FeetPlan, along_mm: FloatArray, t: FloatArray) -> FloatArray:
    """Pressure under the left and the right foot, shape (2, 2, n): right and forward, laboratory frame.

    Parameters
    ----------
    plan : FeetPlan
        Where the feet stand.
    along_mm : ndarray, shape (n,)
        Pressure forward of the quiet standing's place, both feet.
    t : ndarray, shape (n,)
        Times, s.
    """
    start, stop = plan.moves_s
    moved = smooth((t - start) / (stop - start))
    half = 0.5 * (plan.stance_mm + moved * (plan.landing_stance_mm - plan.stance_mm))
    out = np.empty((2, 2, t.size))
    lean = np.tan(np.radians(plan.turn_deg))
    pulling = smooth((t - start + 1.5) / 0.3) * (1 - moved)
    for foot, side in enumerate((-1.0, 1.0)):
        along = along_mm - side * plan.yaw_mm * pulling
        out[foot, 0] = side * (half + along * lean)
        out[foot, 1] = plan.place_mm + along + moved * plan.shift_mm[foot]
    return out


def path_at(plan: FeetPlan, t: FloatArray) -> FloatArray:
    """The pressure's way along the foot at times ``t``, shape (n,), mm."""
    path: FloatArray = PchipInterpolator(plan.path_s, plan.path_mm)(np.clip(t, plan.path_s[0], plan.path_s[-1]))
    return path
