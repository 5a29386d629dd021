"""A jump at 2.6 m/s: what the formulas say is what the whole chain measures; and no lift has a jump height."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from processing.analysis import analyze_forces
from processing.document import EVENT_KEYS, JUMP_EVENTS, JUMP_KEYS, METRIC_UNITS
from processing.forces import PlateForces
from processing.jump import NotAJumpError, height_by_flight_m, height_by_impulse_m, measure_jump
from processing.options import JUMPS, KINDS, AnalysisOptions
from processing.result import Document
from processing.signals import LiftSignals
from processing.weights import Known
from sim_data.jump import SimulatedJump
from sim_data.lifter import simulate_lift

G_M_S2 = 9.80665
Jump = Callable[..., SimulatedJump]
Jumped = Callable[..., Document]


def value(document: Document, key: str) -> float:
    """A metric that was measured."""
    return float(document["metrics"][key]["value"])


def codes_of(document: Document, key: str) -> set[str]:
    """Codes of the quality entries about a key."""
    return {entry["code"] for entry in document["quality"] if key in entry["about"]}


@pytest.mark.parametrize("kind", JUMPS)
@pytest.mark.parametrize("still", [True, False])
def test_a_jump_at_two_point_six_has_the_flight_and_the_height_of_the_formulas(
    jump: Jump, jumped: Jumped, kind: str, still: bool
) -> None:
    document = jumped(jump(kind, takeoff_m_s=2.6, still=still, seed=5))
    assert value(document, "takeoff_velocity") == pytest.approx(2.6, rel=0.01)
    assert value(document, "flight_time") == pytest.approx(0.5303, rel=0.005)
    assert value(document, "jump_height_flight") == pytest.approx(0.3447, rel=0.01)
    assert value(document, "jump_height_impulse") == pytest.approx(0.3447, rel=0.01 if still else 0.02)
    apart = value(document, "jump_height_flight") - value(document, "jump_height_impulse")
    assert value(document, "jump_height_difference") == pytest.approx(apart, abs=1e-6)
    assert not codes_of(document, "metrics.jump_height_impulse")


def test_the_formulas_agree_where_gravity_is_rounded() -> None:
    """v = 2.6 m/s and g = 9.81 m/s²: 0.5301 s and 0.3445 m by either formula."""
    flight_s = 2 * 2.6 / 9.81
    assert flight_s == pytest.approx(0.5301, abs=5e-5)
    assert height_by_impulse_m("squat_jump", 2.6, 9.81) == pytest.approx(0.3445, abs=5e-5)
    assert height_by_flight_m("squat_jump", flight_s, 9.81) == pytest.approx(0.3445, abs=5e-5)


def test_momentum_closes_over_the_phases(jump: Jump, jumped: Jumped) -> None:
    document = jumped(jump(seed=2))
    mass = value(document, "system_weight") / G_M_S2
    assert value(document, "takeoff_impulse") == pytest.approx(mass * value(document, "takeoff_velocity"), rel=1e-6)
    assert value(document, "braking_impulse") == pytest.approx(-value(document, "unweighting_impulse"), rel=0.02)
    assert value(document, "propulsion_impulse") == pytest.approx(value(document, "takeoff_impulse"), rel=0.005)
    phases = [value(document, f"{name}_duration") for name in ("unweighting", "braking", "propulsion")]
    assert sum(phases) == pytest.approx(value(document, "time_to_takeoff"), abs=1e-6)


def test_events_come_in_order(jump: Jump, jumped: Jumped) -> None:
    events = jumped(jump(seed=2))["events"]
    keys = ("quiet", "jump_onset", "braking_start", "propulsion_start", "takeoff", "landing", "catch_peak", "bottom")
    times = [events[key]["time_s"] for key in (*keys, "hold_start")]
    assert times == sorted(times)


@pytest.mark.parametrize("kind", JUMPS)
def test_what_a_jump_has_not_is_null_and_named(jump: Jump, jumped: Jumped, kind: str) -> None:
    document = jumped(jump(kind, seed=2))
    for key in ("events.separation", "events.drive_start", "metrics.drive_impulse", "metrics.bar_mass"):
        table, name = key.split(".")
        assert document[table][name] is None
        assert codes_of(document, key) == {"not_in_kind"}
    assert (document["metrics"]["braking_duration"] is None) == (kind == "squat_jump")
    named = {key for entry in document["quality"] for key in entry["about"]}
    nulls = {f"metrics.{key}" for key in METRIC_UNITS if document["metrics"][key] is None}
    nulls |= {f"events.{key}" for key in EVENT_KEYS if document["events"][key] is None}
    assert nulls <= named


def test_documents_of_jumps_obey_the_schema(jump: Jump, jumped: Jumped, root: Path) -> None:
    schema: dict[str, Any] = json.loads((root / "processing" / "lift.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for document in (jumped(jump()), jumped(jump("squat_jump")), jumped(jump(), lambda forces: forces.span(0, 900))):
        validator.validate(json.loads(json.dumps(document, allow_nan=False)))


def test_a_jump_counts_as_made_and_gets_no_findings(jump: Jump, jumped: Jumped) -> None:
    document = jumped(jump())
    assert (document["lift"]["outcome"], document["findings"]) == ("made", [])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in JUMPS])
def test_the_height_of_a_lift_is_refused(kind: str) -> None:
    with pytest.raises(NotAJumpError, match=kind):
        height_by_impulse_m(kind, 1.2, G_M_S2)
    with pytest.raises(NotAJumpError, match=kind):
        height_by_flight_m(kind, 0.17, G_M_S2)


def test_a_snatch_is_refused_as_a_jump_by_whoever_asks(
    jump: Jump, simulated_forces: Callable[..., PlateForces]
) -> None:
    signals = LiftSignals(simulated_forces(jump()))
    with pytest.raises(NotAJumpError, match="snatch"):
        measure_jump(signals, Known(True, False, G_M_S2), "snatch")


@pytest.mark.parametrize("kind", ["snatch", "clean", "hang_snatch", "power_position_clean"])
@pytest.mark.parametrize("said", JUMPS)
def test_a_lift_called_a_jump_has_no_jump_height(
    kind: str, said: str, simulated_forces: Callable[..., PlateForces]
) -> None:
    forces = simulated_forces(simulate_lift(kind, seed=3))
    document = analyze_forces(forces, AnalysisOptions(kind=said)).document
    assert not document["segmented"]
    assert all(document["metrics"][key] is None for key in JUMP_KEYS)
    assert all(codes_of(document, f"metrics.{key}") == {"unsegmented"} for key in JUMP_KEYS)


def test_a_snatch_has_no_jump_events(simulated_forces: Callable[..., PlateForces]) -> None:
    document = analyze_forces(simulated_forces(simulate_lift(seed=3)), AnalysisOptions(kind="snatch")).document
    assert document["segmented"]
    for key in JUMP_EVENTS:
        assert document["events"][key] is None
        assert codes_of(document, f"events.{key}") == {"not_in_kind"}
    for key in JUMP_KEYS:
        assert document["metrics"][key] is None
        assert codes_of(document, f"metrics.{key}") == {"not_in_kind"}


def test_a_jump_called_a_lift_is_no_lift(jump: Jump, jumped: Jumped) -> None:
    for kind in ("snatch", "hang_clean"):
        assert not jumped(jump(), kind=kind)["segmented"]


def test_heights_do_not_move_with_the_sample_rate(jump: Jump, jumped: Jumped) -> None:
    found = [jumped(jump(seed=7, rate_hz=rate), noise_n=0.0, hum_n=0.0) for rate in (1000.0, 2000.0)]
    for key, allowed in (("jump_height_impulse", 5e-4), ("jump_height_flight", 5e-4)):
        assert value(found[0], key) == pytest.approx(value(found[1], key), abs=allowed)


def test_a_heavier_weight_lowers_the_velocity_as_its_impulse_says(jump: Jump, jumped: Jumped) -> None:
    made = jump(seed=2)
    usual = jumped(made)
    wrong = jumped(made, body_mass_kg=made.body_mass_kg + 1.0, weigh_by="entered")
    seconds = value(wrong, "time_to_takeoff") + 0.03  # the force leaves a wrong weight a little sooner
    moved = value(wrong, "takeoff_velocity") - value(usual, "takeoff_velocity")
    mass = made.body_mass_kg
    expected = -G_M_S2 * seconds / mass - value(usual, "takeoff_velocity") / mass
    assert moved == pytest.approx(expected, rel=0.1)
