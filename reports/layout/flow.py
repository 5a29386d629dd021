"""Blocks set one below the other on as many pages as they need; each page but the first repeats the head in small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.draw import rule
from reports.fonts import width_mm
from reports.heading import Heading
from reports.layout.moving import moved
from reports.layout.names import name_marks, on_two_lines
from reports.marks import Frame, Group, Mark
from reports.theme import (
    BODY,
    BOX_HEIGHT,
    BOX_WIDTH,
    HEADING,
    INK,
    LONG_NAMES,
    NOTE,
    SMALL,
    SMALLEST,
    SUBTITLES,
    WHITE,
    Style,
)
from reports.typeset import fitted, fitted_line, line, shortened
from reports.words import lift as heading_words
from reports.words.say import say

BADGE = Style("semibold", 7.0, WHITE)
SMALL_NAMES = tuple(Style("semibold", size) for size in (10.0, 9.0, 8.0, 7.0, 6.5))
FIRST_TOP = 17.5
NEXT_TOP = 12.6
BOTTOM = BOX_HEIGHT - 5.0
"""Below it stands the number of the page."""
SIDE_ROOM = 66.0
"""Of the laboratory, right of the name."""
NAME_ROOM = BOX_WIDTH - SIDE_ROOM - 4.0


@dataclass(frozen=True)
class Block:
    """Groups drawn from y = 0 down, and the height they take."""

    groups: tuple[Group, ...]
    height: float


@dataclass(frozen=True)
class TableRows:
    """A table that may part between its rows: the head is repeated.

    Attributes
    ----------
    head : Block
        One row of heads, and its rules.
    rows : tuple of Block
        Each one or more rows that stay together.
    alt : str
        What the table holds.
    """

    head: Block
    rows: tuple[Block, ...]
    alt: str


@dataclass
class Flow:
    """Pages in the making.

    Attributes
    ----------
    heading : Heading
        Head of all pages.
    """

    heading: Heading
    _pages: list[list[Group]] = field(default_factory=list)
    _y: float = 0.0

    def __post_init__(self) -> None:
        self._pages.append(list(_first_head(self.heading)))
        self._y = FIRST_TOP

    @property
    def room(self) -> float:
        """What is left of this page, mm."""
        return BOTTOM - self._y

    @property
    def whole_page(self) -> float:
        """What a page holds, but for the first."""
        return BOTTOM - NEXT_TOP

    def turn(self) -> None:
        """Begin another page."""
        self._pages.append(list(next_head(self.heading)))
        self._y = NEXT_TOP

    def place(self, block: Block, gap: float = 0.0, keep: float = 0.0) -> None:
        """Set a block below the last one, or on a new page where it does not fit.

        Parameters
        ----------
        block : Block
            Not higher than a page.
        gap : float
            Room above it; none at the top of a page.
        keep : float
            Room that what follows needs on the same page.
        """
        fresh = self._y in (FIRST_TOP, NEXT_TOP)
        if not fresh and gap + block.height + keep > self.room:
            self.turn()
            fresh = True
        self._y += 0.0 if fresh else gap
        self._pages[-1].extend(moved(block.groups, self._y))
        self._y += block.height

    def table(self, table: TableRows) -> None:
        """Set a table, parted where a page ends."""
        rest = list(table.rows)
        while rest:
            if table.head.height + rest[0].height > self.room:
                self.turn()
            count, height = 0, table.head.height
            while count < len(rest) and height + rest[count].height <= self.room:
                height += rest[count].height
                count += 1
            self._part(table, rest[: max(count, 1)])
            rest = rest[max(count, 1) :]

    def _part(self, table: TableRows, rows: Sequence[Block]) -> None:
        told: list[Group] = []
        beside: list[Group] = []
        for block in (table.head, *rows):
            for group in moved(block.groups, self._y):
                (told if group.tag == "TR" else beside).append(group)
            self._y += block.height
        self._pages[-1] += [*beside, Group("Table", (), table.alt, tuple(told))]

    def pages(self) -> tuple[tuple[Group, ...], ...]:
        """The pages, numbered."""
        return tuple((*groups, page_foot(number, len(self._pages))) for number, groups in enumerate(self._pages, 1))


def title_block(told: str, note: str = "") -> Block:
    """A heading of the second level, and what is to be known about what follows it."""
    title = Group("H2", (line(told, 0.0, HEADING.capital_mm, HEADING, "heading", BOX_WIDTH),))
    if not note:
        return Block((title,), 5.0)
    words = fitted(note, (NOTE, SMALLEST), Frame(0.0, 4.6, BOX_WIDTH, 8.0), "note")
    return Block((title, Group("P", words.at(Frame(0.0, 4.6, BOX_WIDTH, 8.0)))), 4.6 + words.height + 2.2)


def text_block(told: str, styles: Sequence[Style] = (BODY, SMALL, SMALLEST), most: float = 30.0) -> Block:
    """A paragraph over the whole width."""
    frame = Frame(0.0, 0.0, BOX_WIDTH, most)
    words = fitted(told, styles, frame, "sentence")
    return Block((Group("P", words.at(frame)),), words.height + 1.6)


def _first_head(head: Heading) -> tuple[Group, ...]:
    """Whose pages these are."""
    room = NAME_ROOM if head.side or head.simulated else BOX_WIDTH
    name = " ".join(on_two_lines(head.name, LONG_NAMES[-1], room, "name"))
    groups = [Group("H1", name_marks(name, room))]
    what = fitted_line(head.subtitle, 0.0, 12.0, (*SUBTITLES, SMALLEST), "subtitle", BOX_WIDTH)
    groups.append(Group("P", (what,)))
    if head.side:
        groups.append(Group("P", _side(" ".join(head.side))))
    if head.simulated:
        groups.append(Group("P", _badge(say(heading_words.SIMULATED))))
    return (*groups, Group("Artifact", (rule(0.0, BOX_WIDTH, 14.2, INK, 0.8),)))


def _side(told: str) -> tuple[Mark, ...]:
    """The laboratory on one line, else small on two."""
    if width_mm(told, SMALLEST) <= SIDE_ROOM:
        return (fitted_line(told, BOX_WIDTH, 6.8, (SMALL, SMALLEST), "laboratory", SIDE_ROOM, "right"),)
    told_on = enumerate(on_two_lines(told, SMALLEST, SIDE_ROOM, "laboratory"))
    return tuple(line(each, BOX_WIDTH, 6.2 + 2.6 * row, SMALLEST, "laboratory", None, "right") for row, each in told_on)


def next_head(head: Heading) -> tuple[Group, ...]:
    """The same, in small, for every page but the first: sheets part."""
    room = BOX_WIDTH - (34.0 if head.simulated else 0.0)
    name = fitted_line(shortened(head.name, SMALL_NAMES[-1], room), 0.0, 3.2, SMALL_NAMES, "name", room)
    what = fitted_line(head.subtitle, 0.0, 7.3, (SMALL, NOTE, SMALLEST), "subtitle", BOX_WIDTH)
    groups = [Group("P", (name,)), Group("P", (what,))]
    if head.simulated:
        groups.append(Group("P", _badge(say(heading_words.SIMULATED))))
    return (*groups, Group("Artifact", (rule(0.0, BOX_WIDTH, 9.4, INK, 0.8),)))


def _badge(told: str) -> tuple[Mark, ...]:
    width = width_mm(told, BADGE) + 3.2
    frame = Frame(BOX_WIDTH - width, 0.2, width, 3.8)
    return frame.area(INK), line(told, frame.x + 1.6, frame.y + 2.75, BADGE, "badge")


def page_foot(number: int, pages: int) -> Group:
    """Which page of how many."""
    told = line(heading_words.page_words(number, pages), BOX_WIDTH, BOX_HEIGHT - 0.6, NOTE, "page", None, "right")
    return Group("P", (told,))
