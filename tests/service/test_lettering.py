"""Names that no font has letters for: told where they are typed, and no page fails for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from acquisition.errors import ConfigurationRejected
from reports.details import ReportDetails, Revision
from reports.errors import FontsMissing
from service.jobs.look import look_now, pages_look
from service.lettering import check_fonts, lab_trouble, printable, why_unprintable
from service.settings import ReportsSection, read_settings

CHINESE = "李文文"
PLAIN = ReportsSection()


@pytest.fixture
def with_font() -> ReportsSection:
    """A font that is installed with reportlab's own, and has other letters than the pages' family."""
    import reportlab

    return ReportsSection(font=Path(reportlab.__file__).parent / "fonts" / "Vera.ttf", page="Letter")


@pytest.mark.parametrize("name", ["", "Marta K.", "Ελένη", "Ольга Щербакова", "Łukasz Święcicki"])
def test_what_the_pages_can_print_needs_no_word(name: str) -> None:
    assert why_unprintable(name, PLAIN) == ""
    assert printable(ReportDetails(athlete=name), "A7F3", PLAIN) == (ReportDetails(athlete=name), "")


def test_a_name_that_no_font_has_is_told_in_one_clause() -> None:
    why = why_unprintable(CHINESE, PLAIN)
    assert why.startswith("the page's font lacks a letter for ")
    assert "'李' (U+674E)" in why
    assert why.endswith("; name a font that has it under [reports] in lab.toml")


def test_the_code_stands_for_such_a_name_and_the_rest_is_left_out() -> None:
    asked = ReportDetails(
        athlete=CHINESE, lab="队", place="Hall 2", revisions=(Revision(1, "2026-11-22", "重量"),), language="de"
    )
    details, lacks = printable(asked, "A7F3", PLAIN)
    assert (details.athlete, details.lab, details.place, details.language) == ("A7F3", "", "Hall 2", "de")
    assert details.revisions == (Revision(1, "2026-11-22", "–"),)
    assert lacks.startswith("the page says A7F3 for the name: the page's font lacks a letter for ")
    assert "the page leaves out [lab] lab" in lacks
    assert "history" in lacks


def test_the_laboratorys_font_and_sheet_reach_the_page(with_font: ReportsSection) -> None:
    check_fonts(with_font)
    details, lacks = printable(ReportDetails(athlete="Marta"), "A7F3", with_font)
    assert (details.page_size, lacks) == ("Letter", "")
    assert details.fonts is not None
    assert details.fonts.regular.endswith("Vera.ttf")
    assert "neither the page's font nor" in why_unprintable(CHINESE, with_font)


def test_a_font_that_cannot_be_is_refused_at_the_start_in_one_line(tmp_path: Path) -> None:
    other = tmp_path / "notes.ttf"
    other.write_text("no font")
    for look, told in (
        (ReportsSection(font=tmp_path / "gone.ttf"), r"gone\.ttf: the laboratory's font is not there"),
        (ReportsSection(font=other), r"notes\.ttf: the laboratory's font cannot be read"),
    ):
        with pytest.raises(FontsMissing, match=told) as caught:
            check_fonts(look)
        assert "\n" not in caught.value.line
    with pytest.raises(ConfigurationRejected, match="bold_font is named, font is not"):
        check_fonts(ReportsSection(bold_font=other))
    check_fonts(PLAIN)


def test_words_of_the_laboratory_that_are_left_out_are_told_at_the_start() -> None:
    [line] = lab_trouble({"name": "Lab North", "place": "队"}, PLAIN)
    assert line.startswith("lab.toml [lab]: place is left out on the pages: the page's font lacks a letter for ")


def test_fonts_count_from_the_folder_of_lab_toml(tmp_path: Path) -> None:
    (tmp_path / "lab.toml").write_text('[reports]\nfont = "fonts/a.ttf"\npage = "Letter"\n')
    found = read_settings(tmp_path / "lab.toml").reports
    assert found == ReportsSection(font=tmp_path / "fonts" / "a.ttf", page="Letter")


def test_a_worker_makes_all_its_pages_look_the_same(with_font: ReportsSection) -> None:
    assert look_now() == PLAIN
    with pages_look(with_font):
        assert look_now() == with_font
    assert look_now() == PLAIN
