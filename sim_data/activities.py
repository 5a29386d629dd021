"""What else happens on the plates between lifts: standing, walking, picking the bar up, stamping, jumping, squats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PPoly

from sim_data.feet import FeetPlan, pressure_mm
from sim_data.lifter import SimulatedLift
from sim_data.model import TWIST_M
from sim_data.profile import recovery
from sim_data.sway import SwaySpan, drawn_sway
from sim_data.vertical import FloatArray, from_knots, joined, level, rebound, smooth, solved_catch, total

Knots = tuple[tuple[float, float], ...]

# Load of each foot over body weight while a person steps on: left first, then right beside it.
FIRST_FOOT: Knots = ((0, 0), (0.14, 1.12), (0.34, 0.80), (0.52, 1.04), (0.80, 0.56), (1.10, 0.5), (1.3, 0.5))
SECOND_FOOT: Knots = ((0, 0), (0.48, 0), (0.66, 0.52), (0.84, 0.44), (1.10, 0.5), (1.3, 0.5))
# One step in place: the foot that moves; the other carries the rest.
ONE_STEP: Knots = ((0, 0.5), (0.12, 0.30), (0.22, 0), (0.36, 0), (0.46, 0.55), (0.60, 0.5))
# A stamp: the foot leaves and is set down hard.
STAMP: Knots = ((0, 0.5), (0.15, 0.2), (0.25, 0), (0.42, 0), (0.45, 0.9), (0.49, 0.35), (0.56, 0.52), (0.7, 0.5))
JUMP_PUSH: Knots = ((0, 1), (0.18, 0.5), (0.34, 1), (0.52, 2.0), (0.64, 1.7), (0.70, 0))
JERK_PUSH: Knots = ((0, 1), (0.14, 0.72), (0.27, 1), (0.38, 1.75), (0.49, 1.75), (0.58, 1), (0.64, 0.25))
JERK_RISE_M, JERK_UNDER_S, JERK_CATCH_M = 0.25, 0.14, 0.18
PICK_UP_S, PICK_UP_RISE_M = 1.7, 0.42
SQUAT_RISE_M, SQUAT_S = 0.50, 1.5


@dataclass(frozen=True, eq=False)
class Segment:
    """A stretch of a session.

    Attributes
    ----------
    force_n : ndarray, shape (2, 3, n)
        Left, right plate; right, forward, up; on the lifter.
    cop_mm : ndarray, shape (2, 2, n)
        Right and forward.
    free_moment_nm : ndarray, shape (2, n)
        About the vertical through the pressure.
    """

    force_n: FloatArray
    cop_mm: FloatArray
    free_moment_nm: FloatArray

    @property
    def n(self) -> int:
        """Number of samples."""
        return int(self.force_n.shape[2])


@dataclass(frozen=True, eq=False)
class Stance:
    """Where a person stands.

    Attributes
    ----------
    place_mm : ndarray, shape (2, 2)
        Pressure of the left and the right foot: right and forward.
    left_share : float
        Share of the left foot.
    """

    place_mm: FloatArray
    left_share: float


def stance_before(lift: SimulatedLift) -> Stance:
    """Where the lifter stands before a lift."""
    return _stance(lift.model.feet, 0.0)


def stance_after(lift: SimulatedLift) -> Stance:
    """Where the lifter stands after it."""
    return _stance(lift.model.feet, float(lift.time_s[-1]))


def _stance(plan: FeetPlan, t: float) -> Stance:
    return Stance(pressure_mm(plan, np.zeros(1), np.array([t]))[:, :, 0], plan.left_share)


def empty(seconds: float, rate_hz: float) -> Segment:
    """Nobody on the plates."""
    n = round(seconds * rate_hz)
    return Segment(np.zeros((2, 3, n)), np.zeros((2, 2, n)), np.zeros((2, n)))


def carried(
    feet_n: FloatArray, stance: Stance, level_n: FloatArray | None = None, lean_mm: FloatArray | None = None
) -> Segment:
    """A segment from the load of both feet.

    Parameters
    ----------
    feet_n : ndarray, shape (2, n)
        Vertical force of each foot.
    stance : Stance
        Where they stand.
    level_n, lean_mm : ndarray, shape (2, n), optional
        Horizontal force of both feet together, and how far the pressure leans.
    """
    n = feet_n.shape[1]
    force = np.zeros((2, 3, n))
    force[:, 2] = feet_n
    cop = np.repeat(stance.place_mm[:, :, None], n, axis=2)
    if level_n is not None:
        force[:, :2] = (feet_n / np.maximum(feet_n.sum(axis=0), 1.0))[:, None, :] * level_n
    if lean_mm is not None:
        cop = cop + lean_mm
    return Segment(force, cop, feet_n * np.array([[TWIST_M], [-TWIST_M]]))


def split(weight_n: FloatArray, stance: Stance) -> FloatArray:
    """Load of both feet, shape (2, n)."""
    return np.stack([stance.left_share * weight_n, (1 - stance.left_share) * weight_n])


def standing(
    weight_n: float, stance: Stance, seconds: float, rate_hz: float, rng: np.random.Generator, *, g_m_s2: float
) -> Segment:
    """A person who stands and sways a little."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    position, _, acceleration = drawn_sway(rng, (SwaySpan(0.0, seconds, 4.0, 1.0),)).path(t)
    mass = weight_n / g_m_s2
    lean = 1000 * (position[:2] - 0.1 * acceleration[:2])
    return carried(split(weight_n + mass * acceleration[2], stance), stance, mass * acceleration[:2], lean)


def following(load: PPoly, weight_n: float, stance: Stance, rate_hz: float) -> Segment:
    """Both feet under a load curve (over ``weight_n``)."""
    seconds = float(load.x[-1])
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return carried(split(np.maximum(weight_n * load(np.minimum(t, seconds)), 0.0), stance), stance)


def stepping_on(body_n: float, stance: Stance, rate_hz: float, rng: np.random.Generator) -> Segment:
    """Walk on the plates, left foot first or right foot first."""
    slower = float(rng.uniform(0.9, 1.25))
    t = np.arange(round(FIRST_FOOT[-1][0] * slower * rate_hz)) / rate_hz / slower
    first, second = (
        np.maximum(from_knots(np.array(knots, dtype=float))(t), 0.0) for knots in (FIRST_FOOT, SECOND_FOOT)
    )
    loads = np.stack([first, second] if rng.uniform() < 0.5 else [second, first])
    ends = smooth((t - t[-1] + 0.2) / 0.2)
    shares = np.array([[stance.left_share], [1 - stance.left_share]])
    return carried(body_n * (loads * (1 - ends) + shares * ends), stance)


def stepping_off(body_n: float, stance: Stance, rate_hz: float, rng: np.random.Generator) -> Segment:
    """Walk off: stepping on, backwards in time."""
    on = stepping_on(body_n, stance, rate_hz, rng)
    return Segment(on.force_n[:, :, ::-1], on.cop_mm[:, :, ::-1], on.free_moment_nm[:, ::-1])


def one_foot(weight_n: float, before: Stance, after: Stance, rate_hz: float, foot: int, knots: Knots) -> Segment:
    """One foot leaves the plate and comes back, perhaps elsewhere; the other carries the rest."""
    curve = from_knots(np.array(knots, dtype=float))
    t = np.arange(round(knots[-1][0] * rate_hz)) / rate_hz
    share = before.left_share if foot == 0 else 1 - before.left_share
    moving = np.maximum(curve(t) * share / 0.5, 0.0)
    other = np.maximum(1.0 - moving, 0.15)
    feet = weight_n * (np.stack([moving, other]) if foot == 0 else np.stack([other, moving]))
    segment = carried(feet, before)
    gone = int(np.flatnonzero(moving <= 1e-9)[0])
    segment.cop_mm[foot, :, gone:] = after.place_mm[foot][:, None]
    return segment


def steps(weight_n: float, before: Stance, after: Stance, rate_hz: float, count: int) -> Segment:
    """Walk in place, foot after foot, until both stand at their new places."""
    parts = []
    now = before
    for step in range(count):
        foot = step % 2
        place = now.place_mm.copy()
        place[foot] = after.place_mm[foot]
        parts.append(one_foot(weight_n, now, after, rate_hz, foot, ONE_STEP))
        now = Stance(place, now.left_share)
    return together(parts)


def stamp(weight_n: float, stance: Stance, rate_hz: float) -> Segment:
    """Lift the right foot and set it down hard."""
    return one_foot(weight_n, stance, stance, rate_hz, 1, STAMP)


def picking_up(body_n: float, system_n: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """Crouch to the bar, take its weight, stand up with it like a slow deadlift."""
    crouch = following(recovery(-PICK_UP_RISE_M, 0.0, 1.2, g_m_s2)[-1], body_n, stance, rate_hz)
    t = np.arange(round(0.7 * rate_hz)) / rate_hz
    taking = carried(split(body_n + (system_n - body_n) * smooth((t - 0.1) / 0.6), stance), stance)
    up = following(recovery(PICK_UP_RISE_M, 0.0, PICK_UP_S, g_m_s2)[-1], system_n, stance, rate_hz)
    return together([crouch, taking, up])


def putting_down(body_n: float, system_n: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """The same, backwards."""
    up = picking_up(body_n, system_n, stance, rate_hz, g_m_s2=g_m_s2)
    return Segment(up.force_n[:, :, ::-1], up.cop_mm[:, :, ::-1], up.free_moment_nm[:, ::-1])


def squat(weight_n: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """Down and up."""
    down = recovery(-SQUAT_RISE_M, 0.0, SQUAT_S, g_m_s2)[-1]
    up = recovery(SQUAT_RISE_M, 0.0, SQUAT_S, g_m_s2)[-1]
    return following(joined([down, up]), weight_n, stance, rate_hz)


def lowering(weight_n: float, drop_m: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """Bring the bar down in the hands."""
    return following(recovery(-drop_m, 0.0, 1.8, g_m_s2)[-1], weight_n, stance, rate_hz)


def jump(body_n: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """A countermovement jump without a bar, from standing to standing."""
    push = from_knots(np.array(JUMP_PUSH, dtype=float))
    return following(landed([push], 0.0, 0.0, 0.25, g_m_s2), body_n, stance, rate_hz)


def jerk(system_n: float, stance: Stance, rate_hz: float, *, g_m_s2: float) -> Segment:
    """Dip, drive and a high catch: the combined centre of mass rises far less than in a lift."""
    push = from_knots(np.array(JERK_PUSH, dtype=float))
    load = landed([push, level(0.25, JERK_UNDER_S)], JERK_RISE_M, 0.25, JERK_CATCH_M, g_m_s2)
    return following(load, system_n, stance, rate_hz)


def landed(parts: list[PPoly], end_m: float, load: float, below_m: float, g_m_s2: float) -> PPoly:
    """Add flight (where the feet left), catch and recovery, to rest ``end_m`` over the start."""
    v, z = _state(parts, g_m_s2)
    if load == 0.0:
        parts = [*parts, level(0.0, (v + np.sqrt(max(v * v + 2 * g_m_s2 * z, 0.01))) / g_m_s2)]
        v, z = _state(parts, g_m_s2)
    parts = [*parts, solved_catch(v, z - (end_m - below_m), g_m_s2, load), rebound(0.15, 0.45)]
    _, z = _state(parts, g_m_s2)
    return joined([*parts, *recovery(end_m - z, 0.2, 1.2, g_m_s2)])


def _state(parts: list[PPoly], g_m_s2: float) -> tuple[float, float]:
    curve = joined(parts)
    end = float(curve.x[-1])
    once, twice = total(curve)
    return g_m_s2 * (once - end), g_m_s2 * (twice - 0.5 * end**2)


def together(parts: list[Segment]) -> Segment:
    """Segments one after the other."""
    return Segment(
        np.concatenate([p.force_n for p in parts], axis=2),
        np.concatenate([p.cop_mm for p in parts], axis=2),
        np.concatenate([p.free_moment_nm for p in parts], axis=1),
    )


def of_lift(lift: SimulatedLift, stop: int | None = None) -> Segment:
    """A simulated lift as a segment, perhaps without its end."""
    return Segment(lift.force_n[:, :, :stop], lift.cop_mm[:, :, :stop], lift.free_moment_nm[:, :stop])
