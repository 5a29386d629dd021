"""Simulated jumps that the tests share, and a campaign of many: errors and how often the intervals hold the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.document import METRIC_UNITS
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.result import Document
from processing.zero import zero_uncertainty_n
from sim_data.athlete import random_athlete
from sim_data.jump import SimulatedJump, simulate_jump

JUMPS = ("countermovement_jump", "squat_jump")
NOISE_N = (0.5, 1.0, 2.0)
RATES_HZ = (1000.0, 2000.0)
OLDEST_ZERO_S = 300.0
Jump = Callable[..., SimulatedJump]
Jumped = Callable[..., Document]


@lru_cache(maxsize=64)
def _made(wishes: tuple[tuple[str, Any], ...]) -> SimulatedJump:
    return simulate_jump(**dict(wishes))


@pytest.fixture(scope="session")
def jump() -> Jump:
    """Simulate a jump once, hand it out as often as it is asked for."""
    return lambda kind="countermovement_jump", **wishes: _made(tuple(sorted({"kind": kind, **wishes}.items())))


@pytest.fixture(scope="session")
def jumped(simulated_forces: Callable[..., PlateForces]) -> Jumped:
    """Analyse a simulated jump under 1 N of noise and 0.5 N of hum."""

    def analyse(
        made: SimulatedJump,
        change: Callable[[PlateForces], PlateForces] | None = None,
        noise_n: float = 1.0,
        hum_n: float = 0.5,
        **said: Any,
    ) -> Document:
        forces = simulated_forces(made, noise_n, hum_n)
        forces = forces if change is None else change(forces)
        return analyze_forces(forces, AnalysisOptions(**{"kind": made.kind, **said})).document

    return analyse


@dataclass
class JumpScore:
    """Errors of one number and their standard uncertainties (NaN where there is none)."""

    unit: str
    errors: list[float] = field(default_factory=list)
    uncertainties: list[float] = field(default_factory=list)
    missing: int = 0

    @property
    def bias(self) -> float:
        """Mean error."""
        return float(np.mean(self.errors))

    @property
    def within_95(self) -> float:
        """95 % of the errors are smaller."""
        return float(np.quantile(np.abs(self.errors), 0.95))

    @property
    def rms(self) -> float:
        """Root mean square of the errors."""
        return float(np.sqrt(np.mean(np.square(self.errors))))

    @property
    def claimed(self) -> bool:
        """Whether the number carries an uncertainty."""
        return bool(np.isfinite(self.uncertainties).all()) and bool(self.uncertainties)

    @property
    def uncertainty(self) -> float:
        """Median standard uncertainty."""
        return float(np.median(self.uncertainties))

    @property
    def covered(self) -> float:
        """Share of the 95 % intervals that hold the truth."""
        return float(np.mean(np.abs(self.errors) <= 1.96 * np.array(self.uncertainties)))


@dataclass
class JumpCampaign:
    """Scores by kind and number."""

    jumps: int = 0
    unsegmented: int = 0
    disagreed: int = 0
    scores: dict[tuple[str, str], JumpScore] = field(default_factory=dict)

    def score(self, kind: str, key: str) -> JumpScore:
        """Score of one number, made where it is missing."""
        return self.scores.setdefault((kind, key), JumpScore(METRIC_UNITS.get(key, "s")))

    def table(self) -> str:
        """As Markdown."""
        head = "| kind | number | unit | mean error | 95 % of errors | rms error | u, median | intervals that hold |"
        rows = [head, "|---|---|---|---|---|---|---|---|"]
        for (kind, key), each in sorted(self.scores.items(), key=lambda item: item[0]):
            told = f"{each.uncertainty:.2g} | {100 * each.covered:.0f} %" if each.claimed else "– | –"
            numbers = f"{each.bias:.2g} | {each.within_95:.2g} | {each.rms:.2g}"
            rows.append(f"| {kind.replace('_', ' ')} | `{key}` | {each.unit} | {numbers} | {told} |")
        return "\n".join(rows)


def scored(campaign: JumpCampaign, made: SimulatedJump, document: Document) -> None:
    """Add one jump."""
    campaign.jumps += 1
    if not document["segmented"]:
        campaign.unsegmented += 1
        return
    campaign.disagreed += any(entry["code"] == "heights_disagree" for entry in document["quality"])
    for table, truths, value, spread in (
        ("events", made.truth.events, "time_s", "uncertainty_s"),
        ("metrics", made.truth.metrics, "value", "uncertainty"),
    ):
        for key, truth in truths.items():
            if truth is None or key == "quiet":
                continue
            entry, score = document[table][key], campaign.score(made.kind, key)
            if entry is None:
                score.missing += 1
                continue
            score.errors.append(entry[value] - truth)
            score.uncertainties.append(float("nan") if entry[spread] is None else entry[spread])


@pytest.fixture(scope="session")
def run_campaign(simulated_forces: Callable[..., PlateForces]) -> Callable[[int, int], JumpCampaign]:
    """Draw jumps of random athletes with sway, noise and a zero that is off, at two rates; analyse and score each."""

    def run(count: int, first: int) -> JumpCampaign:
        campaign = JumpCampaign()
        for seed in range(first, first + count):
            kind, rate = JUMPS[seed % 2], RATES_HZ[seed // 2 % 2]
            made = simulate_jump(kind, athlete=random_athlete(seed), seed=seed, rate_hz=rate)
            forces = simulated_forces(made, NOISE_N[seed % 3], 0.5, seed)
            rng = np.random.default_rng([31, seed])
            context = LiftContext(zero_age_s=float(rng.uniform(0.0, OLDEST_ZERO_S)))
            each_n = zero_uncertainty_n(0.0, context.zero_age_s) / np.sqrt(2.0)
            forces.force_n[:, 2] += rng.normal(0.0, each_n, (2, 1))
            document = analyze_forces(forces, AnalysisOptions(kind=kind), (), context).document
            scored(campaign, made, document)
        return campaign

    return run
