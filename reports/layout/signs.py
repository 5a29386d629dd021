"""Table of leg-drive signs: 149 to 210 mm, right half."""

from __future__ import annotations

from reports.draw import rule, sign_mark
from reports.fonts import width_mm
from reports.layout.tables import row_group
from reports.marks import Frame, Group, Mark
from reports.signs import SignRow
from reports.theme import (
    BODY,
    BODY_BOLD,
    BOX_WIDTH,
    FINE,
    HEADING,
    INK,
    NOTE,
    SMALL,
    SMALL_BOLD,
    SMALL_QUIET,
    SMALLEST,
    Style,
)
from reports.typeset import Paragraph, fitted, fitted_line, line, paragraph
from reports.words import signs as sign_words
from reports.words.say import say

LEFT = 86.0
VALUE_X = 111.0
USUAL_X = 133.6
ABOUT_WIDTH = BOX_WIDTH - USUAL_X
MARK_X = 154.8
WORDS_X = 157.2
HEAD_Y = 156.4
FIRST_ROW = 158.0
PITCH = 6.15
ABOUT_HEIGHT = 4.3
"""Two small lines keep clear of the rules above and below."""
ABOUT_STYLES = (SMALL_QUIET, SMALLEST, FINE)
SMALLEST_INK = Style("regular", 6.5)
FINE_INK = Style("regular", 6.0)
FINE_BOLD = Style("semibold", 6.6)
NOTE_STYLES = (NOTE, SMALLEST)
NOTE_FRAME = Frame(LEFT, 203.2, BOX_WIDTH - LEFT, 7.6)


def lay_out_signs(rows: tuple[SignRow, ...]) -> tuple[Group, ...]:
    """Marks of the table."""
    heading = Group("H2", (line(say(sign_words.HEADING_SIGNS), LEFT, 151.6, HEADING, "signs"),))
    alone = any(row.about for row in rows)
    about = _about_style(rows)
    table: list[Group] = [_head(alone=alone)]
    rules: list[Mark] = [rule(LEFT, BOX_WIDTH, FIRST_ROW - 0.3, INK, 0.6)]
    for number, row in enumerate(rows):
        top = FIRST_ROW + number * PITCH
        table.append(_row(row, top, about))
        rules.append(rule(LEFT, BOX_WIDTH, top + PITCH - 0.3))
    note = _note(say(sign_words.ALONE_NOTE if alone else sign_words.SIGNS_NOTE))
    lines = Group("Artifact", tuple(rules))
    return heading, Group("Table", children=tuple(table)), lines, Group("P", note.at(NOTE_FRAME))


def _note(told: str) -> Paragraph:
    """A size smaller where that saves a second line."""
    for style in NOTE_STYLES:
        if width_mm(told, style) <= NOTE_FRAME.width:
            return paragraph([(told, style)], NOTE_FRAME.width, "signs note")
    return fitted(told, (*NOTE_STYLES, FINE), NOTE_FRAME, "signs note")


def _head(*, alone: bool) -> Group:
    places = (LEFT, VALUE_X, USUAL_X) if alone else (LEFT, VALUE_X, USUAL_X, WORDS_X)
    columns = zip(sign_words.ALONE_COLUMNS if alone else sign_words.SIGN_COLUMNS, places, strict=True)
    heads = [(line(say(words), x, HEAD_Y, SMALL_QUIET, "signs head"),) for words, x in columns]
    return row_group(heads, "TH", "Column")


def _about_style(rows: tuple[SignRow, ...]) -> Style:
    """One size for what all signs are: the first in which each fits."""
    texts = [_told(row) for row in rows if row.about and row.value is not None]
    for style in ABOUT_STYLES[:-1]:
        if all(paragraph([(text, style)], ABOUT_WIDTH, "about").height <= ABOUT_HEIGHT for text in texts):
            return style
    return ABOUT_STYLES[-1]


def _told(row: SignRow) -> str:
    """What the sign is, or what is seen without any comparison."""
    return row.judgement.words or row.about


def _row(row: SignRow, top: float, about: Style) -> Group:
    middle = top + PITCH / 2 - 0.3
    base = middle + BODY.capital_mm / 2
    name = fitted_line(row.name, LEFT, base, (BODY, SMALL, SMALLEST_INK), "sign", VALUE_X - LEFT - 1.0)
    if row.value is None:
        missing = fitted_line(row.missing, VALUE_X, base, (SMALL_QUIET, SMALLEST), "sign", BOX_WIDTH - VALUE_X)
        cells: list[tuple[Mark, ...]] = [(name,), (missing,), *([()] if row.about else [(), _words(row, top)])]
        return row_group(cells, "TD", first="TH")
    value = fitted_line(row.value, VALUE_X, base, (BODY_BOLD, SMALL_BOLD, FINE_BOLD), "sign", USUAL_X - VALUE_X - 1.0)
    if row.about:
        return row_group([(name,), (value,), _about(row, top, about)], "TD", first="TH")
    usual = fitted_line(row.usual, USUAL_X, base, (SMALL_QUIET, SMALLEST, FINE), "usual", MARK_X - USUAL_X - 2.6)
    return row_group([(name,), (value,), (usual,), _words(row, top)], "TD", first="TH")


def _about(row: SignRow, top: float, style: Style) -> tuple[Mark, ...]:
    """In the place of usual range and words."""
    middle, frame = top + PITCH / 2 - 0.3, Frame(USUAL_X, top, ABOUT_WIDTH, ABOUT_HEIGHT)
    words = fitted(_told(row), (style,), frame, "about")
    return words.at(Frame(frame.x, middle - words.height / 2, frame.width, frame.height))


def _words(row: SignRow, top: float) -> tuple[Mark, ...]:
    """The judgement as words, and as a shape before them."""
    if not row.judgement.words:
        return ()
    middle = top + PITCH / 2 - 0.3
    frame = Frame(WORDS_X, top, BOX_WIDTH - WORDS_X, PITCH - 0.6)
    words = fitted(row.judgement.words, (SMALL, SMALLEST_INK, FINE_INK), frame, "words")
    marks: tuple[Mark, ...] = words.at(Frame(frame.x, middle - words.height / 2, frame.width, frame.height))
    if row.judgement.sign.shape == "none":
        return marks
    return (*marks, *sign_mark(row.judgement.sign, (MARK_X, middle), 2.5))
