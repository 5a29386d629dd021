"""Force against time over the whole lift, from 61 to 94 mm; the push enlarged follows below it."""

from __future__ import annotations

from reports.force_view import ForceView, Trace
from reports.layout.chart import Axes, curve, force_axis, time_axis
from reports.layout.close_up import lay_out_close_up
from reports.layout.curves import (
    CLOSE,
    RECORDING,
    WHOLE,
    axes_of,
    direct_labels,
    phase_names,
    side_curves,
    time_title,
    weight_line,
)
from reports.marks import Frame, Group, Line, Mark
from reports.theme import CURVE_PT, INK, PHASE_BOLD, RULE, SHADE, TOTAL_PT
from reports.typeset import line
from reports.words import drawings
from reports.words.say import say

SHADED = ("first_pull", "drive", "air", "pull_under")
PARTED = ("recovery", "hold")


def lay_out_force(view: ForceView) -> tuple[Group, ...]:
    """Marks of both drawings; one large drawing where no lift was found."""
    if view.close is None:
        return _recording(view)
    return (*_whole(view, view.close), *lay_out_close_up(view, view.close))


def _recording(view: ForceView) -> tuple[Group, ...]:
    axes = axes_of(view.whole, RECORDING, None)
    heading = line(say(drawings.WHOLE_RECORDING), 0.0, 40.5, PHASE_BOLD, "recording")
    marks = (
        *weight_line(view, axes, RECORDING.right),
        *side_curves(view.whole, axes, CURVE_PT),
        curve(axes, view.whole.time_s, view.whole.total_n, TOTAL_PT, INK),
        *direct_labels(view, view.whole, axes),
        *force_axis(axes, 8),
        *time_axis(axes, 12),
        time_title(axes, say(drawings.RECORDING_AXIS)),
    )
    return Group("H2", (heading,)), Group("Figure", marks, say(drawings.RECORDING_ALT))


def _whole(view: ForceView, close: Trace) -> tuple[Group, ...]:
    axes = axes_of(view.whole, WHOLE, None)
    window = Frame(axes.x(close.span[0]), WHOLE.y, axes.x(close.span[1]) - axes.x(close.span[0]), WHOLE.height)
    heading = line(say(drawings.WHOLE_LIFT), 0.0, 64.9, PHASE_BOLD, "whole lift")
    named = tuple(p for p in view.whole.phases if not (close.span[0] <= p.start_s and p.stop_s <= close.span[1]))
    words = (
        *phase_names(named, axes, 64.9, keep_out=(window.x - 1.0, window.right + 1.0), edge=heading.frame.right + 1.2),
        *_enlarged_name(window),
    )
    marks = (
        *_phase_grounds(view.whole, axes),
        *weight_line(view, axes, WHOLE.right),
        curve(axes, view.whole.time_s, view.whole.total_n, 1.0, INK),
        window.area(None, INK, 0.9),
        *_zoom(window),
        *force_axis(axes, 3),
        *time_axis(axes, 14),
    )
    alt = drawings.whole_alt([phase.name for phase in view.whole.phases])
    return Group("H2", (heading,)), Group("Figure", (*marks, *words), alt)


def _phase_grounds(whole: Trace, axes: Axes) -> tuple[Mark, ...]:
    """Short phases of force and air shaded; the long ones after them parted by thin lines."""
    marks: list[Mark] = []
    for phase in whole.phases:
        left, right = axes.x(phase.start_s), axes.x(phase.stop_s)
        if phase.key in SHADED:
            marks.append(Frame(left, WHOLE.y, right - left, WHOLE.height).area(SHADE))
        elif phase.key in PARTED:
            marks.append(Line(((left, WHOLE.y), (left, WHOLE.bottom)), 0.4, RULE))
    return tuple(marks)


def _enlarged_name(window: Frame) -> tuple[Mark, ...]:
    centre = window.x + window.width / 2
    return (line(say(drawings.ENLARGED), centre, 64.9, PHASE_BOLD, "whole lift", None, "centre"),)


def _zoom(window: Frame) -> tuple[Mark, ...]:
    """Two faint lines that lead from the window to the enlarged drawing, under the labels between them."""
    y0, y1 = window.bottom + 4.2, CLOSE.y - 5.6
    ends = ((window.x, CLOSE.x), (window.right, CLOSE.right))
    return tuple(Line(((near, y0), (far, y1)), 0.4, RULE) for near, far in ends)
