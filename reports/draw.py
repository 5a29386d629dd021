"""Small drawings of the page made of marks: the shapes that stand for a judgement, rules, arrows, numbered points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from reports.marks import Area, Disc, Line, Mark, Point, Text
from reports.theme import HAIR_PT, INK, RULE, WHITE, Style

Shape = Literal["down", "up", "usual", "none", "cross"]


@dataclass(frozen=True)
class Sign:
    """A judgement as a shape.

    Attributes
    ----------
    shape : {'down', 'up', 'usual', 'none', 'cross'}
        Less than usual, more than usual, as usual, not judged, not to be trusted.
    filled : bool
        Part of the verdict; an open shape lies outside usual but is not enough alone.
    """

    shape: Shape
    filled: bool = True


NOT_JUDGED = Sign("none")


def sign_mark(sign: Sign, centre: Point, size: float, colour: str = INK) -> tuple[Mark, ...]:
    """The shape of a judgement, ``size`` mm wide."""
    x, y = centre
    half = size / 2
    if sign.shape == "none":
        return (Line(((x - half * 0.7, y), (x + half * 0.7, y)), 0.35 * size, colour),)
    if sign.shape == "cross":
        ends = (((x - half, y - half), (x + half, y + half)), ((x - half, y + half), (x + half, y - half)))
        return tuple(Line(each, 1.4, colour) for each in ends)
    if sign.shape == "usual":
        return (Disc(centre, half * 0.68, colour if sign.filled else WHITE, None if sign.filled else colour, 0.6),)
    rise = half * 0.9 * (1 if sign.shape == "down" else -1)
    corners = ((x - half, y - rise), (x + half, y - rise), (x, y + rise))
    return (Area(corners, colour if sign.filled else WHITE, colour, 0.6),)


def rule(x: float, right: float, y: float, colour: str = RULE, width_pt: float = HAIR_PT) -> Line:
    """A horizontal line."""
    return Line(((x, y), (right, y)), width_pt, colour)


def arrow(start: Point, tip: Point, colour: str = INK) -> tuple[Mark, ...]:
    """A thin line with a small head at its tip."""
    along = math.atan2(tip[1] - start[1], tip[0] - start[0])
    length, spread = 1.5, 0.38
    wings = tuple(
        (tip[0] - length * math.cos(along + turn), tip[1] - length * math.sin(along + turn))
        for turn in (-spread, spread)
    )
    neck = (tip[0] - 0.9 * length * math.cos(along), tip[1] - 0.9 * length * math.sin(along))
    return Line((start, neck), 0.5, colour), Area((tip, *wings), colour)


def numbered(number: int, centre: Point, radius: float, style: Style, width_mm: float) -> tuple[Mark, ...]:
    """A number in a circle; ``width_mm`` is the measured width of the number."""
    digit = Text(centre[0] - width_mm / 2, centre[1] + style.capital_mm / 2, str(number), style, width_mm)
    return Disc(centre, radius, WHITE, style.colour, 0.5), digit
