"""One kind of lift over the day: a sign over the lifts and over the load, side by side."""

from __future__ import annotations

from reports.draw import Sign, sign_mark
from reports.layout.flow import Block
from reports.layout.second_axes import Plot, across_axis, up_axis
from reports.marks import Disc, Frame, Group, Mark
from reports.session.over_day import KindOver, Panel, Point
from reports.theme import AXIS, BOX_WIDTH, FINE, INK, NOTE, SMALL, SMALL_BOLD, SMALLEST, WHITE
from reports.typeset import fitted, fitted_line, line

ACROSS = 4
GAP = 3.0
WIDTH = (BOX_WIDTH - (ACROSS - 1) * GAP) / ACROSS
AXIS_ROOM = 8.0
PLOT_Y, PLOT_HEIGHT = 9.0, 17.0
NOTE_Y = PLOT_Y + PLOT_HEIGHT + 7.6
NOTE_HEIGHT = 8.4
UP_LABELS = 5
"""At most; so many that there are always two."""


def over_block(kind: KindOver) -> Block:
    """The panels of one kind."""
    groups = [Group("H3", (line(kind.kind, 0.0, 2.4, SMALL_BOLD, "kind", BOX_WIDTH),))]
    lowest = 0.0
    for place, panel in enumerate(kind.panels):
        left = place * (WIDTH + GAP)
        note = Frame(left, NOTE_Y, WIDTH, NOTE_HEIGHT)
        told = fitted(panel.note, (NOTE, SMALLEST, FINE), note, "panel")
        groups += [_panel(panel, left), Group("P", told.at(note))]
        lowest = max(lowest, told.height)
    return Block(tuple(groups), NOTE_Y + lowest + 1.0)


def _panel(panel: Panel, left: float) -> Group:
    frame = Frame(left + AXIS_ROOM, PLOT_Y, WIDTH - AXIS_ROOM, PLOT_HEIGHT)
    plot = _plot(panel, frame)
    title = fitted_line(panel.title, left, 6.8, (SMALL, SMALLEST, FINE), "panel", WIDTH)
    marks: list[Mark] = [title, *across_axis(plot, 4), *up_axis(plot, UP_LABELS)]
    across = fitted_line(panel.across, frame.right, frame.bottom + 6.1, (AXIS, SMALLEST, FINE), "panel", WIDTH, "right")
    marks.append(across)
    for point in panel.points:
        marks += _dot(plot, point)
    return Group("Figure", tuple(marks), panel.alt)


def _plot(panel: Panel, frame: Frame) -> Plot:
    """Axes with a little room around the points."""
    xs, ys = [each.across for each in panel.points], [each.value for each in panel.points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    aside = max(0.06 * wide, 0.5 if panel.whole else 0.7)
    margin = max(0.15 * high, 0.02 * abs(max(ys)), 0.5)
    return Plot(frame, min(xs) - aside, max(xs) + aside, min(ys) - margin, max(ys) + margin)


def _dot(plot: Plot, point: Point) -> tuple[Mark, ...]:
    centre = plot.at(point.across, point.value)
    if point.outcome == "missed":
        return sign_mark(Sign("cross"), centre, 1.6)
    return (Disc(centre, 0.85, WHITE, INK, 0.6),)
