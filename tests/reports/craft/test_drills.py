"""Drills follow from measured signs only; a coach's own texts replace ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from processing.result import Document, LiftAnalysis
from reports.details import OwnDrill, ReportDetails
from reports.drill_texts import LONGEST, read_drills
from reports.drills import PUSH, TryNext, try_next
from reports.errors import DrillsInvalid
from reports.layout.bottom import lay_out_bottom
from reports.model import lift_page
from reports.verdict import ORDER
from reports.words.say import speaking

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]


@pytest.fixture
def suggestion(cases: dict[str, Case]) -> Any:
    """What a lift of a kind with these findings suggests."""
    plain: Document = cases["good"][0].document

    def told(kind: str, *codes: str, strength: str = "clear", own: tuple[OwnDrill, ...] = ()) -> TryNext:
        findings = [{"code": code, "strength": strength, "because": []} for code in codes]
        stay = {"code": "feet_stayed", "severity": "info", "message": "m", "about": ["events.foot_off_left"]}
        document = {**plain, "lift": {**plain["lift"], "kind": kind}, "findings": findings, "quality": [stay]}
        return try_next(document, "", own)

    return told


@pytest.mark.parametrize("code", PUSH)
def test_a_snatch_with_an_unfinished_short_or_weak_push_gets_the_push_drill(suggestion: Any, code: str) -> None:
    told = suggestion("snatch", code)
    assert told.lead.startswith("Snatch pull from power position with a pause")
    assert "Everett" in told.source


def test_a_push_from_power_position_gets_the_drill_without_a_longer_way(suggestion: Any) -> None:
    assert "held for a moment" in suggestion("power_position_snatch", "drive_ended_early").lead


def test_a_jump_forward_gets_the_balance_drill_and_the_push_comes_before_it(suggestion: Any) -> None:
    assert "even pressure" in suggestion("clean", "landed_forward").lead
    assert "with a pause" in suggestion("clean", "landed_forward", "drive_weaker").lead


def test_a_short_push_in_a_clean_gets_no_drill_not_even_the_coachs(suggestion: Any) -> None:
    own = (OwnDrill("drive_shorter", "", "Pull"),)
    assert suggestion("clean", "drive_shorter", own=own).lead == ""
    assert suggestion("snatch", "drive_shorter", own=own).lead == "Pull"


@pytest.mark.parametrize(
    "codes", [(), ("nothing_unusual",), ("feet_stuck",), ("left_right_changed",), ("landed_back",)]
)
def test_nothing_unusual_or_a_sign_that_does_not_tell_why_gets_none(suggestion: Any, codes: tuple[str, ...]) -> None:
    told = suggestion("snatch", *codes)
    assert (told.lead, told.source) == ("", "")
    assert told.text


def test_what_only_leans_one_way_gets_none(suggestion: Any) -> None:
    assert suggestion("snatch", "drive_ended_early", strength="no_clear_change").lead == ""


def test_a_coachs_own_drill_replaces_ours_in_its_language_and_names_the_lift(suggestion: Any) -> None:
    own = (
        OwnDrill("drive_ended_early", "", "Two pulls, then one {lift}.", "Slowly.", "Winter plan"),
        OwnDrill("drive_ended_early", "de", "Zwei Züge, dann einmal {lift}."),
    )
    told = suggestion("snatch", "drive_ended_early", own=own)
    assert told == TryNext("Two pulls, then one snatch.", "Slowly.", "Winter plan", "")
    with speaking("de"):
        told = suggestion("clean", "drive_ended_early", own=own)
        assert (told.lead, told.source) == ("Zwei Züge, dann einmal Umsetzen.", "Übung des eigenen Trainers.")
    with speaking("es"):
        assert suggestion("clean", "drive_ended_early", own=own).lead == "Two pulls, then one cargada."


def test_a_coach_may_have_a_drill_where_we_have_none(suggestion: Any) -> None:
    assert suggestion("snatch", "feet_stuck", own=(OwnDrill("feet_stuck", "", "Jump."),)).lead == "Jump."


def test_a_file_of_drills_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "drills.toml"
    path.write_text(
        '[landed_forward]\nlead = "Pull  and\\n hold"\ntext = "Even pressure."\n'
        '[landed_forward.es]\nlead = "Tirón"\n[feet_stuck.de]\nlead = "Springen"\nsource = "Plan"\n',
        encoding="utf-8",
    )
    assert read_drills(path) == (
        OwnDrill("landed_forward", "", "Pull and hold", "Even pressure."),
        OwnDrill("landed_forward", "es", "Tirón"),
        OwnDrill("feet_stuck", "de", "Springen", "", "Plan"),
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[drive_was_bad]\nlead = 'x'", f"drive_was_bad is no verdict; use one of {ORDER[0]}"),
        ("feet_stuck = 'x'", "feet_stuck is no table; write [feet_stuck]"),
        ("[feet_stuck]\nde = 'x'", "feet_stuck.de is no table; write [feet_stuck.de]"),
        (
            "[feet_stuck]\nlead = 'x'\ncue = 'x'",
            "feet_stuck.cue is not known; use one of lead, text",
        ),
        ("[feet_stuck.de]\nlead = 3", "feet_stuck.de.lead is no text; put it in quotation marks"),
        ("[feet_stuck]\ntext = 'x'", "feet_stuck.lead is missing; name the exercises there"),
        (f"[feet_stuck]\nlead = '{'x' * 121}'", "feet_stuck.lead has 121 letters; use at most 120"),
        ("[feet_stuck", "is no TOML file"),
    ],
)
def test_a_mistake_in_a_file_of_drills_is_one_line_that_names_its_key(content: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "drills.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DrillsInvalid) as caught:
        read_drills(path)
    assert caught.value.line.startswith(f"{path}: {words}")
    assert "\n" not in caught.value.line


def test_a_file_of_drills_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DrillsInvalid, match=r"gone\.toml: cannot be read .*; give a file that is there"):
        read_drills(tmp_path / "gone.toml")


def test_the_longest_texts_a_file_may_hold_have_room_on_the_page(cases: dict[str, Case]) -> None:
    lift, earlier = cases["early"]
    assert lift.curves is not None
    longest = {key: " ".join(["average"] * 50)[:most] for key, most in LONGEST.items()}
    details = replace(ReportDetails(), drills=(OwnDrill("drive_ended_early", "", **longest),), note="Note. " * 40)
    page = lift_page(lift.document, lift.curves, [each.document for each in earlier], details)
    assert page.try_next.lead == longest["lead"]
    assert lay_out_bottom(page)
