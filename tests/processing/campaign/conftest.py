"""The campaign on lifts with known truth, as the tests use it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from processing.forces import PlateForces

if TYPE_CHECKING:
    from benchmarks.accuracy.scores import Campaign

Simulated = Callable[..., PlateForces]


@dataclass(frozen=True)
class Scoring:
    """What the tests use."""

    run: Callable[[int, int, int], Campaign]
    uncovered: Callable[[Campaign], list[str]]
    missed: Callable[[Campaign], list[str]]
    tables: Callable[[Campaign], dict[str, str]]
    seed_base: int


@pytest.fixture(scope="session")
def scoring(root: Path, simulated_forces: Simulated) -> Iterator[Scoring]:
    """Run and score a campaign."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path, str(root)])
        from benchmarks.accuracy import tables
        from benchmarks.accuracy.draws import SEED_BASE
        from benchmarks.accuracy.run import run_campaign

        def run(count: int, first: int, processes: int = 1) -> Campaign:
            return run_campaign(simulated_forces, count, first, processes)

        def printed(campaign: Campaign) -> dict[str, str]:
            return {
                "lifts": f"{tables.head(campaign)}\n\n{tables.table(campaign)}",
                "detectors": tables.detectors(campaign),
                "faults": tables.faults(campaign),
            }

        yield Scoring(run, tables.missed_coverage, tables.missed_limits, printed, SEED_BASE)
