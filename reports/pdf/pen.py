"""Marks become drawing operators. With ``drawing`` and ``reports.fonts`` the only importer of reportlab."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from reports.fonts import pieces
from reports.marks import Area, Disc, Line, Mark, Point, Text
from reports.theme import MM_PT

CIRCLE = 0.5522847498
"""Handle length of a quarter circle drawn as a Bézier curve."""
POINT = "%.2f %.2f"
ESCAPED = {code: f"\\{code:03o}" for code in (*range(32), *b"()\\", *range(127, 256))}
"""How a text's codes are written that would break its brackets, or are no ASCII."""
PAINT = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}
"""Operator that ends a path, by whether it is filled and stroked."""


class Pen:
    """Draws marks on a canvas; ``left`` and ``top`` are the box's corner on the sheet, mm from below."""

    def __init__(self, canvas: Canvas, left: float, top: float) -> None:
        self._canvas = canvas
        self._document: Any = vars(canvas)["_doc"]  # fonts count their letters by document; no public name leads to it
        self._left = left
        self._top = top
        self.turn_page()

    def turn_page(self) -> None:
        """On a new page no colour is set yet."""
        self._colour = ""

    def draw(self, mark: Mark, after: str = "") -> None:
        """Draw one mark; ``after`` follows a run of text without being part of it."""
        if isinstance(mark, Text):
            self._text(mark, after)
        elif isinstance(mark, Line):
            self._line(mark)
        elif isinstance(mark, Area):
            self._shape(f"{self._path(mark.points)} h", mark)
        else:
            self._shape(self._circle(mark), mark)

    def at(self, point: Point) -> Point:
        """A place of the box in points from the sheet's lower left corner."""
        return (self._left + point[0]) * MM_PT, (self._top - point[1]) * MM_PT

    def _text(self, mark: Text, after: str) -> None:
        """All runs in one text object; reportlab's own way of it takes twice the time."""
        if mark.style.colour != self._colour:
            self._colour = mark.style.colour
            self._canvas.addLiteral(f"{_rgb(self._colour)} rg")
        document, size = self._document, f"{mark.style.size_pt:g}"
        parts: list[str] = []
        runs = pieces(mark.text, mark.style)
        for number, (font, run) in enumerate(runs, 1):
            text = f"{run}{after}" if number == len(runs) else run
            for subset, codes in font.splitString(text, document):
                name = font.getSubsetInternalName(subset, document)
                parts.append(f"{name} {size} Tf ({codes.decode('latin-1').translate(ESCAPED)}) Tj")
        place = POINT % self.at((mark.x, mark.y))
        self._canvas.addLiteral(f"BT {place} Td {' '.join(parts)} ET")

    def _line(self, mark: Line) -> None:
        dash = "" if mark.dash is None else f"[{mark.dash[0]:g} {mark.dash[1]:g}] 0 d "
        pen = f"{_rgb(mark.colour)} RG {mark.width_pt:g} w {dash}"
        self._canvas.addLiteral(f"q 1 j {pen}{self._path(mark.points)} S Q")

    def _path(self, points: Sequence[Point]) -> str:
        """One format for the whole path: a tenth of the time of one a point."""
        left, top = self._left, self._top
        numbers = tuple([number for x, y in points for number in ((left + x) * MM_PT, (top - y) * MM_PT)])
        return f"{POINT} m{f' {POINT} l' * (len(points) - 1)}" % numbers

    def _circle(self, disc: Disc) -> str:
        (x, y), r, k = disc.centre, disc.radius, disc.radius * CIRCLE
        curve = (
            ((x + r, y),),
            ((x + r, y + k), (x + k, y + r), (x, y + r)),
            ((x - k, y + r), (x - r, y + k), (x - r, y)),
            ((x - r, y - k), (x - k, y - r), (x, y - r)),
            ((x + k, y - r), (x + r, y - k), (x + r, y)),
        )
        numbers = tuple(chain.from_iterable(map(self.at, chain.from_iterable(curve))))
        return f"{POINT} m{f' {POINT} {POINT} {POINT} c' * 4} h" % numbers

    def _shape(self, path: str, mark: Area | Disc) -> None:
        fill = "" if mark.fill is None else f"{_rgb(mark.fill)} rg "
        stroke = "" if mark.stroke is None else f"1 j {_rgb(mark.stroke)} RG {mark.width_pt:g} w "
        self._canvas.addLiteral(f"q {fill}{stroke}{path} {PAINT[bool(fill), bool(stroke)]} Q")


@cache
def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.4g}" for i in (1, 3, 5))
