"""The numbers of one kind of lift over the days, one row each on a common axis of time."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from reports.draw import rule
from reports.fonts import width_mm
from reports.layout.curves import spread
from reports.layout.flow import Block
from reports.layout.second_axes import Plot
from reports.marks import Disc, Frame, Group, Line, Mark
from reports.numbers import fixed
from reports.progress.page import KindProgress
from reports.progress.trends import Day, DayDot, TrendRow
from reports.theme import AXIS, BOX_WIDTH, FINE, INK, QUIET, RULE, SMALL, SMALL_BOLD, SMALLEST, WHITE, Style
from reports.typeset import fitted_line, line

PLOT_X = 46.0
PITCH, BETWEEN = 11.6, 3.0
"""Of rows, and room between two."""
NAME_ROOM = 36.0
ASIDE = 4.0
"""Room of the plots before the first and after the last day, mm."""
FINE_BOLD = Style("semibold", FINE.size_pt)
APART = 2.4
"""Millimetres from day to day, in the middle, below which dots are drawn smaller."""
SMALLEST_DOT = 0.35
"""As a part of a dot that has room: still seen on paper."""


def trends_block(kind: KindProgress, stretch: float = 1.0) -> Block:
    """All rows of a kind, and its days under them; ``stretch`` makes the rows higher."""
    groups: list[Group] = []
    last = kind.days[-1].at
    pitch, size = PITCH * stretch, dot_size(kind)
    for number, row in enumerate(kind.rows):
        frame = Frame(PLOT_X, number * pitch, BOX_WIDTH - PLOT_X, pitch - BETWEEN)
        groups.append(Group("Figure", (*_name(row, frame), *_row(row, frame, last, size, number == 0)), row.alt))
    base = len(kind.rows) * pitch
    groups.append(Group("P", _days(kind, base, last)))
    return Block(tuple(groups), base + 3.6)


def dot_size(kind: KindProgress) -> float:
    """Size of the dots, as a part of what it is where days lie well apart: a year of days else merges into a bar."""
    places = [_place(day.at, kind.days[-1].at) for day in kind.days]
    if len(places) < 2:
        return 1.0
    apart = median(after - before for before, after in pairwise(places))
    return min(max(apart / APART, SMALLEST_DOT), 1.0)


def _place(at: float, last: float) -> float:
    """Place of a day across; the middle where there is one alone."""
    width = BOX_WIDTH - PLOT_X
    return PLOT_X + (ASIDE + (width - 2 * ASIDE) * at / last if last > 0 else width / 2)


def _name(row: TrendRow, frame: Frame) -> tuple[Mark, ...]:
    name = fitted_line(row.name, 0.0, frame.y + 3.2, (SMALL, SMALLEST, FINE), "trend", NAME_ROOM)
    return name, fitted_line(row.value, 0.0, frame.y + 6.8, (SMALL_BOLD, FINE_BOLD), "trend", NAME_ROOM)


def _row(row: TrendRow, frame: Frame, last: float, size: float, load: bool) -> tuple[Mark, ...]:
    """The days' dots; the load stands in a panel of its own, over a line."""
    low, high = min(dot.low for dot in row.dots), max(dot.high for dot in row.dots)
    margin = 0.12 * (high - low) or 1.0
    plot = Plot(frame, 0.0, 1.0, low - margin, high + margin)
    marks: list[Mark] = [rule(frame.x, frame.right, frame.bottom + 1.4, INK if load else RULE)]
    told = {fixed(low, row.decimals): plot.y(low), fixed(high, row.decimals): plot.y(high)}
    heights = spread(list(told.values()), AXIS.capital_mm + 0.7, frame.y, frame.bottom + 0.6)
    for text, y in zip(told, heights, strict=True):
        marks.append(line(text, PLOT_X - 1.2, y + AXIS.capital_mm / 2, AXIS, "trend", None, "right"))
    middles = tuple((_place(dot.at, last), plot.y(dot.middle)) for dot in row.dots)
    if len(middles) > 1:
        marks.append(Line(middles, 0.4, RULE))
    for dot in row.dots:
        marks += _dot(dot, plot, _place(dot.at, last), size, row.best)
    return tuple(marks)


def _dot(dot: DayDot, plot: Plot, x: float, size: float, best: bool) -> list[Mark]:
    marks: list[Mark] = [Line(((x, plot.y(dot.low)), (x, plot.y(dot.high))), 0.7 * size, QUIET)]
    if best:
        marks.append(Disc((x, plot.y(dot.high)), 0.95 * size, WHITE, INK, 0.6 * size))
        if dot.lifts == 1:
            return marks
    single = dot.lifts == 1
    ground, edge = (WHITE, INK) if single else (INK, None)
    marks.append(Disc((x, plot.y(dot.middle)), 0.75 * size, ground, edge, 0.5 * size))
    return marks


def _days(kind: KindProgress, base: float, last: float) -> tuple[Mark, ...]:
    """Names of the days, where they find room; the last one always does. The year stands where it is another one."""
    several = len({day.year for day in kind.days}) > 1
    shown: list[Day] = []
    edge = BOX_WIDTH + 2.0
    for day in reversed(kind.days):
        left, right = _beside(day.dated if several else day.name, day.at, last)
        if day.name and right <= edge - 2.0:
            shown.insert(0, day)
            edge = left
    marks: list[Mark] = []
    year = None if several else kind.days[0].year
    for day in shown:
        name = day.name if day.year == year else day.dated
        marks.append(line(name, _beside(name, day.at, last)[0], base + 2.2, AXIS, "trend day"))
        year = day.year
    return tuple(marks)


def _beside(name: str, at: float, last: float) -> tuple[float, float]:
    """Left and right edge of a day's name, inside the plot."""
    width = width_mm(name, AXIS)
    left = min(max(_place(at, last) - width / 2, PLOT_X), BOX_WIDTH - width)
    return left, left + width
