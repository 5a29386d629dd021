"""Axes of the second page's drawings: any two numbers, to millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from reports.decimate import min_max_columns, runs_of
from reports.layout.chart import COLUMNS_PER_MM, round_step
from reports.marks import Dash, Frame, Line, Mark, Point, Track
from reports.numbers import fixed
from reports.theme import AXIS, INK, QUIET
from reports.typeset import line


@dataclass(frozen=True)
class Plot:
    """A plot: its frame and what its edges mean.

    Attributes
    ----------
    frame : Frame
        On the page.
    left, right : float
        Of the horizontal axis.
    bottom, top : float
        Of the vertical axis.
    """

    frame: Frame
    left: float
    right: float
    bottom: float
    top: float

    def x(self, value: float) -> float:
        """Place across."""
        return self.frame.x + self.frame.width * (value - self.left) / (self.right - self.left)

    def y(self, value: float) -> float:
        """Place up; a value outside stays on the edge."""
        inside = min(max(value, self.bottom), self.top)
        return self.frame.bottom - self.frame.height * (inside - self.bottom) / (self.top - self.bottom)

    def at(self, across: float, up: float) -> Point:
        """Place of a point."""
        return self.x(across), self.y(up)

    def points(self, across: FloatArray, up: FloatArray) -> Track:
        """Places of many points."""
        right = self.frame.x + self.frame.width * (across - self.left) / (self.right - self.left)
        inside = np.clip(up, self.bottom, self.top) - self.bottom
        height = self.frame.bottom - self.frame.height * inside / (self.top - self.bottom)
        return Track(right, height)


def curves(
    plot: Plot, across: FloatArray, up: FloatArray, width_pt: float, colour: str, dash: Dash | None = None
) -> tuple[Line, ...]:
    """A curve in as many pieces as it is known in, thinned to what print can show."""
    pieces = []
    for start, stop in runs_of(np.isfinite(up)):
        if stop - start < 2:
            continue
        columns = max(1, int((plot.x(float(across[stop - 1])) - plot.x(float(across[start]))) * COLUMNS_PER_MM))
        xs, ys = min_max_columns(across[start:stop], up[start:stop], columns)
        pieces.append(Line(plot.points(xs, ys), width_pt, colour, dash))
    return tuple(pieces)


def ticks(first: float, last: float, most: int) -> tuple[list[float], int]:
    """Round numbers inside two limits, and their decimals."""
    step = round_step(last - first, most)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    numbers = range(math.ceil(first / step - 1e-6), math.floor(last / step + 1e-6) + 1)
    return [number * step for number in numbers], decimals


def across_axis(plot: Plot, most: int) -> tuple[Mark, ...]:
    """The base line, with labels and short ticks at round numbers."""
    frame = plot.frame
    marks: list[Mark] = [Line(((frame.x, frame.bottom), (frame.right, frame.bottom)), 0.6, INK)]
    values, decimals = ticks(plot.left, plot.right, most)
    for value in values:
        x = plot.x(value)
        marks.append(Line(((x, frame.bottom), (x, frame.bottom + 0.9)), 0.4, INK))
        marks.append(line(fixed(value, decimals), x, frame.bottom + 3.3, AXIS, "axis", None, "centre"))
    return tuple(marks)


def up_axis(plot: Plot, most: int, unit: str = "") -> tuple[Mark, ...]:
    """Labels and short ticks at round numbers; the unit follows the topmost."""
    marks: list[Mark] = []
    values, decimals = ticks(plot.bottom, plot.top, most)
    for number, value in enumerate(values):
        y = plot.y(value)
        words = fixed(value, decimals)
        words = f"{words} {unit}" if unit and number == len(values) - 1 else words
        marks.append(Line(((plot.frame.x - 1.0, y), (plot.frame.x, y)), 0.4, QUIET))
        marks.append(line(words, plot.frame.x - 1.8, y + AXIS.capital_mm / 2, AXIS, "axis", None, "right"))
    return tuple(marks)
