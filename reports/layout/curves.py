"""What the force drawings share: their places, the curves of the feet, names of phases and of curves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reports.fonts import width_mm
from reports.force_view import ForceView, Trace, Usual
from reports.layout.chart import Axes, curve, round_top
from reports.marks import Dash, Frame, Line, Mark, Text
from reports.numbers import fixed
from reports.phases import Phase
from reports.theme import (
    AXIS,
    BAND,
    BAND_EDGE,
    BOX_WIDTH,
    DOTS,
    INK,
    LEFT,
    PHASE,
    PHASE_BOLD,
    RIGHT,
    RIGHT_DASH,
    TOTAL_PT,
    Style,
)
from reports.typeset import fitted_line, line
from reports.words import drawings
from reports.words.say import say

LEFT_EDGE = 12.0
WHOLE = Frame(LEFT_EDGE, 66.6, BOX_WIDTH - LEFT_EDGE, 21.6)
CLOSE = Frame(LEFT_EDGE, 102.6, 140.0, 35.6)
RECORDING = Frame(LEFT_EDGE, 46.0, CLOSE.width, 152.0)
SMALL_PHASE = Style("regular", 6.1)
LEAST_SPAN_S = 0.01
LABELS_X = CLOSE.right + 9.2


def axes_of(trace: Trace, frame: Frame, usual: Usual | None) -> Axes:
    """Axes that hold a trace and what is usual."""
    top = float(np.max(trace.total_n))
    if usual is not None:
        top = max(top, float(usual.high_n.max()))
    first, last = trace.span
    return Axes(frame, first, max(last, first + LEAST_SPAN_S), round_top(max(top, 100.0)))


def time_title(axes: Axes, words: str) -> Text:
    """What the time axis counts, under its labels."""
    frame = axes.frame
    return line(words, frame.x + frame.width / 2, frame.bottom + 6.5, AXIS, "time axis", frame.width, "centre")


def side_curves(trace: Trace, axes: Axes, width_pt: float) -> tuple[Mark, ...]:
    """Left solid, right dashed; nothing with one plate."""
    if trace.left_n is None or trace.right_n is None:
        return ()
    return (
        curve(axes, trace.time_s, trace.left_n, width_pt, LEFT),
        curve(axes, trace.time_s, trace.right_n, width_pt, RIGHT, RIGHT_DASH),
    )


def weight_line(view: ForceView, axes: Axes, right: float) -> tuple[Mark, ...]:
    """Lifter and bar as a dotted line."""
    if view.weight_n is None:
        return ()
    y = axes.y(view.weight_n)
    return (Line(((axes.frame.x, y), (right, y)), 0.7, INK, DOTS),)


def phase_names(
    named: tuple[Phase, ...],
    axes: Axes,
    base: float,
    strong: str = "",
    keep_out: tuple[float, float] | None = None,
    edge: float = 0.0,
) -> tuple[Text, ...]:
    """Names over their phases, where they find room; the enlarged drawing names what the whole cannot."""
    texts: list[Text] = []
    edge = max(edge, axes.frame.x)
    if keep_out is None:
        keep_out = (axes.frame.right + 50.0, axes.frame.right + 50.0)
    for phase in named:
        style = PHASE_BOLD if phase.key == strong else PHASE
        left, right = axes.x(phase.start_s), axes.x(phase.stop_s)
        width = width_mm(phase.name, style)
        x = (left + right) / 2 - width / 2
        free = right - left >= width - 2.5 and x >= edge and x + width <= axes.frame.right
        blocked = x < keep_out[1] and x + width > keep_out[0]
        if free and not blocked:
            texts.append(line(phase.name, x, base, style, "phase"))
            edge = x + width + 1.2
    return tuple(texts)


def direct_labels(view: ForceView, close: Trace, axes: Axes) -> tuple[Mark, ...]:
    """Names of the curves at their right ends, spread so that none touches another, each with a piece of its line."""
    wanted: list[tuple[float, str, Line, Style]] = [
        (float(close.total_n[-1]), say(drawings.TOTAL), _sample(TOTAL_PT, INK), PHASE_BOLD)
    ]
    if close.left_n is not None and close.right_n is not None:
        wanted.append((float(close.left_n[-1]), say(drawings.LEFT), _sample(1.2, LEFT), Style("semibold", 7.0, LEFT)))
        sample = _sample(1.2, RIGHT, (2.2, 1.1))
        wanted.append((float(close.right_n[-1]), say(drawings.RIGHT), sample, Style("semibold", 7.0, RIGHT)))
    if view.weight_n is not None:
        words = drawings.weight_label(fixed(view.weight_n, 0))
        wanted.append((view.weight_n, words, _sample(0.7, INK, DOTS), PHASE))
    heights = spread([axes.y(force) for force, *_ in wanted], 3.3, axes.frame.y + 7.0, axes.frame.bottom - 0.5)
    marks: list[Mark] = []
    for y, (force, words, sample, style) in zip(heights, wanted, strict=True):
        path = ((CLOSE.right + 0.4, axes.y(force)), (CLOSE.right + 3.4, y), (LABELS_X - 1.0, y))
        marks.append(replace(sample, points=path))
        marks.append(line(words, LABELS_X, y + style.capital_mm / 2, style, "curve name", BOX_WIDTH - LABELS_X))
    return (*marks, *_usual_key(view.usual))


def _sample(width_pt: float, colour: str, dash: Dash | None = None) -> Line:
    return Line((), width_pt, colour, dash)


def _usual_key(usual: Usual | None) -> tuple[Mark, ...]:
    if usual is None:
        return ()
    y = CLOSE.y + 2.0
    swatch = Frame(CLOSE.right + 3.0, y - 1.0, LABELS_X - CLOSE.right - 4.0, 2.0)
    words = drawings.band_words(usual.lifts, usual.band)
    label = fitted_line(words, LABELS_X, y + PHASE.capital_mm / 2, (PHASE, SMALL_PHASE), "usual", BOX_WIDTH - LABELS_X)
    return swatch.area(BAND, BAND_EDGE, 0.3), label


def spread(wanted: list[float], gap: float, top: float, bottom: float) -> list[float]:
    """Heights at least ``gap`` apart and inside the limits, in the wanted order from top to bottom.

    Each label first goes where it is wanted; too close ones are pushed down, and the whole stack up again where it
    would leave the drawing.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    above = top - gap
    for i in order:
        above = max(wanted[i], above + gap)
        placed[i] = above
    below = bottom + gap
    for i in reversed(order):
        below = min(placed[i], below - gap)
        placed[i] = below
    return placed
