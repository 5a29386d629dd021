"""The transfer ladder: distances of each rung's lifts from the power position, and what changed with them."""

from __future__ import annotations

import math

from reports.draw import Sign, rule, sign_mark
from reports.layout.flow import Block
from reports.layout.second_axes import Plot, across_axis
from reports.layout.tables import row_group
from reports.marks import Disc, Frame, Group, Line, Mark
from reports.session.ladder import Dot, Ladder, Rung
from reports.theme import BAND, BOX_WIDTH, FINE, INK, QUIET, SMALL, SMALL_BOLD, SMALL_QUIET, SMALLEST, WHITE
from reports.typeset import fitted, fitted_line, line
from reports.words import session as words
from reports.words.say import say

PLOT_X, PLOT_WIDTH = 26.0, 64.0
HEAD_Y, FIRST_ROW = 7.6, 9.4
FEWEST_MM, DOT_MM, MOST_MM = 6.4, 1.7, 18.0
COLUMNS = ((113.0, 19.5), (133.0, 18.5), (156.0, 21.5), (BOX_WIDTH, 25.0))
"""Right edge and room of each difference."""


def ladder_block(ladder: Ladder) -> Block:
    """One family's ladder."""
    title = Group("H3", (line(ladder.title, 0.0, 2.4, SMALL_BOLD, "ladder", BOX_WIDTH),))
    if not ladder.rungs:
        frame = Frame(0.0, 5.3, BOX_WIDTH, 12.0)
        few = fitted(" ".join(ladder.sentences), (SMALL, SMALLEST), frame, "ladder")
        return Block((title, Group("P", few.at(frame))), frame.y + few.height + 1.4)
    tops, bottom = _tops(ladder)
    plot = Plot(Frame(PLOT_X, FIRST_ROW, PLOT_WIDTH, bottom - FIRST_ROW), 0.0, _most(ladder), 0.0, 1.0)
    marks = [*_ground(ladder, plot, bottom), *across_axis(plot, 6)]
    rows = [row_group(_head(), "TH", "Column")]
    for rung, (top, height) in zip(ladder.rungs, tops, strict=True):
        marks += _dots(rung, plot, top, height)
        marks.append(rule(0.0, BOX_WIDTH, top + height))
        rows.append(row_group(_cells(rung, top + height / 2 + SMALL.capital_mm / 2), "TD", first="TH"))
    frame = Frame(0.0, bottom + 6.0, BOX_WIDTH, 12.0)
    words_ = fitted(" ".join(ladder.sentences), (SMALL_BOLD, SMALL_BOLD), frame, "ladder")
    groups = (
        title,
        Group("Figure", tuple(marks), ladder.alt),
        Group("Table", (), ladder.alt, tuple(rows)),
        Group("P", words_.at(frame)),
    )
    return Block(groups, frame.y + words_.height + 1.4)


def _tops(ladder: Ladder) -> tuple[list[tuple[float, float]], float]:
    """Top and height of each rung, and where the last one ends."""
    tops, y = [], FIRST_ROW
    for rung in ladder.rungs:
        height = min(max(FEWEST_MM, 2.0 + DOT_MM * len(rung.dots)), MOST_MM)
        tops.append((y, height))
        y += height
    return tops, y


def _most(ladder: Ladder) -> float:
    """Right end of the axis, past the longest bar."""
    ends = [dot.distance + dot.half for rung in ladder.rungs for dot in rung.dots]
    return math.ceil(max([0.1, ladder.within, *ladder.among, *ends]) * 1.04 / 0.05) * 0.05


def _ground(ladder: Ladder, plot: Plot, bottom: float) -> list[Mark]:
    band = Frame(plot.x(0.0), FIRST_ROW, plot.x(ladder.within) - plot.x(0.0), bottom - FIRST_ROW)
    ticks = [Line(((plot.x(each), bottom - 1.2), (plot.x(each), bottom)), 0.6, QUIET) for each in ladder.among]
    return [band.area(BAND), rule(0.0, BOX_WIDTH, FIRST_ROW, INK, 0.6), *ticks]


def _dots(rung: Rung, plot: Plot, top: float, height: float) -> list[Mark]:
    """Each lift with its interval, the first of the day on top."""
    marks: list[Mark] = []
    step = (height - 2.0) / max(len(rung.dots), 1)
    for number, dot in enumerate(rung.dots):
        marks += _dot(dot, plot, top + 1.0 + step * (number + 0.5))
    return marks


def _dot(dot: Dot, plot: Plot, y: float) -> list[Mark]:
    x = plot.x(dot.distance)
    ends = plot.x(max(dot.distance - dot.half, 0.0)), plot.x(dot.distance + dot.half)
    bar = Line(((ends[0], y), (ends[1], y)), 0.5, QUIET)
    if dot.outcome == "missed":
        return [bar, *sign_mark(Sign("cross"), (x, y), 1.5)]
    return [bar, Disc((x, y), 0.75, WHITE, INK, 0.6)]


def _head() -> tuple[tuple[Mark, ...], ...]:
    first, second, *others = (say(name) for name in words.LADDER_COLUMNS)
    cells: list[tuple[Mark, ...]] = [
        (fitted_line(first, 0.0, HEAD_Y, (SMALL_QUIET, SMALLEST), "ladder", PLOT_X - 1.0),),
        (fitted_line(second, PLOT_X, HEAD_Y, (SMALL_QUIET, SMALLEST), "ladder", PLOT_WIDTH),),
    ]
    for name, (x, room) in zip(others, COLUMNS, strict=True):
        cells.append((fitted_line(name, x, HEAD_Y, (SMALL_QUIET, SMALLEST, FINE), "ladder", room, "right"),))
    return tuple(cells)


def _cells(rung: Rung, base: float) -> tuple[tuple[Mark, ...], ...]:
    """Name, an empty cell where the dots stand, and the differences."""
    told = [
        (fitted_line(each, x, base, (SMALL, SMALLEST, FINE), "ladder", room, "right"),)
        for each, (x, room) in zip(rung.differences, COLUMNS, strict=True)
    ]
    return ((fitted_line(rung.name, 0.0, base, (SMALL, SMALLEST), "ladder", PLOT_X - 2.0),), (), *told)
