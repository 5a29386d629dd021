"""Heel and toes: from a rock, from a rock in the weigh-in, from a typed length; and what counts from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from acquisition.interchange.record import LiftLabel, PlateRecord, WeighIn
from processing.analysis import analyze
from processing.foot_frame import find_rock
from processing.forces import PlateForces
from processing.methods import limit
from processing.options import AnalysisOptions
from processing.result import Document
from processing.signals import LiftSignals
from sim_data.lifter import KINDS, SimulatedLift
from sim_data.rock import rocked

Lift = Callable[..., SimulatedLift]
Analysed = Callable[..., Document]
Recorded = Callable[..., PlateRecord]
PRESSURE = ("pressure_rearmost", "pressure_at_drive_end")
BEFORE_S = 2.0


def codes(document: Document, key: str) -> set[str]:
    return {entry["code"] for entry in document["quality"] if f"metrics.{key}" in entry["about"]}


def standing_mm(made: SimulatedLift) -> float:
    """Mean pressure of the quiet standing, as the truth of the pressures counts from it."""
    t = np.linspace(0.0, made.model.record.timeline.quiet_end, 4000)
    return float(made.model.combined_mm(t)[1].mean())


@pytest.mark.parametrize("kind", ["snatch", "clean", "block_power_snatch"])
@pytest.mark.parametrize("seed", [3, 5])
def test_a_rock_before_the_lift_places_heel_and_toes(lift: Lift, analysed: Analysed, kind: str, seed: int) -> None:
    made, frame = rocked(lift(kind, seed=seed))
    document = analysed(made)
    found = document["foot_frame"]
    assert found["source"] == "rock"
    for side in ("left", "right"):
        assert found["heel_mm"][side] == pytest.approx(frame.heel_mm[side], abs=2.0)
        assert found["toe_mm"][side] == pytest.approx(frame.toe_mm[side], abs=2.0)
    assert found["foot_length_mm"] == pytest.approx(frame.toe_mm["left"] - frame.heel_mm["left"], abs=3.0)
    for key in PRESSURE:
        metric, truth = document["metrics"][key], made.truth.metrics[key]
        assert truth is not None
        assert metric["value"] == pytest.approx(truth + standing_mm(made) - frame.heel_mm["left"], abs=3.0)
        assert found["uncertainty_mm"] <= metric["uncertainty"] < 10.0
        assert codes(document, key) == set()


def test_without_a_foot_frame_pressure_counts_from_standing_and_says_so(lift: Lift, analysed: Analysed) -> None:
    made = lift()
    document = analysed(made)
    assert document["foot_frame"] is None
    for key in PRESSURE:
        assert codes(document, key) == {"relative_to_standing"}
        assert document["metrics"][key]["value"] == pytest.approx(made.truth.metrics[key], abs=2.0)


@pytest.mark.parametrize("kind", ["snatch", "hang_clean", "clean_pull"])
def test_a_typed_length_places_the_heel_less_exactly(lift: Lift, analysed: Analysed, kind: str) -> None:
    made = lift(kind)
    plain, document = analysed(made), analysed(made, foot_length_mm=265.0)
    found = document["foot_frame"]
    assert (found["source"], found["foot_length_mm"]) == ("length", 265.0)
    assert found["heel_mm"]["left"] == pytest.approx(standing_mm(made) - 110.0, abs=found["uncertainty_mm"])
    assert found["toe_mm"]["left"] - found["heel_mm"]["left"] == pytest.approx(265.0)
    for key in PRESSURE:
        metric = document["metrics"][key]
        shift = metric["value"] - plain["metrics"][key]["value"]
        assert shift == pytest.approx(limit("heel_share") * 265.0, abs=1.0)
        assert metric["uncertainty"] > 15.0 > plain["metrics"][key]["uncertainty"]
        assert codes(document, key) == set()


def test_a_rock_counts_more_than_a_typed_length(lift: Lift, analysed: Analysed) -> None:
    made, _ = rocked(lift())
    assert analysed(made, foot_length_mm=265.0)["foot_frame"]["source"] == "rock"


def test_only_a_measured_foot_takes_the_floor_off_the_landings_uncertainty(lift: Lift, analysed: Analysed) -> None:
    plain = lift(still=True)
    made, _ = rocked(plain)
    floor = limit("sway_mm")
    spreads = [
        document["metrics"]["landing_shift_forward"]["uncertainty"]
        for document in (analysed(plain), analysed(plain, foot_length_mm=265.0), analysed(made))
    ]
    assert spreads[:2] == [floor, floor]
    assert 0.0 < spreads[2] < floor


def test_a_rock_is_no_part_of_the_standing_that_the_landing_counts_from(lift: Lift, analysed: Analysed) -> None:
    plain = lift()
    made, _ = rocked(plain)
    for key in ("landing_shift_forward", "stance_widening"):
        one, other = (analysed(each)["metrics"][key]["value"] for each in (plain, made))
        assert other == pytest.approx(one, abs=3.0), key


def test_bar_and_discs_on_the_plates_leave_no_foot_frame(lift: Lift, analysed: Analysed) -> None:
    document = analysed(lift(set_up="on-plates"), foot_length_mm=265.0)
    assert document["foot_frame"] is None
    assert codes(document, "pressure_rearmost") == {"bar_on_plates"}


def test_a_step_after_the_rock_moves_the_frame_with_the_feet(lift: Lift, analysed: Analysed) -> None:
    made, frame = rocked(lift())
    stepped_s = made.truth.spans["quiet"][0] - 0.7

    def further_on(forces: PlateForces) -> PlateForces:
        """The rock happened 60 mm further forward, and a step back follows it."""
        force, moment = forces.force_n.copy(), forces.moment_nm.copy()
        before = slice(0, round(stepped_s * made.rate_hz))
        moment[:, 0, before] += 0.060 * force[:, 2, before]
        step = slice(before.stop, before.stop + 150)
        force[1, 2, step] += force[0, 2, step]
        force[0, :, step] = 0.0
        moment[0, :, step] = 0.0
        return replace(forces, force_n=force, moment_nm=moment)

    found = analysed(made, further_on)["foot_frame"]
    assert found["source"] == "rock"
    assert found["heel_mm"]["left"] == pytest.approx(frame.heel_mm["left"], abs=12.0)
    assert found["uncertainty_mm"] > limit("sway_mm")


@pytest.mark.parametrize("kind", KINDS)
def test_no_rock_is_seen_in_a_lift_without_one(
    lift: Lift, simulated_forces: Callable[..., PlateForces], kind: str
) -> None:
    signals = LiftSignals(simulated_forces(lift(kind)))
    assert find_rock(signals, 0, signals.n) is None


def test_a_rock_in_the_weigh_in_serves_a_later_lift(lift: Lift, recorded: Recorded) -> None:
    made, frame = rocked(lift())
    rock_s = made.truth.spans["quiet"][0]
    record = recorded(made, labels=(LiftLabel(0, "snatch", made.load_kg, "A7F3", 1, None),))
    weigh_in = WeighIn(2100, 3900, made.body_mass_kg * 9.80665, 0.3)
    first = round((BEFORE_S + rock_s) * record.rate_hz)
    with_weigh_in = replace(record, weigh_ins=(weigh_in,))
    document = analyze(with_weigh_in, span=(first, record.n)).document
    found = document["foot_frame"]
    assert found["source"] == "rock"
    assert found["heel_mm"]["right"] == pytest.approx(frame.heel_mm["right"], abs=12.0)
    assert found["uncertainty_mm"] > limit("sway_mm")
    assert analyze(record, span=(first, record.n)).document["foot_frame"] is None


def test_the_label_may_carry_the_length(lift: Lift, recorded: Recorded) -> None:
    made = lift()
    label = LiftLabel(0, "snatch", made.load_kg, "A7F3", 1, None, 280.0)
    record = recorded(made, labels=(label,))
    assert analyze(record).document["foot_frame"]["foot_length_mm"] == 280.0
    typed = analyze(record, AnalysisOptions(foot_length_mm=260.0)).document
    assert typed["foot_frame"]["foot_length_mm"] == 260.0


@pytest.mark.parametrize("wish", [{"kind": "hang_clean"}, {"set_up": "on-plates"}])
def test_a_rock_needs_a_lifter_who_stands_alone(lift: Lift, wish: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="does not stand alone"):
        rocked(lift(**wish))
