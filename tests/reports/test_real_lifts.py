"""Pages of whole analyses: simulated forces, analysed as any recording is, then laid out and written."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.result import LiftAnalysis
from reports.details import ReportDetails
from reports.layout import lay_out
from reports.marks import Text
from reports.model import LiftPage, lift_page
from reports.pdf import lift_report
from sim_data.lifter import SimulatedLift, simulate_lift

Analyse = Callable[..., LiftAnalysis]
WIDTH_MM, DEPTH_MM = 600.0, 800.0
NOISE_N = 1.0


def plate_forces(lift: SimulatedLift, seed: int) -> PlateForces:
    """Two plates side by side under a simulated lifter, with white noise."""
    rng = np.random.default_rng(seed)
    centres = np.array([[-WIDTH_MM / 2, 0.0, 0.0], [WIDTH_MM / 2, 0.0, 0.0]])
    half = np.array([WIDTH_MM / 2, DEPTH_MM / 2, 0.0])
    turns = np.array([[1, 1, 0], [-1, 1, 0], [-1, -1, 0], [1, -1, 0]])
    force = lift.force_n
    arm_m = (lift.cop_mm - centres[:, :2, None]) / 1000.0
    moment = np.stack(
        [
            arm_m[:, 1] * force[:, 2],
            -arm_m[:, 0] * force[:, 2],
            arm_m[:, 0] * force[:, 1] - arm_m[:, 1] * force[:, 0] + lift.free_moment_nm,
        ],
        axis=1,
    )
    return PlateForces(
        lift.rate_hz,
        force + rng.normal(0.0, NOISE_N, force.shape),
        moment + rng.normal(0.0, 0.2 * NOISE_N, moment.shape),
        centres,
        centres[:, None, :] + turns * half,
        0,
        1,
    )


def analysed(
    kind: str = "snatch",
    *,
    fault: str | None = None,
    seed: int = 3,
    day: int = 6,
    load_kg: float = 92.0,
    missed: bool = False,
    history: tuple[LiftAnalysis, ...] = (),
) -> LiftAnalysis:
    """A simulated lift analysed against earlier ones."""
    lift = simulate_lift(kind, fault=fault, seed=seed, day=day, load_kg=load_kg, missed=missed)
    context = LiftContext(
        path="session.mcap",
        samples_sha256=f"{kind}-{seed}-{day}",
        simulated=True,
        label_kind=kind,
        athlete="A7F3",
        attempt=1,
        label_load_kg=load_kg,
        outcome=lift.truth.outcome,
        started_utc=f"2026-11-{2 + day:02d}T13:{seed:02d}:00Z",
        utc_offset="+01:00",
        zeroed=True,
        zero_age_s=120.0,
        zero_drift_n=0.4,
    )
    return analyze_forces(
        plate_forces(lift, seed), AnalysisOptions(kind=kind), [each.document for each in history], context
    )


@pytest.fixture(scope="module")
def earlier() -> tuple[LiftAnalysis, ...]:
    """Six good snatches on two days."""
    return tuple(analysed(seed=10 + n, day=n // 3, load_kg=91.0 + n % 3) for n in range(6))


def page_of(lift: LiftAnalysis, history: tuple[LiftAnalysis, ...]) -> LiftPage:
    """The page of an analysed lift."""
    assert lift.curves is not None
    return lift_page(
        lift.document, lift.curves, [each.document for each in history], ReportDetails(athlete="A. Example")
    )


def touching(page: LiftPage) -> list[tuple[str, str]]:
    """Texts that overlap."""
    texts = [mark for group in lay_out(page) for mark in group.every_mark if isinstance(mark, Text)]
    found = []
    for one, other in combinations(texts, 2):
        a, b = one.frame, other.frame
        wide, high = min(a.right, b.right) - max(a.x, b.x), min(a.bottom, b.bottom) - max(a.y, b.y)
        if wide > 0.05 and high > 0.05:
            found.append((one.text, other.text))
    return found


@pytest.mark.parametrize(
    ("fault", "missed", "sentence"),
    [
        (None, False, "Nothing unusual in the leg drive."),
        ("early_cut", False, "The push ended early."),
        ("short_extension", False, "The push was shorter than usual."),
        ("forward", False, "The lifter jumped forward."),
        ("short_extension", True, "Missed lift. The push was shorter than usual."),
    ],
)
def test_an_analysed_snatch_gets_its_verdict_and_a_clean_page(
    fault: str | None, missed: bool, sentence: str, earlier: tuple[LiftAnalysis, ...]
) -> None:
    lift = analysed(fault=fault, missed=missed, history=earlier)
    page = page_of(lift, earlier)
    assert page.verdict.sentence == sentence
    assert page.force.usual is not None
    assert page.force.usual.band
    assert touching(page) == []


@pytest.mark.parametrize(
    ("kind", "load_kg"),
    [("power_position_snatch", 60.0), ("hang_clean", 90.0), ("snatch_pull", 100.0), ("power_clean", 90.0)],
)
def test_every_sort_of_lift_without_history_gets_a_clean_page(kind: str, load_kg: float) -> None:
    page = page_of(analysed(kind, load_kg=load_kg), ())
    assert page.verdict.code == "few_comparable"
    assert page.pressure.feet
    assert touching(page) == []


def test_standing_alone_is_no_lift_and_gets_a_page_that_says_why() -> None:
    forces = plate_forces(simulate_lift("snatch", seed=3), 1)
    lift = analyze_forces(forces.span(0, 2500), AnalysisOptions(kind="snatch"))
    page = page_of(lift, ())
    assert page.verdict.sentence == "No lift was found in this recording."
    assert len(page.verdict.evidence) > len("The recording is kept as it is.")
    assert touching(page) == []


def test_every_missing_number_of_an_analysis_has_its_reason_on_the_page() -> None:
    page = page_of(analysed("snatch_pull", load_kg=100.0), ())
    assert {row.name: row.missing for row in page.signs if row.value is None} == {
        "Landing shift": "not measured: not part of this lift"
    }


def test_an_analysed_lift_gives_the_same_bytes_twice(earlier: tuple[LiftAnalysis, ...]) -> None:
    files = []
    for _ in range(2):
        lift = analysed(fault="early_cut", history=earlier)
        assert lift.curves is not None
        files.append(lift_report(lift.document, lift.curves, [each.document for each in earlier], attach=False))
    assert files[0] == files[1]
    assert len(files[0]) < 120_000
