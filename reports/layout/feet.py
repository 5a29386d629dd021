"""Pressure path under the feet: 149 to 210 mm, left half."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from reports.decimate import runs_of
from reports.draw import numbered
from reports.fonts import width_mm
from reports.layout.curves import spread
from reports.layout.outline import LENGTH_MM, left_foot_mm, right_foot_mm
from reports.marks import Area, Dash, Disc, Frame, Group, Line, Mark, Point, Track
from reports.pressure import FootPath, PressureView, Side
from reports.theme import BODY, FINE, HEADING, LEFT, NOTE, OUTLINE, PAPER, QUIET, RIGHT, RIGHT_DASH, SMALLEST, Style
from reports.typeset import fitted_line, line, paragraph
from reports.words import drawings
from reports.words.say import say

WIDTH = 78.0
HEEL_Y = 197.4
SCALE = 43.0 / LENGTH_MM
"""Paper to floor: both feet and every lift at the same scale."""
CENTRES: dict[Side, float] = {"left": 25.0, "right": 53.0}
COLOURS: dict[Side, str] = {"left": LEFT, "right": RIGHT}
WEAK_DASH = (0.5, 1.5)
BOUNDS = Frame(1.0, 152.5, WIDTH - 2.0, 47.0)
RADIUS = 1.65
NUMBER = Style("semibold", 6.8)
KEYS = tuple(Style("regular", size) for size in (7.2, 6.8, 6.4, 6.1))


def lay_out_feet(view: PressureView) -> tuple[Group, ...]:
    """Marks of the block."""
    heading = Group("H2", (line(say(drawings.HEADING_FEET), 0.0, 151.6, HEADING, "feet"),))
    if not view.feet:
        words = paragraph([(view.missing, Style("regular", 8.5, QUIET))], 62.0, "feet").at(
            Frame(0.0, 156.0, 62.0, 12.0)
        )
        return heading, Group("P", words)
    figure: list[Mark] = []
    for foot in view.feet:
        figure.extend(_foot(foot))
    return (
        heading,
        Group("Figure", (*figure, *_scale_bar()), _alt(view)),
        Group("P", _captions(view)),
    )


def _alt(view: PressureView) -> str:
    return drawings.feet_alt(view.keys)


def _place(foot: FootPath, right_mm: float, forward_mm: float) -> Point:
    return CENTRES[foot.side] + SCALE * right_mm, HEEL_Y - SCALE * forward_mm


def _places(foot: FootPath, right_mm: FloatArray, forward_mm: FloatArray) -> Track:
    return Track(CENTRES[foot.side] + SCALE * right_mm, HEEL_Y - SCALE * forward_mm)


def _foot(foot: FootPath) -> tuple[Mark, ...]:
    shape = left_foot_mm() if foot.side == "left" else right_foot_mm()
    outline = Area(_places(foot, shape[:, 0], shape[:, 1]), PAPER, OUTLINE, 0.7)
    dash = None if foot.side == "left" else RIGHT_DASH
    return (outline, *_path(foot, ~foot.weak, 1.3, dash), *_path(foot, foot.weak, 1.0, WEAK_DASH), *_stations(foot))


def _path(foot: FootPath, shown: np.typing.NDArray[np.bool_], width_pt: float, dash: Dash | None) -> list[Mark]:
    """The parts of the path with these flags, as far as they lie in the drawing."""
    track = _places(foot, foot.right_mm, foot.forward_mm)
    across, up = track.across, track.down
    inside = (across > BOUNDS.x) & (across < BOUNDS.right) & (up > BOUNDS.y) & (up < BOUNDS.bottom)
    lines: list[Mark] = []
    for start, stop in runs_of(shown & inside):
        first = max(0, start - 1) if inside[max(0, start - 1)] else start
        if stop - first > 1:
            lines.append(Line(track[first:stop], width_pt, COLOURS[foot.side], dash))
    return lines


def _stations(foot: FootPath) -> list[Mark]:
    """Numbers in a column beside the foot, each tied to its point."""
    if not foot.stations:
        return []
    away = -1.0 if foot.side == "left" else 1.0
    column = CENTRES[foot.side] + away * 15.5
    style = Style(NUMBER.face, NUMBER.size_pt, COLOURS[foot.side])
    points = [_place(foot, s.right_mm, s.forward_mm) for s in foot.stations]
    points = [(min(max(x, BOUNDS.x), BOUNDS.right), min(max(y, BOUNDS.y), BOUNDS.bottom)) for x, y in points]
    heights = spread([y for _, y in points], 2 * RADIUS + 0.5, BOUNDS.y + RADIUS, BOUNDS.bottom - RADIUS)
    marks: list[Mark] = []
    for (x, y), height in zip(points, heights, strict=True):
        marks.append(Line(((column - away * RADIUS, height), (x, y)), 0.35, QUIET))
    for station, (x, y), height in zip(foot.stations, points, heights, strict=True):
        marks.append(Disc((x, y), 0.85, COLOURS[foot.side]))
        marks.extend(numbered(station.number, (column, height), RADIUS, style, width_mm(str(station.number), style)))
    return marks


def _scale_bar() -> tuple[Mark, ...]:
    length, x, y = 50.0 * SCALE, 73.0, HEEL_Y
    left, right = x - length / 2, x + length / 2
    ends = tuple(Line(((at, y - 0.7), (at, y + 0.7)), 0.5, QUIET) for at in (left, right))
    return (
        Line(((left, y), (right, y)), 0.5, QUIET),
        *ends,
        line(say(drawings.SCALE_BAR), x, y - 1.4, NOTE, "scale", None, "centre"),
    )


def _captions(view: PressureView) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for foot in view.feet:
        words = {"left": say(drawings.LEFT), "right": say(drawings.RIGHT)}[foot.side]
        style = Style("semibold", BODY.size_pt, COLOURS[foot.side])
        label = f"{words}  {foot.share}" if foot.share else words
        marks.append(line(label, CENTRES[foot.side], 202.6, style, "share", None, "centre"))
    marks.append(fitted_line("   ".join(view.keys), 0.0, 206.6, KEYS, "feet key", WIDTH))
    marks.append(fitted_line(say(drawings.FEET_NOTE), 0.0, 210.0, (SMALLEST, FINE), "feet note", WIDTH))
    return tuple(marks)
