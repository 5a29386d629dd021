"""Names, notes, laboratories and quality entries of any length, in every language: they fit, or the field is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processing.quality import CODES
from processing.result import LiftAnalysis
from reports.details import ReportDetails
from reports.errors import ReportOverflow
from reports.fonts import width_mm
from reports.layout import lay_out
from reports.marks import Group, Text
from reports.model import LiftPage, lift_page
from reports.pdf import lift_report
from reports.theme import BOX_HEIGHT, BOX_WIDTH, SMALL
from reports.typeset import shortened
from reports.words.say import LANGUAGES, speaking

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]
LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x17E, categories=("Lu", "Ll", "Zs", "Nd"))
CYRILLIC = st.sampled_from("ЖШЩЮФжшщюф ΑΩαω")
NAMES = 80
NOTES = 600


def text(longest: int) -> st.SearchStrategy[str]:
    """Words as people type them, and the widest letters without any space."""
    typed = st.text(LETTERS | CYRILLIC, max_size=longest)
    return typed | st.integers(0, longest).map(lambda count: "W" * count)


def texts(groups: tuple[Group, ...]) -> Iterator[Text]:
    """Every run of text."""
    for group in groups:
        yield from (mark for mark in group.marks if isinstance(mark, Text))
        yield from texts(group.children)


def faults(groups: tuple[Group, ...]) -> list[str]:
    """Texts over another, and texts that leave the box."""
    runs = list(texts(groups))
    found = [
        f"“{one.text}” over “{other.text}”"
        for one, other in combinations(runs, 2)
        if min(one.frame.right, other.frame.right) - max(one.frame.x, other.frame.x) > 0.05
        and min(one.frame.bottom, other.frame.bottom) - max(one.frame.y, other.frame.y) > 0.05
    ]
    return found + [
        f"“{run.text}” leaves the box"
        for run in runs
        if run.frame.x < -0.1 or run.frame.right > BOX_WIDTH + 0.1 or run.frame.bottom > BOX_HEIGHT + 0.3
    ]


@pytest.fixture(scope="session")
def flagged(cases: dict[str, Case]) -> Callable[[list[str], ReportDetails], LiftPage]:
    """The page of a lift with any quality entries."""
    lift, earlier = cases["early"]
    assert lift.curves is not None

    def make(codes: list[str], details: ReportDetails) -> LiftPage:
        entries: list[dict[str, Any]] = [
            {"code": code, "severity": "warning", "message": "m", "about": []} for code in codes
        ]
        assert lift.curves is not None
        document = {**lift.document, "quality": entries}
        return lift_page(document, lift.curves, [each.document for each in earlier], details)

    return make


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_a_page_with_any_one_remark_on_its_quality_fits(
    code: str, language: str, flagged: Callable[[list[str], ReportDetails], LiftPage]
) -> None:
    with speaking(language):
        assert faults(lay_out(flagged([code], ReportDetails("A. Example", language=language)))) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    athlete=text(NAMES),
    lab=text(30),
    place=text(28),
    report_id=st.text("ABCDEFGHW0123456789-", max_size=24),
    note=text(NOTES),
    version=st.integers(1, 120),
    codes=st.lists(st.sampled_from(sorted(CODES)), max_size=12),
    language=st.sampled_from(LANGUAGES),
)
def test_names_and_notes_within_the_limits_of_the_manual_always_fit(
    athlete: str,
    lab: str,
    place: str,
    report_id: str,
    note: str,
    version: int,
    codes: list[str],
    language: str,
    flagged: Callable[[list[str], ReportDetails], LiftPage],
) -> None:
    details = ReportDetails(athlete, lab, place, report_id, version, 12, note)
    with speaking(language):
        assert faults(lay_out(flagged(codes, details))) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(athlete=text(400), lab=text(400), note=text(4000), language=st.sampled_from(LANGUAGES))
def test_longer_ones_fit_or_are_refused_by_the_name_of_the_field(
    athlete: str, lab: str, note: str, language: str, flagged: Callable[[list[str], ReportDetails], LiftPage]
) -> None:
    with speaking(language):
        page = flagged([], ReportDetails(athlete, lab, note=note))
        try:
            groups = lay_out(page)
        except ReportOverflow as reason:
            refused = reason.where
        else:
            refused = ""
            assert faults(groups) == []
    assert refused in ("", "report: name", "report: laboratory and report")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_that_finds_no_room_is_cut_and_says_where_the_rest_is(
    language: str, make_page: Callable[..., LiftPage], details: ReportDetails
) -> None:
    note = " ".join(f"word{number}" for number in range(100))
    with speaking(language):
        groups = lay_out(make_page("early", replace(details, note=note)))
    printed = " ".join(run.text for run in texts(groups))
    assert "word0" in printed
    assert "word99" not in printed
    assert "page.json" in printed


def test_a_short_note_is_printed_whole(make_page: Callable[..., LiftPage], details: ReportDetails) -> None:
    note = "Elbows late, second attempt after a long wait; felt heavy from the floor."
    printed = " ".join(run.text for run in texts(lay_out(make_page("early", replace(details, note=note)))))
    assert note in printed
    assert "page.json" not in printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["W" * NAMES, "Щ" * NAMES, "Anna-Maria " * 7])
def test_the_longest_names_and_notes_go_through_both_pages(
    name: str, language: str, cases: dict[str, Case], details: ReportDetails
) -> None:
    lift, earlier = cases["early"]
    assert lift.curves is not None
    asked = replace(details, athlete=name, lab="W" * 30, place="W" * 28, note="W" * NOTES, language=language)
    content = lift_report(lift.document, lift.curves, [each.document for each in earlier], asked)
    assert content.startswith(b"%PDF")


@given(st.text(LETTERS | CYRILLIC, min_size=1, max_size=120), st.floats(8.0, 150.0))
def test_a_shortened_text_fits_and_begins_as_the_whole_does(whole: str, width: float) -> None:
    shown = shortened(whole, SMALL, width)
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))
    assert width_mm(shown, SMALL) <= width
