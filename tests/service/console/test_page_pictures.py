"""A report's pages as pictures."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from service.console.page_pictures import MOST_PAGES, Preview, folded_preview, page_count, page_picture, preview_html


def pdf(path: Path, pages: int) -> Path:
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(595, 842)
        document.save(path)
    return path


def test_each_page_of_a_report_is_a_picture_of_110_dots_an_inch(tmp_path: Path) -> None:
    report = pdf(tmp_path / "report.pdf", 2)
    assert page_count(report) == 2
    for number in (1, 2):
        drawn = page_picture(report, number)
        assert drawn is not None
        with Image.open(io.BytesIO(drawn)) as picture:
            assert picture.format == "WEBP"
            assert picture.size == pytest.approx((595 * 110 / 72, 842 * 110 / 72), abs=1.0)


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_page_that_a_report_does_not_have_is_no_picture(tmp_path: Path, number: int) -> None:
    assert page_picture(pdf(tmp_path / "report.pdf", 2), number) is None


def test_what_is_no_pdf_or_is_gone_has_no_pages(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 torn")
    for path in (broken, tmp_path / "erased.pdf"):
        assert page_count(path) == 0
        assert page_picture(path, 1) is None


def test_a_picture_goes_with_its_file(tmp_path: Path) -> None:
    report = pdf(tmp_path / "report.pdf", 1)
    assert page_picture(report, 1) is not None
    report.unlink()
    assert page_picture(report, 1) is None


def test_a_new_version_under_the_same_name_is_drawn_anew(tmp_path: Path) -> None:
    report = pdf(tmp_path / "report.pdf", 1)
    assert page_count(report) == 1
    assert page_count(pdf(report, 3)) == 3


def test_of_a_very_long_report_the_first_pages_are_shown(tmp_path: Path) -> None:
    report = pdf(tmp_path / "report.pdf", MOST_PAGES + 1)
    assert page_count(report) == MOST_PAGES
    assert page_picture(report, MOST_PAGES + 1) is None


def test_every_picture_says_what_it_is_and_the_pdf_stands_beside_them() -> None:
    made = preview_html(Preview("/reports/r.pdf", "/reports/r/page-", 2, "lift <4>"))
    assert made.count("<img") == 2
    assert 'src="/reports/r/page-2.webp"' in made
    assert 'alt="Page 2 of 2 of the report on lift &lt;4&gt;' in made
    assert 'href="/reports/r.pdf"' in made


def test_where_nothing_can_be_drawn_the_pdf_is_still_offered() -> None:
    nothing = Preview("/reports/r.pdf", "/reports/r/page-", 0, "lift 4")
    assert "cannot be drawn here: open the PDF" in preview_html(nothing)
    assert "<details" not in folded_preview(nothing)
    assert 'href="/reports/r.pdf"' in folded_preview(nothing)
