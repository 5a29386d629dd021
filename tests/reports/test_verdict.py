"""The sentence a coach reads first, and what the page says around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from processing.findings import findings
from processing.result import LiftAnalysis
from reports.comparison import compare
from reports.details import ReportDetails
from reports.drills import try_next
from reports.model import LiftPage, lift_page
from reports.shown import EVIDENCE
from reports.verdict import verdict
from reports.words.drawings import FEET_ONE_PLATE
from reports.words.lift import DASH
from reports.words.signs import RANGES_NOT_GIVEN
from reports.words.verdicts import NOT_JUDGED

MakePage = Callable[..., LiftPage]


@pytest.mark.parametrize(
    ("name", "sentence", "evidence"),
    [
        ("good", "Nothing unusual in the leg drive.", "Compared with 9 earlier lifts at 90–94 kg on 3 days."),
        ("early", "The push ended early.", r"3 of 3 signs agree: clear\. Also: .*feet stuck to the floor"),
        ("early and small", "The push likely ended early.", r"[23] of 3 signs agree: likely\."),
        ("short", "The push was shorter than usual.", r"^Drive length \d+ ms \(usual \d+–\d+ ms\), drive rise"),
        (
            "forward",
            "The lifter jumped forward.",
            r"landing shift \d+ mm forward \(usual .*\)\. 2 of 2 signs",
        ),
        (
            "asymmetric",
            "The right leg did more than usual, the left less.",
            r"^Left share 4.* right foot after left \d+ ms",
        ),
        ("missed", "Missed lift. The push was shorter than usual.", "signs agree: clear."),
        ("stuck clean", "The feet stayed stuck to the floor.", r"^Both feet stayed down, stance wider by \d+ mm"),
        ("short clean", "A shorter push than usual, which a clean allows.", "Information, not a fault"),
        (
            "no history",
            "Not enough lifts to compare with yet.",
            r"5 made lifts \(snatch at 88–96 kg\); there are none yet\.$",
        ),
        ("pattern", "The force rose to a spike, then sagged.", "Seen in this lift alone, compared with nothing."),
        ("unsegmented", "No lift was found in this recording.", "No push above 1.1 times the weight"),
    ],
)
def test_a_lift_gets_its_sentence_and_its_evidence(
    name: str, sentence: str, evidence: str, make_page: MakePage
) -> None:
    told = make_page(name).verdict
    assert told.sentence == sentence
    assert re.search(evidence, told.evidence.replace("\u00a0", " "))


@pytest.mark.parametrize("name", ["no history", "pattern", "power position", "hang"])
def test_without_five_lifts_nothing_is_called_usual_short_or_weak(name: str, make_page: MakePage) -> None:
    page = make_page(name)
    assert all(question.strip is None and question.judgement is None for question in page.questions)
    assert all(row.usual == DASH for row in page.signs)
    assert page.force.usual is None
    words = f"{page.verdict.sentence} {page.verdict.evidence}"
    assert not any(word in words for word in ("usual", "short", "weak"))


def test_lifts_that_are_missing_are_counted(make_lift: Callable[..., LiftAnalysis], good_history: Any) -> None:
    lift = make_lift(history=good_history[:2])
    assert lift.curves is not None
    page = lift_page(lift.document, lift.curves, [each.document for each in good_history[:2]])
    assert "there are 2, 3\u00a0more are needed" in page.verdict.evidence


def test_a_verdict_from_one_day_says_so(make_lift: Callable[..., LiftAnalysis]) -> None:
    history = tuple(make_lift(seed=50 + n, day=0, number=1 + n, load_kg=92.0) for n in range(6))
    lift = make_lift(fault="early_cut", day=0, number=9, history=history)
    assert lift.curves is not None
    page = lift_page(lift.document, lift.curves, [each.document for each in history])
    assert page.verdict.sentence == "The push likely ended early."
    assert "One session only." in page.verdict.evidence


def test_a_short_push_in_a_clean_is_no_fault_and_gets_no_drill(make_page: MakePage) -> None:
    page = make_page("short clean")
    assert page.verdict.sign.shape == "usual"
    assert page.try_next.lead == ""
    assert not any(row.judgement.sign.filled for row in page.signs if row.judgement.sign.shape in ("up", "down"))


def test_feet_that_left_the_floor_are_not_called_stuck(make_page: MakePage) -> None:
    words = {
        name: f"{(page := make_page(name)).verdict.sentence} {page.verdict.evidence}" for name in ("short", "stuck")
    }
    assert "stuck" not in words["short"]
    assert "stuck" in words["stuck"]


def gone_forward(case: tuple[LiftAnalysis, tuple[LiftAnalysis, ...]], impulse_ns: float = 4.0) -> LiftPage:
    """The page of a lift that pushed and stood forward."""
    lift, earlier = case
    assert lift.curves is not None
    metrics = {**lift.document["metrics"]}
    for key, value in (("landing_shift_forward", 60.0), ("drive_forward_impulse", impulse_ns)):
        metrics[key] = {**metrics[key], "value": value}
    document = {**lift.document, "metrics": metrics}
    document["findings"] = findings(document, [each.document for each in earlier])
    return lift_page(document, lift.curves, [each.document for each in earlier])


def test_nobody_jumps_forward_with_both_feet_on_the_floor(
    cases: dict[str, tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]],
) -> None:
    page = gone_forward(cases["stuck"])
    assert page.verdict.sentence == "The lifter likely went forward."
    rows = {row.name: row.judgement.words for row in page.signs}
    assert (rows["Landing shift"], rows["Feet free"]) == ("further forward", "both feet stayed down")
    assert page.questions[2].judgement is not None
    assert page.questions[2].judgement.answer == "further forward"
    assert "went forward (" in gone_forward(cases["early"]).verdict.evidence
    assert gone_forward(cases["good"]).verdict.sentence == "The lifter likely jumped forward."


def test_a_push_that_is_still_back_is_not_called_forward(
    cases: dict[str, tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]], make_page: MakePage
) -> None:
    rows = {row.name: row for row in gone_forward(cases["good"], -0.2).signs}
    assert rows["Forward impulse"].value == "0.2\u00a0N·s back"
    assert rows["Forward impulse"].judgement.words == "further forward"
    pushed = {row.name: row for row in make_page("forward").signs}["Forward impulse"]
    assert pushed.judgement.words == "pushed forward"


def test_where_the_force_was_cut_off_numbers_are_lowest_values_without_an_interval(
    cases: dict[str, tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]],
) -> None:
    lift, earlier = cases["early"]
    assert lift.curves is not None
    cut = {"code": "saturated", "severity": "error", "message": "cut off", "about": ["metrics.drive_impulse"]}
    document = {**lift.document, "quality": [*lift.document["quality"], cut]}
    page = lift_page(document, lift.curves, [each.document for each in earlier])
    hard = page.questions[1]
    assert str(hard.value).startswith("at\u00a0least\u00a0")
    assert hard.strip is not None
    assert hard.strip.half_width == 0.0
    row = {row.name: row for row in page.signs}["Push impulse"]
    assert str(row.value).startswith("≥\u00a0")
    assert row.judgement.words == "force cut off", "a lowest value is not below usual"
    assert row.judgement.sign.shape == "none"
    assert "±" not in str(lift_page(document, lift.curves, []).questions[0].value)


@pytest.mark.parametrize(("code", "why"), [("saturated", "was cut off"), ("implausible", "cannot be right")])
def test_a_push_whose_force_is_wrong_is_neither_blamed_nor_called_usual(
    code: str, why: str, cases: dict[str, tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]]
) -> None:
    lift, earlier = cases["good"]
    assert lift.curves is not None
    metrics = {**lift.document["metrics"]}
    for key, factor in (("drive_mean_force_ratio", 0.92), ("drive_velocity_gain", 0.7)):
        metrics[key] = {**metrics[key], "value": factor * metrics[key]["value"]}
    document = {**lift.document, "metrics": metrics}
    history = [each.document for each in earlier]
    assert findings(document, history)[0]["code"] == "drive_weaker"
    document["quality"] = [{"code": code, "severity": "error", "message": "", "about": []}]
    document["findings"] = findings(document, history)
    assert [(each["code"], each["strength"]) for each in document["findings"]] == [("not_judged", "none")]
    page = lift_page(document, lift.curves, [each.document for each in earlier])
    assert page.verdict.sentence == "The leg drive was not judged."
    assert page.verdict.evidence.endswith("cannot be compared. Poor data: read the quality line first.")
    assert page.try_next.lead == ""
    assert page.try_next.text == f"No drill: the force {why}, so the push cannot be compared."


def test_a_forward_force_that_is_unsure_is_not_judged_and_the_page_says_so(
    cases: dict[str, tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]],
) -> None:
    lift, earlier = cases["forward"]
    assert lift.curves is not None
    history = [each.document for each in earlier]
    assert lift.document["findings"][0]["code"] == "landed_forward"
    moved = {
        "code": "shear_disagrees",
        "severity": "warning",
        "message": "",
        "about": ["metrics.drive_forward_impulse", "metrics.forward_velocity"],
    }
    document = {**lift.document, "quality": [*lift.document["quality"], moved]}
    document["findings"] = findings(document, history)
    page = lift_page(document, lift.curves, history)
    assert page.verdict.code != "landed_forward"
    assert page.verdict.evidence.endswith("The forward force is unsure, so forward and back were not judged.")
    row = {row.name: row for row in page.signs}["Forward impulse"]
    assert (row.judgement.sign.shape, row.judgement.words) == ("none", "forward force unsure")
    assert "±" not in str(row.value)


def test_a_spike_of_the_electronics_is_no_headline(
    cases: dict[str, tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]],
) -> None:
    lift, _ = cases["no history"]
    assert lift.curves is not None
    metrics = {**lift.document["metrics"]}
    for key in ("drive_fullness", "half_height_duty"):
        metrics[key] = {**metrics[key], "value": 0.2}
    document = {**lift.document, "metrics": metrics}
    document["findings"] = findings(document, [])
    assert lift_page(document, lift.curves).verdict.sentence == "The force rose to a spike, then sagged."
    leap = {"code": "implausible", "severity": "error", "message": "", "about": ["metrics.peak_force"]}
    document["quality"] = [*document["quality"], leap]
    document["findings"] = findings(document, [])
    assert "spike" not in lift_page(document, lift.curves).verdict.sentence


@pytest.mark.parametrize("name", ["good", "stuck", "asymmetric", "no history", "unsegmented"])
def test_a_lift_without_a_fault_of_the_push_gets_no_drill(name: str, make_page: MakePage) -> None:
    suggestion = make_page(name).try_next
    assert suggestion.lead == ""
    assert suggestion.source == ""
    assert suggestion.text


@pytest.mark.parametrize("name", ["early", "early and small", "short", "forward", "missed"])
def test_a_fault_of_the_push_gets_a_drill_with_its_source(name: str, make_page: MakePage) -> None:
    suggestion = make_page(name).try_next
    assert suggestion.lead.startswith("Snatch pull from power position")
    assert "Everett" in suggestion.source


def test_a_sign_outside_usual_alone_is_open_and_said_neutrally(make_page: MakePage) -> None:
    rows = {row.name: row for row in make_page("early and small").signs}
    assert rows["Feet free"].judgement.sign.filled is False
    assert rows["Feet free"].judgement.words == "below usual"
    assert rows["Drive-through"].judgement.sign.filled is True


def test_a_missing_number_says_why(make_page: MakePage) -> None:
    page = make_page("one plate")
    missing = {row.name: row.missing for row in page.signs if row.value is None}
    assert missing["Left share"] == "not measured: needs two plates"
    assert missing["Feet free"] == "not measured: needs two plates"
    assert page.questions[2].value is None
    assert page.pressure.missing == FEET_ONE_PLATE


def test_the_questions_come_in_the_coach_s_order(make_page: MakePage) -> None:
    asked = [question.heading for question in make_page("good").questions]
    assert asked == ["Did the push finish?", "How hard was the push?", "Where did you land?"]
    assert "drive-through" in make_page("early").questions[0].caption
    assert "drive length" in make_page("short").questions[0].caption


def test_every_finding_that_can_hold_has_its_words(make_lift: Callable[..., LiftAnalysis], good_history: Any) -> None:
    from reports.verdict import FAMILIES

    lift, documents = make_lift(), [each.document for each in good_history]
    for code, families in FAMILIES.items():
        for strength in ("clear", "likely"):
            because = [key for family in families for key, _ in family]
            finding = {
                "code": code,
                "strength": strength,
                "because": because,
                "lifts": 9,
                "sessions": 3,
                "side": "left",
            }
            document = {**lift.document, "findings": [finding]}
            told = verdict(document, compare(document, documents, tuple(EVIDENCE.values())))
            assert told.code == code
            assert f"{len(families)}\u00a0of\u00a0{len(families)}" in told.evidence
            assert try_next(document, "").text


def test_a_leaning_that_does_not_hold_is_no_verdict(make_lift: Callable[..., LiftAnalysis], good_history: Any) -> None:
    lift = make_lift()
    lean = {"code": "drive_weaker", "strength": "no_clear_change", "because": [], "lifts": 9, "sessions": 3}
    document = {**lift.document, "findings": [lean]}
    assert lift.curves is not None
    page = lift_page(document, lift.curves, [each.document for each in good_history], ReportDetails())
    assert page.verdict.sentence == "No clear change in the leg drive."
    assert "but not far enough" in page.verdict.evidence
    assert page.try_next.lead == ""


def test_a_judged_lift_without_its_earlier_lifts_shows_no_usual_range(
    make_lift: Callable[..., LiftAnalysis], good_history: Any
) -> None:
    lift = make_lift(fault="early_cut", history=good_history)
    assert lift.curves is not None
    page = lift_page(lift.document, lift.curves)
    assert page.verdict.sentence == "The push ended early."
    assert page.legend == RANGES_NOT_GIVEN
    assert "usual" not in page.verdict.evidence


def test_findings_are_taken_from_the_document_not_made_anew(
    make_lift: Callable[..., LiftAnalysis], good_history: Any
) -> None:
    lift = make_lift(fault="early_cut", history=good_history)
    assert findings(lift.document, [each.document for each in good_history])
    assert lift.curves is not None
    page = lift_page({**lift.document, "findings": []}, lift.curves, [each.document for each in good_history])
    assert page.verdict.sentence == NOT_JUDGED


def test_the_quality_line_tells_flags_and_leaves_reasons_of_single_numbers_to_them(
    make_lift: Callable[..., LiftAnalysis],
) -> None:
    entries = (
        {"code": "not_in_kind", "severity": "info", "message": "m", "about": ["metrics.flight_time"]},
        {"code": "kind_assumed", "severity": "info", "message": "m", "about": ["lift.kind"]},
        {"code": "zero_drift", "severity": "warning", "message": "m", "about": []},
        {"code": "saturated", "severity": "error", "message": "m", "about": []},
    )
    lift = make_lift(quality=entries)
    assert lift.curves is not None
    quality = lift_page(lift.document, lift.curves).quality
    assert quality.grade == "poor"
    assert quality.notes == ("force cut off", "zero drifted", "kind of lift assumed")


@pytest.mark.parametrize(
    ("how", "phase", "words"),
    [
        ("bar_dropped", "catch", "The bar was lost in the catch. "),
        ("bar_dropped", "first_pull", "The bar was let go in the first pull. "),
        ("stepped_off", "recovery", "The lifter left the plates on the way up. "),
        ("record_ended", "catch", ""),
        (None, None, ""),
    ],
)
def test_a_miss_says_where_it_ended_before_anything_else(
    how: str | None, phase: str | None, words: str, make_lift: Callable[..., LiftAnalysis]
) -> None:
    document = make_lift("snatch").document
    document = {**document, "lift": {**document["lift"], "outcome": "missed", "ended": phase, "ended_how": how}}
    made = {**document, "lift": {**document["lift"], "outcome": "made"}}
    told, without = (verdict(each, compare(each, (), tuple(EVIDENCE.values()))) for each in (document, made))
    assert told.evidence == words + without.evidence
    assert told.sentence == f"Missed lift. {without.sentence}"
