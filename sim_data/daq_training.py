"""The scripted training session as something to serve, and its plan as a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim_data.digitiser import FloatArray
from sim_data.session import PlannedLift, Session, training_session


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


def training(seed: int) -> tuple[SessionForces, Mapping[str, Any]]:
    """The session of this seed and its plan."""
    session = training_session(seed)
    return SessionForces(session), plan_document(session)


def plan_document(session: Session) -> dict[str, Any]:
    """Labels by sample, as a technician would type them, and the truth of each lift."""
    return {
        "session": session.name,
        "rate_hz": session.rate_hz,
        "samples": session.n,
        "labels": [label_row(lift) for lift in session.plan],
        "lifts": [label_row(lift) | truth_row(lift) for lift in session.plan],
    }


def label_row(planned: PlannedLift) -> dict[str, Any]:
    """What is known beforehand."""
    return {
        "label_index": planned.label_index,
        "kind": planned.kind,
        "load_kg": planned.load_kg,
        "athlete": planned.athlete.code,
        "attempt": planned.attempt,
        "complex_id": None if planned.complex_id is None else str(planned.complex_id),
    }


def truth_row(planned: PlannedLift) -> dict[str, Any]:
    """What the simulator alone knows; times are seconds from the lift's first sample."""
    lift = planned.lift
    return {
        "start": planned.start,
        "stop": planned.stop,
        "fault": planned.fault,
        "missed": planned.missed,
        "body_mass_kg": lift.body_mass_kg,
        "bar_mass_kg": lift.bar_mass_kg,
        "truth": asdict(lift.truth),
    }
