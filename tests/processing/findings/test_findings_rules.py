"""The rule behind the findings, on documents written by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from processing.findings import CODES, STRENGTHS, findings
from processing.findings_rules import between_variance, sign_score, within_variance
from processing.history import History
from processing.priors import SPREADS
from processing.result import Document

MakeLift = Callable[..., Document]
EARLY = {
    "late_drive_share": 0.30,
    "peak_timing": 0.42,
    "drive_fullness": 0.47,
    "half_height_duty": 0.42,
    "drive_velocity_gain": 0.40,
}
SHORT = {"drive_duration": 0.155, "drive_rise": 0.173, "drive_velocity_gain": 0.43}


def strengths(document: Document, earlier: list[Document]) -> dict[str, str]:
    """Codes with strengths; every one of them documented."""
    told = findings(document, earlier)
    assert all(entry["code"] in CODES and entry["strength"] in STRENGTHS for entry in told)
    return {entry["code"]: entry["strength"] for entry in told}


def test_a_usual_lift_has_nothing_unusual(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    assert strengths(make_lift(900.0, 5), ten_lifts) == {"nothing_unusual": "none"}


def test_an_early_cut_is_clear_and_explains_the_weaker_drive(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    told = findings(make_lift(900.0, 5, {**EARLY, "drive_mean_force_ratio": 1.19}), ten_lifts)
    assert [(entry["code"], entry["strength"]) for entry in told] == [("drive_ended_early", "clear")]
    assert set(told[0]["because"]) == set(EARLY)
    assert (told[0]["lifts"], told[0]["sessions"]) == (10, 2)
    assert "note" not in told[0]


def test_a_short_drive_is_told_and_explains_the_weaker_one(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    assert strengths(make_lift(900.0, 5, SHORT), ten_lifts) == {"drive_shorter": "clear"}


def test_an_early_cut_that_is_also_short_is_told_as_early(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    assert strengths(make_lift(900.0, 5, {**EARLY, **SHORT}), ten_lifts) == {"drive_ended_early": "clear"}


def test_a_short_drive_of_a_clean_is_noted_as_a_possible_choice(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    cleans = [{**lift, "lift": {**lift["lift"], "kind": "clean"}} for lift in ten_lifts]
    told = findings(make_lift(900.0, 5, SHORT, kind="clean"), cleans)
    assert told[0]["code"] == "drive_shorter"
    assert "choice" in told[0]["note"]


def test_less_force_over_the_usual_time_is_weaker(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    weak: dict[str, float] = {"drive_mean_force_ratio": 1.22, "drive_velocity_gain": 0.45}
    assert strengths(make_lift(900.0, 5, weak), ten_lifts) == {"drive_weaker": "clear"}


@pytest.mark.parametrize("key", ["late_drive_share", "drive_duration", "drive_velocity_gain", "landing_shift_forward"])
def test_one_sign_alone_is_no_finding(key: str, make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    far = {"late_drive_share": 0.2, "drive_duration": 0.1, "drive_velocity_gain": 0.2, "landing_shift_forward": 90.0}
    told = strengths(make_lift(900.0, 5, {key: far[key]}), ten_lifts)
    assert not {"clear", "likely"} & set(told.values())


def test_from_one_session_a_verdict_is_likely_at_most_and_says_so(make_lift: MakeLift) -> None:
    one_day = [make_lift(10.0 * k, 1) for k in range(1, 11)]
    told = findings(make_lift(900.0, 1, EARLY), one_day)
    assert (told[0]["code"], told[0]["strength"]) == ("drive_ended_early", "likely")
    assert (told[0]["sessions"], told[0]["note"]) == (1, "one session only")


def test_two_families_that_lean_are_no_clear_change(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    leaning = {"drive_mean_force_ratio": 1.268, "drive_velocity_gain": 0.555}
    assert strengths(make_lift(900.0, 5, leaning), ten_lifts) == {"drive_weaker": "no_clear_change"}


def test_feet_that_never_left_are_stuck_where_they_used_to_leave(
    make_lift: MakeLift, ten_lifts: list[Document]
) -> None:
    stuck = {"release_left": None, "release_right": None, "least_foot_load": 0.22, "stance_widening": 8.0}
    told = findings(make_lift(900.0, 5, stuck), ten_lifts)
    assert [(entry["code"], entry["strength"]) for entry in told] == [("feet_stuck", "clear")]
    assert set(told[0]["because"]) == {"release_left", "release_right", "stance_widening"}


def test_a_release_that_could_not_be_measured_is_no_stuck_foot(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    unknown = {"release_left": None, "release_right": None, "least_foot_load": None, "stance_widening": 8.0}
    assert "feet_stuck" not in strengths(make_lift(900.0, 5, unknown), ten_lifts)
    barely = {**unknown, "least_foot_load": 0.045}
    assert "feet_stuck" not in strengths(make_lift(900.0, 5, barely), ten_lifts)


@pytest.mark.parametrize(("side", "code"), [(1, "landed_forward"), (-1, "landed_back")])
def test_a_landing_elsewhere_with_the_push_that_way_is_told(
    side: int, code: str, make_lift: MakeLift, ten_lifts: list[Document]
) -> None:
    moved = {"drive_forward_impulse": -6.0 + 30.0 * side, "landing_shift_forward": -20.0 + 110.0 * side}
    assert strengths(make_lift(900.0, 5, moved), ten_lifts) == {code: "clear"}


def test_a_landing_within_25_mm_is_never_told(make_lift: MakeLift) -> None:
    far_back = {"landing_shift_forward": -120.0, "drive_forward_impulse": -30.0}
    earlier = [make_lift(10.0 * k, day, far_back) for day in (1, 3) for k in range(1, 7)]
    in_place = {"landing_shift_forward": 20.0, "drive_forward_impulse": 6.0}
    assert "landed_forward" not in strengths(make_lift(900.0, 5, in_place), earlier)
    assert "landed_forward" in strengths(make_lift(900.0, 5, {**in_place, "landing_shift_forward": 30.0}), earlier)


def test_without_shear_nothing_is_said_about_the_landing(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    told = strengths(make_lift(900.0, 5, {"drive_forward_impulse": None, "landing_shift_forward": 110.0}), ten_lifts)
    assert told == {"nothing_unusual": "none"}


@pytest.mark.parametrize(
    ("share", "offset", "side"), [(0.44, 0.035, "right"), (0.56, -0.035, "left"), (0.44, -0.035, None)]
)
def test_load_and_lift_off_on_the_same_side_are_told_with_the_side(
    share: float, offset: float, side: str | None, make_lift: MakeLift, ten_lifts: list[Document]
) -> None:
    told = findings(make_lift(900.0, 5, {"left_share": share, "release_offset": offset}), ten_lifts)
    found = [entry["side"] for entry in told if entry["code"] == "left_right_changed"]
    assert found == ([side] if side else [])


def test_under_five_comparable_lifts_only_patterns_are_told(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    cut = {**EARLY, "release_left": None, "release_right": None, "least_foot_load": 0.25}
    told = findings(make_lift(900.0, 5, cut), ten_lifts[:3])
    assert [entry["code"] for entry in told] == ["pattern_spike_then_sag", "pattern_not_released", "few_comparable"]
    assert told[-1]["missing"] == 2
    assert [entry["strength"] for entry in told] == ["pattern", "pattern", "none"]


def test_a_good_lift_without_history_shows_no_pattern(make_lift: MakeLift) -> None:
    told = findings(make_lift(), [])
    assert [(entry["code"], entry.get("missing")) for entry in told] == [("few_comparable", 5)]


def test_a_pull_is_not_asked_to_release_the_feet(make_lift: MakeLift) -> None:
    kept = {"release_left": None, "release_right": None, "least_foot_load": 0.4}
    told = strengths(make_lift(values=kept, kind="snatch_pull"), [])
    assert told == {"few_comparable": "none"}


def test_no_lift_or_a_jump_has_no_findings(make_lift: MakeLift, ten_lifts: list[Document]) -> None:
    assert findings({**make_lift(900.0, 5), "segmented": False}, ten_lifts) == []
    assert findings(make_lift(900.0, 5, kind="countermovement_jump"), ten_lifts) == []


def test_the_score_is_the_written_formula(make_lift: MakeLift) -> None:
    values = [0.55, 0.56, 0.57, 0.58, 0.59, 0.60]
    days = [1, 1, 1, 3, 3, 3]
    lifts = [
        make_lift(10.0 * k, day, {"late_drive_share": x}) for k, (day, x) in enumerate(zip(days, values, strict=True))
    ]
    prior = SPREADS["late_drive_share"]
    within = (8 * prior.within**2 + 2 * 2 * 0.01**2) / (8 + 4)
    between = (8 * prior.between**2 + 1 * (0.03**2 / 2 - within / 3)) / (8 + 1)
    expected = (0.50 - 0.575) / np.sqrt(within * (1 + 1 / 6) + between * (1 + 1 / 2))
    found = sign_score(make_lift(900.0, 5, {"late_drive_share": 0.50}), History(tuple(lifts)), "late_drive_share")
    assert found == pytest.approx(expected, rel=1e-9)


def test_the_athletes_own_data_outweigh_the_priors() -> None:
    rng = np.random.default_rng(8)
    days = [rng.normal(day, 3.0, 200) for day in rng.normal(0.0, 5.0, 200)]
    within = within_variance(days, 1.0)
    assert within == pytest.approx(9.0, rel=0.05)
    assert between_variance(days, 1.0, within) == pytest.approx(25.0, rel=0.25)


def test_one_session_leaves_the_prior_between_sessions() -> None:
    assert between_variance([np.array([1.0, 2.0, 3.0])], 0.7, 1.0) == pytest.approx(0.49)


@pytest.mark.parametrize("code", ["saturated", "implausible"])
def test_a_fault_of_the_force_is_no_spike_of_the_lifter(code: str, make_lift: MakeLift) -> None:
    spike = make_lift(900.0, 5, {"drive_fullness": 0.3, "half_height_duty": 0.2})
    assert set(strengths(spike, [])) == {"pattern_spike_then_sag", "few_comparable"}
    spoilt = {**spike, "quality": [{"code": code, "severity": "error", "about": []}]}
    assert set(strengths(spoilt, [])) == {"few_comparable"}


def test_feet_that_stayed_are_told_also_where_the_force_was_cut_off(make_lift: MakeLift) -> None:
    stuck = make_lift(900.0, 5, {"release_left": None, "release_right": None, "least_foot_load": 0.2})
    cut = {"code": "saturated", "severity": "error", "about": []}
    assert "pattern_not_released" in strengths({**stuck, "quality": [*stuck["quality"], cut]}, [])


def shear_moved(document: Document) -> Document:
    """The same lift where the forward force's zero moved."""
    about = ["metrics.drive_forward_impulse", "metrics.forward_velocity"]
    entry = {"code": "shear_disagrees", "severity": "warning", "message": "", "about": about}
    return {**document, "quality": [*document["quality"], entry]}


@pytest.mark.parametrize(("sign", "code"), [(1.0, "landed_forward"), (-1.0, "landed_back")])
def test_no_push_forward_is_told_where_the_forward_force_is_unsure(
    sign: float, code: str, make_lift: MakeLift, ten_lifts: list[Document]
) -> None:
    there = make_lift(900.0, 5, {"drive_forward_impulse": sign * 30.0, "landing_shift_forward": sign * 120.0})
    assert set(strengths(there, ten_lifts)) == {code}
    (told,) = findings(shear_moved(there), ten_lifts)
    assert told["code"] == "nothing_unusual"
    assert told["note"] == "the forward force is unsure, so forward and back were not judged"


def test_an_unsure_forward_force_keeps_nothing_else_from_being_told(
    make_lift: MakeLift, ten_lifts: list[Document]
) -> None:
    assert strengths(shear_moved(make_lift(900.0, 5, EARLY)), ten_lifts) == {"drive_ended_early": "clear"}
    plain = findings(make_lift(900.0, 5), ten_lifts)
    assert "note" not in plain[0]


def test_an_earlier_lift_whose_forward_force_is_unsure_is_no_measure(
    make_lift: MakeLift, ten_lifts: list[Document]
) -> None:
    there = make_lift(900.0, 5, {"drive_forward_impulse": 30.0, "landing_shift_forward": 120.0})
    unsure = [shear_moved(lift) for lift in ten_lifts]
    assert set(strengths(there, [*unsure[:6], *ten_lifts[6:]])) == {"nothing_unusual"}, "four measured ones are too few"
    assert set(strengths(there, [*unsure[:3], *ten_lifts[3:]])) == {"landed_forward"}
