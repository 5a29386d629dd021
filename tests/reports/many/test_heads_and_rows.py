"""Heads, rows and dots of the pages about many lifts: long names, two lines in a cell, a year of days, many kinds."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from layout_faults import outside, overlaps, texts

from processing.result import Document
from reports.details import ReportDetails
from reports.layout.flow import BOTTOM
from reports.layout.progress import lay_out_progress
from reports.layout.progress_trends import dot_size, trends_block
from reports.layout.session import lay_out_session
from reports.layout.session_table import session_table
from reports.marks import Disc, Group, Line
from reports.progress.page import progress_page
from reports.session.page import session_page
from reports.words.say import LANGUAGES, speaking

DayOf = Callable[..., list[Document]]
NAMES = (
    "Maximiliana Alexandra Hohenstein-Wartenberg von der Weißenburg zu Altenstädten",
    "WM" * 40,
    f"{'W' * 39} {'M' * 40}",
)
LABS = ("", "Laboratorium für Biomechanik der Sporthochschule", "W" * 60)


def said(groups: Sequence[Group]) -> str:
    """All words of a page, without spaces."""
    return "".join(run.text for run in texts(groups)).replace(" ", "").replace("\u00a0", "")


@pytest.mark.parametrize("lab", LABS)
@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_eighty_letters_and_a_laboratory_of_sixty_are_whole(
    name: str, lab: str, last_day: tuple[list[Document], list[Document]]
) -> None:
    details = ReportDetails(athlete=name, lab=lab)
    for pages in (
        lay_out_session(session_page(*last_day, details)),
        lay_out_progress(progress_page(last_day[0], details)),
    ):
        assert overlaps(pages[0]) == []
        assert outside(pages[0]) == []
        assert name.replace(" ", "") in said(pages[0])
        assert lab.replace(" ", "") in said(pages[0])


def test_a_longer_name_ends_in_an_ellipsis(last_day: tuple[list[Document], list[Document]]) -> None:
    pages = lay_out_session(session_page(*last_day, ReportDetails(athlete="W" * 200, lab="M" * 200)))
    assert overlaps(pages[0]) == []
    assert outside(pages[0]) == []
    assert sum(run.text.endswith("…") for run in texts(pages[0])) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_of_the_table_touch_a_rule_or_the_words_under_them(language: str, day_of: DayOf) -> None:
    lifts = day_of(26)
    for lift, outcome in zip(lifts, itertools.cycle(("made", "missed"))):
        lift["lift"] |= {"kind": "power_position_power_snatch", "outcome": outcome, "ended_how": "bar_lost"}
        lift["findings"] = [{"code": "left_right_changed", "strength": "likely", "because": [], "side": "left"}]
    with speaking(language):
        table = session_table(session_page(lifts, [], ReportDetails(language=language)).rows)
    for row in table.rows:
        ground, *told = row.groups
        rules = [mark.points[0][1] for mark in ground.marks if isinstance(mark, Line) and mark.points[0][0] == 0.0]
        first, *under = [list(texts([group])) for group in told]
        lowest = max(run.frame.bottom for run in first)
        assert min(run.frame.y for run in first) > 0.2
        assert lowest < min([*rules, row.height]) - 0.2
        assert all(run.frame.y > lowest + 0.1 for runs in under for run in runs)


def days_of_a_year(season: Sequence[Document], count: int, every: int) -> list[Document]:
    """Snatches on so many days, three on each."""
    snatches = [lift for lift in season if lift["lift"]["kind"] == "snatch" and lift["lift"]["outcome"] == "made"]
    found = []
    for number in range(3 * count):
        lift = copy.deepcopy(snatches[number % len(snatches)])
        day = date(2026, 1, 2) + timedelta(days=every * (number // 3))
        lift["lift"]["started_utc"] = f"{day.isoformat()}T10:0{number % 3}:00+00:00"
        lift["source"]["samples_sha256"] = f"{number:04d}" * 16
        found.append(lift)
    return found


def test_the_rings_of_a_year_of_days_do_not_merge_and_the_page_is_used(season: tuple[Document, ...]) -> None:
    page = progress_page(days_of_a_year(season, 112, 3), ReportDetails())
    rings = sorted(
        (mark.centre[0], mark.radius) for mark in trends_block(page.kinds[0]).groups[0].marks if isinstance(mark, Disc)
    )
    columns = sorted({round(x, 3) for x, _ in rings})
    apart = min(after - before for before, after in itertools.pairwise(columns))
    assert 2.0 * max(radius for _, radius in rings) < apart
    pages = lay_out_progress(page)
    assert len(pages) == 1
    assert overlaps(pages[0]) == []
    lowest = max(run.y for run in texts(pages[0]) if not run.text.startswith("page"))
    assert lowest > 0.8 * BOTTOM


def test_days_that_lie_well_apart_are_drawn_as_ever(season: tuple[Document, ...]) -> None:
    kind = progress_page(days_of_a_year(season, 20, 10), ReportDetails()).kinds[0]
    assert dot_size(kind) == 1.0
    assert max(mark.radius for mark in trends_block(kind).groups[0].marks if isinstance(mark, Disc)) == 0.95


@pytest.mark.parametrize("days", [30, 70, 112, 200])
def test_many_days_of_several_kinds_take_no_page_more_and_stay_inside(days: int, season: tuple[Document, ...]) -> None:
    lifts = days_of_a_year(season, days, 1)
    for number, lift in enumerate(lifts):
        lift["lift"]["kind"] = ("snatch", "hang_snatch", "block_snatch")[number % 3]
    pages = lay_out_progress(progress_page(lifts, ReportDetails()))
    assert len(pages) == 2
    for groups in pages:
        assert overlaps(groups) == []
        assert outside(groups) == []


def test_signs_over_the_day_show_every_kind_with_three_lifts(day_of: DayOf) -> None:
    kinds = ("snatch", "hang_snatch", "block_snatch", "power_snatch", "snatch_pull", "clean", "hang_clean")
    lifts = [lift for lift in day_of(60) if lift["lift"]["kind"] == "snatch"][:14]
    found = []
    for number, kind in enumerate(kinds * 3):
        lift = copy.deepcopy(lifts[number % len(lifts)])
        lift["lift"] |= {"kind": kind, "attempt": number + 1}
        lift["source"]["samples_sha256"] = f"{number:04d}" * 16
        found.append(lift)
    page = session_page(found, [], ReportDetails())
    assert len(page.over) == len(kinds)
    heads = [run.text for groups in lay_out_session(page) for run in texts(groups)]
    assert all(kind.kind in heads for kind in page.over)


def test_the_day_in_short_names_every_verdict(day_of: DayOf) -> None:
    codes = ("drive_ended_early", "drive_shorter", "drive_weaker", "landed_back", "feet_stuck", "left_right_changed")
    lifts = day_of(13)[: len(codes)]
    for lift, code in zip(lifts, codes, strict=True):
        lift["findings"] = [{"code": code, "strength": "clear", "because": []}]
    assert session_page(lifts, [], ReportDetails()).sentences[0].count("no.") == len(codes)
