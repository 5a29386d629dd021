"""From marks to the bytes of a tagged, reproducible PDF. The only importer of pikepdf, and with ``fonts`` of reportlab.

Only public drawing operators are used. Marked content ties each group of marks to a structure tree (headings,
paragraphs, figures with their words), which pikepdf adds together with the dates and the identity of the file, so that
equal input gives equal bytes.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from processing.moment import lift_moment
from processing.result import Document, LiftAnalysis, LiftCurves
from reports.details import ReportDetails
from reports.fonts import FONT_NAMES, face
from reports.layout import lay_out
from reports.marks import Area, Disc, Group, Line, Mark, Point, Text
from reports.model import lift_page
from reports.theme import BOX_HEIGHT, BOX_WIDTH, MM_PT, SHEETS_MM, PageSize
from reports.words import en

CIRCLE = 0.5522847498
"""Handle length of a quarter circle drawn as a Bézier curve."""


def lift_report(
    document: Document,
    curves: LiftCurves,
    earlier_documents: Sequence[Document] = (),
    details: ReportDetails | None = None,
    earlier_curves: Sequence[LiftAnalysis] = (),
) -> bytes:
    """One lift as a page for its coach.

    Parameters
    ----------
    document : Document
        A ``legdrive/lift/1`` document; an unsegmented one gives a page that says so.
    curves : LiftCurves
        The lift's curves for drawing.
    earlier_documents : sequence of Document
        Earlier lifts; the comparable ones are chosen by :func:`processing.history.comparable`.
    details : ReportDetails, optional
        Names, places, page size.
    earlier_curves : sequence of LiftAnalysis
        Earlier lifts with their curves; those among the comparable ones are drawn as a grey band.

    Returns
    -------
    bytes
        The PDF; equal input gives equal bytes.

    Raises
    ------
    ReportOverflow
        A text (a name, a note) does not fit its place.
    GlyphMissing
        The page's font lacks a letter of a name or note.
    FontsMissing
        The page's type family is not installed.
    """
    details = details or ReportDetails()
    page = lift_page(document, curves, earlier_documents, details, earlier_curves)
    groups = lay_out(page)
    return _finished(_drawn(groups, details.page_size), groups, page.heading.title, _moment(document))


def write_lift_report(
    path: Path,
    document: Document,
    curves: LiftCurves,
    earlier_documents: Sequence[Document] = (),
    details: ReportDetails | None = None,
    earlier_curves: Sequence[LiftAnalysis] = (),
) -> None:
    """Write :func:`lift_report` to a file; the file is there whole or not at all."""
    content = lift_report(document, curves, earlier_documents, details, earlier_curves)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _moment(document: Document) -> datetime:
    """The date the file bears: when the lift was recorded; without a time, the first day of 2000."""
    return lift_moment(document) or datetime(2000, 1, 1, tzinfo=UTC)


def _drawn(groups: Sequence[Group], page_size: PageSize) -> bytes:
    """The page drawn, each group between marked-content operators."""
    for name in FONT_NAMES:
        face(name)
    width, height = SHEETS_MM[page_size]
    stream = io.BytesIO()
    first_font: Any = FONT_NAMES["regular"]  # else an unembedded Helvetica stays in the file; the stubs want a number
    canvas = Canvas(
        stream,
        pagesize=(width * MM_PT, height * MM_PT),
        pageCompression=1,
        invariant=1,
        initialFontName=first_font,
        lang=en.LANGUAGE,
    )
    pen = _Pen(canvas, (width - BOX_WIDTH) / 2, (height + BOX_HEIGHT) / 2)
    number = 0
    for group in groups:
        if group.tag == "Artifact":
            canvas.addLiteral("/Artifact BMC")
        else:
            canvas.addLiteral(f"/{group.tag} <</MCID {number}>> BDC")
            number += 1
        for mark in group.marks:
            pen.draw(mark)
        canvas.addLiteral("EMC")
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


class _Pen:
    """Draws marks on a canvas; ``left`` and ``top`` are the box's corner on the sheet, mm from below."""

    def __init__(self, canvas: Canvas, left: float, top: float) -> None:
        self._canvas = canvas
        self._left = left
        self._top = top

    def draw(self, mark: Mark) -> None:
        """Draw one mark."""
        if isinstance(mark, Text):
            self._text(mark)
        elif isinstance(mark, Line):
            self._line(mark)
        elif isinstance(mark, Area):
            self._shape(self._polygon(mark.points), mark)
        else:
            self._shape(self._circle(mark), mark)

    def _at(self, point: Point) -> str:
        return f"{(self._left + point[0]) * MM_PT:.2f} {(self._top - point[1]) * MM_PT:.2f}"

    def _text(self, mark: Text) -> None:
        self._canvas.setFont(FONT_NAMES[mark.style.face], mark.style.size_pt)
        self._canvas.setFillColor(mark.style.colour)
        x, y = (self._left + mark.x) * MM_PT, (self._top - mark.y) * MM_PT
        self._canvas.drawString(x, y, mark.text)

    def _line(self, mark: Line) -> None:
        dash = "" if mark.dash is None else f"[{mark.dash[0]:g} {mark.dash[1]:g}] 0 d "
        path = " ".join(f"{self._at(point)} {'l' if i else 'm'}" for i, point in enumerate(mark.points))
        self._canvas.addLiteral(f"q 1 j {_rgb(mark.colour)} RG {mark.width_pt:g} w {dash}{path} S Q")

    def _polygon(self, points: Sequence[Point]) -> str:
        return " ".join(f"{self._at(point)} {'l' if i else 'm'}" for i, point in enumerate(points)) + " h"

    def _circle(self, disc: Disc) -> str:
        (x, y), r, k = disc.centre, disc.radius, disc.radius * CIRCLE
        parts = [f"{self._at((x + r, y))} m"]
        for a, b, c in (
            ((x + r, y + k), (x + k, y + r), (x, y + r)),
            ((x - k, y + r), (x - r, y + k), (x - r, y)),
            ((x - r, y - k), (x - k, y - r), (x, y - r)),
            ((x + k, y - r), (x + r, y - k), (x + r, y)),
        ):
            parts.append(f"{self._at(a)} {self._at(b)} {self._at(c)} c")
        return " ".join(parts) + " h"

    def _shape(self, path: str, mark: Area | Disc) -> None:
        fill = "" if mark.fill is None else f"{_rgb(mark.fill)} rg "
        stroke = "" if mark.stroke is None else f"1 j {_rgb(mark.stroke)} RG {mark.width_pt:g} w "
        paint = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}[
            bool(fill), bool(stroke)
        ]
        self._canvas.addLiteral(f"q {fill}{stroke}{path} {paint} Q")


def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.4g}" for i in (1, 3, 5))


def _finished(drawn: bytes, groups: Sequence[Group], title: str, moment: datetime) -> bytes:
    """Add structure, title and dates, and save with an identity made from the content."""
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        _add_structure(pdf, [group for group in groups if group.tag != "Artifact"])
        pdf.Root.Lang = pikepdf.String(en.LANGUAGE)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        date = moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
        pdf.docinfo = pdf.make_indirect(
            pikepdf.Dictionary(Title=title, Creator="Legdrive", Producer="Legdrive", CreationDate=date, ModDate=date)
        )
        stream = io.BytesIO()
        pdf.save(
            stream,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=True,
        )
    return stream.getvalue()


def _add_structure(pdf: pikepdf.Pdf, groups: Sequence[Group]) -> None:
    """A structure tree with one element per group; figures carry their words."""
    page = pdf.pages[0].obj
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    body = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=root))
    elements = pikepdf.Array()
    for number, group in enumerate(groups):
        element = pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name(f"/{group.tag}"), P=body, Pg=page, K=number
        )
        if group.alt:
            element.Alt = pikepdf.String(group.alt)
        elements.append(pdf.make_indirect(element))
    body.K = elements
    root.K = pikepdf.Array([body])
    root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Array(list(elements))])))
    root.ParentTreeNextKey = 1
    page.StructParents = 0
    page.Tabs = pikepdf.Name.S
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
