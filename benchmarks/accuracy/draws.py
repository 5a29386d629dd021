"""Draws simulated lifts, and the imperfections of the plates that record them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from acquisition.plate import FloatArray
from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.forces import PlateForces
from processing.options import AnalysisOptions, is_floor, is_pull
from processing.result import Document
from processing.zero import zero_uncertainty_n
from sim_data.athlete import random_athlete
from sim_data.faults import FAULTS
from sim_data.lifter import KINDS, CatchError, SimulatedLift, simulate_lift

SEED_BASE = 2031
"""Of all draws; the constants of the uncertainties were chosen on other bases."""
FLOOR_KINDS = tuple(kind for kind in KINDS if is_floor(kind))
HANG_KINDS = tuple(kind for kind in KINDS if not is_floor(kind))
LONGEST_AGE_S = 300.0
"""Zeros are at most this old."""
WEIGH_IN_N = (0.15, 0.5)
"""Standard uncertainties of the weigh-ins of those whose bar is in the hands from the start."""
RATES_HZ = (1000.0, 1000.0, 1200.0, 2000.0)
LEVEL_SHARE = 0.5
"""Zero errors of level forces over those of the vertical one: their channels have about half its range."""
MOMENT_ARM_M = 0.2
"""A zero error of 1 N in the force channels is this much in the moment channels, N·m."""
SKEW_SAMPLES = 0.1
"""What is left of the convert skew of each channel after its removal: at most this share of a sample, evenly spread."""


@dataclass(frozen=True)
class Draw:
    """One lift of the campaign and how it was recorded."""

    lift: SimulatedLift
    noise_n: float
    hum_n: float
    sway: bool
    options: AnalysisOptions
    body_known: bool
    context: LiftContext
    zero: FloatArray
    skew: FloatArray

    @property
    def group(self) -> str:
        """``floor`` (and blocks) or ``hang`` (and power position)."""
        return "floor" if is_floor(self.lift.kind) else "hang"


def draws(count: int, first: int = 0, base: int = SEED_BASE) -> Iterator[Draw]:
    """Lifts of all kinds and faults; the same numbers give the same lifts."""
    for number in range(first, first + count):
        rng = np.random.default_rng([base, number])
        while True:
            try:
                yield drawn(number, rng)
                break
            except CatchError:
                continue


def drawn(number: int, rng: np.random.Generator) -> Draw:
    """One lift; three of five from floor and blocks, two of three with a fault."""
    floor = number % 5 < 3
    kind = str(rng.choice(FLOOR_KINDS if floor else HANG_KINDS))
    fault = None if number % 3 == 0 else str(rng.choice(list(FAULTS)))
    missed = not is_pull(kind) and fault in (None, "early_cut", "forward") and bool(rng.uniform() < 0.12)
    on_plates = floor and fault != "foot_off_plate" and not missed and bool(rng.uniform() < 0.08)
    sway = bool(rng.uniform() < 0.85)
    athlete = random_athlete(int(rng.integers(1000)))
    lift = simulate_lift(
        kind,
        athlete=athlete,
        fault=fault,
        severity=float(rng.uniform(0.6, 1.0)),
        seed=int(rng.integers(10**6)),
        day=int(rng.integers(5)),
        rate_hz=float(rng.choice(RATES_HZ)),
        sway=sway,
        still=not sway,
        missed=missed,
        set_up="on-plates" if on_plates else "off-plates",
    )
    bare = floor and not on_plates
    body_known = bare or bool(rng.uniform() < 0.85)
    options = AnalysisOptions(
        kind=kind,
        bar_mass_kg=lift.load_kg,
        set_up="on-plates" if on_plates else "off-plates",
    )
    noise_n, hum_n = float(rng.uniform(0.5, 2.0)), float(rng.uniform(0.2, 3.0))
    context = LiftContext(zero_age_s=float(rng.uniform(0.0, LONGEST_AGE_S)))
    zero, skew = imperfections(rng, context.zero_age_s or 0.0)
    if body_known and not bare:
        u = float(rng.uniform(*WEIGH_IN_N))
        context = replace(context, weigh_in_n=(lift.body_mass_kg * lift.g_m_s2 + float(rng.normal(0.0, u)), u))
    return Draw(lift, noise_n, hum_n, sway, options, body_known, context, zero, skew)


def imperfections(rng: np.random.Generator, age_s: float) -> tuple[FloatArray, FloatArray]:
    """Zero errors (N, N·m) and leftover skews (samples) of every channel, shape (2, 6) each."""
    zero = rng.normal(0.0, zero_uncertainty_n(0.0, age_s) / np.sqrt(2.0), (2, 6))
    zero[:, :2] *= LEVEL_SHARE
    zero[:, 3:] *= MOMENT_ARM_M
    return zero, rng.uniform(-SKEW_SAMPLES, SKEW_SAMPLES, (2, 6))


def recorded(draw: Draw, forces: PlateForces) -> PlateForces:
    """The forces with the draw's zero errors and leftover skews, in place."""
    for values, first in ((forces.force_n, 0), (forces.moment_nm, 3)):
        rows = slice(first, first + 3)
        values[:] = values + draw.zero[:, rows, None] + draw.skew[:, rows, None] * np.gradient(values, axis=2)
    return forces


def analysed(draw: Draw, forces: PlateForces) -> Document:
    """The document of a drawn lift on imperfect plates."""
    return analyze_forces(recorded(draw, forces), draw.options, (), draw.context).document
