"""Text is measured, and refused where it does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.errors import GlyphMissing, ReportOverflow
from reports.fonts import width_mm
from reports.marks import Frame
from reports.theme import BODY, SMALL, SMALLEST
from reports.typeset import first_fit, fitted, line, paragraph

WORDS = st.lists(st.text(alphabet="abcdefghij äß", min_size=1, max_size=12), min_size=1, max_size=60).map(" ".join)


@given(WORDS, st.floats(30.0, 180.0))
def test_a_wrapped_paragraph_keeps_every_word_within_its_width(text: str, width: float) -> None:
    words = paragraph([(text, BODY)], width, "test")
    for runs in words.lines:
        assert sum(width_mm(run, style) for run, style in runs) <= width + 0.02
    printed = " ".join("".join(run for run, _ in runs).strip() for runs in words.lines)
    assert printed.split() == text.split()


@given(WORDS, st.floats(40.0, 120.0), st.floats(3.0, 20.0))
def test_a_paragraph_either_stays_in_its_frame_or_is_refused(text: str, width: float, height: float) -> None:
    frame = Frame(10.0, 20.0, width, height)
    try:
        marks = fitted(text, (BODY, SMALL, SMALLEST), frame, "test").at(frame)
    except ReportOverflow:
        assert paragraph([(text, SMALLEST)], width, "test").height > height
        return
    assert all(mark.x + mark.width <= frame.right + 0.02 and mark.y <= frame.bottom + 0.02 for mark in marks)


@given(st.integers(1, 200))
def test_a_line_longer_than_its_room_is_refused(letters: int) -> None:
    text = "n" * letters
    if width_mm(text, BODY) <= 60.0:
        assert line(text, 0.0, 5.0, BODY, "name", 60.0).text == text
    else:
        with pytest.raises(ReportOverflow, match=r"report: name: .* has 60\.0 mm; shorten the text"):
            line(text, 0.0, 5.0, BODY, "name", 60.0)


def test_the_first_size_that_fits_is_taken() -> None:
    assert first_fit("short", (BODY, SMALL), 50.0, "test") is BODY
    assert first_fit("n" * 33, (BODY, SMALL), width_mm("n" * 33, SMALL) + 0.1, "test") is SMALL


def test_a_letter_the_font_lacks_is_refused_by_name() -> None:
    with pytest.raises(GlyphMissing, match=r"U\+5C71"):
        line("山田", 0.0, 5.0, BODY, "name")
