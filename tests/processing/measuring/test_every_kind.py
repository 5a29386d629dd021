"""Every metric of every kind of lift in both set-ups: near the truth, or null with the right reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from processing.document import EVENT_KEYS, JUMP_EVENTS, JUMP_KEYS, METRIC_UNITS
from processing.options import JUMPS, KINDS, is_floor, is_pull
from processing.result import Document
from sim_data.lifter import SimulatedLift

Lift = Callable[..., SimulatedLift]
Analysed = Callable[..., Document]
Case = Callable[[str, str], tuple[SimulatedLift, Document]]

CASES = [(kind, "off-plates") for kind in KINDS if kind not in JUMPS]
CASES += [(kind, "on-plates") for kind in KINDS if is_floor(kind)]

NEAR: dict[str, tuple[float, float]] = {
    "body_mass": (0.3, 0.0),
    "bar_mass": (0.6, 0.0),
    "bar_mass_measured": (0.6, 0.0),
    "system_weight": (6.0, 0.0),
    "peak_force": (0.0, 0.0025),
    "peak_force_ratio": (0.005, 0.0),
    "drive_duration": (0.004, 0.0),
    "drive_impulse": (0.0, 0.015),
    "drive_velocity_gain": (0.0, 0.015),
    "drive_mean_force_ratio": (0.005, 0.0),
    "drive_fullness": (0.01, 0.0),
    "late_drive_share": (0.015, 0.0),
    "half_height_duty": (0.012, 0.0),
    "peak_timing": (0.03, 0.0),
    "decay_rate": (0.0, 0.03),
    "finish_delay": (0.0035, 0.0),
    "drive_rise": (0.012, 0.0),
    "peak_velocity": (0.03, 0.0),
    "rate_of_force_development": (0.0, 0.02),
    "first_pull_impulse": (2.0, 0.0),
    "pull_balance": (0.015, 0.0),
    "unweighting_duration": (0.004, 0.0),
    "unweighting_depth": (0.005, 0.0),
    "unweighting_impulse": (0.6, 0.0),
    "drive_forward_impulse": (0.5, 0.0),
    "forward_velocity": (0.02, 0.0),
    "combined_drift_forward": (40.0, 0.0),
    "drive_direction": (0.1, 0.0),
    "pressure_rearmost": (2.0, 0.0),
    "pressure_at_drive_end": (2.0, 0.0),
    "left_share": (0.002, 0.0),
    "left_right_index": (0.4, 0.0),
    "release_left": (0.003, 0.0),
    "release_right": (0.003, 0.0),
    "release_offset": (0.0025, 0.0),
    "least_foot_load": (0.02, 0.0),
    "landing_shift_forward": (25.0, 0.0),
    "landing_shift_forward_left": (25.0, 0.0),
    "landing_shift_forward_right": (25.0, 0.0),
    "stance_widening": (25.0, 0.0),
    "catch_peak_ratio": (0.015, 0.0),
    "landing_to_catch_peak": (0.005, 0.0),
    "catch_sway": (2.0, 0.0),
    "settling_time": (0.15, 0.0),
    "notch_count": (0.0, 0.0),
    "notch_depth": (0.0, 0.0),
}
"""How far from the truth a metric may lie: the larger of an absolute and a relative allowance."""
LANDING = (
    "landing_shift_forward",
    "landing_shift_forward_left",
    "landing_shift_forward_right",
    "stance_widening",
)
CATCH = ("catch_peak_ratio", "landing_to_catch_peak", "catch_sway", "settling_time")


def reasons(kind: str, set_up: str) -> dict[str, str]:
    """Metrics that this kind in this set-up cannot have, and the code that says why."""
    found = dict.fromkeys(JUMP_KEYS, "not_in_kind") | {"transfer_distance": "needs_session"}
    if set_up == "on-plates":
        shown = ("first_pull_impulse", "pull_balance", "pressure_rearmost", "pressure_at_drive_end", *LANDING)
        found |= dict.fromkeys(shown, "bar_on_plates")
    if not is_floor(kind):
        pulls = ("first_pull_impulse", "pull_balance", *(key for key in METRIC_UNITS if key[:11] == "unweighting"))
        found |= dict.fromkeys(pulls, "not_in_kind")
    if kind.startswith("power_position_"):
        found["transfer_distance"] = "not_in_kind"
    if is_pull(kind):
        found |= dict.fromkeys((*LANDING, *CATCH, "least_foot_load", "transfer_distance"), "not_in_kind")
        found |= dict.fromkeys(("finish_delay", "release_left", "release_right", "release_offset"), "feet_stayed")
    return found


@pytest.fixture(scope="module")
def case(lift: Lift, analysed: Analysed) -> Case:
    """A simulated lift and its document, made once for all tests of this page."""

    @cache
    def once(kind: str, set_up: str) -> tuple[SimulatedLift, Document]:
        made = lift(kind, set_up=set_up)
        return made, analysed(made)

    return once


def codes(document: Document, key: str) -> set[str]:
    return {entry["code"] for entry in document["quality"] if key in entry["about"]}


@pytest.mark.parametrize(("kind", "set_up"), CASES)
def test_every_metric_is_near_the_truth_or_null_with_its_reason(case: Case, kind: str, set_up: str) -> None:
    made, document = case(kind, set_up)
    assert document["segmented"]
    expected = reasons(kind, set_up)
    wrong: list[tuple[str, Any, Any]] = []
    for key in METRIC_UNITS:
        entry: dict[str, Any] | None = document["metrics"][key]
        if key in expected:
            if entry is not None or codes(document, f"metrics.{key}") != {expected[key]}:
                wrong.append((key, entry, codes(document, f"metrics.{key}")))
            continue
        truth = made.truth.metrics[key]
        assert truth is not None, key
        absolute, relative = NEAR[key]
        if entry is None or abs(entry["value"] - truth) > max(absolute, relative * abs(truth)):
            wrong.append((key, entry, truth))
    assert wrong == []


@pytest.mark.parametrize(("kind", "set_up"), CASES)
def test_every_event_that_happened_is_found_and_no_other(case: Case, kind: str, set_up: str) -> None:
    made, document = case(kind, set_up)
    found = {key for key, entry in document["events"].items() if entry is not None}
    happened = {key for key, time in made.truth.events.items() if time is not None}
    assert found == happened
    for key in (*EVENT_KEYS[:9], "foot_off_left", "foot_on_right"):
        entry, truth = document["events"][key], made.truth.events.get(key)
        if entry is not None and key not in ("quiet", "tension_onset", "peak_1", "trough", "peak_2"):
            assert entry["time_s"] == pytest.approx(truth, abs=0.003), key
    assert all(document["events"][key] is None for key in JUMP_EVENTS)


@pytest.mark.parametrize(("kind", "set_up"), CASES)
def test_a_made_lift_ends_standing_in_the_hold(case: Case, kind: str, set_up: str) -> None:
    _, document = case(kind, set_up)
    told = document["lift"]
    assert (told["outcome"], told["ended"], told["ended_how"]) == ("made", "hold", "stood")
    assert told["ended_s"] == document["events"]["hold_start"]["time_s"]
