"""The simulated lifter: one lift on two plates, with the truth about it.

Everything is a closed form of time (piecewise polynomials for the lift, sine waves for sway), sampled at the wanted
rate at the very end; the truth comes from the closed forms, never from the samples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim_data.athlete import Athlete
from sim_data.faults import FaultEffect, effect_of
from sim_data.feet import plan_feet
from sim_data.kinds import KINDS, is_power, lift_of, start_of
from sim_data.misses import MISSES, cut
from sim_data.model import LiftModel
from sim_data.profile import PullShape, VerticalProfile, drawn_hand, vertical_profile
from sim_data.shear import plan_forward
from sim_data.sway import HANG_MM_S, RECOVERED_MM_S, STANDING_MM_S, SwaySpan, drawn_sway
from sim_data.timeline import Record, timeline
from sim_data.truth import LiftTruth, truth_of
from sim_data.vertical import CatchError, FloatArray

SET_UPS = ("off-plates", "on-plates")
STANDING_HEIGHT_M = {"snatch": 1.63, "clean": 1.24}
"""Combined centre of mass of a 1.72 m lifter who stands with the bar."""
MISSED_MM = 35.0
"""How far the pressure goes to the toes, or to the heels, under a bar that is lost in front or behind."""
BODY_HEIGHT = 0.57
"""Centre of mass of a standing person over the height."""


@dataclass(frozen=True, eq=False)
class SimulatedLift:
    """One simulated record.

    Attributes
    ----------
    kind, fault, athlete, set_up
        What was asked for.
    body_mass_kg, bar_mass_kg : float
        True masses.
    load_kg : float
        What the label says.
    g_m_s2, rate_hz : float
        Gravity, sample rate.
    time_s : ndarray, shape (n,)
        From the record's first sample.
    force_n : ndarray, shape (2, 3, n)
        Left, right; right, forward, up; force on the lifter.
    cop_mm : ndarray, shape (2, 2, n)
        Left, right; right and forward in the laboratory frame, whose origin lies between the plates.
    free_moment_nm : ndarray, shape (2, n)
        About the vertical axis through the pressure.
    truth : LiftTruth
        What an analysis should find.
    model : LiftModel
        The closed forms behind it.
    """

    kind: str
    fault: str | None
    athlete: Athlete
    set_up: str
    body_mass_kg: float
    bar_mass_kg: float
    load_kg: float
    g_m_s2: float
    rate_hz: float
    time_s: FloatArray
    force_n: FloatArray
    cop_mm: FloatArray
    free_moment_nm: FloatArray
    truth: LiftTruth
    model: LiftModel


@dataclass(frozen=True)
class LiftWish:
    """What :func:`simulate_lift` was asked for, checked."""

    kind: str
    athlete: Athlete
    load_kg: float
    fault: str | None
    severity: float
    day: int
    sway: bool
    missed: bool
    set_up: str
    g_m_s2: float
    varied: bool
    miss: str | None = None

    @property
    def floor(self) -> bool:
        """Whether the bar rests on floor or blocks before the pull."""
        return start_of(self.kind) in ("", "block_")

    @property
    def is_pull(self) -> bool:
        """Whether there is no catch."""
        return self.kind.endswith("_pull")


def simulate_lift(
    kind: str = "snatch",
    *,
    athlete: Athlete | None = None,
    load_kg: float | None = None,
    fault: str | None = None,
    severity: float = 1.0,
    seed: int = 0,
    day: int = 0,
    rate_hz: float = 1000.0,
    sway: bool = True,
    missed: bool = False,
    set_up: str = "off-plates",
    g_m_s2: float = 9.80665,
    still: bool = False,
    varied: bool = True,
    miss: str | None = None,
) -> SimulatedLift:
    """Simulate one lift.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    athlete : Athlete, optional
        Who lifts.
    load_kg : float, optional
        What the label says; the athlete's usual load where left out.
    fault : str, optional
        One of :data:`sim_data.faults.FAULTS`.
    severity : float
        0 is the good lift, 1 the fault at full size.
    seed, day : int
        Lift-to-lift and day-to-day variation. The same seed gives the same lift.
    rate_hz : float
        Sample rate.
    sway : bool
        Whether the standing lifter sways.
    missed : bool
        The bar is lost at the bottom.
    set_up : str
        ``off-plates``, or ``on-plates`` where bar and discs rest on the force plates.
    g_m_s2 : float
        Gravity of the laboratory.
    still : bool
        A lifter like a statue while standing: no sway, no hands that wander, no share that drifts.
    varied : bool
        ``False`` leaves out day and lift-to-lift variation: the published profile itself.
    miss : str, optional
        How a lift is missed: one of :data:`sim_data.misses.MISSES`. ``missed`` alone is ``bottom``.

    Raises
    ------
    ValueError
        For an unknown kind, fault, set-up or miss, a severity outside 0 to 1, a missed pull, or a miss in the first
        pull of a lift that has none.
    """
    athlete = athlete or Athlete()
    _check(kind, fault, severity, set_up)
    if missed and miss is None:
        miss = "bottom"
    _check_miss(kind, miss, set_up)
    load = load_kg if load_kg is not None else usual_load_kg(athlete, kind)
    wish = LiftWish(kind, athlete, load, fault, severity, day, sway and not still, missed, set_up, g_m_s2, varied, miss)
    rng = np.random.default_rng([77, seed, day, *kind.encode()])
    model = built(wish, effect_of(fault, severity, rng), rng, still=still)
    record = model.record
    count = int(np.floor(record.timeline.end * rate_hz))
    t = np.arange(count) / rate_hz
    return SimulatedLift(
        kind=kind,
        fault=fault,
        athlete=athlete,
        set_up=set_up,
        body_mass_kg=record.body_n / g_m_s2,
        bar_mass_kg=(record.system_n - record.body_n) / g_m_s2,
        load_kg=load,
        g_m_s2=g_m_s2,
        rate_hz=rate_hz,
        time_s=t,
        force_n=model.force_n(t),
        cop_mm=model.cop_mm(t),
        free_moment_nm=model.free_moment_nm(t),
        truth=truth_of(model, is_pull=wish.is_pull, bar_rests=wish.floor, miss=wish.miss),
        model=model,
    )


def usual_load_kg(athlete: Athlete, kind: str) -> float:
    """The athlete's usual load of a kind, whole kilograms."""
    full = athlete.clean_kg if lift_of(kind) == "clean" else athlete.snatch_kg
    return float(round(full * (0.85 if is_power(kind) else 1.0)))


def _check(kind: str, fault: str | None, severity: float, set_up: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"no such kind: {kind}; one of {', '.join(KINDS)}")
    if set_up not in SET_UPS:
        raise ValueError(f"no such set-up: {set_up}; one of {', '.join(SET_UPS)}")
    if not 0.0 <= severity <= 1.0:
        raise ValueError(f"severity {severity}: from 0 to 1")
    effect_of(fault, severity, np.random.default_rng(0))


def _check_miss(kind: str, miss: str | None, set_up: str) -> None:
    if miss is None:
        return
    if miss not in MISSES:
        raise ValueError(f"no such miss: {miss}; one of {', '.join(MISSES)}")
    if kind.endswith("_pull"):
        raise ValueError(f"{kind}: a pull has no catch that could be missed")
    if miss == "first_pull" and start_of(kind) not in ("", "block_"):
        raise ValueError(f"{kind}: no first pull that could be missed")
    if miss != "bottom" and set_up != "off-plates":
        raise ValueError(f"{set_up}: only a bar that is lost at the bottom falls on the plates")


def built(wish: LiftWish, effect: FaultEffect, rng: np.random.Generator, *, still: bool) -> LiftModel:
    """Put the parts of one lift together."""
    athlete = wish.athlete
    if wish.miss is not None:
        lost_mm = MISSED_MM if rng.uniform() < 0.5 else -MISSED_MM
        effect = replace(effect, path_mm=(*effect.path_mm, ("catch", lost_mm)))
    profile = drawn_profile(wish, effect, rng)
    record = drawn_record(wish, effect, profile, rng, still=still)
    velocity, shift_mm = drawn_direction(wish, effect, rng)
    faulty = wish.fault is not None
    forward = plan_forward(record, 0.001 * shift_mm, velocity, faulty=faulty)
    moves = not wish.is_pull and (wish.miss is None or MISSES[wish.miss].feet_move)
    feet = plan_feet(athlete, record, effect, 1000 * forward.shift_m, rng, moves=moves)
    if still:
        feet = replace(feet, share_wave=0.0)
    scale = athlete.height_m / 1.72
    end_m = STANDING_HEIGHT_M[lift_of(wish.kind)] * scale
    height = (BODY_HEIGHT * athlete.height_m, end_m - profile.full_rise_m)
    model = LiftModel(record, feet, forward, drawn_sway(rng, sway_spans(wish, record)), height)
    turn, per_mm = model.pitch_nms()
    return replace(model, pitch_mm=float(np.clip(-turn / per_mm, -45.0, 45.0)))


def drawn_profile(wish: LiftWish, effect: FaultEffect, rng: np.random.Generator) -> VerticalProfile:
    """The vertical profile; a lighter bar than usual is pushed harder."""
    ratio = wish.load_kg / usual_load_kg(wish.athlete, wish.kind)
    hand = drawn_hand(wish.athlete, rng, wish.day, ratio, varied=wish.varied)
    shape = PullShape(wish.kind, wish.fault, wish.severity, effect.remaining_load, hand, wish.athlete.dips)
    if wish.miss is None or wish.miss == "bottom":
        return vertical_profile(shape, wish.athlete, rng, wish.g_m_s2, missed=wish.miss is not None)
    return cut(vertical_profile(shape, wish.athlete, rng, wish.g_m_s2), wish.miss, wish.g_m_s2)


def drawn_record(
    wish: LiftWish, effect: FaultEffect, profile: VerticalProfile, rng: np.random.Generator, *, still: bool
) -> Record:
    """Masses and times around the profile."""
    on_plates = wish.set_up == "on-plates" and wish.floor
    body_n = wish.athlete.body_mass_kg * wish.g_m_s2
    return Record(
        timeline=timeline(profile, rng, floor=wish.floor, is_pull=wish.is_pull, on_plates=on_plates),
        profile=profile,
        body_n=body_n,
        system_n=body_n + (wish.load_kg + effect.bar_error_kg) * wish.g_m_s2,
        g_m_s2=wish.g_m_s2,
        floor=wish.floor,
        on_plates=on_plates,
        hands=rng.normal(0.0, 0.0 if still else 0.015, 3),
        crouch_m=0.22 * wish.athlete.height_m,
        stand_m=0.26 * wish.athlete.height_m * (1.0 if wish.miss is None else MISSES[wish.miss].crouch),
        runs_off=wish.miss is not None and MISSES[wish.miss].how == "stepped_off",
    )


def drawn_direction(wish: LiftWish, effect: FaultEffect, rng: np.random.Generator) -> tuple[float, float]:
    """Forward velocity at the last contact (m/s) and displacement of the feet (mm)."""
    spread = 1.0 if wish.varied else 0.0
    velocity = wish.athlete.forward_m_s + spread * float(rng.normal(0.0, 0.015))
    shift = wish.athlete.shift_mm + 1000 * 0.9 * (velocity - wish.athlete.forward_m_s)
    shift += spread * float(rng.normal(0.0, 6.0))
    if effect.forward_m_s is not None:
        velocity += effect.forward_m_s - wish.severity * wish.athlete.forward_m_s
    if effect.forward_mm is not None:
        shift += effect.forward_mm - wish.severity * wish.athlete.shift_mm
    return (0.4 * velocity, 0.0) if wish.is_pull else (velocity, shift)


def sway_spans(wish: LiftWish, record: Record) -> tuple[SwaySpan, ...]:
    """Where the lifter stands and sways."""
    if not wish.sway:
        return ()
    line = record.timeline
    before = SwaySpan(-1.0, line.quiet_end, STANDING_MM_S if wish.floor else HANG_MM_S, 1.0)
    if record.runs_off:
        return (before,)
    after = SwaySpan(max(line.down, line.stands) + 0.3, line.end + 1.0, STANDING_MM_S, 1.0)
    if not record.profile.complete:
        return before, after
    return before, SwaySpan(line.settled - 0.4, line.drop, RECOVERED_MM_S, 1.3), after


__all__ = ["KINDS", "SET_UPS", "CatchError", "LiftTruth", "SimulatedLift", "simulate_lift", "usual_load_kg"]
