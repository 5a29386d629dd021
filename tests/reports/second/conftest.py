"""Second pages of lifts that were really measured: simulated on two plates, analysed, set against earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal

import numpy as np
import pytest

from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.forces import PlateForces
from processing.options import AnalysisOptions, is_floor
from processing.result import Document, LiftAnalysis
from reports.details import ReportDetails, Revision
from reports.second_page import SecondPage, second_page
from sim_data.lifter import SimulatedLift, simulate_lift

Measure = Callable[..., LiftAnalysis]
MakeSecond = Callable[..., SecondPage]
CENTRES_MM = np.array([[-301.0, 0.0, 0.0], [301.0, 0.0, 0.0]])
CORNERS_MM = np.array([[300.0, 450.0, 0.0], [-300.0, 450.0, 0.0], [-300.0, -450.0, 0.0], [300.0, -450.0, 0.0]])
FIRST_DAY = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)
DETAILS = ReportDetails(
    athlete="A. Example",
    report_id="7F3K-07",
    version=2,
    attempts=12,
    revisions=(Revision(1, "20 Nov 2026", ""), Revision(2, "21 Nov 2026", "load corrected from 90 to 92 kg")),
)


def forces_of(lift: SimulatedLift, plates: int, shear: bool) -> PlateForces:
    """Forces of a lift on two plates or one, with 1 N of noise; without shear as plates of vertical cells give them."""
    wrench = np.zeros((2, 6, lift.time_s.size))
    wrench[:, :3] = lift.force_n
    r_m = (lift.cop_mm - CENTRES_MM[:, :2, None]) / 1000.0
    fx, fy, fz = lift.force_n[:, 0], lift.force_n[:, 1], lift.force_n[:, 2]
    wrench[:, 3], wrench[:, 4] = r_m[:, 1] * fz, -r_m[:, 0] * fz
    wrench[:, 5] = r_m[:, 0] * fy - r_m[:, 1] * fx + lift.free_moment_nm
    noise = np.random.default_rng(4711).standard_normal(wrench.shape)
    wrench += noise * np.array([1.0, 1.0, 1.0, 0.2, 0.2, 0.2])[None, :, None]
    if not shear:
        wrench[:, (0, 1, 5)] = 0.0
    if plates == 1:
        arm = CENTRES_MM[:, 0] / 1000.0
        wrench[:, 4] -= arm[:, None] * wrench[:, 2]
        one = wrench.sum(axis=0, keepdims=True)
        corners = CORNERS_MM[None] * np.array([2.0, 1.0, 1.0])
        return PlateForces(
            lift.rate_hz, one[:, :3].copy(), one[:, 3:].copy(), np.zeros((1, 3)), corners, None, None, shear
        )
    corners = CORNERS_MM + CENTRES_MM[:, None, :]
    return PlateForces(
        lift.rate_hz, wrench[:, :3].copy(), wrench[:, 3:].copy(), CENTRES_MM.copy(), corners, 0, 1, shear
    )


@cache
def _lift(kind: str, wishes: tuple[tuple[str, Any], ...]) -> SimulatedLift:
    return simulate_lift(kind, **dict(wishes))


@pytest.fixture(scope="session")
def measure() -> Measure:
    """Simulate and analyse a lift."""

    def made(
        kind: str = "snatch",
        *,
        day: int = 6,
        number: int = 7,
        history: Sequence[LiftAnalysis] = (),
        plates: int = 2,
        shear: bool = True,
        outcome: Literal["made", "missed"] | None = None,
        changes: dict[str, Any] | None = None,
        **wishes: Any,
    ) -> LiftAnalysis:
        wishes = {"seed": 3, "day": day, "load_kg": 92.0, **wishes}
        lift = _lift(kind, tuple(sorted(wishes.items())))
        body = None if is_floor(kind) and lift.set_up == "off-plates" else lift.body_mass_kg
        set_up: Any = lift.set_up
        options = AnalysisOptions(
            kind=kind, bar_mass_kg=lift.load_kg, body_mass_kg=body, set_up=set_up, outcome=outcome
        )
        if changes:
            options = replace(options, **changes)
        begun = FIRST_DAY + timedelta(days=3 * day, minutes=6 * number)
        context = LiftContext(
            path="session.mcap",
            samples_sha256=f"{day:02d}{number:02d}" * 16,
            rig_sha256="1a39b5cb" * 8,
            simulated=True,
            athlete="A7F3",
            attempt=number,
            label_load_kg=lift.load_kg,
            started_utc=begun.isoformat(),
            utc_offset="+01:00",
            zero_age_s=240.0,
            zeroed=True,
        )
        earlier = [each.document for each in history]
        return analyze_forces(forces_of(lift, plates, shear), options, earlier, context)

    return made


@pytest.fixture(scope="session")
def earlier(measure: Measure) -> tuple[LiftAnalysis, ...]:
    """Seven good snatches and a miss on three days."""
    made = [
        measure(seed=10 + number, day=number // 3, number=1 + number, load_kg=90.0 + number % 5) for number in range(7)
    ]
    missed = measure(seed=20, day=2, number=9, load_kg=93.0, missed=True, outcome="missed")
    return (*made, missed)


def _empty(analysis: LiftAnalysis) -> LiftAnalysis:
    """The standing before a lift, alone."""
    curves = analysis.curves
    assert curves is not None
    quiet = curves.time_s < 4.0
    parts = {name: value[..., quiet] for name, value in vars(curves).items() if isinstance(value, np.ndarray)}
    document: Document = {
        **analysis.document,
        "segmented": False,
        "events": dict.fromkeys(analysis.document["events"]),
        "metrics": dict.fromkeys(analysis.document["metrics"]),
        "cop": dict.fromkeys(analysis.document["cop"]),
        "phases": [],
        "shape": None,
        "findings": [],
        "quality": [
            {"code": "unsegmented", "severity": "error", "message": "no push above 1.1 W", "about": ["events"]}
        ],
    }
    return replace(analysis, document=document, curves=replace(curves, **parts))


Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]


@pytest.fixture(scope="session")
def second_cases(measure: Measure, earlier: tuple[LiftAnalysis, ...]) -> dict[str, Case]:
    """Lifts of every sort with the earlier ones they stand beside."""
    good = measure(history=earlier)
    return {
        "good": (good, earlier),
        "early": (measure(fault="early_cut", history=earlier), earlier),
        "short": (measure(fault="short_extension", history=earlier), earlier),
        "stuck": (measure(fault="stuck", history=earlier), earlier),
        "missed": (measure(missed=True, outcome="missed", history=earlier), earlier),
        "no shear": (measure(shear=False, history=earlier), earlier),
        "one plate": (measure(plates=1, history=earlier), earlier),
        "alone": (measure(), ()),
        "few": (measure(history=earlier[:3]), earlier[:3]),
        "clean": (measure("clean", load_kg=115.0), ()),
        "pull": (measure("snatch_pull", load_kg=100.0), ()),
        "hang": (measure("hang_clean", load_kg=90.0), ()),
        "power position": (measure("power_position_snatch", load_kg=60.0), ()),
        "on plates": (measure("clean", load_kg=115.0, set_up="on-plates"), ()),
        "unsegmented": (_empty(good), earlier),
    }


@pytest.fixture(scope="session")
def make_second(second_cases: dict[str, Case]) -> MakeSecond:
    """The second page of one case."""

    def make(name: str, details: ReportDetails = DETAILS) -> SecondPage:
        lift, before = second_cases[name]
        assert lift.curves is not None
        return second_page(lift.document, lift.curves, [each.document for each in before], details)

    return make
