"""A simulated plain jump on two plates, with the truth about it: the closed-form check of the whole chain.

The force over body weight is one piecewise polynomial; its push is scaled so that the take-off velocity is exactly
the one asked for. In the air the force is zero for 2v/g where the jumper lands as he took off. Nothing here comes
from samples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim_data.athlete import Athlete
from sim_data.jump_model import JumpModel, drawn_feet, drawn_spans
from sim_data.jump_profile import JumpProfile, jump_profile
from sim_data.jump_truth import jump_truth
from sim_data.kinds import JUMPS
from sim_data.sway import drawn_sway
from sim_data.truth import LiftTruth
from sim_data.vertical import FloatArray

TAKEOFF_M_S, TAKEOFF_SD_M_S = {"countermovement_jump": 2.6, "squat_jump": 2.4}, 0.18


@dataclass(frozen=True, eq=False)
class SimulatedJump:
    """One simulated record of a jump; the fields are those of :class:`sim_data.lifter.SimulatedLift`.

    Attributes
    ----------
    kind, fault, athlete, set_up
        What was asked for; a jump has no fault and no bar.
    body_mass_kg, bar_mass_kg, load_kg : float
        True mass; 0 and 0.
    g_m_s2, rate_hz : float
        Gravity, sample rate.
    time_s : ndarray, shape (n,)
        From the record's first sample.
    force_n : ndarray, shape (2, 3, n)
        Left, right; right, forward, up; force on the jumper.
    cop_mm : ndarray, shape (2, 2, n)
        Left, right; right and forward.
    free_moment_nm : ndarray, shape (2, n)
        About the vertical through the pressure.
    truth : LiftTruth
        What an analysis should find.
    model : JumpModel
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
    model: JumpModel


def simulate_jump(
    kind: str = "countermovement_jump",
    *,
    athlete: Athlete | None = None,
    takeoff_m_s: float | None = None,
    landing_lower_m: float = 0.0,
    seed: int = 0,
    rate_hz: float = 1000.0,
    sway: bool = True,
    still: bool = False,
    g_m_s2: float = 9.80665,
) -> SimulatedJump:
    """Simulate one jump.

    Parameters
    ----------
    kind : str
        ``countermovement_jump`` or ``squat_jump``.
    athlete : Athlete, optional
        Who jumps.
    takeoff_m_s : float, optional
        Velocity of the centre of mass at the last contact, without sway; drawn where left out.
    landing_lower_m : float
        How much lower the centre of mass is when the feet touch down than when they left: bent legs.
    seed : int
        The same seed gives the same jump.
    rate_hz : float
        Sample rate.
    sway : bool
        Whether the standing jumper sways.
    still : bool
        Like a statue: no sway, and no share that wanders.
    g_m_s2 : float
        Gravity.

    Raises
    ------
    ValueError
        For a kind that is no jump, or a take-off velocity under 1 or over 4 m/s.
    """
    if kind not in JUMPS:
        raise ValueError(f"no such jump: {kind}; one of {', '.join(JUMPS)}")
    athlete = athlete or Athlete()
    rng = np.random.default_rng([78, seed, *kind.encode()])
    drawn = float(rng.normal(TAKEOFF_M_S[kind], TAKEOFF_SD_M_S))
    velocity = drawn if takeoff_m_s is None else takeoff_m_s
    profile = jump_profile(kind, velocity, landing_lower_m, rng, g_m_s2)
    model = built(profile, athlete, rng, g_m_s2, sways=sway and not still, still=still)
    t = np.arange(int(np.floor(profile.end_s * rate_hz))) / rate_hz
    return SimulatedJump(
        kind=kind,
        fault=None,
        athlete=athlete,
        set_up="off-plates",
        body_mass_kg=athlete.body_mass_kg,
        bar_mass_kg=0.0,
        load_kg=0.0,
        g_m_s2=g_m_s2,
        rate_hz=rate_hz,
        time_s=t,
        force_n=model.force_n(t),
        cop_mm=model.cop_mm(t),
        free_moment_nm=model.free_moment_nm(t),
        truth=jump_truth(model, kind),
        model=model,
    )


def built(
    profile: JumpProfile, athlete: Athlete, rng: np.random.Generator, g_m_s2: float, *, sways: bool, still: bool
) -> JumpModel:
    """Put the parts of one jump together."""
    feet = drawn_feet(profile, athlete, rng, still=still)
    spans = drawn_spans(profile) if sways else ()
    return JumpModel(profile, feet, drawn_sway(rng, spans), athlete.body_mass_kg, g_m_s2, athlete.height_m)
