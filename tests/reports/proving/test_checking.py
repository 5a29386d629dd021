"""A report proves itself, and an edited one gives itself away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest

from acquisition.errors import OptionNeeded
from acquisition.interchange.record import PlateRecord
from processing.analysis import analyze
from processing.result import LiftAnalysis
from reports.attached.samples import samples_parquet
from reports.checking.report_check import check_report
from reports.checking.verdict import ReportCheck
from reports.details import ReportDetails
from reports.errors import NoReport
from reports.pdf import lift_report

Report = tuple[LiftAnalysis, list[dict[str, object]], ReportDetails]
Edit = Callable[[Callable[[pikepdf.Pdf], None]], Path]
MakeRecord = Callable[..., PlateRecord]


def unread(path: Path) -> PlateRecord:
    """No report of these tests needs its recording."""
    raise AssertionError(f"{path} was read")


def check(path: Path) -> ReportCheck:
    return check_report(path, None, unread)


def attach(pdf: pikepdf.Pdf, name: str, content: bytes) -> None:
    """Put other content into an attachment, as somebody would who knows how."""
    pdf.attachments[name].get_file().obj.write(content)


def table(pdf: pikepdf.Pdf, name: str) -> Any:
    return json.loads(pdf.attachments[name].get_file().read_bytes())


def drawn(pdf: pikepdf.Pdf, page: int = 0) -> bytes:
    return pdf.pages[page].Contents.read_bytes()


def test_an_honest_report_is_equal(pdf: Path) -> None:
    found = check(pdf)
    assert found.equal, found.faults
    assert "numbers from" in found.says


def test_a_report_that_asks_for_a_password_is_refused_in_one_line(pdf: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(pdf) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="lab", user="coach"))
    with pytest.raises(NoReport, match="is no PDF that can be read"):
        check(locked)


def test_the_report_of_a_lifter_who_keeps_the_feet_down_is_equal(recorded: MakeRecord, tmp_path: Path) -> None:
    earlier: list[dict[str, object]] = []
    for number in range(5):
        record = recorded(20 + number, number // 3, "stuck" if number < 4 else None)
        earlier.append(analyze(record, history=earlier).document)
    lift = analyze(recorded(3, 6, "stuck"), history=earlier)
    assert lift.curves is not None
    path = tmp_path / "stuck.pdf"
    path.write_bytes(lift_report(lift.document, lift.curves, earlier, ReportDetails(), lift.source))
    found = check(path)
    assert found.equal, found.faults


def test_a_report_saved_anew_by_another_program_is_equal(edited: Edit) -> None:
    assert check(edited(lambda pdf: None)).equal


def test_a_text_that_was_edited_is_named_with_what_should_stand_there(edited: Edit, report: Report) -> None:
    def shout(pdf: pikepdf.Pdf) -> None:
        content = drawn(pdf)
        assert content.count(b"(Demo lab)") == 1
        pdf.pages[0].Contents.write(content.replace(b"(Demo lab)", b"(Demo bar)"))

    (fault,) = check(edited(shout)).faults
    assert fault.startswith("page 1")
    assert "“Demo bar” " not in fault
    assert "Demo bar" in fault
    assert "Demo lab" in fault


def test_a_number_edited_on_the_second_page_is_found(edited: Edit) -> None:
    def lengthen(pdf: pikepdf.Pdf) -> None:
        content = drawn(pdf, 1)
        place = content.index(b" kg")
        digits = content[place - 2 : place]
        assert digits.isdigit()
        pdf.pages[1].Contents.write(content[: place - 2] + b"99" + content[place:])

    faults = check(edited(lengthen)).faults
    assert len(faults) == 1
    assert faults[0].startswith("page 2")
    assert "99 kg" in faults[0]


def test_a_curve_that_was_moved_is_found(edited: Edit) -> None:
    def move(pdf: pikepdf.Pdf) -> None:
        content = drawn(pdf)
        pdf.pages[0].Contents.write(content.replace(b" l ", b" m ", 1))

    assert check(edited(move)).faults == ("page 1: lines or shapes were changed; the texts are the same",)


def test_a_note_stuck_over_the_page_is_found(edited: Edit) -> None:
    def stick(pdf: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 99, 99])
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))

    (fault,) = check(edited(stick)).faults
    assert "beside the drawing" in fault


@pytest.mark.parametrize("what", ["title", "alternative text", "letters of the font"])
def test_what_is_not_drawn_is_compared_too(what: str, edited: Edit) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        if what == "title":
            pdf.docinfo.Title = "Another lift"
        elif what == "alternative text":
            figure = next(each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each)
            figure.Alt = pikepdf.String("Nothing to see.")
        else:
            font = next(iter(dict(pdf.pages[0].Resources.Font).values()))
            font.ToUnicode.write(font.ToUnicode.read_bytes() + b"\n%")

    assert not check(edited(change)).equal


def test_a_page_that_was_dropped_is_missed(edited: Edit) -> None:
    def drop(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1]

    assert "the file has 1 pages; its attachments give 2" in check(edited(drop)).faults


def test_a_number_edited_in_the_document_is_named_with_both_values(edited: Edit, report: Report) -> None:
    honest = report[0].document["metrics"]["drive_impulse"]["value"]

    def edit(pdf: pikepdf.Pdf) -> None:
        document = table(pdf, "lift.json")
        document["metrics"]["drive_impulse"]["value"] = 180.0
        attach(pdf, "lift.json", json.dumps(document).encode())

    faults = check(edited(edit)).faults
    assert faults[0] == f"metrics.drive_impulse.value: 180.0 in the file; {honest} from the samples"
    assert any(fault.startswith("page 1") and "180" in fault for fault in faults[1:])


def test_a_whole_forgery_with_new_pages_is_found_by_its_samples(report: Report, tmp_path: Path) -> None:
    lift, earlier, details = report
    assert lift.curves is not None
    metrics = {**lift.document["metrics"]}
    metrics["drive_impulse"] = {**metrics["drive_impulse"], "value": 180.0}
    path = tmp_path / "forged.pdf"
    path.write_bytes(lift_report({**lift.document, "metrics": metrics}, lift.curves, earlier, details, lift.source))
    (fault,) = check(path).faults
    assert fault.startswith("metrics.drive_impulse.value: 180.0")


def test_samples_that_were_edited_are_found(edited: Edit, report: Report) -> None:
    assert report[0].source is not None
    record = report[0].source.cut().record
    stronger = tuple(np.where(np.arange(record.n) > 3000, 1.01, 1.0) * signals for signals in record.signals)
    content = samples_parquet(replace(record, signals=stronger))
    faults = check(edited(lambda pdf: attach(pdf, "samples.parquet", content))).faults
    assert faults[0].startswith("samples.parquet: its samples are not those")
    assert any(fault.startswith("metrics.system_weight") for fault in faults)


def test_a_file_put_in_by_somebody_else_is_named(edited: Edit) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["extra.txt"] = pikepdf.AttachedFileSpec(pdf, b"hello")

    assert check(edited(add)).faults == ("the attachment extra.txt is not one of Legdrive's",)


def test_another_name_printed_by_editing_the_details_is_found_on_the_page(edited: Edit) -> None:
    def rename(pdf: pikepdf.Pdf) -> None:
        page = table(pdf, "page.json")
        page["details"]["athlete"] = "B. Example"
        attach(pdf, "page.json", json.dumps(page).encode())

    faults = check(edited(rename)).faults
    assert any("A. Example" in fault and "B. Example" in fault for fault in faults)


def test_other_methods_are_said_and_nobody_is_called_a_forger(edited: Edit) -> None:
    def older(pdf: pikepdf.Pdf) -> None:
        document = table(pdf, "lift.json")
        document["methods"]["digest"] = "0" * 64
        document["software"]["version"] = "0.0.1"
        attach(pdf, "lift.json", json.dumps(document).encode())

    path = edited(older)
    with pytest.raises(NoReport, match=r"measured with methods 000000000000 \(Legdrive 0\.0\.1\)") as told:
        check(path)
    assert "check it with Legdrive 0.0.1" in told.value.line


def test_a_foreign_pdf_gives_one_line(tmp_path: Path) -> None:
    path = tmp_path / "foreign.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    with pytest.raises(NoReport, match=r"is no report of Legdrive: it carries no page\.json"):
        check(path)
    path.write_bytes(b"Dear coach, all is well.")
    with pytest.raises(NoReport, match="is no PDF that can be read"):
        check(path)


@pytest.mark.parametrize("name", ["lift.json", "page.json", "plates.json", "samples.parquet"])
def test_a_damaged_attachment_is_named(name: str, edited: Edit) -> None:
    path = edited(lambda pdf: attach(pdf, name, b'{"schema": '))
    with pytest.raises(NoReport) as told:
        check(path)
    assert name in told.value.line or name == "samples.parquet"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lift.json", b'{"methods": []}'),
        ("lift.json", b"[]"),
        ("page.json", b'{"schema": "legdrive/report-page/1", "report": "lift"}'),
        ("page.json", b'{"schema": "legdrive/report-page/1", "report": "poem"}'),
        ("page.json", b'{"schema": "legdrive/report-page/9", "report": "lift"}'),
        ("plates.json", b'{"schema": "legdrive/report-plates/1"}'),
        ("plates.json", b'{"schema": "legdrive/report-plates/1", "plates": 3}'),
    ],
)
def test_attachments_of_another_shape_give_one_line(name: str, content: bytes, edited: Edit) -> None:
    path = edited(lambda pdf: attach(pdf, name, content))
    with pytest.raises(NoReport) as told:
        check(path)
    assert told.value.line.startswith(f"{path}: ")
    assert "\n" not in told.value.line


def test_a_broken_drawing_is_no_reason_to_fail(edited: Edit) -> None:
    def break_off(pdf: pikepdf.Pdf) -> None:
        content = drawn(pdf)
        pdf.pages[0].Contents.write(content[: len(content) // 2] + b" (unfinished")

    assert not check(edited(break_off)).equal


def test_a_report_without_samples_cannot_be_checked(report: Report, tmp_path: Path) -> None:
    lift, earlier, details = report
    assert lift.curves is not None
    path = tmp_path / "bare.pdf"
    path.write_bytes(lift_report(lift.document, lift.curves, earlier, details))
    with pytest.raises(NoReport, match="carries no samples"):
        check(path)


def test_a_fast_recording_is_asked_for_and_checked_against(recorded: MakeRecord, tmp_path: Path) -> None:
    record = recorded(rate_hz=2500.0)
    lift = analyze(record)
    assert lift.curves is not None
    path = tmp_path / "fast.pdf"
    path.write_bytes(lift_report(lift.document, lift.curves, (), None, lift.source))
    with pytest.raises(OptionNeeded, match=r"at 2500 Hz.*in the recording session\.mcap; give --recording FILE"):
        check(path)
    assert check_report(path, Path("session.mcap"), lambda _: record).equal
    other = replace(record, samples_sha256="0" * 64)
    with pytest.raises(OptionNeeded, match="is not the recording that the report names"):
        check_report(path, Path("other.mcap"), lambda _: other)


def test_another_language_and_sheet_prove_themselves_too(report: Report, tmp_path: Path) -> None:
    lift, earlier, details = report
    assert lift.curves is not None
    path = tmp_path / "letter.pdf"
    letter = replace(details, page_size="Letter", language="de")
    path.write_bytes(lift_report(lift.document, lift.curves, earlier, letter, lift.source))
    assert check(path).equal


@pytest.mark.parametrize("name", ["lift.json", "page.json", "plates.json", "samples.parquet"])
def test_an_edited_description_of_an_attachment_is_told(name: str, edited: Edit) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name].obj.Desc = pikepdf.String("nothing to see here")

    assert check(edited(change)).faults == (f"the description of the attachment {name} was changed",)


@pytest.mark.parametrize(
    ("name", "put", "says"),
    [
        ("page.json", lambda found: found.update(zzz="hello"), 'page.json: zzz: "hello" in the file'),
        ("page.json", lambda found: found["earlier"][0].update(zzz=1), "page.json: earlier[0].zzz: 1 in the file"),
        ("page.json", lambda found: found["earlier"].append(found["earlier"][0]), "page.json: earlier"),
        ("plates.json", lambda found: found.update(zzz="hello"), "plates.json: zzz is not one of"),
        ("plates.json", lambda found: found["zero"][0].update(zzz=1), "plates.json: zero[0].zzz is not one of"),
    ],
)
def test_a_part_of_an_attachment_that_nothing_is_made_of_is_told(
    name: str, put: Callable[[Any], None], says: str, edited: Edit
) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        found = table(pdf, name)
        put(found)
        attach(pdf, name, json.dumps(found).encode())

    faults = check(edited(change)).faults
    assert len(faults) == 1
    assert faults[0].startswith(says)


def test_a_script_named_beside_the_attachments_is_told(edited: Edit) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.Root.Names.JavaScript = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), script]))

    assert check(edited(change)).faults == ("something beside the drawing was changed: /Names/JavaScript",)
