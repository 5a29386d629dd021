"""The table of the day's lifts; under a miss one line says where it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.draw import Sign, rule, sign_mark
from reports.layout.flow import Block, TableRows
from reports.layout.tables import row_group
from reports.marks import Frame, Group, Mark, Text
from reports.session.rows import LiftRow
from reports.theme import BOX_WIDTH, FINE, INK, SMALL, SMALL_BOLD, SMALL_QUIET, SMALLEST, Style
from reports.typeset import Align, Paragraph, first_fit, fitted, paragraph
from reports.words import session as words
from reports.words.say import say

ROW = 5.4
"""Of one line; two make it higher."""
CLEAR = 1.2
"""Between the words of a row and the rules."""
MOST = 5.0
"""Height of two lines in a cell."""
HEAD = 6.0
"""Most that the heads may take."""
HEAD_BASE = 1.8
"""From the last base line of the heads to the first row."""
MISS_X = 9.0
Column = tuple[float, float, Align]
COLUMNS: tuple[Column, ...] = (
    (6.0, 6.0, "right"),
    (9.0, 36.0, "left"),
    (58.0, 13.0, "right"),
    (64.4, 12.0, "left"),
    (92.5, 17.0, "right"),
    (110.5, 17.0, "right"),
    (127.0, 15.5, "right"),
    (147.5, 21.0, "right"),
    (153.4, 28.6, "left"),
)
"""Anchor, room and alignment of the columns."""
RESULT_X = 62.2
SIGN_X = 151.2
SMALLEST_BOLD = Style("semibold", SMALLEST.size_pt)
FINE_BOLD = Style("semibold", FINE.size_pt)


def session_table(rows: Sequence[LiftRow]) -> TableRows:
    """The table, to be set where there is room."""
    missed = sum(row.outcome == "missed" for row in rows)
    return TableRows(_head(), tuple(_row(row) for row in rows), words.table_alt(words.counts_words(len(rows), missed)))


def _head() -> Block:
    """Heads of one line or two, all standing on the rule under them."""
    told = [_head_cell(say(name), column) for name, column in zip(words.TABLE_COLUMNS, COLUMNS, strict=True)]
    base = max(name.height for name in told)
    cells = [_placed(name, column, base - name.height) for name, column in zip(told, COLUMNS, strict=True)]
    ground = Group("Artifact", (rule(0.0, BOX_WIDTH, base + HEAD_BASE - 0.2, INK, 0.6),))
    return Block((ground, row_group(cells, "TH", "Column")), base + HEAD_BASE)


def _head_cell(told: str, column: Column) -> Paragraph:
    _, room, _ = column
    return fitted(told, (SMALL_QUIET, SMALLEST, FINE), Frame(0.0, 0.0, room, HEAD), "table head")


def _row(row: LiftRow) -> Block:
    told = [
        _cell(name, column, bold=row.told and name is row.verdict)
        for name, column in zip(row.cells, COLUMNS, strict=True)
    ]
    height = max(ROW, max(cell.height for cell in told) + 2 * CLEAR)
    cells = [_placed(cell, column, (height - cell.height) / 2) for cell, column in zip(told, COLUMNS, strict=True)]
    marks: list[Mark] = [*sign_mark(row.sign, (SIGN_X, height / 2), 2.0)]
    if row.outcome == "missed":
        marks += sign_mark(Sign("cross"), (RESULT_X, height / 2), 1.6)
    groups = [row_group(cells, "TD", first="TH")]
    if row.miss:
        frame = Frame(MISS_X, height - 0.2, BOX_WIDTH - MISS_X, 12.0)
        miss = fitted(row.miss, (SMALL, SMALLEST), frame, "miss")
        groups.append(row_group([(), miss.at(frame)], "TD"))
        height = frame.y + miss.height + 1.4
    marks.append(rule(0.0, BOX_WIDTH, height))
    return Block((Group("Artifact", tuple(marks)), *groups), height)


def _cell(told: str, column: Column, *, bold: bool) -> Paragraph:
    """A cell: one line, or two at the left in the largest size in which they are no more."""
    _, room, align = column
    styles = (SMALL_BOLD, SMALLEST_BOLD, FINE_BOLD) if bold else (SMALL, SMALLEST, FINE)
    if align == "right":
        return paragraph([(told, first_fit(told, styles, room, "table"))], room, "table")
    return fitted(told, styles, Frame(0.0, 0.0, room, MOST), "table")


def _placed(cell: Paragraph, column: Column, top: float) -> tuple[Text, ...]:
    """A cell from its top down, in its column."""
    x, room, align = column
    placed = cell.at(Frame(x - room if align == "right" else x, top, room, cell.height))
    return tuple(replace(mark, x=x - mark.width) for mark in placed) if align == "right" else placed
