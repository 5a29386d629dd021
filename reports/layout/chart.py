"""Axes: from seconds and newtons to millimetres, with round ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray
from reports.decimate import min_max_columns
from reports.fonts import width_mm
from reports.marks import Dash, Frame, Line, Mark, Track
from reports.numbers import fixed
from reports.theme import AXIS, BOX_WIDTH, INK, QUIET
from reports.typeset import line
from reports.words import drawings

COLUMNS_PER_MM = 4.0


@dataclass(frozen=True)
class Axes:
    """A plot: its frame and what its edges mean.

    Attributes
    ----------
    frame : Frame
        On the page.
    start_s, stop_s : float
        Left and right edge.
    top_n : float
        Upper edge; the lower edge is 0 N.
    """

    frame: Frame
    start_s: float
    stop_s: float
    top_n: float

    def x(self, time_s: float) -> float:
        """Place of a time."""
        return self.frame.x + self.frame.width * (time_s - self.start_s) / (self.stop_s - self.start_s)

    def y(self, force_n: float) -> float:
        """Place of a force; one under 0 N (a zero that drifted, a plate upside down) stays on the base line."""
        force_n = max(force_n, 0.0)
        return self.frame.bottom - self.frame.height * force_n / self.top_n

    def points(self, time_s: FloatArray, force_n: FloatArray) -> Track:
        """A curve thinned to what print can show, every peak kept."""
        times, forces = min_max_columns(time_s, force_n, int(self.frame.width * COLUMNS_PER_MM))
        across = self.frame.x + self.frame.width * (times - self.start_s) / (self.stop_s - self.start_s)
        up = self.frame.bottom - self.frame.height * np.maximum(forces, 0.0) / self.top_n
        return Track(across, up)


def curve(
    axes: Axes, time_s: FloatArray, force_n: FloatArray, width_pt: float, colour: str, dash: Dash | None = None
) -> Line:
    """A force curve."""
    return Line(axes.points(time_s, force_n), width_pt, colour, dash)


def round_top(force_n: float) -> float:
    """A little more than the largest force."""
    return math.ceil(force_n * 1.06 / 100.0) * 100.0


def round_step(span: float, most: int) -> float:
    """1, 2 or 5 times a power of ten, for at most ``most`` steps."""
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1.0, 2.0, 5.0, 10.0) if power * factor >= rough * (1 - 1e-9))


def force_axis(axes: Axes, most: int) -> tuple[Mark, ...]:
    """Labels and short ticks at round forces, with the unit over the topmost."""
    step = round_step(axes.top_n, most)
    marks: list[Mark] = []
    for force in np.arange(0.0, axes.top_n * 0.97, step):
        y = axes.y(float(force))
        marks.append(Line(((axes.frame.x - 1.0, y), (axes.frame.x, y)), 0.4, QUIET))
        words = fixed(float(force), 0)
        words = f"{words} {drawings.FORCE_AXIS}" if force + step >= axes.top_n * 0.97 else words
        marks.append(line(words, axes.frame.x - 1.8, y + AXIS.capital_mm / 2, AXIS, "force axis", None, "right"))
    return tuple(marks)


def time_axis(axes: Axes, most: int) -> tuple[Mark, ...]:
    """The base line, with labels and short ticks at round times."""
    frame = axes.frame
    step = round_step(axes.stop_s - axes.start_s, most)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    marks: list[Mark] = [Line(((frame.x, frame.bottom), (frame.right, frame.bottom)), 0.6, INK)]
    first = math.ceil(axes.start_s / step - 1e-6)
    last = math.floor(axes.stop_s / step + 1e-6)
    for number in range(first, last + 1):
        x = axes.x(number * step)
        marks.append(Line(((x, frame.bottom), (x, frame.bottom + 0.9)), 0.4, INK))
        words = fixed(number * step, decimals)
        inside = min(x, BOX_WIDTH - width_mm(words, AXIS) / 2)
        marks.append(line(words, inside, frame.bottom + 3.3, AXIS, "time axis", None, "centre"))
    return tuple(marks)
