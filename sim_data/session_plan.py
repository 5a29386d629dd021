"""What is planned in a session: lifts with their truth, what is no lift, and the orders of the demo's session."""

from __future__ import annotations

from dataclasses import dataclass

from sim_data.athlete import Athlete
from sim_data.lifter import SimulatedLift


@dataclass(frozen=True, eq=False)
class PlannedLift:
    """One lift of a session.

    Attributes
    ----------
    label_index : int
        Sample from which the technician's label of this lift holds.
    start, stop : int
        Samples of the lift's record in the session; times in the truth count from ``start``.
    kind : str
        Kind of lift.
    load_kg : float
        What the label says.
    athlete : Athlete
        Who lifts.
    attempt : int
        Number of the lift in the session, from 1.
    complex_id : int or None
        The same for lifts done without putting the bar down.
    fault : str or None
        The fault, where there is one.
    missed : bool
        Whether the bar was dropped at the bottom.
    lift : SimulatedLift
        The lift with its truth.
    """

    label_index: int
    start: int
    stop: int
    kind: str
    load_kg: float
    athlete: Athlete
    attempt: int
    complex_id: int | None
    fault: str | None
    missed: bool
    lift: SimulatedLift


@dataclass(frozen=True)
class Disturbance:
    """Something on the plates that is no lift.

    Attributes
    ----------
    start, stop : int
        Samples.
    reason : str
        ``walking``, ``stamp``, ``jump``, ``pick_up``, ``weighing``, ``pull``, ``jerk`` or ``squat``.
    """

    start: int
    stop: int
    reason: str


@dataclass(frozen=True)
class LiftOrder:
    """What the script asks of the lifter for one lift.

    Attributes
    ----------
    kind, load_kg, fault, severity, missed
        As for :func:`sim_data.lifter.simulate_lift`.
    day : int
        Day of the lift.
    """

    kind: str
    load_kg: float
    fault: str | None = None
    severity: float = 1.0
    missed: bool = False
    day: int = 0


# The demo's session: loads are the label's, in kg.
TRAINING: tuple[LiftOrder, ...] = (
    LiftOrder("power_position_snatch", 60.0),
    LiftOrder("power_position_snatch", 65.0),
    LiftOrder("power_position_snatch", 70.0),
    LiftOrder("snatch", 90.0),
    LiftOrder("snatch", 91.0),
    LiftOrder("snatch", 92.0),
    LiftOrder("snatch", 93.0),
    LiftOrder("snatch", 94.0),
    LiftOrder("snatch", 92.0),
    LiftOrder("snatch", 92.0, "early_cut"),
    LiftOrder("snatch", 92.0, "short_extension"),
    LiftOrder("snatch", 92.0, "forward"),
    LiftOrder("snatch", 93.0, missed=True),
    LiftOrder("clean", 115.0, "stuck"),
)
