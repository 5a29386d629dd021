"""What a page is made of: lines, areas, discs and runs of text, in millimetres from the box's top-left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reports.theme import HAIR_PT, INK, Style

Point = tuple[float, float]
Dash = tuple[float, float]
Tag = Literal["H1", "H2", "P", "Figure", "Artifact"]


@dataclass(frozen=True)
class Line:
    """A polyline; ``width_pt`` and ``dash`` in points."""

    points: tuple[Point, ...]
    width_pt: float = HAIR_PT
    colour: str = INK
    dash: Dash | None = None


@dataclass(frozen=True)
class Area:
    """A closed polygon, filled, stroked or both."""

    points: tuple[Point, ...]
    fill: str | None = None
    stroke: str | None = None
    width_pt: float = HAIR_PT


@dataclass(frozen=True)
class Disc:
    """A circle."""

    centre: Point
    radius: float
    fill: str | None = None
    stroke: str | None = None
    width_pt: float = HAIR_PT


@dataclass(frozen=True)
class Text:
    """A measured run of text: ``x`` is its left end, ``y`` its base line, ``width`` its measured width."""

    x: float
    y: float
    text: str
    style: Style
    width: float

    @property
    def frame(self) -> Frame:
        """What its ink may cover: from the ascenders to the descenders."""
        up, down = 0.70 * self.style.em_mm, 0.20 * self.style.em_mm
        return Frame(self.x, self.y - up, self.width, up + down)


Mark = Line | Area | Disc | Text


@dataclass(frozen=True)
class Group:
    """Marks that belong together for a screen reader.

    Attributes
    ----------
    tag : str
        ``H1``, ``H2``, ``P``, ``Figure``, or ``Artifact`` for rules and shades that say nothing.
    marks : tuple of Mark
        In drawing order.
    alt : str
        What a figure shows, in words.
    """

    tag: Tag
    marks: tuple[Mark, ...]
    alt: str = ""


@dataclass(frozen=True)
class Frame:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    def area(self, fill: str | None = None, stroke: str | None = None, width_pt: float = HAIR_PT) -> Area:
        """The rectangle as a mark."""
        corners = ((self.x, self.y), (self.right, self.y), (self.right, self.bottom), (self.x, self.bottom))
        return Area(corners, fill, stroke, width_pt)
