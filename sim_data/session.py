"""A session on the plates, as forces: the lifter walks on, stands, lifts, drops the bar, walks off, again and again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim_data import activities as act
from sim_data.activities import Segment, Stance
from sim_data.athlete import Athlete
from sim_data.kinds import start_of
from sim_data.lifter import SimulatedLift, simulate_lift
from sim_data.session_plan import TRAINING, Disturbance, LiftOrder, PlannedLift
from sim_data.vertical import FloatArray

WEIGH_IN_S = 3.2
G_M_S2 = 9.80665


class SessionScript:
    """Writes a session segment by segment.

    Parameters
    ----------
    athlete : Athlete
        Who lifts.
    seed : int
        The same seed gives the same session.
    rate_hz : float
        Sample rate.
    """

    def __init__(self, athlete: Athlete, seed: int, rate_hz: float) -> None:
        self.athlete = athlete
        self.seed = seed
        self.rate_hz = rate_hz
        self.rng = np.random.default_rng([88, seed])
        self.body_n = athlete.body_mass_kg * G_M_S2
        self.samples = 0
        self._segments: list[Segment] = []
        self._plan: list[PlannedLift] = []
        self._disturbances: list[Disturbance] = []

    def add(self, segment: Segment, reason: str | None = None) -> None:
        """Append a segment, and note it as no lift where a reason is given."""
        if reason is not None:
            self._disturbances.append(Disturbance(self.samples, self.samples + segment.n, reason))
        self._segments.append(segment)
        self.samples += segment.n

    def drawn(self, order: LiftOrder) -> SimulatedLift:
        """The lift for an order."""
        return simulate_lift(
            order.kind,
            athlete=self.athlete,
            load_kg=order.load_kg,
            fault=order.fault,
            severity=order.severity,
            missed=order.missed,
            day=order.day,
            seed=1000 * self.seed + len(self._segments),
            rate_hz=self.rate_hz,
            g_m_s2=G_M_S2,
        )

    def empty(self, low_s: float, high_s: float) -> None:
        """Leave the plates empty."""
        self.add(act.empty(float(self.rng.uniform(low_s, high_s)), self.rate_hz))

    def step_on(self, stance: Stance) -> None:
        """Walk on and be weighed without the bar."""
        self.add(act.stepping_on(self.body_n, stance, self.rate_hz, self.rng), "walking")
        self.stand(self.body_n, stance, WEIGH_IN_S + float(self.rng.uniform(0.0, 0.6)), "weighing")

    def stand(self, weight_n: float, stance: Stance, seconds: float, reason: str | None = None) -> None:
        """Stand with a weight."""
        self.add(act.standing(weight_n, stance, seconds, self.rate_hz, self.rng, g_m_s2=G_M_S2), reason)

    def step_off(self, stance: Stance) -> None:
        """Walk off."""
        self.add(act.stepping_off(self.body_n, stance, self.rate_hz, self.rng), "walking")

    def pick_up(self, system_n: float, stance: Stance) -> None:
        """Take the bar from the floor and stand still with it."""
        self.add(act.picking_up(self.body_n, system_n, stance, self.rate_hz, g_m_s2=G_M_S2), "pick_up")
        self.stand(system_n, stance, float(self.rng.uniform(1.2, 1.6)))

    def lift(
        self,
        order: LiftOrder,
        label_index: int,
        lift: SimulatedLift,
        complex_id: int | None = None,
        *,
        keeps_bar: bool = False,
    ) -> None:
        """Append a lift's record, without its drop where the bar stays in the hands."""
        line = lift.model.record.timeline
        stop = round(line.drop * self.rate_hz) if keeps_bar else None
        self.lift_as(order, label_index, lift, act.of_lift(lift, stop), complex_id)

    def lift_as(
        self,
        order: LiftOrder,
        label_index: int,
        lift: SimulatedLift,
        segment: Segment,
        complex_id: int | None = None,
        *,
        without_first: int = 0,
    ) -> None:
        """Append a lift as a segment that may end otherwise than its record, and lack its first samples.

        The planned lift starts where its whole record would have started, so that the times of its truth hold.
        """
        self._plan.append(
            PlannedLift(
                label_index=label_index,
                start=self.samples - without_first,
                stop=self.samples + segment.n,
                kind=order.kind,
                load_kg=order.load_kg,
                athlete=self.athlete,
                attempt=len(self._plan) + 1,
                complex_id=complex_id,
                fault=order.fault,
                missed=order.missed,
                lift=lift,
            )
        )
        self.add(segment)

    def whole_lift(self, order: LiftOrder) -> None:
        """Walk on, be weighed, take the bar where the kind begins with it in the hands, lift, walk off."""
        lift = self.drawn(order)
        stance = act.stance_before(lift)
        label = self.samples
        self.empty(3.5, 5.0)
        self.step_on(stance)
        if start_of(order.kind) in ("hang_", "power_position_"):
            self.pick_up(lift.model.record.system_n, stance)
        self.lift(order, label, lift)
        self.step_off(act.stance_after(lift))

    def written(self) -> tuple[Segment, tuple[PlannedLift, ...], tuple[Disturbance, ...]]:
        """Samples, lifts and disturbances so far."""
        return act.together(self._segments), tuple(self._plan), tuple(self._disturbances)


def training(script: SessionScript) -> None:
    """The demo's session of one athlete: 14 lifts in about six minutes.

    Three snatches from the power position, six good snatches, an early cut, a short extension, a jump forward, a miss,
    and a clean whose feet stay where they are. The plates are empty for the first four seconds.
    """
    script.empty(4.0, 4.0)
    for order in TRAINING:
        script.whole_lift(order)
    script.empty(3.0, 3.0)


class Session:
    """A session, written by its script when it is made.

    Parameters
    ----------
    seed : int
        The same seed gives the same session.
    rate_hz : float
        Sample rate.
    script : callable
        What happens; the demo's training session where left out.
    athlete : Athlete, optional
        Who lifts.
    name : str
        What kind of session.

    Attributes
    ----------
    plan : tuple of PlannedLift
        Its lifts, in order.
    disturbances : tuple of Disturbance
        What else happens, in order.
    """

    def __init__(
        self,
        seed: int = 7,
        rate_hz: float = 1000.0,
        script: Callable[[SessionScript], None] = training,
        athlete: Athlete | None = None,
        name: str = "training",
    ) -> None:
        paper = SessionScript(athlete or Athlete(), seed, rate_hz)
        script(paper)
        self.name = name
        self.seed = seed
        self.rate_hz = rate_hz
        self._segment, self.plan, self.disturbances = paper.written()

    @property
    def n(self) -> int:
        """Number of samples."""
        return self._segment.n

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Forces from sample ``first`` on; after the session's end the plates are empty.

        Returns
        -------
        force_n : ndarray, shape (2, 3, n)
            Left, right; right, forward, up; on the lifter, N.
        cop_mm : ndarray, shape (2, 2, n)
            Right, forward.
        free_moment_nm : ndarray, shape (2, n)
            About the vertical through the pressure.
        """
        have = self._segment
        stop = min(first + n, have.n)
        if stop - first == n:
            return have.force_n[:, :, first:stop], have.cop_mm[:, :, first:stop], have.free_moment_nm[:, first:stop]
        force, cop, moment = np.zeros((2, 3, n)), np.zeros((2, 2, n)), np.zeros((2, n))
        count = max(0, stop - first)
        if count:
            force[:, :, :count] = have.force_n[:, :, first:stop]
            cop[:, :, :count] = have.cop_mm[:, :, first:stop]
            moment[:, :count] = have.free_moment_nm[:, first:stop]
        return force, cop, moment


def training_session(seed: int = 7, rate_hz: float = 1000.0) -> Session:
    """The demo's session; see :func:`training`."""
    return Session(seed, rate_hz)


__all__ = ["Disturbance", "LiftOrder", "PlannedLift", "Session", "SessionScript", "training_session"]
