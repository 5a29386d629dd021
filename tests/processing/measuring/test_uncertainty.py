"""What carries an uncertainty, what carries none, and how zero, weight and noise show in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from acquisition.interchange.record import Tare
from acquisition.plate import ForcePlate
from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.forces import PlateForces
from processing.methods import limit
from processing.result import Document
from processing.weighing import weighing_uncertainty_n
from processing.zero import zero_noise_n, zero_uncertainty_n

UNCLAIMED_EVENTS = {"quiet", "hold_start"}
UNCLAIMED_METRICS = {"settling_time", "notch_count"}


def spread(document: Document, key: str) -> float:
    found = document["metrics"][key]["uncertainty"]
    assert found is not None
    return float(found)


@pytest.fixture(scope="module")
def aged(
    lift: Callable[..., Any], simulated_forces: Callable[..., PlateForces], options_of: Callable[..., Any]
) -> Callable[[float | None], Document]:
    """A snatch whose zero has some age."""
    made = lift()
    return lambda age_s: (
        analyze_forces(simulated_forces(made), options_of(made), (), LiftContext(zero_age_s=age_s)).document
    )


@pytest.mark.parametrize("kind", ["snatch", "hang_snatch"])
def test_all_that_is_measured_carries_an_uncertainty_but_what_the_docs_name(
    kind: str, lift: Callable[..., Any], analysed: Callable[..., Document]
) -> None:
    document = analysed(lift(kind))
    bare_events = {key for key, told in document["events"].items() if told and told["uncertainty_s"] is None}
    bare_metrics = {key for key, told in document["metrics"].items() if told and told["uncertainty"] is None}
    assert bare_events <= UNCLAIMED_EVENTS
    assert bare_metrics <= UNCLAIMED_METRICS | {"notch_depth"}
    given = [told["uncertainty"] for told in document["metrics"].values() if told and told["uncertainty"] is not None]
    assert all(u > 0.0 for u in given)


def test_an_old_zero_widens_masses_and_shares_but_no_impulse(aged: Callable[[float | None], Document]) -> None:
    fresh, old = aged(None), aged(600.0)
    zero_n = limit("zero_drift_n") / np.sqrt(3.0)
    for key in ("system_weight", "peak_force"):
        assert spread(old, key) == pytest.approx(np.hypot(spread(fresh, key), zero_n), rel=0.01)
    assert spread(old, "body_mass") > 2.0 * spread(fresh, "body_mass")
    assert spread(old, "left_share") > 2.0 * spread(fresh, "left_share")
    for key in ("drive_impulse", "first_pull_impulse", "bar_mass_measured"):
        assert spread(old, key) == pytest.approx(spread(fresh, key))


def test_the_zeros_noise_falls_with_its_length_and_drift_grows_with_its_age() -> None:
    matrix = np.zeros((6, 2))
    matrix[2] = [3.0, 4.0]
    plate = ForcePlate("left", "6-component", matrix, np.zeros((4, 3)))
    tare = Tare(0, 400, (np.zeros(2),), (np.ones(2),))
    assert zero_noise_n([plate], tare) == pytest.approx(5.0 / 20.0)
    assert zero_uncertainty_n(0.25, None) == 0.0
    assert zero_uncertainty_n(0.25, 0.0) == 0.25
    assert zero_uncertainty_n(0.0, 300.0) == pytest.approx(0.5 * limit("zero_drift_n") / np.sqrt(3.0))
    assert zero_uncertainty_n(0.0, 9000.0) == pytest.approx(limit("zero_drift_n") / np.sqrt(3.0))


def test_a_stand_that_ends_where_the_lift_begins_errs_at_one_end_only() -> None:
    force = np.full(2000, 1500.0)
    both = weighing_uncertainty_n(force, 1000.0, 9.81, 0.006, 0.0)
    one = weighing_uncertainty_n(force, 1000.0, 9.81, 0.006, 0.0, ends_at_rest=True)
    assert both / one == pytest.approx(np.sqrt(2.0))
