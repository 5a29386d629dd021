"""The push enlarged, from 97 to 146 mm: scoop, extension, air, and what is usual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.draw import arrow
from reports.fonts import width_mm
from reports.force_view import ForceView, Trace, Usual
from reports.layout.chart import Axes, curve, force_axis, time_axis
from reports.layout.curves import CLOSE, axes_of, direct_labels, phase_names, side_curves, time_title, weight_line
from reports.marks import Area, Frame, Group, Line, Mark, Point, Text
from reports.theme import BAND, BAND_EDGE, CURVE_PT, FIRST_HALF, INK, RULE, SECOND_HALF, TOTAL_PT, WHITE, Style
from reports.typeset import fitted, line
from reports.words import drawings
from reports.words.say import say

LEAST_BOX = 1.4
"""Smallest side of the box around usual peaks, mm."""
REMARK_WIDTHS = (25.0, 36.0)
REMARK_HEIGHT = 11.0
REMARKS = tuple(Style("regular", size) for size in (7.5, 6.8, 6.2))
AFTER_S = 0.08
"""From when on a high force is that of the landing, seconds after the push."""


def lay_out_close_up(view: ForceView, close: Trace) -> tuple[Group, ...]:
    """Marks of the enlarged push."""
    axes = axes_of(close, CLOSE, view.usual)
    remark = _remark(view, close, axes)
    marks = (
        *_edges(close, axes),
        *remark.ground,
        *phase_names(close.phases, axes, 100.9, strong="drive"),
        *_push(view, close, axes),
        *_usual(view.usual, axes),
        *weight_line(view, axes, CLOSE.right),
        *side_curves(close, axes, CURVE_PT),
        curve(axes, close.time_s, close.total_n, TOTAL_PT, INK),
        *force_axis(axes, 4),
        *time_axis(axes, 10),
        time_title(axes, say(drawings.TIME_AXIS)),
        *_half_names(view, close, axes),
        *direct_labels(view, close, axes),
        *remark.pointer,
        *remark.words,
    )
    return (Group("Figure", marks, _alt(view)),)


def _alt(view: ForceView) -> str:
    return drawings.close_alt(view.annotation)


def _edges(close: Trace, axes: Axes) -> tuple[Mark, ...]:
    """Thin lines between the phases."""
    times = sorted({p.start_s for p in close.phases} | {p.stop_s for p in close.phases})
    inner = [t for t in times if close.span[0] + 1e-6 < t < close.span[1] - 1e-6]
    return tuple(Line(((axes.x(t), CLOSE.y - 1.0), (axes.x(t), CLOSE.bottom)), 0.4, RULE) for t in inner)


def _push(view: ForceView, close: Trace, axes: Axes) -> tuple[Mark, ...]:
    """The push as an area over lifter and bar, its second half darker."""
    if view.drive is None or view.weight_n is None:
        return ()
    start, stop = view.drive
    middle = (start + stop) / 2
    halves = ((start, middle, FIRST_HALF), (middle, stop, SECOND_HALF))
    return tuple(Area(_over_weight(close, axes, view.weight_n, a, b), fill) for a, b, fill in halves)


def _over_weight(close: Trace, axes: Axes, weight_n: float, start: float, stop: float) -> tuple[Point, ...]:
    inside = (close.time_s > start) & (close.time_s < stop)
    times = np.concatenate([[start], close.time_s[inside], [stop]])
    forces = np.maximum(np.interp(times, close.time_s, close.total_n), weight_n)
    base = axes.y(weight_n)
    return ((axes.x(start), base), *axes.points(times, forces), (axes.x(stop), base))


def _usual(usual: Usual | None, axes: Axes) -> tuple[Mark, ...]:
    if usual is None:
        return ()
    upper, lower = axes.points(usual.time_s, usual.high_n), axes.points(usual.time_s, usual.low_n)
    points = (*upper, *reversed(lower))
    if usual.band:
        return (Area(points, BAND, BAND_EDGE, 0.3),)
    return (_visible_box(points).area(BAND, BAND_EDGE, 0.4),)


def _visible_box(points: tuple[Point, ...]) -> Frame:
    """The box around points, at least so large that print shows it."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width, height = (max(max(each) - min(each), LEAST_BOX) for each in (xs, ys))
    return Frame((min(xs) + max(xs) - width) / 2, (min(ys) + max(ys) - height) / 2, width, height)


def _half_names(view: ForceView, close: Trace, axes: Axes) -> tuple[Mark, ...]:
    """How much of the push lies in each half, written into the area where it is high enough, else left out."""
    if view.halves is None or view.drive is None or view.weight_n is None:
        return ()
    start, stop = view.drive
    style = Style("semibold", 7.5)
    texts: list[Mark] = []
    for words, share in zip(view.halves, (0.32, 0.66), strict=True):
        at = start + share * (stop - start)
        half_width_s = 0.5 * width_mm(words, style) / CLOSE.width * (close.span[1] - close.span[0])
        over = np.interp([at - half_width_s, at + half_width_s], close.time_s, close.total_n).min() - view.weight_n
        height = CLOSE.height * over / axes.top_n
        if height > style.capital_mm + 1.6:
            texts.append(line(words, axes.x(at), axes.y(view.weight_n) - 1.0, style, "half", None, "centre"))
    return tuple(texts)


@dataclass(frozen=True)
class _Remark:
    """The annotation, set: its words, and the ground that keeps phase lines out of them."""

    words: tuple[Text, ...] = ()
    ground: tuple[Mark, ...] = ()
    pointer: tuple[Mark, ...] = ()


def _remark(view: ForceView, close: Trace, axes: Axes) -> _Remark:
    """One remark in the free room over the air, with an arrow to the second half of the push."""
    if not view.annotation or view.drive is None or view.weight_n is None:
        return _Remark()
    start, stop = view.drive
    left = axes.x(stop) + 9.0
    width = min(max(_free_until(view, close, axes) - left - 1.5, REMARK_WIDTHS[0]), REMARK_WIDTHS[1])
    words = fitted(view.annotation, REMARKS, Frame(left, CLOSE.y, width, REMARK_HEIGHT), "annotation")
    frame = Frame(left, CLOSE.y + 1.2, width, REMARK_HEIGHT)
    at = start + 0.8 * (stop - start)
    over = float(np.interp(at, close.time_s, close.total_n))
    tip = (axes.x(at) + 0.8, axes.y(max(over, view.weight_n)) - 0.6)
    ground = Frame(left - 0.6, CLOSE.y + 0.6, width + 1.2, words.height + 1.6).area(WHITE)
    pointer = arrow((left - 1.0, frame.y + 1.2), tip) if view.points_at_late_half else ()
    return _Remark(words.at(frame), (ground,), pointer)


def _free_until(view: ForceView, close: Trace, axes: Axes) -> float:
    """Where a curve of the landing first rises into the room of the remark."""
    level = axes.top_n * (1 - REMARK_HEIGHT / CLOSE.height)
    curves = [(close.time_s, close.total_n)]
    if view.usual is not None:
        curves.append((view.usual.time_s, view.usual.high_n))
    rising = [float(t[(t > AFTER_S) & (force > level)].min(initial=close.span[1])) for t, force in curves]
    return axes.x(min(rising))
