"""Lifts that the measuring tests share: simulated once, analysed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from acquisition.interchange.record import PlateRecord, Tare
from acquisition.plate import ForcePlate
from processing.analysis import analyze_forces
from processing.forces import PlateForces
from processing.options import AnalysisOptions, is_floor
from processing.result import Document
from sim_data.lifter import SimulatedLift, simulate_lift

Lift = Callable[..., SimulatedLift]
Analysed = Callable[..., Document]
Recorded = Callable[..., PlateRecord]


@lru_cache(maxsize=64)
def _made(wishes: tuple[tuple[str, Any], ...]) -> SimulatedLift:
    return simulate_lift(**dict(wishes))


@pytest.fixture(scope="session")
def lift() -> Lift:
    """Simulate a lift once, hand it out as often as it is asked for."""
    return lambda kind="snatch", **wishes: _made(tuple(sorted({"kind": kind, "seed": 3, **wishes}.items())))


@pytest.fixture(scope="session")
def options_of() -> Callable[..., AnalysisOptions]:
    """What a technician would say about a simulated lift."""

    def options(made: SimulatedLift, **changes: Any) -> AnalysisOptions:
        body = None if is_floor(made.kind) and made.set_up == "off-plates" else made.body_mass_kg
        set_up: Any = made.set_up
        said = AnalysisOptions(kind=made.kind, bar_mass_kg=made.load_kg, body_mass_kg=body, set_up=set_up)
        return replace(said, **changes)

    return options


@pytest.fixture(scope="session")
def analysed(
    simulated_forces: Callable[..., PlateForces], options_of: Callable[..., AnalysisOptions]
) -> Callable[..., Document]:
    """Analyse a simulated lift under 1 N of noise and 0.5 N of hum."""

    def analyse(
        made: SimulatedLift, change: Callable[[PlateForces], PlateForces] | None = None, **changes: Any
    ) -> Document:
        forces = simulated_forces(made)
        forces = forces if change is None else change(forces)
        return analyze_forces(forces, options_of(made, **changes)).document

    return analyse


@pytest.fixture(scope="session")
def recorded(simulated_forces: Callable[..., PlateForces]) -> Recorded:
    """A simulated lift as a record of two plates whose channels are forces (N) and moments (N·m), a zero before it."""

    def record(made: SimulatedLift, **changes: Any) -> PlateRecord:
        forces = simulated_forces(made)
        empty = np.random.default_rng(1).standard_normal((2, 6, round(2 * made.rate_hz)))
        signals = tuple(
            np.concatenate([empty[plate], np.vstack([forces.force_n[plate], forces.moment_nm[plate]])], axis=1)
            for plate in (0, 1)
        )
        plates = tuple(
            ForcePlate(
                name, "6-component", np.eye(6), forces.corners_mm[k], channels=("fx", "fy", "fz", "mx", "my", "mz")
            )
            for k, name in enumerate(("left", "right"))
        )
        tare = Tare(0, round(made.rate_hz), (np.zeros(6), np.zeros(6)), (np.ones(6), np.ones(6)))
        made_record = PlateRecord(
            path="a.mcap",
            format="recording",
            rate_hz=made.rate_hz,
            plates=plates,
            signals=signals,
            full_scale=(np.full(6, 5000.0), np.full(6, 5000.0)),
            tares=(tare,),
            simulated=True,
            samples_sha256="0" * 64,
        )
        return replace(made_record, **changes)

    return record
