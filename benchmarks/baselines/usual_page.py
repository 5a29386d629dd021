"""The report as reportlab is usually written: its canvas for drawings, point by point, platypus for text and tables.

No tags, no attachments, reportlab's own defaults.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

import numpy as np
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from benchmarks.baselines.page_content import Curve, Drawing, PageContent
from reports.fonts import FONT_NAMES, face
from reports.marks import Area, Disc, Frame, Line, Mark, Text
from reports.theme import BOX_HEIGHT, BOX_WIDTH, MM_PT

LEFT = (A4[0] - BOX_WIDTH * MM_PT) / 2
TOP = (A4[1] + BOX_HEIGHT * MM_PT) / 2
GRID = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), FONT_NAMES["regular"]),
        ("FONTNAME", (0, 0), (0, -1), FONT_NAMES["semibold"]),
        ("FONTSIZE", (0, 0), (-1, -1), 7),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#C4C4C4")),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]
)


def usual_report(contents: Sequence[PageContent]) -> bytes:
    """The pages as a PDF."""
    for name in FONT_NAMES:
        face(name)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setTitle("Lift report")
    for content in contents:
        _draw_page(canvas, content)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw_page(canvas: Canvas, content: PageContent) -> None:
    for shape in content.shapes:
        _draw_shape(canvas, shape)
    for drawing in content.drawings:
        _draw_curves(canvas, drawing)
    for label in content.labels:
        canvas.setFont(FONT_NAMES[label.style.face], label.style.size_pt)
        canvas.setFillColor(HexColor(label.style.colour))
        canvas.drawString(*_at(label.x, label.y), label.text)
    for words, first in content.words:
        _draw_words(canvas, words, first)
    for first, rows in content.tables:
        table = Table(rows, style=GRID)
        _, height = table.wrapOn(canvas, BOX_WIDTH * MM_PT, BOX_HEIGHT * MM_PT)
        x, y = _at(first.x, first.y)
        table.drawOn(canvas, x, y - height)


def _draw_words(canvas: Canvas, words: str, first: Text) -> None:
    style = ParagraphStyle(
        "words",
        fontName=FONT_NAMES[first.style.face],
        fontSize=first.style.size_pt,
        leading=first.style.size_pt * first.style.leading,
        textColor=HexColor(first.style.colour),
    )
    paragraph = Paragraph(escape(words), style)
    _, height = paragraph.wrapOn(canvas, (BOX_WIDTH - first.x) * MM_PT, BOX_HEIGHT * MM_PT)
    x, y = _at(first.x, first.y)
    paragraph.drawOn(canvas, x, y - height)


def _draw_curves(canvas: Canvas, drawing: Drawing) -> None:
    frame, curves = drawing.frame, drawing.curves
    xs = np.concatenate([curve.x for curve in curves])
    ys = np.concatenate([curve.y for curve in curves])
    limits = (float(np.nanmin(xs)), float(np.nanmax(xs)), float(np.nanmin(ys)), float(np.nanmax(ys)))
    if drawing.band is not None:
        at, low, high = drawing.band
        outline = Curve(np.concatenate([at, at[::-1]]), np.concatenate([low, high[::-1]]))
        canvas.setFillColor(HexColor("#C9C9C9"))
        _draw_curve(canvas, outline, frame, limits, fill=True)
    for curve in curves:
        canvas.setStrokeColorRGB(*curve.colour)
        canvas.setDash(list(curve.dash) if curve.dash else [])
        _draw_curve(canvas, curve, frame, limits, fill=False)
    canvas.setDash([])


def _draw_curve(
    canvas: Canvas, curve: Curve, frame: Frame, limits: tuple[float, float, float, float], *, fill: bool
) -> None:
    x_low, x_high, y_low, y_high = limits
    across = frame.x + frame.width * (curve.x - x_low) / (x_high - x_low)
    down = frame.bottom - frame.height * (curve.y - y_low) / (y_high - y_low)
    path = canvas.beginPath()
    begun = False
    for x, y in zip((LEFT + across * MM_PT).tolist(), (TOP - down * MM_PT).tolist(), strict=True):
        if math.isnan(y):
            begun = False
        elif begun:
            path.lineTo(x, y)
        else:
            path.moveTo(x, y)
            begun = True
    canvas.drawPath(path, stroke=0 if fill else 1, fill=1 if fill else 0)


def _draw_shape(canvas: Canvas, shape: Mark) -> None:
    if isinstance(shape, Text):
        return
    if isinstance(shape, Line):
        canvas.setStrokeColor(HexColor(shape.colour))
        canvas.setLineWidth(shape.width_pt)
        canvas.setDash(list(shape.dash) if shape.dash else [])
    elif shape.stroke is not None:
        canvas.setStrokeColor(HexColor(shape.stroke))
        canvas.setLineWidth(shape.width_pt)
    if isinstance(shape, Line | Area):
        _draw_path(canvas, shape)
    else:
        _fill(canvas, shape)
        x, y = _at(*shape.centre)
        canvas.circle(
            x, y, shape.radius * MM_PT, stroke=int(shape.stroke is not None), fill=int(shape.fill is not None)
        )
    canvas.setDash([])


def _draw_path(canvas: Canvas, shape: Line | Area) -> None:
    path = canvas.beginPath()
    path.moveTo(*_at(*shape.points[0]))
    for point in shape.points[1:]:
        path.lineTo(*_at(*point))
    if isinstance(shape, Line):
        canvas.drawPath(path, stroke=1, fill=0)
        return
    path.close()
    _fill(canvas, shape)
    canvas.drawPath(path, stroke=int(shape.stroke is not None), fill=int(shape.fill is not None))


def _fill(canvas: Canvas, shape: Area | Disc) -> None:
    if shape.fill is not None:
        canvas.setFillColor(HexColor(shape.fill))


def _at(x_mm: float, y_mm: float) -> tuple[float, float]:
    return LEFT + x_mm * MM_PT, TOP - y_mm * MM_PT
