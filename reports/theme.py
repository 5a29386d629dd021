"""Colours, type and measures of the page, stated once.

Lengths are millimetres from the top-left corner of one box of 182 × 251 mm that is centred on A4 and on Letter alike;
type sizes and line widths are points. No meaning rests on colour alone: left and right differ by dashes and labels too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Face = Literal["regular", "semibold"]
PageSize = Literal["A4", "Letter"]

MM_PT = 72.0 / 25.4
"""Points in a millimetre."""

SHEETS_MM: dict[PageSize, tuple[float, float]] = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
BOX_WIDTH = 182.0
BOX_HEIGHT = 251.0

INK = "#1A1A1A"
QUIET = "#595959"
RULE = "#C4C4C4"
SHADE = "#EFEFEF"
PANEL = "#F4F4F4"
BAND = "#C9C9C9"
BAND_EDGE = "#9A9A9A"
FIRST_HALF = "#EDEDED"
SECOND_HALF = "#DADADA"
OUTLINE = "#8C8C8C"
PAPER = "#FAFAFA"
WHITE = "#FFFFFF"
LEFT = "#0072B2"
RIGHT = "#B24A00"


@dataclass(frozen=True)
class Style:
    """Face, size (pt) and colour of a run of text, and the distance of its lines in ems."""

    face: Face
    size_pt: float
    colour: str = INK
    leading: float = 1.25

    @property
    def em_mm(self) -> float:
        """Its size on paper."""
        return self.size_pt / MM_PT

    @property
    def line_mm(self) -> float:
        """Distance from one base line to the next."""
        return self.size_pt * self.leading / MM_PT

    @property
    def capital_mm(self) -> float:
        """Height of a capital letter (0.66 em in this family)."""
        return 0.66 * self.size_pt / MM_PT


NAMES = tuple(Style("semibold", size) for size in (18.0, 15.0, 12.0, 10.0))
"""The lifter's name, in the first size that fits."""
LONG_NAMES = tuple(Style("semibold", size, leading=1.18) for size in (8.6, 7.5))
"""A name that needs two lines."""
SUBTITLES = tuple(Style("regular", size) for size in (10.5, 9.5, 8.5, 7.5, 6.8))
VERDICTS = tuple(Style("semibold", size) for size in (15.0, 13.5, 12.0, 11.0))
EVIDENCES = tuple(Style("regular", size, leading=1.22) for size in (8.5, 7.5, 6.9, 6.5))
QUESTIONS = tuple(Style("semibold", size) for size in (9.5, 8.6, 7.8))
ANSWERS = tuple(Style("regular", size) for size in (7.5, 6.8, 6.2))
VALUES = tuple(Style("semibold", size) for size in (15.0, 13.0, 11.0))
VALUE_MISSING = Style("regular", 12.0, QUIET)
HEADING = Style("semibold", 9.5)
BODY = Style("regular", 8.5)
BODY_BOLD = Style("semibold", 8.5)
SMALL = Style("regular", 7.5)
SMALL_BOLD = Style("semibold", 7.5)
SMALL_QUIET = Style("regular", 7.5, QUIET)
NOTE = Style("regular", 6.8, QUIET, 1.22)
SMALLEST = Style("regular", 6.5, QUIET)
FINE = Style("regular", 6.1, QUIET, 1.22)
"""The last step where another language needs more room."""
AXIS = Style("regular", 6.8, QUIET)
PHASE = Style("regular", 7.0)
PHASE_BOLD = Style("semibold", 7.0)

HAIR_PT = 0.4
CURVE_PT = 1.0
TOTAL_PT = 1.4
RIGHT_DASH = (3.2, 1.6)
DOTS = (0.6, 1.8)
"""Dash patterns, points on and off."""
