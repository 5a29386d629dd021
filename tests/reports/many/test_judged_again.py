"""A day is judged against the earlier lifts that its summary is given, unless its lifts were judged against more."""

from __future__ import annotations

import copy
from pathlib import Path

from acquisition.interchange.record import PlateRecord
from processing.findings import findings
from processing.result import Document
from reports.checking.report_check import check_report
from reports.details import ReportDetails
from reports.pdf.many import session_report
from reports.session.judged import judged_again
from reports.session.page import SessionPage, session_page

Day = tuple[list[Document], list[Document]]
OTHERWISE = "so their own pages may say otherwise: no.\u00a0"


def unread(path: Path) -> PlateRecord:
    """No recording is ever needed."""
    raise AssertionError(path)


def measured_alone(day: list[Document]) -> list[Document]:
    """The lifts as they are measured without any history."""
    lifts = copy.deepcopy(day)
    for lift in lifts:
        lift["findings"] = findings(lift, [])
        lift["miss"] = lift["miss"] and {**lift["miss"], "left_makes_in": None, "because": [], "lifts": 0, "missing": 5}
    return lifts


def told(page: SessionPage) -> list[str]:
    """Verdicts of the table."""
    return [row.verdict for row in page.rows]


def test_lifts_measured_without_a_history_are_judged_against_that_of_the_summary(last_day: Day) -> None:
    day, earlier = last_day
    whole = session_page(day, earlier, ReportDetails())
    alone = session_page(measured_alone(day), earlier, ReportDetails())
    assert told(alone) == told(whole)
    assert [row.miss for row in alone.rows] == [row.miss for row in whole.rows]
    assert alone.sentences == whole.sentences
    assert alone.notes[0].startswith("Judged with other earlier lifts than when they were measured")
    assert OTHERWISE in alone.notes[0]
    assert not any(OTHERWISE in note for note in whole.notes)


def test_a_judgement_against_more_lifts_than_are_given_stays_as_it_is(last_day: Day) -> None:
    day, earlier = last_day
    whole = session_page(day, earlier, ReportDetails())
    for part in ([], earlier[:10]):
        page = session_page(day, part, ReportDetails())
        assert told(page) == told(whole)
        assert [row.miss for row in page.rows] == [row.miss for row in whole.rows]
        assert not any(OTHERWISE in note for note in page.notes)


def test_without_any_earlier_day_later_lifts_are_judged_against_those_before_them(last_day: Day) -> None:
    snatches = [lift for lift in last_day[0] if lift["lift"]["kind"] == "snatch"]
    made = [copy.deepcopy(snatches[0]) for _ in range(6)]
    for number, lift in enumerate(made):
        lift["lift"] |= {"attempt": number + 1, "started_utc": f"2026-12-01T10:{number:02d}:00+00:00"}
        lift["source"]["samples_sha256"] = f"{number:04d}" * 16
        lift["findings"] = findings(lift, [])
    page = session_page(made, [], ReportDetails())
    assert told(page) == ["too few to compare"] * 5 + ["nothing unusual"]
    assert page.notes[0].endswith("no.\u00a06.")


def test_what_a_finding_rests_on_counts_five_where_it_does_not_say(last_day: Day) -> None:
    lift = {**last_day[0][8], "findings": [{"code": "drive_shorter", "strength": "clear", "because": []}]}
    assert judged_again(lift, [])["findings"] == lift["findings"]
    assert judged_again(lift, last_day[1])["findings"] == findings(lift, last_day[1])
    assert judged_again({**lift, "findings": []}, [])["findings"][-1]["missing"] == 5
    assert judged_again({**lift, "segmented": False, "findings": []}, last_day[1])["findings"] == []


def test_a_summary_that_judged_anew_proves_itself(last_day: Day, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    file.write_bytes(session_report(measured_alone(last_day[0]), last_day[1]))
    assert check_report(file, None, unread).faults == ()
