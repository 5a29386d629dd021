"""Commissioning on the simulated plates: corners pressed in order, a weight put here and there, a bar left lying.

Everything happens at fixed times, so that whoever asks for a corner finds it pressed a moment later, without a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim_data.digitiser import FloatArray
from sim_data.plates import PAIR, PlateForces, SimulatedPlate

RATE_HZ = 1000.0
GRAVITY_M_S2 = 9.80665
FIRST_S = 2.5
"""The plates are empty until then."""
PRESS_S, PRESS_EVERY_S = 2.0, 4.0
WEIGHT_S, WEIGHT_EVERY_S = 4.0, 8.0
RAMP_S = 0.3
FROM_EDGE_MM = 70.0
TURN_SHARE = 0.2
"""Push along the edge, share of the push downward."""
WEIGHT_KG = 20.0
BAR_KG = 20.0


@dataclass(frozen=True)
class PlannedLoad:
    """One load on one plate.

    Attributes
    ----------
    side, place : str
        Plate, and where on it.
    start_s, stop_s : float
        From when to when it is there.
    cop_mm : (float, float)
        Where it presses, right and forward, laboratory frame.
    on_plate_n : (float, float, float)
        Force on the plate: right, forward, and down (positive).
    """

    side: str
    place: str
    start_s: float
    stop_s: float
    cop_mm: tuple[float, float]
    on_plate_n: tuple[float, float, float]


@dataclass(frozen=True)
class LoadedPlates:
    """Plates that carry planned loads, one after the other, and nothing in between."""

    loads: tuple[PlannedLoad, ...]
    rate_hz: float = RATE_HZ

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """As :meth:`sim_data.plates.PlateForces.wrench`; a load has no free moment."""
        force_n, cop_mm, free_moment_nm = np.zeros((2, 3, n)), np.zeros((2, 2, n)), np.zeros((2, n))
        t = np.arange(first, first + n) / self.rate_hz
        for load in self.loads:
            if load.start_s > t[-1] or load.stop_s < t[0]:
                continue
            there = (t >= load.start_s) & (t <= load.stop_s)
            edge_s = np.minimum(t - load.start_s, load.stop_s - t)
            share = np.clip(edge_s / RAMP_S, 0.0, 1.0)
            share = share * share * (3.0 - 2.0 * share)
            foot = ("left", "right").index(load.side)
            right_n, forward_n, down_n = load.on_plate_n
            force_n[foot] += np.outer((-right_n, -forward_n, down_n), share)
            cop_mm[foot] = np.where(there, np.array(load.cop_mm)[:, np.newaxis], cop_mm[foot])
        return force_n, cop_mm, free_moment_nm


def corner_presses(seed: int = 7) -> LoadedPlates:
    """Each corner of each plate, clockwise from the front left, pushed down and along the edge, clockwise too."""
    draw = np.random.default_rng([seed, 41])
    loads: list[PlannedLoad] = []
    for plate in PAIR:
        for place, signs, along in (
            ("front left", (-1.0, 1.0), (1.0, 0.0)),
            ("front right", (1.0, 1.0), (0.0, -1.0)),
            ("back right", (1.0, -1.0), (-1.0, 0.0)),
            ("back left", (-1.0, -1.0), (0.0, 1.0)),
        ):
            start_s = FIRST_S + PRESS_EVERY_S * len(loads)
            down_n, lean_n = draw.uniform(200.0, 320.0), draw.normal(0.0, 4.0)
            turn_n = TURN_SHARE * down_n
            on_plate_n = (turn_n * along[0] - lean_n * along[1], turn_n * along[1] + lean_n * along[0], down_n)
            from_edge_mm = FROM_EDGE_MM + draw.uniform(-15.0, 35.0, 2)
            at = [
                centre + sign * (size / 2.0 - edge)
                for centre, sign, size, edge in zip(plate.centre_mm, signs, plate.size_mm, from_edge_mm, strict=True)
            ]
            loads.append(PlannedLoad(plate.side, place, start_s, start_s + PRESS_S, (at[0], at[1]), on_plate_n))
    return LoadedPlates(tuple(loads))


def placed_weight() -> LoadedPlates:
    """A weight of 20 kg in the middle of each plate, then half-way to each corner, clockwise from the front left."""
    loads: list[PlannedLoad] = []
    for plate in PAIR:
        for place, signs in (
            ("centre", (0.0, 0.0)),
            ("front left", (-1.0, 1.0)),
            ("front right", (1.0, 1.0)),
            ("back right", (1.0, -1.0)),
            ("back left", (-1.0, -1.0)),
        ):
            start_s = FIRST_S + WEIGHT_EVERY_S * len(loads)
            at = half_way_mm(plate, signs)
            on_plate_n = (0.0, 0.0, WEIGHT_KG * GRAVITY_M_S2)
            loads.append(PlannedLoad(plate.side, place, start_s, start_s + WEIGHT_S, at, on_plate_n))
    return LoadedPlates(tuple(loads))


def half_way_mm(plate: SimulatedPlate, signs: tuple[float, float]) -> tuple[float, float]:
    """Half-way from the middle of a plate to a corner, right and forward."""
    (right, forward), (width, length) = plate.centre_mm, plate.size_mm
    return right + signs[0] * width / 4.0, forward + signs[1] * length / 4.0


@dataclass(frozen=True)
class LyingBar:
    """A bar that lies across both plates from before the first sample on."""

    mass_kg: float = BAR_KG
    rate_hz: float = RATE_HZ

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """As :meth:`sim_data.plates.PlateForces.wrench`."""
        force_n, cop_mm = np.zeros((2, 3, n)), np.zeros((2, 2, n))
        force_n[:, 2] = self.mass_kg * GRAVITY_M_S2 / 2.0
        cop_mm[0, 0], cop_mm[1, 0] = -300.0, 300.0
        return force_n, cop_mm, np.zeros((2, n))


def commissioning(session: str, seed: int) -> tuple[PlateForces, Mapping[str, Any]]:
    """Forces and plan of the session ``corners``, ``point_load`` or ``bar``; the plan holds every load."""
    plan: dict[str, Any] = {"session": session, "samples": None, "labels": [], "lifts": []}
    if session == "bar":
        bar = LyingBar()
        return bar, plan | {"bar_kg": bar.mass_kg}
    plates = corner_presses(seed) if session == "corners" else placed_weight()
    return plates, plan | {"loads": [asdict(load) for load in plates.loads]}
