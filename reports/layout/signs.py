"""Table of leg-drive signs: 149 to 210 mm, right half."""

from __future__ import annotations

from reports.draw import rule, sign_mark
from reports.marks import Frame, Group, Mark
from reports.signs import SignRow
from reports.theme import (
    BODY,
    BODY_BOLD,
    BOX_WIDTH,
    HEADING,
    INK,
    NOTE,
    SMALL,
    SMALL_BOLD,
    SMALL_QUIET,
    SMALLEST,
    Style,
)
from reports.typeset import first_fit, fitted, line, paragraph
from reports.words import en

LEFT = 86.0
VALUE_X = 111.0
USUAL_X = 133.6
MARK_X = 154.8
WORDS_X = 157.2
HEAD_Y = 156.4
FIRST_ROW = 158.0
PITCH = 6.15
SMALLEST_INK = Style("regular", 6.5)
NOTE_FRAME = Frame(LEFT, 203.2, BOX_WIDTH - LEFT, 7.6)


def lay_out_signs(rows: tuple[SignRow, ...]) -> tuple[Group, ...]:
    """Marks of the table."""
    groups = [Group("H2", (line(en.HEADING_SIGNS, LEFT, 151.6, HEADING, "signs"),)), Group("P", _head())]
    rules: list[Mark] = [rule(LEFT, BOX_WIDTH, FIRST_ROW - 0.3, INK, 0.6)]
    for number, row in enumerate(rows):
        top = FIRST_ROW + number * PITCH
        groups.append(Group("P", _row(row, top)))
        rules.append(rule(LEFT, BOX_WIDTH, top + PITCH - 0.3))
    note = paragraph([(en.SIGNS_NOTE, NOTE)], NOTE_FRAME.width, "signs note")
    return (*groups, Group("Artifact", tuple(rules)), Group("P", note.at(NOTE_FRAME)))


def _head() -> tuple[Mark, ...]:
    places = (LEFT, VALUE_X, USUAL_X, WORDS_X)
    return tuple(
        line(words, x, HEAD_Y, SMALL_QUIET, "signs head") for words, x in zip(en.SIGN_COLUMNS, places, strict=True)
    )


def _row(row: SignRow, top: float) -> tuple[Mark, ...]:
    middle = top + PITCH / 2 - 0.3
    base = middle + BODY.capital_mm / 2
    marks: list[Mark] = [line(row.name, LEFT, base, BODY, "sign", VALUE_X - LEFT - 1.0)]
    if row.value is None:
        marks.append(line(row.missing, VALUE_X, base, SMALL_QUIET, "sign", BOX_WIDTH - VALUE_X))
    else:
        style = first_fit(row.value, (BODY_BOLD, SMALL_BOLD), USUAL_X - VALUE_X - 1.0, "sign")
        marks.append(line(row.value, VALUE_X, base, style, "sign", USUAL_X - VALUE_X - 1.0))
        style = first_fit(row.usual, (SMALL_QUIET, SMALLEST), MARK_X - USUAL_X - 2.6, "usual")
        marks.append(line(row.usual, USUAL_X, base, style, "usual"))
    if row.judgement.words:
        frame = Frame(WORDS_X, top, BOX_WIDTH - WORDS_X, PITCH - 0.6)
        words = fitted(row.judgement.words, (SMALL, SMALLEST_INK), frame, "words")
        start = middle - words.height / 2
        marks.extend(words.at(Frame(frame.x, start, frame.width, frame.height)))
        if row.judgement.sign.shape != "none":
            marks.extend(sign_mark(row.judgement.sign, (MARK_X, middle), 2.5))
    return tuple(marks)
