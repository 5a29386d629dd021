"""Where everything stands on page 2: the numbers behind page 1."""

from __future__ import annotations

from reports.draw import rule
from reports.fonts import width_mm
from reports.heading import Heading
from reports.layout.moving import moved
from reports.layout.second_balance import lay_out_balance
from reports.layout.second_feet import lay_out_replant
from reports.layout.second_phases import lay_out_phases, saved_mm
from reports.layout.second_print import lay_out_print
from reports.layout.second_slower import lay_out_slower
from reports.layout.second_trend import lay_out_trend
from reports.marks import Frame, Group, Mark
from reports.second_page import Measured, SecondPage
from reports.theme import BODY, BOX_HEIGHT, BOX_WIDTH, INK, NOTE, SMALL, SMALLEST, WHITE, Style
from reports.typeset import first_fit, fitted, fitted_line, line, shortened
from reports.words import lift as heading_words
from reports.words import second_page as words
from reports.words.say import say

NAMES = tuple(Style("semibold", size) for size in (10.0, 9.0, 8.0, 7.0, 6.5))
SUBTITLES = (SMALL, NOTE, SMALLEST)
BADGE = Style("semibold", 7.0, WHITE)
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
    return (*_head(page.heading), *body, *lay_out_print(page.small_print, top), _foot())


def _head(head: Heading) -> tuple[Group, ...]:
    """Whose lift this is, again: sheets part."""
    room = BOX_WIDTH - (34.0 if head.simulated else 0.0)
    shown = shortened(head.name, NAMES[-1], room)  # page 1 has the whole of it
    name = fitted_line(shown, 0.0, 3.2, NAMES, "name", room)
    what = line(head.subtitle, 0.0, 7.3, first_fit(head.subtitle, SUBTITLES, BOX_WIDTH, "subtitle"), "subtitle")
    groups = [Group("P", (name,)), Group("P", (what,))]
    if head.simulated:
        groups.append(Group("P", _badge(say(heading_words.SIMULATED))))
    return (*groups, Group("Artifact", (rule(0.0, BOX_WIDTH, 9.4, INK, 0.8),)))


def _badge(told: str) -> tuple[Mark, ...]:
    width = width_mm(told, BADGE) + 3.2
    frame = Frame(BOX_WIDTH - width, 0.2, width, 3.8)
    return frame.area(INK), line(told, frame.x + 1.6, frame.y + 2.75, BADGE, "badge")


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


def _foot() -> Group:
    return Group("P", (line(heading_words.page_words(2, 2), BOX_WIDTH, BOX_HEIGHT - 0.6, NOTE, "page", None, "right"),))
