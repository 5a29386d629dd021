"""The report as matplotlib is usually written: axes for the drawings, its tables, figure texts, two pages of a PDF.

Small shapes of our drawings (feet, dots, boxes) are left out, in matplotlib's favour.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure

from benchmarks.baselines.page_content import PageContent
from reports.fonts import font_files
from reports.marks import Frame
from reports.theme import BOX_HEIGHT, BOX_WIDTH, SHEETS_MM

WIDTH, HEIGHT = SHEETS_MM["A4"]
LEFT, TOP = (WIDTH - BOX_WIDTH) / 2, (HEIGHT - BOX_HEIGHT) / 2


def settle_fonts() -> None:
    """Use the page's own family, embedded as TrueType."""
    for path in font_files():
        font_manager.fontManager.addfont(str(path))
    family = font_manager.FontProperties(fname=str(Path(font_files()[0]))).get_name()
    mpl.rcParams.update({"font.family": family, "pdf.fonttype": 42})


def matplotlib_report(contents: Sequence[PageContent]) -> bytes:
    """The pages as a PDF."""
    stream = io.BytesIO()
    with PdfPages(stream) as pages:
        for content in contents:
            figure = Figure(figsize=(WIDTH / 25.4, HEIGHT / 25.4))
            FigureCanvasPdf(figure)
            _draw_page(figure, content)
            pages.savefig(figure)
    return stream.getvalue()


def _draw_page(figure: Figure, content: PageContent) -> None:
    for drawing in content.drawings:
        axes = figure.add_axes(_place(drawing.frame))
        if drawing.band is not None:
            axes.fill_between(*drawing.band, color="#C9C9C9")
        for curve in drawing.curves:
            axes.plot(curve.x, curve.y, color=curve.colour, linestyle="--" if curve.dash else "-", linewidth=1.0)
        axes.tick_params(labelsize=7)
    for label in content.labels:
        figure.text(*_at(label.x, label.y), label.text, fontsize=label.style.size_pt, color=label.style.colour)
    for words, first in content.words:
        place, style = _at(first.x, first.y), first.style
        figure.text(*place, words, fontsize=style.size_pt, color=style.colour, wrap=True, parse_math=False)
    for first, rows in content.tables:
        frame = Frame(first.x, first.y, BOX_WIDTH - first.x, 5.0 * len(rows))
        axes = figure.add_axes(_place(frame))
        axes.axis("off")
        widest = max(len(row) for row in rows)
        axes.table([[*row, *[""] * (widest - len(row))] for row in rows], loc="center", edges="horizontal")


def _place(frame: Frame) -> tuple[float, float, float, float]:
    x, y = _at(frame.x, frame.bottom)
    return x, y, frame.width / WIDTH, frame.height / HEIGHT


def _at(x_mm: float, y_mm: float) -> tuple[float, float]:
    return (LEFT + x_mm) / WIDTH, 1.0 - (TOP + y_mm) / HEIGHT
