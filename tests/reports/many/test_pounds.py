"""Reports in pounds: no kilogram on any page, the same numbers inside, and pages that prove themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from layout_faults import outside, overlaps

from acquisition.interchange.record import PlateRecord
from processing.result import Document
from reports.attached.page import details_again, details_table
from reports.checking.report_check import check_report
from reports.details import ReportDetails
from reports.layout.progress import lay_out_progress
from reports.layout.session import lay_out_session
from reports.marks import Group
from reports.pdf.attachments import attached_files
from reports.pdf.many import athlete_report, session_report
from reports.progress.page import progress_page
from reports.session.page import session_page
from reports.words.say import LANGUAGES, speaking

Day = tuple[list[Document], list[Document]]


def unread(path: Path) -> PlateRecord:
    """No recording is ever needed."""
    raise AssertionError(path)


def words_of(pages: Sequence[Sequence[Group]]) -> str:
    """All texts and descriptions of pages that are laid out without a fault."""
    for groups in pages:
        assert overlaps(groups) == []
        assert outside(groups) == []
    return " ".join(" ".join(every(group)) for groups in pages for group in groups)


def every(group: Group) -> list[str]:
    """A group's texts and descriptions, and those of its children."""
    return [group.text, group.alt, *(told for child in group.children for told in every(child))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_in_pounds_names_no_kilogram_and_proves_itself(language: str, last_day: Day, tmp_path: Path) -> None:
    details = ReportDetails(language=language, units="lb")
    with speaking(language, "lb"):
        page = session_page(*last_day, details)
        told = words_of(lay_out_session(page))
    assert "kg" not in told
    assert page.rows[0].load == ("132.5\u00a0lb" if language == "en" else "132,5\u00a0lb")
    file = tmp_path / "day.pdf"
    file.write_bytes(session_report(*last_day, details))
    assert check_report(file, None, unread).faults == ()


def test_months_in_pounds_name_no_kilogram_and_prove_themselves(season: tuple[Document, ...], tmp_path: Path) -> None:
    details = ReportDetails(units="lb")
    with speaking("en", "lb"):
        page = progress_page(season, details)
        told = words_of(lay_out_progress(page))
    assert "kg" not in told
    snatch = next(kind for kind in page.kinds if kind.cells[0] == "Snatch")
    assert snatch.cells[5] == "203\u00a0lb"
    file = tmp_path / "months.pdf"
    file.write_bytes(athlete_report(season, details))
    assert check_report(file, None, unread).faults == ()


def test_what_is_attached_stays_in_kilograms_and_says_the_units_of_the_pages(last_day: Day, tmp_path: Path) -> None:
    files = {}
    for units in ("kg", "lb"):
        file = tmp_path / f"{units}.pdf"
        file.write_bytes(session_report(*last_day, ReportDetails(units="lb" if units == "lb" else "kg")))
        files[units] = attached_files(file)
    assert files["lb"]["lifts.json"] == files["kg"]["lifts.json"]
    assert json.loads(files["lb"]["page.json"])["details"]["units"] == "lb"
    assert "units" not in json.loads(files["kg"]["page.json"])["details"]


def test_details_come_back_with_their_units_and_without_them_in_kilograms() -> None:
    for details in (ReportDetails(units="lb"), ReportDetails()):
        assert details_again(json.loads(json.dumps(details_table(details)))) == details
