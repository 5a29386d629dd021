"""What a page is made of: lines, areas, discs and runs of text, in millimetres from the box's top-left corner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np

from acquisition.plate import FloatArray
from reports.theme import HAIR_PT, INK, Style

Point = tuple[float, float]
Dash = tuple[float, float]
Tag = Literal["H1", "H2", "H3", "P", "L", "LI", "Figure", "Table", "TR", "TH", "TD", "Artifact"]


class Track:
    """The points of a curve, kept as numbers: hundreds of pairs take longer to make than to draw.

    Parameters
    ----------
    across, down : ndarray, shape (n,)
        Places, mm.
    """

    def __init__(self, across: FloatArray, down: FloatArray) -> None:
        self.across, self.down = across, down

    def moved(self, down_mm: float) -> Track:
        """The same, further down."""
        return Track(self.across, self.down + down_mm)

    def __len__(self) -> int:
        return len(self.across)

    def __iter__(self) -> Iterator[Point]:
        return zip(self.across.tolist(), self.down.tolist(), strict=True)

    def __reversed__(self) -> Iterator[Point]:
        return iter(self[::-1])

    @overload
    def __getitem__(self, at: int) -> Point: ...
    @overload
    def __getitem__(self, at: slice) -> Track: ...
    def __getitem__(self, at: int | slice) -> Point | Track:
        if isinstance(at, slice):
            return Track(self.across[at], self.down[at])
        return float(self.across[at]), float(self.down[at])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Track):
            return NotImplemented
        return np.array_equal(self.across, other.across) and np.array_equal(self.down, other.down)

    def __hash__(self) -> int:
        return hash((self.across.tobytes(), self.down.tobytes()))


@dataclass(frozen=True)
class Line:
    """A polyline; ``width_pt`` and ``dash`` in points."""

    points: tuple[Point, ...] | Track
    width_pt: float = HAIR_PT
    colour: str = INK
    dash: Dash | None = None


@dataclass(frozen=True)
class Area:
    """A closed polygon, filled, stroked or both."""

    points: tuple[Point, ...] | Track
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
    """Marks that belong together for a screen reader, or groups that make up a larger one: a list, a table, its rows.

    Attributes
    ----------
    tag : str
        ``H1`` to ``H3``, ``P``, ``L`` with ``LI``, ``Figure``, ``Table`` of ``TR`` of ``TH`` and ``TD``; or
        ``Artifact`` for rules and shades that say nothing.
    marks : tuple of Mark
        In drawing order.
    alt : str
        What a figure shows, in words.
    children : tuple of Group
        In reading order, instead of marks; an artifact among them is drawn in its place and not told.
    scope : str
        Of a ``TH``: what it is the head of, ``Row`` or ``Column``.
    """

    tag: Tag
    marks: tuple[Mark, ...] = ()
    alt: str = ""
    children: tuple[Group, ...] = ()
    scope: str = ""

    def __post_init__(self) -> None:
        if self.marks and self.children:
            raise ValueError(f"a {self.tag} has either marks or children")

    @property
    def every_mark(self) -> tuple[Mark, ...]:
        """Its marks, or those of all its children, in drawing order."""
        return (*self.marks, *(mark for child in self.children for mark in child.every_mark))

    @property
    def text(self) -> str:
        """Its runs of text, in drawing order, joined by spaces."""
        runs = [mark.text for mark in self.marks if isinstance(mark, Text)]
        return " ".join([*runs, *filter(None, (child.text for child in self.children))])


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
