"""Documents of many measured lifts: a season of simulated days, and days of any length made from it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import numpy as np
import pytest

from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.forces import PlateForces
from processing.options import AnalysisOptions, is_floor
from processing.result import Document
from sim_data.lifter import simulate_lift

FIRST_DAY = datetime(2026, 9, 1, 13, 0, tzinfo=UTC)
CENTRES_MM = np.array([[-301.0, 0.0, 0.0], [301.0, 0.0, 0.0]])
CORNERS_MM = np.array([[300.0, 450.0, 0.0], [-300.0, 450.0, 0.0], [-300.0, -450.0, 0.0], [300.0, -450.0, 0.0]])
MeasureLift = Callable[..., Document]
DayOf = Callable[..., list[Document]]
Order = tuple[str, float, dict[str, Any]]
GOOD: tuple[Order, ...] = (
    *(("power_position_snatch", load, {}) for load in (60.0, 65.0, 65.0, 70.0)),
    *(("hang_snatch", load, {}) for load in (75.0, 75.0, 80.0)),
    *(("snatch", load, {}) for load in (88.0, 90.0, 92.0)),
)
LAST: tuple[Order, ...] = (
    *GOOD[:7],
    ("snatch", 90.0, {}),
    ("snatch", 92.0, {"fault": "early_cut"}),
    ("snatch", 92.0, {"fault": "early_cut", "severity": 0.9}),
    ("snatch", 93.0, {"missed": True}),
    ("clean", 115.0, {}),
    ("snatch_pull", 100.0, {}),
)


def _forces(kind: str, load_kg: float, seed: int, day: int, wishes: dict[str, Any]) -> tuple[PlateForces, float]:
    lift = simulate_lift(kind, load_kg=load_kg, seed=seed, day=day, **wishes)
    wrench = np.zeros((2, 6, lift.time_s.size))
    wrench[:, :3] = lift.force_n
    r_m = (lift.cop_mm - CENTRES_MM[:, :2, None]) / 1000.0
    fx, fy, fz = lift.force_n[:, 0], lift.force_n[:, 1], lift.force_n[:, 2]
    wrench[:, 3], wrench[:, 4] = r_m[:, 1] * fz, -r_m[:, 0] * fz
    wrench[:, 5] = r_m[:, 0] * fy - r_m[:, 1] * fx + lift.free_moment_nm
    noise = np.random.default_rng(seed).standard_normal(wrench.shape)
    wrench += noise * np.array([1.0, 1.0, 1.0, 0.2, 0.2, 0.2])[None, :, None]
    corners = CORNERS_MM + CENTRES_MM[:, None, :]
    forces = PlateForces(
        lift.rate_hz, wrench[:, :3].copy(), wrench[:, 3:].copy(), CENTRES_MM.copy(), corners, 0, 1, True
    )
    return forces, lift.body_mass_kg


@pytest.fixture(scope="session")
def measure_lift() -> MeasureLift:
    """Simulate and analyse one lift; its document."""

    def made(order: Order, day: int, number: int, earlier: Sequence[Document], athlete: str = "A7F3") -> Document:
        kind, load, wishes = order
        forces, body = _forces(kind, load, 100 * day + number, day, wishes)
        outcome: Literal["made", "missed"] = "missed" if wishes.get("missed") else "made"
        options = AnalysisOptions(
            kind=kind, bar_mass_kg=load, body_mass_kg=None if is_floor(kind) else body, outcome=outcome
        )
        context = LiftContext(
            path=f"day{day}.mcap",
            samples_sha256=f"{day:02d}{number:02d}" * 16,
            rig_sha256="1a39b5cb" * 8,
            simulated=True,
            athlete=athlete,
            attempt=number,
            label_load_kg=load,
            started_utc=(FIRST_DAY + timedelta(days=11 * day, minutes=4 * number)).isoformat(),
            utc_offset="+01:00",
            zero_age_s=240.0,
            zeroed=True,
        )
        return analyze_forces(forces, options, list(earlier), context).document

    return made


@pytest.fixture(scope="session")
def season(measure_lift: MeasureLift) -> tuple[Document, ...]:
    """Three good days of ten lifts, and one with two early pushes, a miss, a clean and a pull."""
    found: list[Document] = []
    for day, orders in enumerate((GOOD, GOOD, GOOD, LAST)):
        for number, order in enumerate(orders, 1):
            found.append(measure_lift(order, day, number, found))
    return tuple(found)


@pytest.fixture(scope="session")
def last_day(season: tuple[Document, ...]) -> tuple[list[Document], list[Document]]:
    """The last day of the season, and the days before."""
    return list(season[-len(LAST) :]), list(season[: -len(LAST)])


@pytest.fixture(scope="session")
def day_of(last_day: tuple[list[Document], list[Document]]) -> DayOf:
    """A day of so many lifts: the last one's, over and over."""

    def made(count: int, athlete: str = "A7F3") -> list[Document]:
        found = []
        for number in range(count):
            lift = copy.deepcopy(last_day[0][number % len(LAST)])
            begun = FIRST_DAY + timedelta(days=40, minutes=3 * number)
            lift["lift"] |= {"attempt": number + 1, "started_utc": begun.isoformat(), "athlete": athlete}
            lift["source"] |= {"samples_sha256": f"{number:04d}" * 16}
            found.append(lift)
        return found

    return made
