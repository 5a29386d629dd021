"""Marks become drawing operators: one string a mark, put together here rather than by reportlab's canvas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, groupby
from operator import itemgetter

import numpy as np

from acquisition.plate import FloatArray
from reports.fonts import pieces
from reports.marks import Area, Dash, Disc, Line, Mark, Point, Text, Track
from reports.pdf.sheets import Codes
from reports.theme import MM_PT

CIRCLE = 0.5522847498
"""Handle length of a quarter circle drawn as a Bézier curve."""
POINT = "%.2f %.2f"
LONG = 40
"""Points from which a line is written in whole fiftieths of a point: in half the time, and shorter."""
FINE = 50
SCALED = f"{1 / FINE:g} 0 0 {1 / FINE:g} 0 0 cm"
ROUND_JOINS = "1 j"
PAINT = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}
"""Operator that ends a path, by whether it is filled and stroked."""


class LettersMissingError(Exception):
    """A text has a letter that the sheets' fonts lack."""


class _FirstPart:
    """The letters of a font that are in its first part in the file, and their codes."""

    def __init__(self, codes: Codes) -> None:
        self.name = next(iter(codes.values()))[0]
        mine = {letter: code for letter, (name, code) in codes.items() if name == self.name}
        self.letters = frozenset(mine)
        self.table = str.maketrans({letter: code for letter, code in mine.items() if letter != code})


class Pen:
    """Writes the operators that draw marks.

    Parameters
    ----------
    codes : dict of str to Codes
        The letters of each font, as :func:`reports.pdf.sheets.sheets` gives them.
    left, top : float
        The box's corner on the sheet, mm from below.
    """

    def __init__(self, codes: dict[str, Codes], left: float, top: float) -> None:
        self._codes = codes
        self._first_parts = {name: _FirstPart(each) for name, each in codes.items()}
        self._left = left
        self._top = top
        self._written = [ROUND_JOINS]
        self._colour = ""

    def write(self, operators: str) -> None:
        """Add operators as they are."""
        self._written.append(operators)

    def turn_page(self) -> bytes:
        """What the page holds; on a new page no colour is set yet."""
        content = "\n".join(self._written).encode("ascii")
        self._written, self._colour = [ROUND_JOINS], ""
        return content

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
        """All runs in one text object."""
        style = mark.style
        if style.colour != self._colour:
            self._colour = style.colour
            self._written.append(f"{_rgb(self._colour)} rg")
        parts: list[str] = []
        runs = pieces(mark.text, style)
        for number, (font, run) in enumerate(runs, 1):
            text = f"{run}{after}" if number == len(runs) else run
            parts += [f"{_font(name, style.size_pt)} ({codes}) Tj" for name, codes in self._coded(font.fontName, text)]
        self._written.append(f"BT {POINT % self.at((mark.x, mark.y))} Td {' '.join(parts)} ET")

    def _coded(self, font: str, text: str) -> Sequence[tuple[str, str]]:
        """Text as names of the font's parts and codes; nearly always one part."""
        first = self._first_parts.get(font)
        if first is not None and first.letters.issuperset(text):
            return ((first.name, text.translate(first.table)),)
        return tuple(self._coded_in_parts(font, text))

    def _coded_in_parts(self, font: str, text: str) -> Iterator[tuple[str, str]]:
        codes = self._codes.get(font, {})
        if not codes.keys() >= set(text):
            raise LettersMissingError
        found = [codes[letter] for letter in text]
        for name, run in groupby(found, itemgetter(0)):
            yield name, "".join([code for _, code in run])

    def _line(self, mark: Line) -> None:
        if len(mark.points) >= LONG:
            stroke = _stroke(mark.colour, mark.width_pt * FINE, mark.dash, FINE)
            self._written.append(f"q {SCALED} {stroke}{self._long_path(mark.points)} S Q")
        else:
            stroke = _stroke(mark.colour, mark.width_pt, mark.dash)
            self._written.append(f"q {stroke}{self._path(mark.points)} S Q")

    def _long_path(self, points: tuple[Point, ...] | Track) -> str:
        """A path in fiftieths of a point."""
        track = points if isinstance(points, Track) else Track(*np.array(points).T)
        numbers = np.rint(self._places(track) * (FINE * MM_PT)).astype(np.intp)
        return _path_format(len(points), "%d %d") % tuple(numbers.tolist())

    def _places(self, track: Track) -> FloatArray:
        """Across and up in turn, mm from the sheet's lower left corner."""
        places = np.empty(2 * len(track))
        places[::2], places[1::2] = self._left + track.across, self._top - track.down
        return places

    def _path(self, points: tuple[Point, ...] | Track) -> str:
        """One format for the whole path: a tenth of the time of one a point."""
        if isinstance(points, Track):
            return _path_format(len(points)) % tuple((self._places(points) * MM_PT).tolist())
        left, top = self._left, self._top
        numbers = [number for x, y in points for number in ((left + x) * MM_PT, (top - y) * MM_PT)]
        return _path_format(len(points)) % tuple(numbers)

    def _circle(self, disc: Disc) -> str:
        return f"1 0 0 1 {POINT} cm {_round(disc.radius * MM_PT)}" % self.at(disc.centre)

    def _shape(self, path: str, mark: Area | Disc) -> None:
        paint = PAINT[mark.fill is not None, mark.stroke is not None]
        self._written.append(f"q {_surface(mark.fill, mark.stroke, mark.width_pt)}{path} {paint} Q")


@lru_cache(maxsize=256)
def _path_format(count: int, point: str = POINT) -> str:
    return f"{point} m{f' {point} l' * (count - 1)}"


@lru_cache(maxsize=256)
def _font(name: str, size_pt: float) -> str:
    return f"{name} {size_pt:g} Tf"


@lru_cache(maxsize=256)
def _stroke(colour: str, width: float, dash: Dash | None, scale: int = 1) -> str:
    dashes = "" if dash is None else f"[{dash[0] * scale:g} {dash[1] * scale:g}] 0 d "
    return f"{_rgb(colour)} RG {width:g} w {dashes}"


@lru_cache(maxsize=256)
def _surface(fill: str | None, stroke: str | None, width_pt: float) -> str:
    fill = "" if fill is None else f"{_rgb(fill)} rg "
    return fill if stroke is None else f"{fill}{_rgb(stroke)} RG {width_pt:g} w "


@cache
def _round(r: float) -> str:
    """A circle about the origin, radius in points."""
    k = r * CIRCLE
    right, left = ((r, 0), (r, k), (k, r), (0, r)), ((-k, r), (-r, k), (-r, 0))
    back = ((-r, -k), (-k, -r), (0, -r)), ((k, -r), (r, -k), (r, 0))
    numbers = tuple(chain.from_iterable(chain(right, left, *back)))
    return f"{POINT} m{f' {POINT} {POINT} {POINT} c' * 4} h" % numbers


@cache
def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.4g}" for i in (1, 3, 5))
