"""The scripted training session as something to serve, and its plan as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim_data.digitiser import FloatArray
from sim_data.session import LiftOrder, PlannedLift, Session, SessionScript, training_session


@dataclass(frozen=True, eq=False)
class SessionForces:
    """A session as plate forces: before and after it the plates are empty for ever."""

    session: Session

    @property
    def rate_hz(self) -> float:
        """Rate of the session."""
        return self.session.rate_hz

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """As :meth:`sim_data.plates.PlateForces.wrench`."""
        force_n, cop_mm, free_moment_nm = np.zeros((2, 3, n)), np.zeros((2, 2, n)), np.zeros((2, n))
        start, stop = max(first, 0), min(first + n, self.session.n)
        if start < stop:
            inside = slice(start - first, stop - first)
            force_n[..., inside], cop_mm[..., inside], free_moment_nm[..., inside] = self.session.wrench(
                start, stop - start
            )
        return force_n, cop_mm, free_moment_nm


def training(seed: int, rate_hz: float | None = None) -> tuple[SessionForces, Mapping[str, Any]]:
    """The session of this seed, and its plan in samples of ``rate_hz``; in the session's own by default."""
    session = training_session(seed)
    return SessionForces(session), plan_document(session, rate_hz)


def one_lift(script: SessionScript) -> None:
    """One snatch of 90 kg with nobody on the plates before and after it, in half a minute."""
    script.empty(4.0, 4.0)
    script.whole_lift(LiftOrder("snatch", 90.0))
    script.empty(7.0, 7.0)


def single(seed: int, rate_hz: float | None = None) -> tuple[SessionForces, Mapping[str, Any]]:
    """One lift, and its plan."""
    session = Session(seed, script=one_lift, name="single")
    return SessionForces(session), plan_document(session, rate_hz)


def plan_document(session: Session, rate_hz: float | None = None) -> dict[str, Any]:
    """Labels by sample of ``rate_hz``, as a technician would type them, and the truth of each lift."""
    rate_hz = session.rate_hz if rate_hz is None else rate_hz
    per = rate_hz / session.rate_hz
    return {
        "session": session.name,
        "rate_hz": rate_hz,
        "samples": round(session.n * per),
        "labels": [label_row(lift, per) for lift in session.plan],
        "lifts": [label_row(lift, per) | truth_row(lift, per) for lift in session.plan],
    }


def label_row(planned: PlannedLift, per: float = 1.0) -> dict[str, Any]:
    """What is known beforehand; ``per`` samples of the plan are one of the session."""
    return {
        "label_index": round(planned.label_index * per),
        "kind": planned.kind,
        "load_kg": planned.load_kg,
        "athlete": planned.athlete.code,
        "attempt": planned.attempt,
        "complex_id": None if planned.complex_id is None else str(planned.complex_id),
    }


def truth_row(planned: PlannedLift, per: float = 1.0) -> dict[str, Any]:
    """What the simulator alone knows; times are seconds from the lift's first sample."""
    lift = planned.lift
    return {
        "start": round(planned.start * per),
        "stop": round(planned.stop * per),
        "fault": planned.fault,
        "missed": planned.missed,
        "body_mass_kg": lift.body_mass_kg,
        "bar_mass_kg": lift.bar_mass_kg,
        "truth": asdict(lift.truth),
    }
