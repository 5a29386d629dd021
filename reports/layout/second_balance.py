"""Pressure and balance, front to back: 162 to 195 mm."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from reports.fonts import width_mm
from reports.layout.curves import spread
from reports.layout.force import SHADED
from reports.layout.second_axes import Plot, across_axis, curves, up_axis
from reports.marks import Dash, Frame, Group, Line, Mark
from reports.second.balance import BalanceView
from reports.theme import (
    AXIS,
    BODY,
    BOX_WIDTH,
    HEADING,
    INK,
    NOTE,
    PHASE,
    PHASE_BOLD,
    QUIET,
    RULE,
    SHADE,
    SMALL,
    SMALL_QUIET,
    SMALLEST,
)
from reports.typeset import first_fit, fitted, line, paragraph
from reports.words import second_page as words
from reports.words.say import say

TITLE_Y = 165.0
NAMES_Y = 169.4
CHART = Frame(12.0, 170.8, 140.0, 18.4)
LABELS_X = CHART.right + 9.2
BALANCE_DASH = (3.2, 1.6)
LEAST_MM = 60.0
"""Least height of the axis: small sway must not look like a journey."""
MARGIN = 0.08


def lay_out_balance(view: BalanceView) -> tuple[Group, ...]:
    """Marks of the drawing, or why there is none."""
    heading = line(say(words.BALANCE_HEADING), 0.0, TITLE_Y, HEADING, "balance")
    title = Group("H2", (heading,))
    if view.missing:
        frame = Frame(0.0, 169.0, BOX_WIDTH, 8.0)
        return title, Group("P", fitted(view.missing, (BODY, SMALL), frame, "balance").at(frame))
    left = width_mm(say(words.BALANCE_HEADING), HEADING) + 4.0
    told = say(words.BALANCE_NOTE)
    style = first_fit(told, (SMALL_QUIET, NOTE, SMALLEST), BOX_WIDTH - left, "balance")
    remark = line(told, BOX_WIDTH, TITLE_Y, style, "balance", BOX_WIDTH - left, "right")
    return title, Group("P", (remark,)), Group("Figure", _drawing(view), view.alt), Group("P", _notes(view))


def _drawing(view: BalanceView) -> tuple[Mark, ...]:
    plot = _plot(view)
    marks: list[Mark] = []
    for phase in view.phases:
        if phase.key in SHADED:
            x = plot.x(phase.start_s)
            marks.append(Frame(x, CHART.y, plot.x(phase.stop_s) - x, CHART.height).area(SHADE))
    marks.append(Line((plot.at(plot.left, 0.0), plot.at(plot.right, 0.0)), 0.4, QUIET))
    for name, place in view.lines:
        y = plot.y(place)
        marks.append(Line(((CHART.x, y), (CHART.right, y)), 0.5, RULE))
        upper = y < CHART.y + CHART.height / 2
        base = y + SMALLEST.capital_mm + 0.8 if upper else y - 0.6  # inside the drawing, clear of the phases' names
        marks.append(line(name, CHART.x + 1.0, base, SMALLEST, "balance"))
    marks += curves(plot, view.time_s, view.pressure_mm, 1.3, INK)
    marks += curves(plot, view.time_s, view.balance_mm, 1.0, INK, BALANCE_DASH)
    return (*marks, *across_axis(plot, 14), *up_axis(plot, 4, say(words.MM)), *_names(view, plot), *_labels(view, plot))


def _plot(view: BalanceView) -> Plot:
    known = np.concatenate([view.pressure_mm, view.balance_mm, [place for _, place in view.lines], [0.0]])
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    room = max(high - low, LEAST_MM) * (1 + 2 * MARGIN)
    middle = (low + high) / 2
    left, right = float(view.time_s[0]), float(view.time_s[-1])
    return Plot(CHART, left, max(right, left + 0.01), middle - room / 2, middle + room / 2)


def _names(view: BalanceView, plot: Plot) -> list[Mark]:
    """Names over their phases, where they find room."""
    marks: list[Mark] = []
    edge = CHART.x
    for phase in view.phases:
        style = PHASE_BOLD if phase.key == "drive" else PHASE
        width = width_mm(phase.name, style)
        left, right = plot.x(phase.start_s), plot.x(phase.stop_s)
        x = (left + right) / 2 - width / 2
        if right - left >= width - 2.5 and x >= edge and x + width <= CHART.right:
            marks.append(line(phase.name, x, NAMES_Y, style, "phase"))
            edge = x + width + 1.2
    return marks


def _labels(view: BalanceView, plot: Plot) -> list[Mark]:
    """Names of the curves at their right ends, each with a piece of its line."""
    wanted: list[tuple[FloatArray, str, float, Dash | None]] = [(view.pressure_mm, say(words.PRESSURE), 1.3, None)]
    if view.has_balance:
        wanted.append((view.balance_mm, say(words.BALANCE), 1.0, BALANCE_DASH))
    ends = [(float(values[np.isfinite(values)][-1]), told, width, dash) for values, told, width, dash in wanted]
    heights = spread([plot.y(end) for end, *_ in ends], 3.4, CHART.y + 2.0, CHART.bottom - 6.6)
    marks: list[Mark] = []
    for height, (end, told, width, dash) in zip(heights, ends, strict=True):
        path = ((CHART.right + 0.4, plot.y(end)), (CHART.right + 3.4, height), (LABELS_X - 1.0, height))
        marks.append(Line(path, width, INK, dash))
        room = BOX_WIDTH - LABELS_X
        style = first_fit(told, (PHASE_BOLD, SMALLEST), room, "balance")
        marks.append(line(told, LABELS_X, height + PHASE.capital_mm / 2, style, "balance", room))
    return marks


def _notes(view: BalanceView) -> tuple[Mark, ...]:
    """What the axes are, and why the balance is missing."""
    y = CHART.bottom + 6.2
    axis = line(say(words.BALANCE_AXIS), CHART.x + CHART.width / 2, y, AXIS, "balance", 60.0, "centre")
    marks: list[Mark] = [axis]
    told = " ".join(part for part in (view.origin, view.note) if part)
    frame = Frame(LABELS_X - 5.0, CHART.bottom - 3.6, BOX_WIDTH - LABELS_X + 5.0, 12.0)
    words_ = paragraph([(told, SMALLEST)], frame.width, "balance")
    return (*marks, *words_.at(frame))
