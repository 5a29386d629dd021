"""Nothing on page 2 touches anything else, nothing leaves the box, and long texts are cut by counting or refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from layout_faults import outside, overlaps, texts

from processing.result import LiftAnalysis
from reports.details import ReportDetails, Revision
from reports.errors import ReportOverflow
from reports.layout.second import lay_out_second
from reports.marks import Group
from reports.second.small_print import LogEntry
from reports.second_page import SecondPage, second_page
from reports.words import second_page as words
from reports.words.say import say

NAMES = (
    "good", "early", "short", "stuck", "missed", "no shear", "one plate", "alone", "few", "clean", "pull", "hang",
    "power position", "on plates", "unsegmented",
)  # fmt: skip
MakeSecond = Callable[..., SecondPage]
Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_second_page_overlaps_another_and_nothing_leaves_the_box(
    name: str, make_second: MakeSecond
) -> None:
    groups = lay_out_second(make_second(name))
    assert overlaps(groups) == []
    assert outside(groups) == []


def test_every_case_is_looked_at(second_cases: dict[str, Case]) -> None:
    assert set(NAMES) == set(second_cases)


@pytest.mark.parametrize("name", NAMES)
def test_figures_and_tables_say_what_they_show_and_headings_part_the_page(name: str, make_second: MakeSecond) -> None:
    groups = lay_out_second(make_second(name))
    assert all(group.alt.endswith(".") for group in groups if group.tag == "Figure")
    headings = [group.text for group in groups if group.tag == "H2"]
    wanted = [words.LOG_HEADING, words.METHODS_HEADING, words.GLOSSARY_HEADING, words.HISTORY_HEADING]
    if name != "unsegmented":
        wanted = [
            words.PHASES_HEADING, words.SLOWER_HEADING, words.TREND_HEADING, words.REPLANT_HEADING,
            words.BALANCE_HEADING, *wanted,
        ]  # fmt: skip
    assert headings == wanted


def test_tables_are_made_of_rows_with_heads(make_second: MakeSecond) -> None:
    tables = [group for group in lay_out_second(make_second("good")) if group.tag == "Table"]
    assert len(tables) == 2
    for table in tables:
        head, *rows = table.children
        assert {cell.tag for cell in head.children} == {"TH"}
        assert {cell.scope for cell in head.children} == {"Column"}
        assert all(row.children[0].tag == "TH" and row.children[0].scope == "Row" for row in rows)
        assert all(cell.tag == "TD" for row in rows for cell in row.children[1:])
    assert [row.children[0].text for row in tables[0].children[1:]] == [
        "first pull", "scoop", "extension", "finish", "air", "catch", "recovery",
    ]  # fmt: skip


def test_a_short_table_leaves_its_room_to_the_small_print(make_second: MakeSecond) -> None:
    def log_y(name: str) -> float:
        groups = lay_out_second(make_second(name))
        return next(text.y for text in texts(groups) if text.text == words.LOG_HEADING)

    assert log_y("pull") < log_y("good") - 10.0


def drawn(case: Case, **changes: Any) -> tuple[Group, ...]:
    """The page of a case with parts of its document exchanged."""
    lift, earlier = case
    assert lift.curves is not None
    document = {**lift.document, **changes}
    return lay_out_second(second_page(document, lift.curves, [each.document for each in earlier]))


def test_a_measured_foot_and_its_lines_find_their_place(second_cases: dict[str, Case]) -> None:
    quiet = second_cases["good"][0].document["cop"]["quiet"]
    sides = ("left", "right")
    frame = {
        "source": "length",
        "heel_mm": {side: quiet[f"{side}_mm"][1] - 130.0 for side in sides},
        "toe_mm": {side: quiet[f"{side}_mm"][1] + 190.0 for side in sides},
        "foot_length_mm": 320.0,
        "uncertainty_mm": 8.0,
    }
    groups = drawn(second_cases["good"], foot_frame=frame)
    assert overlaps(groups) == []
    assert outside(groups) == []
    assert {"heel", "toes"} <= {text.text for text in texts(groups)}


def test_the_longest_sentence_about_a_miss_fits(second_cases: dict[str, Case]) -> None:
    keys = ("release_left", "release_right", "release_offset", "stance_widening", "landing_shift_forward")
    because = [{"phase": "air", "number": key, "score": 4.0} for key in keys]
    groups = drawn(second_cases["missed"], miss={"left_makes_in": "air", "because": because, "missing": 0})
    assert overlaps(groups) == []
    assert "first left the makes in: air" in " ".join(text.text for text in texts(groups)).replace("\u00a0", " ")


LETTERS = st.characters(min_codepoint=0x41, max_codepoint=0x17E, categories=("Lu", "Ll"))
WORD = st.text(LETTERS, min_size=1, max_size=14)
WORDS = st.lists(WORD, max_size=40).map(" ".join)
LOG = st.lists(st.builds(LogEntry, st.sampled_from(["error", "warning", "info"]), WORDS, WORDS), max_size=30)
REVISIONS = st.lists(st.builds(Revision, st.integers(1, 99), WORD, WORDS), max_size=8)


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a page takes too long to lay out a thousand times
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    athlete=WORDS, log=LOG, revisions=REVISIONS, methods=WORDS, name=st.sampled_from(["good", "pull", "unsegmented"])
)
def test_names_flags_and_versions_of_any_length_fit_or_are_refused(
    athlete: str, log: list[LogEntry], revisions: list[Revision], methods: str, name: str, make_second: MakeSecond
) -> None:
    page = make_second(name, ReportDetails(athlete=athlete, revisions=tuple(revisions)))
    print_ = replace(page.small_print, log=tuple(log), methods=(methods,))
    try:
        groups = lay_out_second(replace(page, small_print=print_))
    except ReportOverflow:
        assert len(athlete) > 40 or len(methods) > 100
        return
    assert overlaps(groups) == []
    assert outside(groups) == []


@pytest.mark.parametrize("count", [0, 1, 5, 12, 40, 200])
def test_flags_that_find_no_room_even_by_their_names_are_counted(count: int, make_second: MakeSecond) -> None:
    log = tuple(LogEntry("warning", f"Flag{number}", "Something was seen in the recording.") for number in range(count))
    page = make_second("good")
    groups = lay_out_second(replace(page, small_print=replace(page.small_print, log=log)))
    printed = " ".join(text.text for text in texts(groups))
    hidden = [entry for entry in log if not re.search(rf"\b{entry.title}[:;.]", printed)]
    assert overlaps(groups) == []
    assert bool(hidden) == (count == 200)
    assert not hidden or words.more_in_document(len(hidden)) in printed
    assert count == 0 or len(hidden) < count
    assert count > 0 or say(words.LOG_NONE) in printed


def test_at_least_eight_words_are_explained_on_every_page(make_second: MakeSecond) -> None:
    for name in NAMES:
        printed = " ".join(text.text for text in texts(lay_out_second(make_second(name))))
        assert sum(f"{word}:" in printed for word, _ in words.GLOSSARY) >= 8, name


def test_simulated_plates_are_named_on_this_page_too(make_second: MakeSecond) -> None:
    assert "SIMULATED DATA" in [text.text for text in texts(lay_out_second(make_second("good")))]
