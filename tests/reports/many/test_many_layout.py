"""Nothing touches anything else and nothing leaves the box, for 1 to 60 lifts, in every language, with any name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from layout_faults import outside, overlaps, texts

from processing.result import Document
from reports.details import ReportDetails
from reports.layout.progress import lay_out_progress
from reports.layout.session import lay_out_session
from reports.marks import Group
from reports.progress.page import progress_page
from reports.session.page import session_page
from reports.words import session as words
from reports.words.say import LANGUAGES, say, speaking

DayOf = Callable[..., list[Document]]
Pages = Sequence[Sequence[Group]]


def tables(pages: Pages, columns: int) -> list[Group]:
    """Tables of so many columns."""
    return [
        group for page in pages for group in page if group.tag == "Table" and len(group.children[0].children) == columns
    ]


def check(pages: Pages) -> None:
    """Every page is clean, every figure told."""
    for number, groups in enumerate(pages, 1):
        assert overlaps(groups) == [], f"page {number}"
        assert outside(groups) == [], f"page {number}"
        assert all(group.alt.rstrip().endswith(".") for group in groups if group.tag == "Figure")


def summary(lifts: Sequence[Document], earlier: Sequence[Document], details: ReportDetails) -> Pages:
    """The summary of a day, laid out."""
    with speaking(details.language):
        return lay_out_session(session_page(lifts, earlier, details))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 13, 30, 60])
def test_a_day_of_any_length_fits_in_every_language(
    count: int, language: str, day_of: DayOf, season: tuple[Document, ...]
) -> None:
    pages = summary(day_of(count), season[:30], ReportDetails(language=language, lab="Halle Süd"))
    check(pages)
    rows = [row for table in tables(pages, 9) for row in table.children if len(row.children) == 9]
    assert len(rows) == count + len(tables(pages, 9))


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a page takes too long to lay out a thousand times
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    count=st.integers(1, 60),
    name=st.text(st.sampled_from("AWiéŁß жΩ"), max_size=90),
    lab=st.text(st.sampled_from("Wi é"), max_size=60),
    language=st.sampled_from(LANGUAGES),
)
def test_names_and_laboratories_of_any_length_fit(
    count: int, name: str, lab: str, language: str, day_of: DayOf
) -> None:
    check(summary(day_of(count), (), ReportDetails(athlete=name, lab=lab, language=language)))


def test_the_longest_kinds_verdicts_and_misses_find_their_place(day_of: DayOf) -> None:
    lifts = day_of(13)
    keys = ("release_left", "release_right", "release_offset", "stance_widening", "landing_shift_forward")
    for lift in lifts:
        lift["lift"] |= {"kind": "power_position_power_snatch", "outcome": "missed", "load_kg": 102.5}
        lift["lift"] |= {"ended_how": "stepped_off", "ended": "recovery"}
        lift["findings"] = [{"code": "left_right_changed", "strength": "likely", "because": [], "side": "left"}]
        because = [{"phase": "air", "number": key, "score": 4.0} for key in keys]
        lift["miss"] = {"left_makes_in": "air", "because": because, "missing": 0}
    for language in LANGUAGES:
        check(summary(lifts, (), ReportDetails(language=language)))


def test_heads_of_the_table_are_repeated_where_a_page_ends(day_of: DayOf) -> None:
    found = tables(summary(day_of(60), (), ReportDetails()), 9)
    assert len(found) == 2
    for table in found:
        head = table.children[0]
        assert {cell.tag for cell in head.children} == {"TH"}
        assert {cell.scope for cell in head.children} == {"Column"}
        rows = [row for row in table.children[1:] if len(row.children) == 9]
        assert all(row.children[0].tag == "TH" and row.children[0].scope == "Row" for row in rows)


def test_pages_are_numbered_and_bear_the_name(day_of: DayOf) -> None:
    pages = summary(day_of(60), (), ReportDetails(athlete="A. Example"))
    for number, groups in enumerate(pages, 1):
        runs = [text.text for text in texts(groups)]
        assert runs[0] == "A. Example"
        assert runs[-1].replace("\u00a0", " ") == f"page {number} of {len(pages)}"


def test_each_push_has_a_figure_that_says_its_verdict(last_day: tuple[list[Document], list[Document]]) -> None:
    alts = [group.alt for page in summary(*last_day, ReportDetails()) for group in page if group.tag == "Figure"]
    assert sum("the force reaches" in alt for alt in alts) == 13
    assert any(alt.startswith("9.\u00a0Snatch\u00a092\u00a0kg, made: push ended early") for alt in alts)


def test_a_push_is_told_by_its_own_peak_and_not_by_the_catch(last_day: tuple[list[Document], list[Document]]) -> None:
    drive = session_page(*last_day, ReportDetails()).drives[6]
    assert drive.ratio.max() > 2.5  # the catch
    assert "the force reaches 1" in drive.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_fit_in_every_language(language: str, season: tuple[Document, ...]) -> None:
    with speaking(language):
        pages = lay_out_progress(progress_page(season, ReportDetails(language=language)))
    check(pages)
    assert len(tables(pages, 7)) == 1


@pytest.mark.parametrize("count", [1, 7, 40])
def test_months_of_any_length_fit(count: int, season: tuple[Document, ...]) -> None:
    check(lay_out_progress(progress_page(season[:count], ReportDetails())))


def test_a_season_of_forty_days_and_every_kind_fits(season: tuple[Document, ...]) -> None:
    import copy
    from datetime import UTC, datetime, timedelta

    from processing.options import JUMPS, KINDS

    kinds = [kind for kind in KINDS if kind not in JUMPS]
    found = []
    for number in range(120):
        lift = copy.deepcopy(season[number % 10])
        begun = datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=3 * (number // 3), minutes=number)
        lift["lift"] |= {"started_utc": begun.isoformat(), "kind": kinds[number % len(kinds)], "attempt": number}
        lift["source"] |= {"samples_sha256": f"{number:04d}" * 16}
        found.append(lift)
    pages = lay_out_progress(progress_page(found, ReportDetails()))
    check(pages)
    assert sum(group.tag == "H2" for page in pages for group in page) == len(kinds) + 1
    assert say(words.PROGRESS_HEADING) in [text.text for text in texts(pages[0])]


def test_lifts_that_were_not_found_and_files_without_a_clock_have_their_rows(day_of: DayOf) -> None:
    lifts = day_of(6)
    for lift in lifts:
        lift["lift"] |= {"started_utc": None, "attempt": None, "athlete": None, "load_kg": None}
    for lift in lifts[:2]:
        lift |= {"segmented": False, "phases": [], "shape": None, "findings": [], "miss": None}
        lift |= {table: dict.fromkeys(lift[table]) for table in ("events", "metrics", "cop")}
        lift["quality"] = [{"code": "unsegmented", "severity": "error", "message": "no push", "about": ["events"]}]
    pages = summary(lifts, (), ReportDetails())
    check(pages)
    told = " ".join(text.text for text in texts(pages[0]))
    assert told.count(say(words.NO_LIFT_FOUND)) == 2
    assert say(words.DAY_UNKNOWN) in told
    check(lay_out_progress(progress_page(lifts, ReportDetails())))
    check(lay_out_progress(progress_page(lifts[:2], ReportDetails())))
