"""Missed lifts are measured as far as they went, and say where they ended and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from acquisition.interchange.record import LiftLabel, PlateRecord
from processing.analysis import analyze, analyze_forces
from processing.context import LiftContext
from processing.ending import HOWS, PHASES
from processing.forces import PlateForces
from processing.options import AnalysisOptions
from processing.result import Document
from sim_data.lifter import SimulatedLift, simulate_lift
from sim_data.misses import MISSES

Lift = Callable[..., SimulatedLift]
Analysed = Callable[..., Document]
KINDS = ("snatch", "clean", "hang_clean", "power_position_snatch", "block_power_clean")
CASES = [
    (miss, kind)
    for miss in MISSES
    for kind in KINDS
    if miss != "first_pull" or not kind.startswith(("hang_", "power_position_"))
]
WITHIN_S = {"bar_dropped": 0.06, "stepped_off": 0.02}


def told(document: Document) -> tuple[Any, Any]:
    return document["lift"]["ended"], document["lift"]["ended_how"]


@pytest.mark.parametrize(("miss", "kind"), CASES)
def test_a_miss_says_where_it_ended_and_how(lift: Lift, analysed: Analysed, miss: str, kind: str) -> None:
    for seed in (3, 8):
        made = lift(kind, miss=miss, seed=seed)
        document = analysed(made)
        truth = made.truth
        assert told(document) == (truth.ended, truth.ended_how), seed
        assert document["lift"]["ended_s"] == pytest.approx(truth.ended_s, abs=WITHIN_S[truth.ended_how])
        assert document["lift"]["outcome"] == ("missed" if document["segmented"] else "unknown")


@pytest.mark.parametrize(("miss", "kind"), [case for case in CASES if case[0] != "first_pull"])
def test_a_miss_is_measured_as_far_as_it_went(lift: Lift, analysed: Analysed, miss: str, kind: str) -> None:
    made = lift(kind, miss=miss)
    document = analysed(made)
    found = {key for key, entry in document["events"].items() if entry is not None}
    happened = {key for key, time in made.truth.events.items() if time is not None}
    # In an early cut of the bar the last samples of the drive and the loss of the bar look alike.
    assert found - {"bottom", "catch_peak"} == happened - {"bottom", "catch_peak"}
    for key in ("drive_start", "drive_end", "bottom"):
        entry, truth = document["events"][key], made.truth.events[key]
        if entry is not None and truth is not None:
            assert entry["time_s"] == pytest.approx(truth, abs=0.01 if key == "bottom" else 0.003), key
    for key in ("drive_impulse", "late_drive_share", "peak_velocity"):
        assert document["metrics"][key]["value"] == pytest.approx(made.truth.metrics[key], rel=0.02), key
    for key in ("landing_shift_forward", "settling_time"):
        assert document["metrics"][key] is None


def test_a_bar_let_go_in_the_first_pull_is_no_lift_and_says_so(lift: Lift, analysed: Analysed) -> None:
    document = analysed(lift(miss="first_pull"))
    assert not document["segmented"]
    (entry,) = [entry for entry in document["quality"] if entry["code"] == "unsegmented"]
    assert "let go in the first pull" in entry["message"]


@pytest.mark.parametrize("after_s", [0.12, 0.9])
def test_a_record_that_stops_in_the_lift_says_so(lift: Lift, analysed: Analysed, after_s: float) -> None:
    made = lift()
    bottom = made.truth.events["bottom"]
    assert bottom is not None
    last = round((bottom + after_s) * made.rate_hz)
    document = analysed(made, lambda forces: forces.span(0, last))
    assert told(document) == ("recovery", "record_ended")
    assert document["lift"]["outcome"] == "unknown"
    assert document["lift"]["ended_s"] == pytest.approx((last - 1) / made.rate_hz)


@pytest.mark.parametrize("seed", range(4))
def test_a_bar_lost_in_front_or_behind_ends_alike(analysed: Analysed, seed: int) -> None:
    made = simulate_lift("snatch", missed=True, seed=seed)
    assert told(analysed(made)) == ("catch", "bar_dropped")


@pytest.mark.parametrize("kind", ["hang_clean", "power_position_snatch"])
@pytest.mark.parametrize("miss", ["pull_only", "bottom", "squat", "recovery"])
def test_who_stands_alone_afterwards_has_lost_the_bar_though_the_body_mass_is_not_known(
    lift: Lift, analysed: Analysed, kind: str, miss: str
) -> None:
    made = lift(kind, miss=miss)
    document = analysed(made, body_mass_kg=None)
    assert told(document) == (made.truth.ended, made.truth.ended_how)
    assert document["lift"]["ended_s"] == pytest.approx(made.truth.ended_s, abs=WITHIN_S["bar_dropped"])
    assert document["lift"]["outcome"] == "missed"
    assert document["metrics"]["body_mass"] is None
    assert document["metrics"]["bar_mass_measured"] is None


def test_without_the_body_mass_and_a_stand_alone_a_lost_bar_cannot_be_told(lift: Lift, analysed: Analysed) -> None:
    made = lift("hang_clean", miss="recovery")
    assert made.truth.ended_s is not None
    last = round((made.truth.ended_s + 0.4) * made.rate_hz)
    document = analysed(made, lambda forces: forces.span(0, last), body_mass_kg=None)
    assert document["segmented"]
    assert told(document) == (None, None)
    assert document["lift"]["ended_s"] is None
    assert document["lift"]["outcome"] == "unknown"


def test_a_lifter_on_one_foot_afterwards_is_not_taken_for_the_whole_lifter(lift: Lift, analysed: Analysed) -> None:
    made = lift("hang_clean", miss="recovery")
    gone = round(made.truth.spans["standing_after"][0] * made.rate_hz)

    def one_foot(forces: PlateForces) -> PlateForces:
        force = forces.force_n.copy()
        force[0, :, gone:] = 0.0
        return replace(forces, force_n=force)

    assert told(analysed(made, one_foot, body_mass_kg=None)) == (None, None)


def test_a_miss_that_the_detector_saw_beside_a_hold_is_unknown(
    lift: Lift, simulated_forces: Callable[..., PlateForces], options_of: Callable[..., AnalysisOptions]
) -> None:
    made = lift()
    forces, context = simulated_forces(made), LiftContext(outcome="missed")
    document = analyze_forces(forces, options_of(made), (), context).document
    assert (told(document), document["lift"]["outcome"]) == (("hold", "stood"), "unknown")
    said = analyze_forces(forces, options_of(made, outcome="missed"), (), context).document
    assert said["lift"]["outcome"] == "missed"


def test_a_lifter_who_walks_off_after_the_bar_fell_dropped_it(lift: Lift, analysed: Analysed) -> None:
    made = lift("clean", miss="squat")
    gone = round((made.truth.spans["standing_after"][0] + 1.0) * made.rate_hz)

    def left(forces: PlateForces) -> PlateForces:
        force, moment = forces.force_n.copy(), forces.moment_nm.copy()
        force[:, :, gone:] = 0.0
        moment[:, :, gone:] = 0.0
        return replace(forces, force_n=force, moment_nm=moment)

    assert told(analysed(made, left)) == ("recovery", "bar_dropped")


@pytest.mark.parametrize("miss", ["pull_only", "squat", "recovery", "stepped_off"])
def test_a_miss_in_a_record_is_analysed_through_the_one_door(
    lift: Lift, recorded: Callable[..., PlateRecord], miss: str
) -> None:
    made = lift(miss=miss)
    document = analyze(recorded(made, labels=(LiftLabel(0, "snatch", made.load_kg, "A7F3", 1, None),))).document
    assert told(document) == (made.truth.ended, made.truth.ended_how)
    ended_s = made.truth.ended_s
    assert ended_s is not None
    assert document["lift"]["ended_s"] == pytest.approx(ended_s + 2.0, abs=0.06)


def test_no_velocity_of_lifter_and_bar_is_told_once_the_bar_is_lost(
    lift: Lift, simulated_forces: Callable[..., PlateForces], options_of: Callable[..., AnalysisOptions]
) -> None:
    made = lift(miss="squat")
    found = analyze_forces(simulated_forces(made), options_of(made))
    assert found.curves is not None
    known = found.curves.time_s[np.isfinite(found.curves.velocity_m_s)]
    assert known[-1] == pytest.approx(found.document["lift"]["ended_s"], abs=0.002)


def test_endings_have_known_names(analysed: Analysed, lift: Lift) -> None:
    assert {miss.phase for miss in MISSES.values()} < set(PHASES)
    assert {miss.how for miss in MISSES.values()} < set(HOWS)


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"miss": "sneeze"}, "no such miss"),
        ({"kind": "clean_pull", "miss": "squat"}, "no catch"),
        ({"kind": "hang_clean", "miss": "first_pull"}, "no first pull"),
        ({"set_up": "on-plates", "miss": "recovery"}, "on-plates"),
    ],
)
def test_a_miss_that_cannot_be_is_refused(wish: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        simulate_lift(**wish)


def test_a_lifter_who_lets_go_of_the_bar_comes_to_rest(lift: Lift) -> None:
    made = lift(miss="recovery", still=True)
    assert made.truth.ended_s is not None
    first = round(made.truth.ended_s * made.rate_hz)
    body_n = made.body_mass_kg * made.g_m_s2
    gained = (made.force_n[:, 2, first:].sum(axis=0) - body_n).sum() / made.rate_hz / made.body_mass_kg
    speed = made.model.record.speed_m_s
    assert speed > 0.3
    assert speed + gained == pytest.approx(0.0, abs=0.5)
    assert np.all(made.force_n[:, 2] >= 0.0)
