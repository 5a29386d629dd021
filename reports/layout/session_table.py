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
from reports.typeset import Align, Paragraph, fitted, fitted_line
from reports.words import session as words
from reports.words.say import say

ROW = 5.4
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
    cells = []
    for name, (x, room, align) in zip(told, COLUMNS, strict=True):
        placed = name.at(Frame(x - room if align == "right" else x, base - name.height, room, name.height))
        cells.append(tuple(replace(mark, x=x - mark.width) for mark in placed) if align == "right" else placed)
    ground = Group("Artifact", (rule(0.0, BOX_WIDTH, base + HEAD_BASE - 0.2, INK, 0.6),))
    return Block((ground, row_group(cells, "TH", "Column")), base + HEAD_BASE)


def _head_cell(told: str, column: Column) -> Paragraph:
    _, room, _ = column
    return fitted(told, (SMALL_QUIET, SMALLEST, FINE), Frame(0.0, 0.0, room, HEAD), "table head")


def _row(row: LiftRow) -> Block:
    cells = []
    for name, (x, room, align) in zip(row.cells, COLUMNS, strict=True):
        bold = row.told and name is row.verdict
        styles = (SMALL_BOLD, SMALLEST_BOLD, FINE_BOLD) if bold else (SMALL, SMALLEST, FINE)
        cells.append(_lines(name, styles, x, room, align, ROW))
    marks: list[Mark] = [*sign_mark(row.sign, (SIGN_X, ROW / 2), 2.0)]
    if row.outcome == "missed":
        marks += sign_mark(Sign("cross"), (RESULT_X, ROW / 2), 1.6)
    groups = [row_group(cells, "TD", first="TH")]
    height = ROW
    if row.miss:
        deepest = max(text.frame.bottom for cell in cells for text in cell)
        top = max(ROW - 0.2, deepest + 0.4)
        frame = Frame(MISS_X, top, BOX_WIDTH - MISS_X, 12.0)
        told = fitted(row.miss, (SMALL, SMALLEST), frame, "miss")
        groups.append(row_group([(), told.at(frame)], "TD"))
        height = top + told.height + 1.4
    marks.append(rule(0.0, BOX_WIDTH, height))
    return Block((Group("Artifact", tuple(marks)), *groups), height)


def _lines(told: str, styles: Sequence[Style], x: float, room: float, align: Align, height: float) -> tuple[Text, ...]:
    """A cell: one line in the middle of the row; text at the left may take two."""
    if align == "right":
        return (fitted_line(told, x, height / 2 + styles[0].capital_mm / 2, styles, "table", room, align),)
    frame = Frame(x, 0.0, room, height - 0.6)
    words_ = fitted(told, styles, frame, "table")
    top = max((height - words_.height) / 2, 0.3)
    return words_.at(Frame(x, top, room, height - top))
