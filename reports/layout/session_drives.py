"""Small drawings of the pushes, five in a row, all on the same axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from reports.draw import Sign, rule, sign_mark
from reports.fonts import width_mm
from reports.layout.flow import Block
from reports.layout.second_axes import Plot, curves
from reports.marks import Area, Frame, Group, Line, Mark
from reports.numbers import fixed
from reports.session.drives import SPAN_S, DriveView
from reports.theme import AXIS, BAND, BOX_WIDTH, FINE, INK, NOTE, QUIET, RULE, SMALL, SMALL_BOLD, SMALLEST, Style
from reports.typeset import fitted_line, line, shortened

ACROSS = 5
GAP = 4.0
LEFT = 6.0
"""Room for the labels of the force before each row."""
WIDTH = (BOX_WIDTH - LEFT - (ACROSS - 1) * GAP) / ACROSS
PLOT_Y, PLOT_HEIGHT = 10.2, 15.0
ROW_HEIGHT = 31.4
TOP_STEP = 0.5
SMALLEST_BOLD = Style("semibold", SMALLEST.size_pt)
FINE_BOLD = Style("semibold", FINE.size_pt)


def drive_rows(views: Sequence[DriveView]) -> Iterator[Block]:
    """Rows of drawings."""
    top = _top(views)
    for first in range(0, len(views), ACROSS):
        groups: list[Group] = []
        for place, view in enumerate(views[first : first + ACROSS]):
            frame = Frame(LEFT + place * (WIDTH + GAP), PLOT_Y, WIDTH, PLOT_HEIGHT)
            plot = Plot(frame, *SPAN_S, 0.0, top)
            groups.append(Group("Figure", (*_drawn(view, plot), *_told(view, frame)), view.alt))
        plot = Plot(Frame(LEFT, PLOT_Y, WIDTH, PLOT_HEIGHT), *SPAN_S, 0.0, top)
        yield Block((Group("Artifact", _force_labels(plot)), *groups), ROW_HEIGHT)


def _top(views: Sequence[DriveView]) -> float:
    """Upper edge of all drawings."""
    peaks = [float(np.nanmax(each)) for view in views for each in (view.ratio, view.high) if np.isfinite(each).any()]
    return float(np.ceil(max(peaks, default=1.5) / TOP_STEP + 0.05) * TOP_STEP)


def _force_labels(plot: Plot) -> tuple[Mark, ...]:
    told = []
    for value in np.arange(0.0, plot.top + 1e-9, 1.0):
        y = plot.y(float(value)) + AXIS.capital_mm / 2
        told.append(line(fixed(float(value), 0), plot.frame.x - 1.2, y, AXIS, "drive axis", None, "right"))
    return tuple(told)


def _drawn(view: DriveView, plot: Plot) -> tuple[Mark, ...]:
    frame = plot.frame
    marks: list[Mark] = [*_band(view, plot)]
    marks.append(rule(frame.x, frame.right, plot.y(1.0), QUIET, 0.4))
    marks.append(Line(((plot.x(0.0), frame.y), (plot.x(0.0), frame.bottom)), 0.4, RULE))
    marks.append(rule(frame.x, frame.right, frame.bottom, INK, 0.5))
    if view.time_s.size:
        marks += curves(plot, view.time_s, view.ratio, 1.0, INK)
    for value in (-0.2, 0.0, 0.2):
        x = plot.x(value)
        marks.append(Line(((x, frame.bottom), (x, frame.bottom + 0.7)), 0.4, INK))
        marks.append(line(fixed(value, 1), x, frame.bottom + 2.9, AXIS, "drive axis", None, "centre"))
    return tuple(marks)


def _band(view: DriveView, plot: Plot) -> tuple[Area, ...]:
    seen = np.isfinite(view.low)
    if seen.sum() < 2:
        return ()
    time, low, high = view.time_s[seen], view.low[seen], view.high[seen]
    return (Area((*plot.points(time, high), *reversed(plot.points(time, low))), BAND),)


def _told(view: DriveView, frame: Frame) -> tuple[Mark, ...]:
    """Over the drawing: which lift, and what was told of it; a miss bears a cross and its word."""
    title = shortened(view.title, FINE_BOLD, frame.width)
    marks: list[Mark] = [fitted_line(title, frame.x, 2.4, (SMALL_BOLD, SMALLEST_BOLD, FINE_BOLD), "drive", frame.width)]
    kind = shortened(view.kind, FINE, frame.width)
    marks.append(fitted_line(kind, frame.x, 5.4, (NOTE, SMALLEST, FINE), "drive", frame.width))
    sign = Sign("cross") if view.outcome == "missed" else view.sign
    told = f"{view.result}: {view.verdict}" if view.outcome == "missed" else view.verdict
    room = frame.width - 3.4
    told = view.result if view.outcome == "missed" and width_mm(told, FINE) > room else shortened(told, FINE, room)
    marks += sign_mark(sign, (frame.x + 1.1, 7.6), 2.0)
    marks.append(fitted_line(told, frame.x + 3.2, 8.6, (SMALL, NOTE, SMALLEST, FINE), "drive", frame.width - 3.2))
    return tuple(marks)
