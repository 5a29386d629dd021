"""Letters that the family lacks are drawn with the laboratory's font; scripts from right to left keep their order."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from processing.result import LiftAnalysis
from reports.details import LabFonts, ReportDetails
from reports.errors import FontsMissing, GlyphMissing
from reports.fonts import FONT_NAMES, lettering, pieces, require_glyphs, width_mm
from reports.pdf import lift_report
from reports.scripts import as_seen, runs_from_right
from reports.theme import BODY, MM_PT

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]
JAPANESE, HEBREW, ARABIC = "山田", "דוד", "محمد"


def test_greek_cyrillic_and_accents_need_no_other_font() -> None:
    for name in ("Ελένη Παπαδοπούλου", "Ольга Щербакова", "Žofie Dvořáková", "Ngô Thị Hương", "Łukasz Święcicki"):
        require_glyphs(name, "name")
        assert [font.fontName for font, _ in pieces(name, BODY)] == [FONT_NAMES["regular"]]


@pytest.mark.parametrize("name", [JAPANESE, HEBREW, ARABIC])
def test_without_a_font_of_the_laboratory_a_foreign_letter_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(GlyphMissing, match=r"name: the page's font lacks a letter for .*; name a font that has it"):
        require_glyphs(name, "name")


def test_a_foreign_letter_is_drawn_and_measured_with_the_laboratorys_font(lab_font: Path) -> None:
    with lettering(LabFonts(str(lab_font))):
        require_glyphs(f"Aiko {JAPANESE}", "name")
        runs = pieces(f"Aiko {JAPANESE}", BODY)
        assert [run for _, run in runs] == ["Aiko ", JAPANESE]
        assert width_mm(JAPANESE, BODY) == pytest.approx(2 * BODY.size_pt / MM_PT)
    with pytest.raises(GlyphMissing):
        require_glyphs(JAPANESE, "name")


def test_a_letter_that_neither_font_has_is_refused_with_the_name_of_the_file(lab_font: Path) -> None:
    with lettering(LabFonts(str(lab_font))), pytest.raises(GlyphMissing, match=r"nor .*boxes\.ttf has .*U\+30A2"):
        require_glyphs("ア", "name")


def test_hebrew_is_seen_from_right_to_left_and_latin_beside_it_is_not(lab_font: Path) -> None:
    assert as_seen(f"{HEBREW} Levi ") == f"Levi {HEBREW[::-1]} "
    with lettering(LabFonts(str(lab_font))):
        assert "".join(run for _, run in pieces(HEBREW, BODY)) == HEBREW[::-1]


def test_arabic_letters_are_joined(lab_font: Path) -> None:
    seen = as_seen(ARABIC)
    assert runs_from_right(ARABIC)
    assert all(0xFE80 <= ord(letter) <= 0xFEFC for letter in seen)
    with lettering(LabFonts(str(lab_font))):
        require_glyphs(ARABIC, "name")


def test_without_the_libraries_for_it_the_line_says_what_to_install(
    lab_font: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "bidi", None)
    with lettering(LabFonts(str(lab_font))), pytest.raises(FontsMissing, match=r"pip install 'legdrive\[scripts\]'"):
        require_glyphs("דודו", "name")


def test_a_font_that_is_not_there_or_no_font_is_refused_by_its_name(tmp_path: Path) -> None:
    other = tmp_path / "notes.ttf"
    other.write_text("no font")
    for path, words in ((tmp_path / "gone.ttf", "is not there"), (other, "cannot be read")):
        with lettering(LabFonts(str(path))), pytest.raises(FontsMissing, match=rf"{path.name}: .*{words}"):
            require_glyphs(JAPANESE, "name")


def test_a_page_embeds_the_laboratorys_font_and_is_the_same_bytes_again(
    lab_font: Path, cases: dict[str, Case], details: ReportDetails
) -> None:
    lift, earlier = cases["early"]
    assert lift.curves is not None
    asked = replace(details, athlete=f"{JAPANESE} {HEBREW}", fonts=LabFonts(str(lab_font)))
    documents = [each.document for each in earlier]
    once, again = (lift_report(lift.document, lift.curves, documents, asked) for _ in range(2))
    assert once == again
    with pikepdf.open(io.BytesIO(once)) as pdf:
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert any("LabBoxes" in name for name in fonts)
