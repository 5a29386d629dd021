"""The last lifts like this one: 107 to 159 mm, left half."""

from __future__ import annotations

from reports.draw import Sign, rule, sign_mark
from reports.fonts import width_mm
from reports.layout.curves import spread
from reports.layout.second_axes import Plot
from reports.marks import Disc, Frame, Group, Line, Mark, Point
from reports.numbers import fixed
from reports.second.trend import Outcome, Trend, TrendRow
from reports.theme import (
    AXIS,
    BAND,
    BODY,
    HEADING,
    INK,
    NOTE,
    QUIET,
    RULE,
    SMALL,
    SMALL_BOLD,
    SMALL_QUIET,
    SMALLEST,
    WHITE,
)
from reports.typeset import first_fit, fitted, line
from reports.words import second_page as words
from reports.words.say import say

WIDTH = 86.0
TITLE_Y = 110.6
KEY_Y = 114.6
ROWS_Y = 117.0
PITCH = 9.4
PLOT_X = 32.0
TICKS_X = PLOT_X - 1.2
PLOT = Frame(PLOT_X, 0.0, WIDTH - PLOT_X, 6.6)
DAYS_Y = ROWS_Y + 4 * PITCH + 2.2
NOTE_FRAME = Frame(0.0, DAYS_Y + 1.2, WIDTH, 2.6)
DAY_GAP = 0.8
"""Room between days, in lifts."""
RADIUS = 0.8


def lay_out_trend(trend: Trend) -> tuple[Group, ...]:
    """Marks of the block, or why there is nothing to show."""
    title = Group("H2", (line(say(words.TREND_HEADING), 0.0, TITLE_Y, HEADING, "trend", WIDTH),))
    if not trend.rows:
        frame = Frame(0.0, 114.0, WIDTH - 10.0, 12.0)
        return title, Group("P", fitted(trend.note, (BODY, SMALL), frame, "trend").at(frame))
    places = _places(trend)
    groups = [title, Group("P", _key())]
    for number, row in enumerate(trend.rows):
        frame = Frame(PLOT.x, ROWS_Y + number * PITCH, PLOT.width, PLOT.height)
        last = number == len(trend.rows) - 1
        groups.append(Group("Figure", (*_name(row, frame), *_row(row, trend.outcomes, places, frame, last)), row.alt))
    groups.append(Group("P", _days(trend, places)))
    if trend.note:
        groups.append(Group("P", fitted(trend.note, (NOTE, SMALLEST), NOTE_FRAME, "trend").at(NOTE_FRAME)))
    return tuple(groups)


def _places(trend: Trend) -> list[float]:
    """Place of each lift across: even steps, days a little apart."""
    steps: list[float] = []
    at = 0.0
    for _, count in trend.days:
        steps += [at + number for number in range(count)]
        at += count + DAY_GAP
    span = max(steps[-1], 1.0)
    return [PLOT.x + 2.0 + (PLOT.width - 4.0) * step / span for step in steps]


def _key() -> tuple[Mark, ...]:
    marks: list[Mark] = []
    x, middle = 0.0, KEY_Y - NOTE.capital_mm / 2
    for outcome, mine, name in (
        ("made", True, words.THIS_LIFT),
        ("made", False, words.MADE),
        ("missed", False, words.MISSED),
    ):
        kind: Outcome = "made" if outcome == "made" else "missed"
        marks += _dot((x + 1.25, middle), kind, mine)
        told = line(say(name), x + 3.2, KEY_Y, NOTE, "trend key")
        marks.append(told)
        x += 3.2 + told.width + 4.0
    marks.append(Frame(x, middle - 0.9, 3.4, 1.8).area(BAND))
    marks.append(line(say(words.USUAL), x + 4.4, KEY_Y, NOTE, "trend key", WIDTH - x - 4.4))
    return tuple(marks)


def _name(row: TrendRow, frame: Frame) -> tuple[Mark, ...]:
    room = PLOT.x - 8.0
    marks: list[Mark] = [
        line(row.name, 0.0, frame.y + 2.2, first_fit(row.name, (SMALL, SMALLEST), room, "trend"), "trend")
    ]
    if row.value:
        style = first_fit(row.value, (SMALL_BOLD, SMALLEST), room, "trend")
        marks.append(line(row.value, 0.0, frame.y + 5.6, style, "trend"))
    else:
        told = say(words.NOT_MEASURED)
        marks.append(line(told, 0.0, frame.y + 5.6, first_fit(told, (SMALL_QUIET, SMALLEST), room, "trend"), "trend"))
    return tuple(marks)


def _row(
    row: TrendRow, outcomes: tuple[Outcome, ...], places: list[float], frame: Frame, panel: bool
) -> tuple[Mark, ...]:
    """The dots over one band; the load stands in a panel of its own, under a line."""
    known = [value for value in row.values if value is not None]
    marks: list[Mark] = [rule(frame.x, frame.right, frame.bottom + 1.0, INK if panel else RULE)]
    if not known:
        return tuple(marks)
    low, high = min([*known, *(row.usual or ())]), max([*known, *(row.usual or ())])
    margin = 0.18 * (high - low) or 1.0
    plot = Plot(frame, 0.0, 1.0, low - margin, high + margin)
    if row.usual is not None:
        top = plot.y(row.usual[1])
        height = max(plot.y(row.usual[0]) - top, 0.6)
        marks.append(Frame(frame.x, top, frame.width, height).area(BAND))
    marks += _limits(plot, min(known), max(known), row.decimals)
    for number, (value, outcome, x) in enumerate(zip(row.values, outcomes, places, strict=True)):
        if value is not None:
            marks += _dot((x, plot.y(value)), outcome, number == len(places) - 1)
    return tuple(marks)


def _limits(plot: Plot, low: float, high: float, decimals: int) -> list[Mark]:
    """Smallest and largest value beside the row, where they stand; one number where both print alike."""
    told = {fixed(low, decimals): plot.y(low), fixed(high, decimals): plot.y(high)}
    heights = spread(list(told.values()), AXIS.capital_mm + 0.7, plot.frame.y, plot.frame.bottom + 0.6)
    return [
        line(text, TICKS_X, y + AXIS.capital_mm / 2, AXIS, "trend", None, "right")
        for text, y in zip(told, heights, strict=True)
    ]


def _dot(centre: Point, outcome: Outcome, mine: bool) -> list[Mark]:
    """A ring for a made lift, a cross for a miss; this lift is black and larger."""
    if outcome == "missed":
        marks = sign_mark(Sign("cross"), centre, 2.2 if mine else 1.5)
        return [*marks, Disc(centre, 1.9, None, INK, 0.5)] if mine else list(marks)
    return [Disc(centre, 1.15, INK)] if mine else [Disc(centre, RADIUS, WHITE, INK, 0.5)]


def _days(trend: Trend, places: list[float]) -> tuple[Mark, ...]:
    """Day under its lifts, where it finds room, and a thin bar that holds them together."""
    marks: list[Mark] = []
    first, edge = 0, PLOT.x - 4.0
    for name, count in trend.days:
        left, right = places[first], places[first + count - 1]
        marks.append(Line(((left - 0.8, DAYS_Y - 2.6), (right + 0.8, DAYS_Y - 2.6)), 0.6, QUIET))
        width = width_mm(name, AXIS)
        x = min((left + right) / 2 - width / 2, WIDTH - width)
        if name and x >= edge:
            marks.append(line(name, x, DAYS_Y, AXIS, "trend day"))
            edge = x + width + 1.5
        first += count
    return tuple(marks)
