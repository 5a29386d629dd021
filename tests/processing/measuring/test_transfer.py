"""How much of the power position's push survives: distance against the day's lifts from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.missing import Missing
from processing.result import Document
from processing.transfer import distance, transfer_distance
from sim_data.lifter import SimulatedLift, simulate_lift

HALF_SINE = np.sin(np.linspace(0.0, np.pi, 51))


def document(minute: int, kind: str = "power_position_snatch", scale: float = 0.4, **changes: Any) -> Document:
    lift = {
        "kind": kind,
        "set_up": "off-plates",
        "outcome": "made",
        "load_kg": 80.0,
        "athlete": "A7F3",
        "started_utc": f"2026-11-22T10:{minute:02d}:00+00:00",
        "utc_offset": "+00:00",
    }
    return {
        "source": {"path": f"{minute}.mcap", "samples_sha256": str(minute)},
        "lift": lift | changes,
        "events": {"drive_end": {"time_s": 5.0}},
        "metrics": {},
        "shape": {"drive": list(1.0 + scale * HALF_SINE)},
    }


def three(**changes: Any) -> list[Document]:
    return [document(minute, scale=0.4 + 0.01 * minute, **changes) for minute in (0, 1, 2)]


def measured(scale: float, others: list[Document], **changes: Any) -> tuple[float | Missing, float]:
    lift = document(30, "snatch", **changes)
    return transfer_distance(lift, list(1.0 + scale * HALF_SINE), others)


def test_the_distance_of_two_half_sines_is_their_difference_over_root_two() -> None:
    found, error = measured(0.31, three())
    assert found == pytest.approx(0.1 / np.sqrt(2.0), rel=1e-9)
    assert error == pytest.approx(0.01 / np.sqrt(3.0) / np.sqrt(2.0), rel=1e-9)
    assert measured(0.41, three())[0] == pytest.approx(0.0, abs=1e-12)
    assert distance(1.0 + HALF_SINE, 1.0 + HALF_SINE) == 0.0


@pytest.mark.parametrize(
    "changes",
    [
        {"athlete": "B1"},
        {"kind": "power_position_clean"},
        {"kind": "power_position_snatch_pull"},
        {"kind": "hang_snatch"},
        {"outcome": "missed"},
        {"load_kg": 90.0},
        {"started_utc": "2026-11-21T10:00:00+00:00"},
        {"started_utc": "2026-11-22T11:00:00+00:00"},
        {"started_utc": None},
    ],
)
def test_lifts_that_are_no_reference_do_not_count(changes: dict[str, Any]) -> None:
    found, _ = measured(0.31, three(**changes))
    assert isinstance(found, Missing)
    assert found.code == "needs_session"


def test_two_lifts_are_not_enough_and_the_reason_counts_them() -> None:
    found, _ = measured(0.31, three()[:2])
    assert isinstance(found, Missing)
    assert "has 2 of them" in found.why


def test_a_lift_from_the_power_position_is_not_compared_with_itself() -> None:
    found, _ = transfer_distance(document(30), three()[0]["shape"]["drive"], three())
    assert isinstance(found, Missing)
    assert found.code == "not_in_kind"


def test_a_cut_push_lies_further_from_the_drill_than_a_good_one(
    simulated_forces: Callable[..., Any], options_of: Callable[..., Any]
) -> None:
    def analyse(made: SimulatedLift, minute: int, history: list[Document]) -> Document:
        clock = f"2026-11-22T10:{minute:02d}:00+00:00"
        context = LiftContext(athlete="A", started_utc=clock, utc_offset="+00:00", samples_sha256=str(minute))
        return analyze_forces(simulated_forces(made), options_of(made, outcome="made"), history, context).document

    reps = [simulate_lift("power_position_snatch", load_kg=70.0, seed=seed) for seed in range(3)]
    drills = [analyse(made, minute, []) for minute, made in enumerate(reps)]
    good, cut = (
        analyse(simulate_lift("snatch", fault=fault, load_kg=75.0, seed=9), 40, drills)["metrics"]["transfer_distance"]
        for fault in (None, "early_cut")
    )
    assert good["unit"] == "1"
    assert 0.0 < good["value"] < cut["value"] - 2.0 * max(good["uncertainty"], cut["uncertainty"])
