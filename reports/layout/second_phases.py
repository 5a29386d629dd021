"""Table of phases: 11 to 59 mm."""

from __future__ import annotations

from collections.abc import Iterator

from reports.draw import Sign, rule, sign_mark
from reports.layout.tables import row_group
from reports.marks import Frame, Group, Line, Mark, Text
from reports.second.phase_rows import PhaseRow, PhaseRows
from reports.theme import (
    BODY,
    BOX_WIDTH,
    HEADING,
    INK,
    LEFT,
    NOTE,
    QUIET,
    RIGHT,
    RULE,
    SHADE,
    SMALL,
    SMALL_BOLD,
    SMALL_QUIET,
    SMALLEST,
    Style,
)
from reports.typeset import Align, Paragraph, first_fit, fitted, line, paragraph
from reports.words import second_page as words
from reports.words.say import say

TITLE_Y = 14.6
HEAD_Y = 19.2
FIRST_ROW = 20.6
PITCH = 4.55
MOST_ROWS = 7
Column = tuple[float, float, Align]
COLUMNS: tuple[Column, ...] = (
    (1.2, 32.0, "left"),
    (44.0, 14.0, "right"),
    (62.0, 16.0, "right"),
    (101.0, 37.0, "right"),
    (123.0, 20.0, "right"),
    (142.0, 17.0, "right"),
    (157.0, 13.0, "right"),
    (181.0, 13.0, "right"),
)
"""Anchor, room and alignment of the columns."""
BAR = Frame(158.4, 0.0, 9.6, 1.5)
"""Bar between the shares; its middle is an even split."""
WIDEST_SHARE = 0.12
"""Difference from an even split that fills half the bar."""
NOTES_HEIGHT = 5.4
STRONG = "drive"
STRONG_SMALLEST = Style("semibold", SMALLEST.size_pt)


def lay_out_phases(table: PhaseRows) -> tuple[Group, ...]:
    """Marks of the table, or why there is none."""
    title = Group("H2", (line(say(words.PHASES_HEADING), 0.0, TITLE_Y, HEADING, "phases"),))
    if not table.rows:
        frame = Frame(0.0, TITLE_Y + 3.0, BOX_WIDTH, 8.0)
        return title, Group("P", fitted(" ".join(table.remarks), (BODY, SMALL), frame, "phases").at(frame))
    rows = [row_group(_head(), "TH", "Column")]
    ground: list[Mark] = [rule(0.0, BOX_WIDTH, FIRST_ROW, INK, 0.6)]
    bars: list[Mark] = []
    for number, row in enumerate(table.rows):
        top = FIRST_ROW + number * PITCH
        if row.key == STRONG:
            ground.append(Frame(0.0, top + 0.2, BOX_WIDTH, PITCH - 0.4).area(SHADE))
        rows.append(row_group(_row(row, top), "TD", first="TH"))
        bars += _bar(row, top + PITCH / 2)
        if row.key == table.miss_phase:
            bars += sign_mark(Sign("cross"), (COLUMNS[0][0] + 27.0, top + PITCH / 2), 1.7)
        ground.append(rule(0.0, BOX_WIDTH, top + PITCH))
    note = _note(table)
    return (
        title,
        Group("Artifact", (*ground, *bars)),
        Group("Table", (), words.phases_alt(len(table.rows), table.summary), tuple(rows)),
        Group("P", note.at(_notes(len(table.rows)))),
    )


def _note(table: PhaseRows) -> Paragraph:
    """What the columns mean, what is missing, and before them where a miss left the makes, as far as there is room."""
    frame = _notes(len(table.rows))
    for miss, told in _shorter_and_shorter(table):
        for bold, style in ((SMALL_BOLD, NOTE), (STRONG_SMALLEST, SMALLEST)):
            runs = [run for run in ((miss, bold), (told, style)) if run[0]]
            note = paragraph(runs, frame.width, "phases")
            if note.height <= frame.height:
                return note
    return note


def _shorter_and_shorter(table: PhaseRows) -> Iterator[tuple[str, str]]:
    """The miss and the rest; first what holds of every table gives way, then what is missing, then signs of the miss.

    Why a number is missing stands among the flags too, and every sign in the attached document.
    """
    yield table.miss, " ".join([say(words.PHASES_NOTE), *table.remarks])
    for kept in range(len(table.remarks), -1, -1):
        yield table.miss, " ".join(table.remarks[:kept])
    for miss in table.shorter:
        yield miss, ""


def saved_mm(table: PhaseRows) -> float:
    """Height that a table of fewer phases leaves over."""
    return (MOST_ROWS - max(len(table.rows), 1)) * PITCH


def _notes(rows: int) -> Frame:
    top = FIRST_ROW + rows * PITCH + 1.5
    return Frame(0.0, top, BOX_WIDTH, NOTES_HEIGHT)


def _head() -> tuple[tuple[Mark, ...], ...]:
    return tuple((_cell(say(name), HEAD_Y, SMALL_QUIET, place),) for name, place in _columns(words.PHASE_COLUMNS))


def _columns(cells: tuple[str, ...]) -> Iterator[tuple[str, Column]]:
    return zip(cells, COLUMNS, strict=True)


def _cell(told: str, base: float, style: Style, column: Column) -> Text:
    """A cell at its column's anchor; smaller where it would not fit."""
    x, room, align = column
    return line(told, x, base, first_fit(told, (style, SMALLEST), room, "phases"), "phases", room, align)


def _row(row: PhaseRow, top: float) -> tuple[tuple[Mark, ...], ...]:
    base = top + PITCH / 2 + SMALL.capital_mm / 2
    style = SMALL_BOLD if row.key == STRONG else SMALL
    return tuple((_cell(told, base, style, place),) for told, place in _columns(row.cells))


def _bar(row: PhaseRow, middle: float) -> list[Mark]:
    """From an even split to this one, towards the foot that carried more."""
    if row.left_share is None:
        return []
    centre, half = BAR.x + BAR.width / 2, BAR.width / 2
    over = min(max((row.left_share - 0.5) / WIDEST_SHARE, -1.0), 1.0)
    end = centre - over * half
    box = Frame(min(centre, end), middle - BAR.height / 2, abs(over) * half, BAR.height)
    return [
        Line(((BAR.x, middle), (BAR.right, middle)), 0.4, RULE),
        box.area(LEFT if over > 0 else RIGHT),
        Line(((centre, middle - 1.3), (centre, middle + 1.3)), 0.5, QUIET),
    ]
