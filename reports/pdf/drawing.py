"""Pages of marks drawn: their operators, their fonts, and which piece of the drawing belongs to which element.

:mod:`reports.pdf.sheets` has empty sheets with the fonts; :mod:`reports.pdf.saving` puts the operators onto them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.fonts import pieces
from reports.marks import Group, Text
from reports.pdf.pen import LettersMissingError, Pen
from reports.pdf.sheets import Sheets, letters_beyond, sheets
from reports.theme import BOX_HEIGHT, BOX_WIDTH, SHEETS_MM, PageSize

HEADINGS = ("H1", "H2", "H3")


@dataclass(frozen=True)
class Element:
    """One element of the structure tree: a leaf with a piece of the drawing, or a branch.

    Attributes
    ----------
    group : Group
        What it stands for.
    content : int or None
        Number of its piece of marked content on the page; ``None`` for a branch, and for an empty cell.
    children : tuple of Element
        Of a branch.
    """

    group: Group
    content: int | None
    children: tuple[Element, ...] = ()


@dataclass(frozen=True)
class Bookmark:
    """A heading: its words, and its place on the page in points from the lower left corner."""

    words: str
    x: float
    y: float


@dataclass
class DrawnPage:
    """The elements of one page in reading order, its headings, how many pieces of content it has, its operators."""

    elements: list[Element] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    pieces: int = 0
    operators: bytes = b""


def draw_pages(pages: Sequence[Sequence[Group]], page_size: PageSize) -> tuple[Sheets, list[DrawnPage]]:
    """Draw pages; each group of marks lies between marked-content operators.

    Parameters
    ----------
    pages : sequence of sequence of Group
        One sequence a page.
    page_size : {'A4', 'Letter'}
        The sheet.

    Returns
    -------
    (Sheets, list of DrawnPage)
        The empty sheet with its fonts, and what is to be put on each.
    """
    width, height = SHEETS_MM[page_size]
    corner = (width - BOX_WIDTH) / 2, (height + BOX_HEIGHT) / 2
    try:
        empty = sheets(page_size)
        return empty, _drawn(Pen(empty.codes, *corner), pages)
    except LettersMissingError:  # nearly all pages make do with the letters that are always there
        empty = sheets(page_size, letters_beyond(_letters(pages)))
        return empty, _drawn(Pen(empty.codes, *corner), pages)


def _drawn(pen: Pen, pages: Sequence[Sequence[Group]]) -> list[DrawnPage]:
    return [_draw_page(pen, groups) for groups in pages]


def _letters(pages: Sequence[Sequence[Group]]) -> dict[str, set[str]]:
    """The letters of all texts, per font."""
    found: dict[str, set[str]] = {}
    for text in (mark for groups in pages for group in groups for mark in group.every_mark if isinstance(mark, Text)):
        for font, run in pieces(text.text, text.style):
            found.setdefault(font.fontName, set()).update(run)
    return found


def _draw_page(pen: Pen, groups: Sequence[Group]) -> DrawnPage:
    page = DrawnPage()
    for group in groups:
        element = _draw_group(pen, group, page)
        if element is not None:
            page.elements.append(element)
    page.operators = pen.turn_page()
    return page


def _draw_group(pen: Pen, group: Group, page: DrawnPage) -> Element | None:
    """Draw a group and what it holds; an artifact is drawn and has no element."""
    if group.children:
        drawn = [_draw_group(pen, child, page) for child in group.children]
        return Element(group, None, tuple(each for each in drawn if each is not None))
    if group.tag == "Artifact":
        pen.write("/Artifact BMC")
        _draw_marks(pen, group)
        return None
    if not group.marks:
        return Element(group, None)
    number = page.pieces
    page.pieces += 1
    pen.write(f"/{group.tag} <</MCID {number}>> BDC")
    _draw_marks(pen, group)
    if group.tag in HEADINGS:
        page.bookmarks.append(_bookmark(pen, group))
    return Element(group, number)


def _draw_marks(pen: Pen, group: Group) -> None:
    last = max([at for at, mark in enumerate(group.marks) if isinstance(mark, Text)], default=0)
    for at, mark in enumerate(group.marks):
        pen.draw(mark, " " if at < last else "")  # readers join runs as they stand, without a space between
    pen.write("EMC")


def _bookmark(pen: Pen, heading: Group) -> Bookmark:
    first = next(mark for mark in heading.marks if isinstance(mark, Text))
    return Bookmark(heading.text.replace("\u00a0", " "), *pen.at((first.x, first.frame.y - 2.0)))
