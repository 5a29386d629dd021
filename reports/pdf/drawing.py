"""Pages of marks drawn: what reportlab makes of them, and which piece of the drawing belongs to which element."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from reports.fonts import FONT_NAMES, face
from reports.marks import Group, Text
from reports.pdf.pen import Pen
from reports.theme import BOX_HEIGHT, BOX_WIDTH, MM_PT, SHEETS_MM, PageSize

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
    """The elements of one page in reading order, its headings, and how many pieces of content it has."""

    elements: list[Element] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    pieces: int = 0


def draw_pages(pages: Sequence[Sequence[Group]], page_size: PageSize, language: str) -> tuple[bytes, list[DrawnPage]]:
    """Draw pages; each group of marks lies between marked-content operators.

    Parameters
    ----------
    pages : sequence of sequence of Group
        One sequence a page.
    page_size : {'A4', 'Letter'}
        The sheet.
    language : str
        Of the words, such as ``en-GB``.

    Returns
    -------
    (bytes, list of DrawnPage)
        A plain PDF, without structure, and what :mod:`reports.pdf.structure` needs to add it.
    """
    for name in FONT_NAMES:
        face(name)
    width, height = SHEETS_MM[page_size]
    stream = io.BytesIO()
    first_font: Any = FONT_NAMES["regular"]  # else an unembedded Helvetica stays in the file; the stubs want a number
    canvas = Canvas(
        stream,
        pagesize=(width * MM_PT, height * MM_PT),
        pageCompression=0,  # packed once, when the finished file is saved
        invariant=1,
        initialFontName=first_font,
        lang=language,
    )
    pen = Pen(canvas, (width - BOX_WIDTH) / 2, (height + BOX_HEIGHT) / 2)
    drawn = []
    for groups in pages:
        drawn.append(_draw_page(canvas, pen, groups))
        canvas.showPage()
        pen.turn_page()
    canvas.save()
    return stream.getvalue(), drawn


def _draw_page(canvas: Canvas, pen: Pen, groups: Sequence[Group]) -> DrawnPage:
    page = DrawnPage()
    for group in groups:
        element = _draw_group(canvas, pen, group, page)
        if element is not None:
            page.elements.append(element)
    return page


def _draw_group(canvas: Canvas, pen: Pen, group: Group, page: DrawnPage) -> Element | None:
    """Draw a group and what it holds; an artifact is drawn and has no element."""
    if group.children:
        drawn = [_draw_group(canvas, pen, child, page) for child in group.children]
        return Element(group, None, tuple(each for each in drawn if each is not None))
    if group.tag == "Artifact":
        canvas.addLiteral("/Artifact BMC")
        _draw_marks(canvas, pen, group)
        return None
    if not group.marks:
        return Element(group, None)
    number = page.pieces
    page.pieces += 1
    canvas.addLiteral(f"/{group.tag} <</MCID {number}>> BDC")
    _draw_marks(canvas, pen, group)
    if group.tag in HEADINGS:
        page.bookmarks.append(_bookmark(pen, group))
    return Element(group, number)


def _draw_marks(canvas: Canvas, pen: Pen, group: Group) -> None:
    last = max((at for at, mark in enumerate(group.marks) if isinstance(mark, Text)), default=0)
    for at, mark in enumerate(group.marks):
        pen.draw(mark, " " if at < last else "")  # readers join runs as they stand, without a space between
    canvas.addLiteral("EMC")


def _bookmark(pen: Pen, heading: Group) -> Bookmark:
    first = next(mark for mark in heading.marks if isinstance(mark, Text))
    return Bookmark(heading.text.replace("\u00a0", " "), *pen.at((first.x, first.frame.y - 2.0)))
