"""The file of both pages: small, whole, in reading order, on either sheet and in every language."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pdf_words import MOST_BYTES, Case, report, words_of

from reports.details import ReportDetails
from reports.theme import SHEETS_MM, PageSize
from reports.words.say import LANGUAGES

pypdfium2: Any = pytest.importorskip("pypdfium2")
"""Any: the package brings no types."""


@pytest.mark.parametrize("name", ["good", "early", "stuck", "missed", "alone", "unsegmented"])
def test_both_pages_together_are_smaller_than_120_kilobytes(name: str, second_cases: dict[str, Case]) -> None:
    assert len(report(second_cases[name])) <= MOST_BYTES


def test_the_words_of_the_second_page_come_in_reading_order(second_cases: dict[str, Case]) -> None:
    text = words_of(report(second_cases["early"], ReportDetails(athlete="A. Example")), 1)
    wanted = [
        "A. Example", "Snatch 92 kg", "SIMULATED DATA", "Phases", "mean force", "first pull", "extension", "recovery",
        "Is it slower?", "this lift", "speed gained", "The last lifts like this one", "Drive-through", "Load",
        "Where the feet went", "standing before", "forward", "Pressure and balance", "Pressure is not balance",
        "Everything that was flagged", "Foot stayed down", "Methods and versions", "SHA-256", "Words", "drive-through",
        "Versions of this report", "page 2 of 2",
    ]  # fmt: skip
    place = 0
    for words in wanted:
        found = text.find(words, place)
        assert found >= 0, f"“{words}” is not on the page, or comes too early"
        place = found + len(words)


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_both_pages_stand_on_the_chosen_sheet(size: PageSize, second_cases: dict[str, Case]) -> None:
    width, height = SHEETS_MM[size]
    with pikepdf.open(io.BytesIO(report(second_cases["good"], ReportDetails(page_size=size)))) as pdf:
        assert len(pdf.pages) == 2
        for page in pdf.pages:
            box = [float(edge) for edge in page.MediaBox]
            assert box[2:] == pytest.approx([width * 72 / 25.4, height * 72 / 25.4], abs=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["good", "early", "missed", "one plate", "on plates", "pull", "unsegmented"])
def test_every_language_finds_room(name: str, language: str, second_cases: dict[str, Case]) -> None:
    lift, earlier = second_cases[name]
    content = report((replace(lift), earlier), ReportDetails(language=language))
    assert "2" in words_of(content, 1)
