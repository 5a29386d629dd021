"""The files: equal bytes, tags, bookmarks, attachments, and what checking them finds."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest

from acquisition.interchange.record import PlateRecord
from processing.result import Document
from reports.checking.report_check import check_report
from reports.details import ReportDetails
from reports.errors import NoReport
from reports.pdf.attachments import attached_files
from reports.pdf.many import athlete_report, session_report
from reports.words.say import LANGUAGES

Day = tuple[list[Document], list[Document]]


def unread(path: Path) -> PlateRecord:
    """No recording is ever needed."""
    raise AssertionError(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_is_equal_to_what_its_documents_give(language: str, last_day: Day, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    file.write_bytes(session_report(*last_day, ReportDetails(athlete="A. Example", language=language)))
    found = check_report(file, None, unread)
    assert found.faults == ()
    assert "13\u00a0lifts" in found.says


def test_months_are_equal_to_what_their_documents_give(season: tuple[Document, ...], tmp_path: Path) -> None:
    file = tmp_path / "months.pdf"
    file.write_bytes(athlete_report(season, ReportDetails(page_size="Letter")))
    assert check_report(file, None, unread).faults == ()


def test_equal_lifts_give_equal_bytes(last_day: Day) -> None:
    assert session_report(*last_day) == session_report(*last_day)
    assert athlete_report(last_day[0]) == athlete_report(last_day[0])


def test_lifts_that_count_travel_in_the_file_and_no_others(last_day: Day, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    strangers = [{**lift, "lift": {**lift["lift"], "athlete": "B1"}} for lift in last_day[1]]
    lighter = [{**lift, "lift": {**lift["lift"], "load_kg": 30.0}} for lift in last_day[1][:3]]
    file.write_bytes(session_report(last_day[0], [*strangers, *lighter, *last_day[1]]))
    lifts = json.loads(attached_files(file)["lifts.json"])
    assert {lift["lift"]["athlete"] for lift in lifts} == {"A7F3"}
    assert 30.0 not in {lift["lift"]["load_kg"] for lift in lifts}
    assert [lift["lift"]["attempt"] for lift in lifts[-13:]] == list(range(1, 14))


def test_a_number_edited_in_the_attachment_shows_on_the_page(last_day: Day, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    with pikepdf.open(io.BytesIO(session_report(*last_day))) as pdf:
        lifts = json.loads(pdf.attachments["lifts.json"].get_file().read_bytes())
        lifts[-1]["metrics"]["drive_impulse"]["value"] += 40.0
        pdf.attachments["lifts.json"] = pikepdf.AttachedFileSpec(pdf, json.dumps(lifts).encode())
        pdf.save(file)
    faults = check_report(file, None, unread).faults
    assert any("N·s" in fault for fault in faults)


def test_a_text_edited_on_a_page_is_named_with_what_should_stand_there(last_day: Day, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    with pikepdf.open(io.BytesIO(session_report(*last_day, ReportDetails(lab="Demo lab")))) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        assert content.count(b"(Demo lab)") == 1
        pdf.pages[0].Contents.write(content.replace(b"(Demo lab)", b"(Demo bar)"))
        pdf.save(file)
    (fault,) = check_report(file, None, unread).faults
    assert fault.startswith("page 1")
    assert "Demo bar" in fault
    assert "Demo lab" in fault


def test_a_page_that_was_dropped_is_missed_and_another_programs_pdf_is_no_report(last_day: Day, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    with pikepdf.open(io.BytesIO(session_report(*last_day))) as pdf:
        del pdf.pages[1]
        pdf.save(file)
    assert any("its attachments give 2" in fault for fault in check_report(file, None, unread).faults)
    foreign = pikepdf.new()
    foreign.add_blank_page()
    foreign.save(file)
    with pytest.raises(NoReport):
        check_report(file, None, unread)


def test_a_damaged_attachment_is_named(last_day: Day, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    with pikepdf.open(io.BytesIO(session_report(*last_day))) as pdf:
        pdf.attachments["lifts.json"] = pikepdf.AttachedFileSpec(pdf, b"[{}]")
        pdf.save(file)
    with pytest.raises(NoReport, match=r"lifts\.json"):
        check_report(file, None, unread)


def test_a_summary_is_tagged_and_bookmarked(last_day: Day) -> None:
    with pikepdf.open(io.BytesIO(session_report(*last_day))) as pdf:
        body = pdf.Root.StructTreeRoot.K[0]
        tags = [str(element.S) for section in body.K for element in section.K]
        assert tags.count("/Table") >= 2
        assert tags.count("/Figure") >= 13
        assert pdf.docinfo["/Title"] == "A7F3, session, 4 Oct 2026"
        with pdf.open_outline() as outline:
            titles = [child.title for item in outline.root for child in item.children]
    assert {"The lifts of the day", "Every push of the day", "Transfer ladder", "Signs over the day"} <= set(titles)


@pytest.mark.parametrize("name", ["lifts.json", "page.json"])
def test_what_nothing_is_made_of_is_told(name: str, last_day: Day, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    with pikepdf.open(io.BytesIO(session_report(*last_day))) as pdf:
        found = json.loads(pdf.attachments[name].get_file().read_bytes())
        (found[0] if isinstance(found, list) else found)["zzz"] = "hello"
        pdf.attachments[name].get_file().obj.write(json.dumps(found).encode())
        pdf.save(file)
    place = "[0].zzz" if name == "lifts.json" else "zzz"
    faults = check_report(file, None, unread).faults
    assert faults == (f'{name}: {place}: "hello" in the file; nothing when it is made again',)
