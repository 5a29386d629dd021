"""The vertical profile of one lift: from its kind, its fault and the athlete's hand to one marked polynomial."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.interpolate import PPoly

from sim_data.athlete import Athlete
from sim_data.kinds import is_power, lift_of, start_of
from sim_data.knots import drive_knots, finish_knots, pull_knots
from sim_data.vertical import (
    AT_BOTTOM,
    CatchError,
    FloatArray,
    from_knots,
    joined,
    level,
    rebound,
    solved_catch,
    wave,
)

REBOUND_S = 0.45
"""The give and take right after the deepest point."""
PULL_LOAD = 0.40
"""F/W after the drive of a pull."""
RISE_M = {"snatch": 1.18, "clean": 0.88}
"""Rise of the combined centre of mass from the floor to standing, 1.72 m lifter."""
START_RISE_M = {
    "snatch": {"": 0.0, "block_": 0.12, "hang_": 0.38, "power_position_": 0.56},
    "clean": {"": 0.0, "block_": 0.10, "hang_": 0.32, "power_position_": 0.46},
}
"""How much of that rise is done before the lift begins."""
SQUAT_BELOW_END_M = {"snatch": 0.76, "clean": 0.54}
POWER_BELOW_END_M = {"snatch": 0.66, "clean": 0.46}


@dataclass(frozen=True)
class Marks:
    """Ends of the parts, s from the profile's start (separation, or the first move of a hang)."""

    pull: float
    drive: float
    finish: float
    under: float
    catch: float
    squat: float
    recovery: float


@dataclass(frozen=True, eq=False)
class VerticalProfile:
    """F/W from the first move to standing still.

    Attributes
    ----------
    load : PPoly
        F/W against time from the first move.
    marks : Marks
        Where its parts end.
    complete : bool
        False where the lift ends before the hold (a miss).
    rise_m : float
        Height of the combined centre of mass at the end over its start.
    full_rise_m : float
        The same for a lift of this kind that ends standing with the bar racked or overhead.
    """

    load: PPoly
    marks: Marks
    complete: bool
    rise_m: float
    full_rise_m: float

    def velocity(self, t: FloatArray, g_m_s2: float) -> FloatArray:
        """Velocity of the combined centre of mass, m/s, at times ``t`` (s from the first move)."""
        out: FloatArray = g_m_s2 * (self._once(t) - t)
        return out

    def rise(self, t: FloatArray, g_m_s2: float) -> FloatArray:
        """Its rise since the first move, m."""
        out: FloatArray = g_m_s2 * (self._once.antiderivative()(t) - 0.5 * t**2)
        return out

    @cached_property
    def _once(self) -> PPoly:
        return self.load.antiderivative()


@dataclass(frozen=True, eq=False)
class Pulled:
    """Knots until the last contact, and where pull, drive and finish end (s)."""

    knots: FloatArray
    pull: float
    drive: float
    finish: float


@dataclass(frozen=True)
class Hand:
    """How this lift differs from the athlete's table: factors on the drive and the pull."""

    height: float = 1.0
    time: float = 1.0
    place: float = 0.0
    pull: float = 1.0


@dataclass(frozen=True)
class PullShape:
    """What decides the profile of one lift.

    Attributes
    ----------
    kind, fault, severity
        As for :func:`sim_data.lifter.simulate_lift`.
    remaining : float
        F/W during the pull-under, 0 in the air.
    hand : Hand
        This lift against the athlete's table.
    dips : bool
        Whether a lift from the power position begins with a dip.
    """

    kind: str
    fault: str | None = None
    severity: float = 1.0
    remaining: float = 0.0
    hand: Hand = Hand()
    dips: bool = True

    @property
    def lift(self) -> str:
        """``snatch`` or ``clean``."""
        return lift_of(self.kind)

    @property
    def is_pull(self) -> bool:
        """Whether there is no catch."""
        return self.kind.endswith("_pull")

    @property
    def below_end_m(self) -> float:
        """How far the bottom of the catch lies under the standing height."""
        return (POWER_BELOW_END_M if is_power(self.kind) else SQUAT_BELOW_END_M)[self.lift]


def drawn_hand(athlete: Athlete, rng: np.random.Generator, day: int, ratio: float, *, varied: bool = True) -> Hand:
    """Style, day and lift-to-lift variation (unless not ``varied``); ``ratio`` is the load over the usual one."""
    of_day = np.random.default_rng([31, day, *athlete.code.encode()]).normal(0.0, athlete.day_to_day, 3)
    of_lift = rng.normal(0.0, athlete.lift_to_lift, 4)
    if not varied:
        of_day, of_lift = np.zeros(3), np.zeros(4)
    lighter = float(np.clip(ratio, 0.5, 1.1)) ** -0.35
    return Hand(
        height=athlete.strength * lighter * (1 + 0.6 * of_day[0] + 0.6 * of_lift[0]),
        time=athlete.drive_time * (1 + 0.5 * of_day[1] + 0.5 * of_lift[1]),
        place=athlete.peak_place + 0.3 * of_day[2] + 0.3 * of_lift[2],
        pull=1 + 0.5 * of_lift[3],
    )


def moved(drive: FloatArray, hand: Hand) -> FloatArray:
    """The drive by this hand: higher, longer, its peak earlier or later (a monotone warp of its time)."""
    u = drive[:, 0] / drive[-1, 0]
    warped = u + hand.place * 4 * u * (1 - u) * 0.5
    return np.column_stack([warped * drive[-1, 0] * hand.time, 1 + (drive[:, 1] - 1) * hand.height])


def vertical_profile(
    shape: PullShape, athlete: Athlete, rng: np.random.Generator, g_m_s2: float, *, missed: bool = False
) -> VerticalProfile:
    """Build the profile; see the module's text.

    Parameters
    ----------
    shape : PullShape
        Kind, fault and this lift's hand.
    athlete : Athlete
        Whose height scales the way up.
    rng : Generator
        Draws the squat hold and the stand-up.
    g_m_s2 : float
        Gravity.
    missed : bool
        End at the bottom of the catch.

    Raises
    ------
    CatchError
        Where no bearable catch reaches the bottom.
    """
    hold_s, stand_s = float(rng.uniform(0.4, 1.0)), float(rng.uniform(1.7, 2.4))
    pulled = pulled_knots(shape)
    contact = from_knots(pulled.knots)
    end_m = athlete.height_m / 1.72 * (RISE_M[shape.lift] - START_RISE_M[shape.lift][start_of(shape.kind)])
    usual_m = end_m
    under, catch = caught(shape, contact, end_m - athlete.height_m / 1.72 * shape.below_end_m, g_m_s2)
    parts = [contact, *under, catch]
    _, bottom_m = state_after(parts, g_m_s2)
    caught_s = float(sum(part.x[-1] - part.x[0] for part in parts))
    touched_s = caught_s - float(catch.x[-1])
    if missed:
        marks = Marks(pulled.pull, pulled.drive, pulled.finish, touched_s, caught_s, caught_s, caught_s)
        return VerticalProfile(joined(parts), marks, False, bottom_m, usual_m)
    parts.append(rebound(AT_BOTTOM - 1.0, REBOUND_S))
    _, up_m = state_after(parts, g_m_s2)
    if shape.is_pull:
        end_m, stand_s = up_m, 0.9
    parts += recovery(end_m - up_m, hold_s, stand_s, g_m_s2)
    squat_s = caught_s + REBOUND_S + hold_s
    marks = Marks(pulled.pull, pulled.drive, pulled.finish, touched_s, caught_s, squat_s, squat_s + stand_s)
    return VerticalProfile(joined(parts), marks, True, end_m, usual_m)


def pulled_knots(shape: PullShape) -> Pulled:
    """Everything until the last contact, as one set of knots: no corner where its phases meet."""
    kind, fault, severity = shape.kind, shape.fault, shape.severity
    pull = pull_knots(kind, fault, severity, dips=shape.dips)
    pull[:, 1] = 1 + (pull[:, 1] - 1) * shape.hand.pull
    drive = moved(drive_knots(kind, fault, severity), shape.hand)
    finish = finish_knots(fault, severity, shape.remaining)
    if shape.is_pull:
        finish[-1] = (0.09, PULL_LOAD)
    drive[:, 0] += pull[-1, 0]
    finish[:, 0] += drive[-1, 0]
    knots = np.vstack([pull, drive[1:], finish[1:]])
    return Pulled(knots, float(pull[-1, 0]), float(drive[-1, 0]), float(finish[-1, 0]))


def caught(shape: PullShape, contact: PPoly, bottom_m: float, g_m_s2: float) -> tuple[list[PPoly], PPoly]:
    """Pull-under and catch: the lifter goes under a little sooner or deeper where the usual way cannot work."""
    load = PULL_LOAD if shape.is_pull else shape.remaining
    v, z = state_after([contact], g_m_s2)
    if shape.is_pull:
        under = [level(load, max(0.02, (v + 0.35) / (g_m_s2 * (1 - load))))]
        v, z = state_after([contact, *under], g_m_s2)
        return under, solved_catch(v, 0.05, g_m_s2, load)
    for deeper_m in np.arange(0.0, 0.36, 0.02):
        for sooner in (1.0, 0.85, 0.7):
            under = [level(load, under_time(shape) * sooner)]
            v, z = state_after([contact, *under], g_m_s2)
            try:
                return under, solved_catch(v, z - bottom_m + deeper_m, g_m_s2, load)
            except CatchError:
                continue
    raise CatchError(f"{shape.kind} {shape.fault}: the lifter cannot get under")


def under_time(shape: PullShape) -> float:
    """How long the pull-under lasts before the feet take load again, s."""
    good = {"snatch": 0.17, "clean": 0.12}[shape.lift]
    return good - (0.02 * shape.severity if shape.fault in ("early_cut", "short_extension") else 0.0)


def state_after(parts: list[PPoly], g_m_s2: float) -> tuple[float, float]:
    """Velocity (m/s) and rise (m) of the combined centre of mass at the end of the parts, from rest."""
    net = joined(parts)
    net.c[-1] -= 1.0
    velocity = net.antiderivative()
    end = net.x[-1]
    return g_m_s2 * float(velocity(end)), g_m_s2 * float(velocity.antiderivative()(end))


def recovery(climb_m: float, hold_s: float, duration_s: float, g_m_s2: float) -> list[PPoly]:
    """Squat hold, then the stand-up without net impulse that climbs ``climb_m``."""
    unit = wave(1.0, duration_s)
    unit.c[-1] -= 1.0
    climbed = g_m_s2 * float(unit.antiderivative().antiderivative()(duration_s))
    return [level(1.0, hold_s), wave(climb_m / climbed, duration_s)]
