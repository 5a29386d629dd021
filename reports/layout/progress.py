"""The report of months on as many pages as it needs: a table, then one part a kind of lift."""

from __future__ import annotations

from reports.draw import rule
from reports.layout.flow import Block, Flow, TableRows, text_block, title_block
from reports.layout.progress_trends import dot_size, trends_block
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
ABOVE_TRENDS = 1.5
FOOT = 24.0
"""Room kept on the last page for what stands under the kinds."""
MOST_STRETCH = 2.8
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
    for number, kind in enumerate(often, 1):
        _kind(flow, kind, len(often) - number)
    if page.one_day:
        flow.place(text_block(page.one_day, (SMALL, SMALLEST)), GAP)
    flow.place(text_block(" ".join(page.notes), (NOTE, SMALLEST)), GAP)
    return flow.pages()


def _kind(flow: Flow, kind: KindProgress, more: int) -> None:
    title, change = title_block(kind.title), text_block(kind.change, (SMALL_BOLD, SMALL_BOLD))
    trends = trends_block(kind) if kind.rows else text_block(say(words.NONE_MADE), (SMALL, SMALLEST))
    beside = GAP + title.height + change.height + ABOVE_TRENDS
    if kind.rows and dot_size(kind) < 1.0:
        trends = trends_block(kind, _stretch(flow, beside, trends.height, more))
    flow.place(title, GAP, change.height + ABOVE_TRENDS + trends.height)
    flow.place(change)
    flow.place(trends, ABOVE_TRENDS)


def _stretch(flow: Flow, beside: float, height: float, more: int) -> float:
    """How much higher the rows of a kind with many days may be: as many kinds on the page as without, and no blank."""
    room = flow.room if beside + height <= flow.room else flow.whole_page
    room -= 0.0 if more else FOOT
    parts = max(min(int(room // (beside + height)), more + 1), 1)
    return min(max((room / parts - beside) / height, 1.0), MOST_STRETCH)


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
