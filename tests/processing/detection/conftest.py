"""Sessions and single lifts on plates with noise and small zero offsets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from processing.detect import Activity, LiftDetector
from sim_data.session import PlannedLift, Session

NOISE_N = 2.5
OFFSET_N = 5.0

OnPlates = Callable[[Session], FloatArray]
LabelsOf = Callable[[Session], list[LiftLabel]]
Detect = Callable[..., list[Activity]]
Matched = Callable[[Session, list[Activity]], tuple[list[tuple[PlannedLift, Activity | None]], list[Activity]]]


def with_plates(force_n: FloatArray, seed: int) -> FloatArray:
    """Vertical force per plate with white noise and a zero that is up to 5 N off, shape (2, n)."""
    rng = np.random.default_rng([6, seed])
    noisy: FloatArray = force_n + rng.normal(0.0, NOISE_N, force_n.shape) + rng.uniform(-OFFSET_N, OFFSET_N, (2, 1))
    return noisy


@pytest.fixture(scope="session")
def on_plates() -> OnPlates:
    """Vertical force per plate of a whole session, shape (2, n)."""
    return lambda session: with_plates(session.wrench(0, session.n)[0][:, 2, :], session.seed)


@pytest.fixture(scope="session")
def labels_of() -> LabelsOf:
    """What the technician typed in a session."""
    return lambda session: [
        LiftLabel(
            p.label_index,
            p.kind,
            p.load_kg,
            p.athlete.code,
            p.attempt,
            None if p.complex_id is None else f"c{p.complex_id}",
        )
        for p in session.plan
    ]


@pytest.fixture(scope="session")
def detect() -> Detect:
    """All activities of forces of shape (n_plates, n), pushed in blocks; those not settled yet only where asked for."""

    def run(
        fz_n: FloatArray,
        labels: list[LiftLabel] | None = None,
        rate_hz: float = 1000.0,
        block: int | None = None,
        unsettled: bool = False,
    ) -> list[Activity]:
        detector = LiftDetector(rate_hz, fz_n.shape[0], labels or [])
        told: list[Activity] = []
        size = block or max(1, fz_n.shape[1])
        for start in range(0, fz_n.shape[1], size):
            told += detector.push(fz_n[:, start : start + size])
        told += detector.finish()
        return [activity for activity in told if activity.settled or unsettled]

    return run


@pytest.fixture(scope="session")
def matched() -> Matched:
    """Planned lifts with the lift found for each (within 0.1 s of the push's end), and lifts that were invented."""

    def match(
        session: Session, told: list[Activity]
    ) -> tuple[list[tuple[PlannedLift, Activity | None]], list[Activity]]:
        left = [activity for activity in told if activity.lift is not None]
        pairs: list[tuple[PlannedLift, Activity | None]] = []
        for planned in session.plan:
            true_end = planned.lift.truth.events["drive_end"]
            assert true_end is not None
            end = planned.start + true_end * session.rate_hz
            near = [a for a in left if a.lift is not None and abs(a.lift.drive_end - end) < 0.1 * session.rate_hz]
            pairs.append((planned, near[0] if near else None))
            left = [activity for activity in left if activity not in near[:1]]
        return pairs, left

    return match


@pytest.fixture(scope="session")
def training() -> Session:
    """The demo's session."""
    return Session(7)
