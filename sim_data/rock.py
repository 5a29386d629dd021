"""A rock before a lift: the lifter leans back on the heels, then forward on the toes, and stands again.

It places heel and toes on the plates. The rock is set in front of a simulated lift whose lifter stands alone, with
forces that follow from its motion; nothing of the lift itself changes but its times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim_data.lifter import SimulatedLift
from sim_data.model import TWIST_M
from sim_data.truth import LiftTruth
from sim_data.vertical import FloatArray

HEEL_MM, TOE_MM = 25.0, 225.0
"""Where a 265 mm foot presses from its heel's end, on the heels and on the toes."""
STANDS_S, MOVES_S, STAYS_S = 2.0, 1.4, 0.9
HEIGHT_M = 0.57
"""Height of a standing person's centre of mass over the body's height."""


@dataclass(frozen=True)
class TrueFootFrame:
    """Where the pressure goes in a rock.

    Attributes
    ----------
    heel_mm, toe_mm : dict
        Forward position by foot, laboratory frame.
    """

    heel_mm: dict[str, float]
    toe_mm: dict[str, float]


def rocked(lift: SimulatedLift, from_heel_mm: float = 110.0) -> tuple[SimulatedLift, TrueFootFrame]:
    """The lift with a rock before it.

    Parameters
    ----------
    lift : SimulatedLift
        From the floor or from blocks, the bar's discs beside the plates.
    from_heel_mm : float
        Where in a 265 mm foot the standing pressure lies.

    Raises
    ------
    ValueError
        The lifter does not stand alone before the lift.
    """
    if not lift.model.record.floor or lift.model.record.on_plates:
        raise ValueError(f"{lift.kind}, {lift.set_up}: the lifter does not stand alone before the lift")
    scale = lift.athlete.foot_length_mm / 265.0
    ways = [scale * (HEEL_MM - from_heel_mm), scale * (TOE_MM - from_heel_mm), 0.0]
    lean, acceleration = _way(ways, lift.rate_hz)
    force, cop = _forces(lift, lean, acceleration)
    moment = force[:, 2] * np.array([[TWIST_M], [-TWIST_M]])
    count = lean.size
    made = replace(
        lift,
        time_s=np.arange(count + lift.time_s.size) / lift.rate_hz,
        force_n=np.concatenate([force, lift.force_n], axis=2),
        cop_mm=np.concatenate([cop, lift.cop_mm], axis=2),
        free_moment_nm=np.concatenate([moment, lift.free_moment_nm], axis=1),
        truth=_later(lift.truth, count / lift.rate_hz),
    )
    place = lift.model.feet.place_mm
    heel, toe = (dict.fromkeys(("left", "right"), place + way) for way in ways[:2])
    return made, TrueFootFrame(heel, toe)


def _way(places_mm: list[float], rate_hz: float) -> tuple[FloatArray, FloatArray]:
    """Forward place (mm) and acceleration (mm/s²) of the centre of mass: a stay, then a move and a stay per place."""
    move, stay = round(MOVES_S * rate_hz), round(STAYS_S * rate_hz)
    u = np.arange(move) / move
    step = u**3 * (10 - 15 * u + 6 * u**2)
    push = 60 * u * (1 - u) * (1 - 2 * u) / MOVES_S**2
    first = round(STANDS_S * rate_hz)
    place, acceleration, at = [np.zeros(first)], [np.zeros(first)], 0.0
    for there in places_mm:
        place += [at + (there - at) * step, np.full(stay, there)]
        acceleration += [(there - at) * push, np.zeros(stay)]
        at = there
    return np.concatenate(place), np.concatenate(acceleration)


def _forces(lift: SimulatedLift, lean_mm: FloatArray, acceleration: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Forces of both feet, (2, 3, n), N, and their pressure, (2, 2, n), mm: it leads the centre of mass by h/g·a."""
    feet, n = lift.model.feet, lean_mm.size
    share = np.array([[feet.left_share], [1 - feet.left_share]])
    force, cop = np.zeros((2, 3, n)), np.zeros((2, 2, n))
    force[:, 1] = share * lift.body_mass_kg * acceleration / 1000
    force[:, 2] = share * lift.body_mass_kg * lift.g_m_s2
    pressure = lean_mm - HEIGHT_M * lift.athlete.height_m / lift.g_m_s2 * acceleration
    turned = np.tan(np.radians(feet.turn_deg))
    for foot, side in enumerate((-1.0, 1.0)):
        cop[foot, 0] = side * (0.5 * feet.stance_mm + pressure * turned)
        cop[foot, 1] = feet.place_mm + pressure
    return force, cop


def _later(truth: LiftTruth, by_s: float) -> LiftTruth:
    return replace(
        truth,
        events={key: None if time is None else time + by_s for key, time in truth.events.items()},
        spans={key: (start + by_s, stop + by_s) for key, (start, stop) in truth.spans.items()},
        ended_s=None if truth.ended_s is None else truth.ended_s + by_s,
    )
