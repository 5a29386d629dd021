"""What the report of months says: days, medians, best loads, and a change only by the rule of the findings."""

from __future__ import annotations

import copy
from statistics import median

from processing.history import load_kg, metric, session
from processing.result import Document
from reports.details import ReportDetails
from reports.layout.progress_trends import trends_block
from reports.marks import Text
from reports.progress.change import change_told
from reports.progress.page import progress_page
from reports.words import session as words
from reports.words.say import say

Season = tuple[Document, ...]


def of_kind(season: Season, kind: str) -> list[Document]:
    """Lifts of one kind."""
    return [lift for lift in season if lift["lift"]["kind"] == kind]


def test_the_table_counts_days_lifts_makes_misses_and_names_the_best_made_load(season: Season) -> None:
    page = progress_page(season, ReportDetails())
    cells = {kind.cells[0]: kind.cells[1:] for kind in page.kinds}
    assert cells["Snatch"] == ("4", "13", "12", "1", "92\u00a0kg", "1\u00a0Sep\u00a02026")
    assert cells["Clean"] == ("1", "1", "1", "0", "115\u00a0kg", "4\u00a0Oct\u00a02026")


def test_a_days_dot_is_the_median_of_its_made_lifts(season: Season) -> None:
    page = progress_page(season, ReportDetails())
    snatch = next(kind for kind in page.kinds if kind.cells[0] == "Snatch")
    rows = {row.name: row for row in snatch.rows}
    last = [lift for lift in of_kind(season, "snatch") if session(lift) == "2026-10-04"]
    made = [lift for lift in last if lift["lift"]["outcome"] == "made"]
    shares = [100.0 * value for lift in made if (value := metric(lift, "late_drive_share")) is not None]
    assert rows["Drive-through"].dots[-1].middle == median(shares)
    assert rows["Load"].dots[-1].high == max(load for lift in made if (load := load_kg(lift)) is not None)
    assert [dot.at for dot in rows["Load"].dots] == [0.0, 11.0, 22.0, 33.0]
    assert "Transfer distance" in rows


def test_power_position_lifts_have_no_transfer_row(season: Season) -> None:
    page = progress_page(season, ReportDetails())
    high = next(kind for kind in page.kinds if kind.cells[0] == "Snatch from power position")
    assert "Transfer distance" not in [row.name for row in high.rows]


def test_early_pushes_in_most_lifts_of_the_last_day_are_told(season: Season) -> None:
    told = change_told(of_kind(season, "snatch"))
    assert told == "On the last day the push ended early in 2 of 3 lifts."


def test_one_early_push_alone_is_no_change(season: Season) -> None:
    lifts = [lift for lift in of_kind(season, "snatch") if lift["lift"]["attempt"] != 10]
    assert change_told(lifts) == say(words.NO_CHANGE)


def test_good_days_tell_no_change_and_a_first_day_too_few_lifts(season: Season) -> None:
    assert change_told(of_kind(season, "hang_snatch")) == say(words.NO_CHANGE)
    assert change_told(of_kind(season[:10], "snatch")) == say(words.CHANGE_FEW)


def test_kinds_of_one_day_have_no_trend_and_are_named(season: Season) -> None:
    assert progress_page(season, ReportDetails()).one_day == words.once_words(["Clean", "Snatch pull"])


def test_days_of_several_years_name_the_year_where_it_changes(season: Season) -> None:
    moved = copy.deepcopy(list(season))
    for place, day in enumerate(("2026-09-01", "2026-11-20", "2027-01-12", "2027-06-20")):
        for lift in moved[10 * place : 10 * place + 10 if place < 3 else None]:
            lift["lift"]["started_utc"] = f"{day}T13:{lift['lift']['attempt']:02d}:00+00:00"
    for lifts, wanted in (
        (moved, ["1 Sep 2026", "20 Nov", "12 Jan 2027", "20 Jun"]),
        (season, ["1 Sep", "12 Sep", "23 Sep", "4 Oct"]),
    ):
        block = trends_block(next(kind for kind in progress_page(lifts, ReportDetails()).kinds if len(kind.days) == 4))
        named = [mark.text for mark in block.groups[-1].marks if isinstance(mark, Text)]
        assert [each.replace("\u00a0", " ") for each in named] == wanted
