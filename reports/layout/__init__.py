"""Where everything stands: from the page's plain values to marks in millimetres."""

from __future__ import annotations

from reports.layout.bottom import lay_out_bottom
from reports.layout.feet import lay_out_feet
from reports.layout.force import lay_out_force
from reports.layout.signs import lay_out_signs
from reports.layout.top import lay_out_top
from reports.marks import Group
from reports.model import LiftPage

__all__ = ["lay_out"]


def lay_out(page: LiftPage) -> tuple[Group, ...]:
    """Marks of page 1 in reading order, from the top-left corner of the 182 × 251 mm box.

    Raises
    ------
    ReportOverflow
        A text does not fit its place.
    GlyphMissing
        The page's font lacks a letter.
    """
    lower = () if page.force.close is None else (*lay_out_feet(page.pressure), *lay_out_signs(page.signs))
    return (*lay_out_top(page), *lay_out_force(page.force), *lower, *lay_out_bottom(page))
