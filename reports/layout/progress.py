"""The report of months on as many pages as it needs: a table, then one part a kind of lift."""

from __future__ import annotations

from reports.draw import rule
from reports.layout.flow import Block, Flow, TableRows, text_block, title_block
from reports.layout.progress_trends import trends_block
from reports.layout.tables import row_group
from reports.marks import Group
from reports.progress.page import KindProgress, ProgressPage
from reports.theme import BOX_WIDTH, FINE, INK, NOTE, SMALL, SMALL_BOLD, SMALL_QUIET, SMALLEST
from reports.typeset import Align, fitted_line
from reports.words import session as words
from reports.words.say import say

GAP = 5.0
ROW = 5.0
HEAD = 5.2
Column = tuple[float, float, Align]
COLUMNS: tuple[Column, ...] = (
    (0.0, 62.0, "left"),
    (76.0, 13.0, "right"),
    (92.0, 15.0, "right"),
    (108.0, 15.0, "right"),
    (126.0, 17.0, "right"),
    (152.0, 25.0, "right"),
    (BOX_WIDTH, 28.0, "right"),
)
"""Anchor, room and alignment of the columns."""


def lay_out_progress(page: ProgressPage) -> tuple[tuple[Group, ...], ...]:
    """Marks of the report, a sequence a page; errors as :func:`reports.layout.lay_out`."""
    flow = Flow(page.heading)
    if page.kinds:
        flow.place(title_block(say(words.PROGRESS_HEADING)), 0.0, 14.0)
        flow.table(_table(page))
    often = [kind for kind in page.kinds if len(kind.days) > 1]
    if often:
        flow.place(text_block(say(words.PROGRESS_NOTE), (NOTE, SMALLEST)), 2.5)
    for kind in often:
        _kind(flow, kind)
    if page.one_day:
        flow.place(text_block(page.one_day, (SMALL, SMALLEST)), GAP)
    flow.place(text_block(" ".join(page.notes), (NOTE, SMALLEST)), GAP)
    return flow.pages()


def _kind(flow: Flow, kind: KindProgress) -> None:
    trends = trends_block(kind) if kind.rows else text_block(say(words.NONE_MADE), (SMALL, SMALLEST))
    change = text_block(kind.change, (SMALL_BOLD, SMALL_BOLD))
    flow.place(title_block(kind.title), GAP, change.height + trends.height)
    flow.place(change)
    flow.place(trends, 1.5)


def _table(page: ProgressPage) -> TableRows:
    alt = words.lifted_alt("; ".join(f"{kind.cells[0]} {kind.cells[2]}" for kind in page.kinds))
    return TableRows(_head(), tuple(_row(kind.cells) for kind in page.kinds), alt)


def _head() -> Block:
    cells = [
        (fitted_line(say(name), x, 2.6, (SMALL_QUIET, SMALLEST, FINE), "table", room, align),)
        for name, (x, room, align) in zip(words.PROGRESS_COLUMNS, COLUMNS, strict=True)
    ]
    ground = Group("Artifact", (rule(0.0, BOX_WIDTH, HEAD - 0.8, INK, 0.6),))
    return Block((ground, row_group(cells, "TH", "Column")), HEAD)


def _row(told: tuple[str, ...]) -> Block:
    base = ROW / 2 + SMALL.capital_mm / 2 - 0.4
    cells = [
        (fitted_line(each, x, base, (SMALL, SMALLEST, FINE), "table", room, align),)
        for each, (x, room, align) in zip(told, COLUMNS, strict=True)
    ]
    return Block((Group("Artifact", (rule(0.0, BOX_WIDTH, ROW - 0.4),)), row_group(cells, "TD", first="TH")), ROW)
