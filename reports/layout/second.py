"""Where everything stands on page 2: the numbers behind page 1."""

from __future__ import annotations

from reports.layout.flow import next_head, page_foot
from reports.layout.moving import moved
from reports.layout.second_balance import lay_out_balance
from reports.layout.second_feet import lay_out_replant
from reports.layout.second_phases import lay_out_phases, saved_mm
from reports.layout.second_print import lay_out_print
from reports.layout.second_slower import lay_out_slower
from reports.layout.second_trend import lay_out_trend
from reports.marks import Frame, Group
from reports.second_page import Measured, SecondPage
from reports.theme import BODY, BOX_WIDTH, SMALL
from reports.typeset import fitted
from reports.words import second_page as words
from reports.words.say import say

PRINT_Y = 199.2
EARLY_PRINT_Y = 30.0
"""The same where no lift was found."""


def lay_out_second(page: SecondPage) -> tuple[Group, ...]:
    """Marks of page 2 in reading order, from the top-left corner of the 182 × 251 mm box.

    Raises
    ------
    ReportOverflow
        A text does not fit its place.
    GlyphMissing
        The page's font lacks a letter.
    """
    if page.measured is None:
        body, top = _unsegmented(), EARLY_PRINT_Y
    else:
        body, top = _measured(page.measured), PRINT_Y - saved_mm(page.measured.phases)
    return (*next_head(page.heading), *body, *lay_out_print(page.small_print, top), page_foot(2, 2))


def _measured(measured: Measured) -> tuple[Group, ...]:
    """The drawings under the table move up where it is short, to leave the room to the small print."""
    below = (
        *lay_out_slower(measured.slower),
        *lay_out_trend(measured.trend),
        *lay_out_replant(measured.replant),
        *lay_out_balance(measured.balance),
    )
    return (*lay_out_phases(measured.phases), *moved(below, -saved_mm(measured.phases)))


def _unsegmented() -> tuple[Group, ...]:
    frame = Frame(0.0, 13.0, BOX_WIDTH, 12.0)
    return (Group("P", fitted(say(words.UNSEGMENTED), (BODY, SMALL), frame, "no lift").at(frame)),)
