"""The spread over ways to measure: known dependencies show, and nothing is left changed behind it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from processing.analysis import analyze_forces, known_before
from processing.context import LiftContext
from processing.forces import PlateForces
from processing.measuring import measure
from processing.methods import LIMITS, digest, limit, other_limits, parameters
from processing.options import AnalysisOptions
from processing.signals import LiftSignals
from processing.spread import Spread, spread_forces
from sim_data.jump import simulate_jump
from sim_data.lifter import SimulatedLift, simulate_lift

Forces = Callable[..., PlateForces]


def published_snatch(**wishes: Any) -> SimulatedLift:
    """The published snatch profile: 80 kg and a bar of 100 kg, no variation, no sway."""
    return simulate_lift("snatch", load_kg=100.0, varied=False, still=True, g_m_s2=9.81, **wishes)


@pytest.fixture(scope="module")
def one_kg_off(simulated_forces: Forces) -> Spread:
    """A snatch with 100 kg on the bar and 101 kg on the label."""
    said = AnalysisOptions(kind="snatch", bar_mass_kg=101.0, gravity_m_s2=9.81)
    return spread_forces(simulated_forces(published_snatch(), 0.5, 0.0), said)


def test_a_bar_one_kilogram_off_moves_the_velocity_by_four_centimetres_a_second(one_kg_off: Spread) -> None:
    """Over the pull of 0.75 s its weight takes 0.041 m/s away; dividing by a mass 1 kg larger takes 0.007 more."""
    velocity = one_kg_off.metrics["peak_velocity"]
    assert velocity.low_by == "weight: entered"
    momentum = velocity.value * 180.0 - velocity.low * 181.0
    assert momentum / 180.0 == pytest.approx(0.041, abs=0.002)
    assert velocity.value - velocity.low == pytest.approx(0.048, abs=0.002)
    weight = one_kg_off.metrics["system_weight"]
    assert weight.high - weight.value == pytest.approx(9.81, abs=0.5)
    assert weight.high_by == "weight: entered"


def test_what_rests_on_no_weight_does_not_move_with_it(one_kg_off: Spread) -> None:
    for key in ("body_mass", "peak_force", "least_foot_load"):
        assert one_kg_off.metrics[key].values["weight: entered"] == one_kg_off.metrics[key].value


def test_distance_is_told_over_the_uncertainty(one_kg_off: Spread) -> None:
    velocity = one_kg_off.metrics["peak_velocity"]
    assert velocity.uncertainty is not None
    assert velocity.relative is not None
    assert velocity.relative == pytest.approx(velocity.moves / velocity.uncertainty)
    assert velocity.relative > 3.0
    assert one_kg_off.metrics["notch_count"].relative is None


def test_a_lower_contact_threshold_shortens_the_release(one_kg_off: Spread) -> None:
    release = one_kg_off.metrics["release_left"]
    assert (release.low_by, release.high_by) == ("contact: 10 N", "contact: 30 N")
    assert release.low < release.value < release.high
    assert release.high - release.low < 0.010


def test_the_filter_moves_pressure_and_no_impulse(one_kg_off: Spread) -> None:
    for corner in ("pressure: 20 Hz", "pressure: 100 Hz"):
        assert one_kg_off.metrics["drive_impulse"].values[corner] == one_kg_off.metrics["drive_impulse"].value
        assert one_kg_off.metrics["pressure_at_drive_end"].values[corner] != pytest.approx(
            one_kg_off.metrics["pressure_at_drive_end"].value, abs=1e-6
        )


def test_the_rule_of_crossing_moves_slow_crossings_and_no_steep_ones(simulated_forces: Forces) -> None:
    noisy = spread_forces(
        simulated_forces(published_snatch(), 15.0, 0.0), AnalysisOptions(kind="snatch", gravity_m_s2=9.81)
    )
    slow, steep = noisy.metrics["unweighting_duration"], noisy.metrics["drive_duration"]
    assert slow.values["crossing: first"] != slow.values["crossing: last"]
    assert slow.moves < 0.005
    assert steep.values["crossing: first"] == steep.values["crossing: last"] == steep.value


def test_a_set_up_that_cannot_be_is_named_and_not_compared(one_kg_off: Spread) -> None:
    assert "on-plates" in " ".join(one_kg_off.refused)
    assert all("set-up" not in way.name for way in one_kg_off.tried)


def test_a_lift_with_the_bar_on_the_plates_is_tried_off_them(simulated_forces: Forces) -> None:
    said = AnalysisOptions(kind="snatch", set_up="on-plates", body_mass_kg=80.0, gravity_m_s2=9.81)
    found = spread_forces(simulated_forces(published_snatch(set_up="on-plates"), 0.5, 0.0), said)
    told = [way.name for way in found.tried] + list(found.refused)
    assert "set-up: off-plates" in told
    assert "weight: quiet" in told or found.analysis.document["conditions"]["system_weight_source"] == "quiet"


def test_a_jump_is_weighed_before_and_after(simulated_forces: Forces) -> None:
    made = simulate_jump(seed=3)
    said = AnalysisOptions(kind=made.kind, body_mass_kg=made.body_mass_kg + 0.5)
    found = spread_forces(simulated_forces(made), said)
    height = found.metrics["jump_height_impulse"]
    assert height.low_by == "weight: entered"
    assert height.values["weight: hold"] == pytest.approx(height.value, abs=0.01)
    flight = found.metrics["jump_height_flight"]
    assert flight.values["weight: entered"] == flight.value


def test_what_cannot_be_measured_in_a_way_is_told(one_kg_off: Spread) -> None:
    assert one_kg_off.metrics["bar_mass_measured"].lost == ("weight: entered",)


def test_no_lift_has_no_spread(simulated_forces: Forces) -> None:
    found = spread_forces(simulated_forces(published_snatch()).span(0, 1500), AnalysisOptions(kind="snatch"))
    assert not found.analysis.segmented
    assert (found.tried, found.metrics) == ((), {})


def test_the_standard_way_is_the_plain_analysis(one_kg_off: Spread, simulated_forces: Forces) -> None:
    said = AnalysisOptions(kind="snatch", bar_mass_kg=101.0, gravity_m_s2=9.81)
    plain = analyze_forces(simulated_forces(published_snatch(), 0.5, 0.0), said).document
    assert one_kg_off.analysis.document == plain
    for key, each in one_kg_off.metrics.items():
        assert each.value == plain["metrics"][key]["value"]
        assert each.low <= each.value <= each.high


def test_nothing_is_left_changed(one_kg_off: Spread) -> None:
    assert one_kg_off.tried
    assert parameters() == {name: entry.value for name, entry in LIMITS.items()}


def test_other_limits_hold_inside_the_block_alone() -> None:
    usual = digest()
    with other_limits({"contact_n": 30.0}):
        assert limit("contact_n") == parameters()["contact_n"] == 30.0
        assert digest() != usual
        with other_limits({"lowpass_hz": 20.0}):
            assert (limit("contact_n"), limit("lowpass_hz")) == (30.0, 20.0)
        elsewhere: list[float] = []
        other = threading.Thread(target=lambda: elsewhere.append(limit("contact_n")))
        other.start()
        other.join()
        assert elsewhere == [LIMITS["contact_n"].value]
    assert limit("contact_n") == LIMITS["contact_n"].value
    assert digest() == usual


def test_other_limits_end_also_where_something_fails() -> None:
    with pytest.raises(ZeroDivisionError), other_limits({"contact_n": 30.0}):
        raise ZeroDivisionError
    assert limit("contact_n") == LIMITS["contact_n"].value
    with pytest.raises(KeyError), other_limits({"no_such_limit": 1.0}):
        pass


def test_a_document_with_its_spread_obeys_the_schema(one_kg_off: Spread, root: Path) -> None:
    schema = json.loads((root / "processing" / "lift.schema.json").read_text())
    document = {**one_kg_off.analysis.document, "spread": one_kg_off.document()}
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(document, allow_nan=False)))


def test_the_weight_can_be_asked_from_where_it_is_not(simulated_forces: Forces) -> None:
    """A lift from the floor has no standing with the bar before it: W is then not known, and nothing is guessed."""
    said = AnalysisOptions(kind="snatch", gravity_m_s2=9.81)
    forces = simulated_forces(published_snatch(), 0.5, 0.0)
    document = analyze_forces(forces, replace(said, weigh_by="quiet")).document
    assert document["metrics"]["system_weight"] is None
    assert np.isfinite(analyze_forces(forces, said).document["metrics"]["system_weight"]["value"])


def test_a_floor_lift_without_an_entered_bar_is_weighed_by_halves_of_its_hold(simulated_forces: Forces) -> None:
    """W of each half is the mean force of that half of the hold, and what rests on W follows it."""
    made = simulate_lift("snatch", seed=3)
    forces = simulated_forces(made)
    found = spread_forces(forces, AnalysisOptions(kind="snatch"))
    weight, velocity = found.metrics["system_weight"], found.metrics["peak_velocity"]
    halves = [weight.values[f"weight: {half} half"] for half in ("first", "second")]
    assert None not in halves
    assert np.mean([half for half in halves if half is not None]) == pytest.approx(weight.value, abs=0.01)
    assert halves[0] != halves[1]
    assert weight.varied
    assert velocity.varied
    assert velocity.low < velocity.value < velocity.high
    for part, half in zip(((0.0, 0.5), (0.5, 1.0)), halves, strict=True):
        hold = hold_samples(forces)
        first, last = (hold.start + int(share * (hold.stop - hold.start)) for share in part)
        assert half == pytest.approx(float(forces.force_n[:, 2, first:last].sum(axis=0).mean()), rel=1e-8)


def hold_samples(forces: PlateForces) -> slice:
    """Samples of the hold that weighs a lift."""
    known = known_before("snatch", AnalysisOptions(kind="snatch"), LiftContext())
    hold = measure(LiftSignals(forces), known).weights.hold
    assert hold is not None
    return slice(hold.start, hold.stop)


@pytest.mark.parametrize("kind", ["snatch", "hang_clean", "snatch_pull", "countermovement_jump"])
def test_the_standing_that_weighs_is_halved_in_every_kind(kind: str, simulated_forces: Forces) -> None:
    made = simulate_jump(seed=4) if kind.endswith("jump") else simulate_lift(kind, seed=4)
    found = spread_forces(simulated_forces(made), AnalysisOptions(kind=kind))
    assert {"weight: first half", "weight: second half"} <= {way.name for way in found.tried}
    assert found.metrics["system_weight"].varied


def test_masses_that_were_typed_are_not_weighed_by_halves(simulated_forces: Forces) -> None:
    said = AnalysisOptions(
        kind="snatch", set_up="on-plates", body_mass_kg=80.0, bar_mass_kg=100.0, gravity_m_s2=9.81, weigh_by="entered"
    )
    found = spread_forces(simulated_forces(published_snatch(set_up="on-plates"), 0.5, 0.0), said)
    assert found.analysis.document["conditions"]["system_weight_source"] == "entered"
    assert found.refused["weight: first half"] == found.refused["weight: second half"] == "no standing weighs this lift"


def test_what_no_way_changes_is_not_called_steady(one_kg_off: Spread) -> None:
    peak = one_kg_off.metrics["peak_force"]
    assert not peak.varied
    assert one_kg_off.metrics["peak_velocity"].varied
    told = one_kg_off.document()["metrics"]["peak_force"]
    assert (told["low_by"], told["high_by"]) == (None, None)


def test_thresholds_move_what_rests_on_them_and_nothing_else(simulated_forces: Forces) -> None:
    settled = spread_forces(simulated_forces(simulate_lift("snatch", seed=3)), AnalysisOptions(kind="snatch"))
    moved = {key for key, each in settled.metrics.items() if each.values["settled: 2.5 %"] != each.value}
    assert moved == {"settling_time"}
    jump = spread_forces(simulated_forces(simulate_jump(seed=3)), AnalysisOptions(kind="countermovement_jump"))
    until_takeoff = jump.metrics["time_to_takeoff"]
    assert (until_takeoff.low_by, until_takeoff.high_by) == ("onset: 15 N", "onset: 5 N")
    assert not any(way.name.startswith(("settled", "notch", "push")) for way in jump.tried)


@pytest.mark.parametrize(("depth", "by_rule"), [(0.06, 0.0), (0.09, 1.0)])
def test_a_shallow_dip_in_the_push_is_a_notch_by_some_levels(
    depth: float, by_rule: float, simulated_forces: Forces
) -> None:
    """The dips leave 3 to 5 % and 5 to 7.5 % of W between the push's two tops: its own fall takes the rest."""
    said = AnalysisOptions(kind="snatch", gravity_m_s2=9.81)
    forces = simulated_forces(published_snatch(), 0.0, 0.0)
    peak_s = analyze_forces(forces, said).document["events"]["peak_2"]["time_s"]
    at = np.clip((np.arange(forces.n) / forces.rate_hz - peak_s - 0.03) / 0.012, -1.0, 1.0)
    force = forces.force_n.copy()
    force[:, 2] -= np.cos(0.5 * np.pi * at) ** 2 * (80.0 + depth * 180.0 * 9.81) / 2.0
    notches = spread_forces(replace(forces, force_n=force), said).metrics["notch_count"]
    assert (notches.values["notch: 2.5 %"], notches.value, notches.values["notch: 7.5 %"]) == (1.0, by_rule, 0.0)
