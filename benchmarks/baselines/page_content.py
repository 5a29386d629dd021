"""What the pages of the other arms show: our words, tables and small shapes, and the curves at every sample.

They choose what to say from the same documents as ours, by the same functions: any program has to. Words, shapes and
their places they get ready-made: what it takes to find them is not counted against them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from acquisition.plate import FloatArray
from processing.history import event_s
from processing.result import Document, LiftCurves
from reports.details import ReportDetails
from reports.layout import lay_out
from reports.layout.second import lay_out_second
from reports.marks import Area, Frame, Group, Line, Mark, Text
from reports.model import LiftPage, lift_page
from reports.second_page import SecondPage, second_page

CURVE_POINTS = 60
"""Lines with more points are curves, which are drawn at every sample instead."""
BAND_POINTS = 200
"""Areas with more points are what is usual along a curve; it comes with the curve."""
Colour = tuple[float, float, float]
BLUE, ORANGE, BLACK = (0.0, 0.447, 0.698), (0.698, 0.29, 0.0), (0.1, 0.1, 0.1)
DASH = (2.2, 1.1)
WHOLE, CLOSE = Frame(12.0, 66.6, 170.0, 21.6), Frame(12.0, 102.6, 140.0, 35.6)
FEET, BALANCE = Frame(0.0, 150.0, 80.0, 56.0), Frame(12.0, 120.0, 80.0, 40.0)


@dataclass(frozen=True, eq=False)
class Curve:
    """A polyline in the units of its axes."""

    x: FloatArray
    y: FloatArray
    colour: Colour = BLACK
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Drawing:
    """Curves in one pair of axes, with a grey band (place, low, high) where something is usual."""

    frame: Frame
    curves: tuple[Curve, ...]
    band: tuple[FloatArray, FloatArray, FloatArray] | None = None


@dataclass(frozen=True, eq=False)
class PageContent:
    """One page.

    Attributes
    ----------
    words : tuple of (str, Text)
        Headings and sentences, each with its first run's place and style.
    tables : tuple of (Text, rows)
        Each with the place of its first cell.
    labels : tuple of Text
        Short texts of the drawings.
    shapes : tuple of Mark
        Lines, areas and discs that are no curves.
    drawings : tuple of Drawing
        Curves.
    """

    words: tuple[tuple[str, Text], ...]
    tables: tuple[tuple[Text, list[list[str]]], ...]
    labels: tuple[Text, ...]
    shapes: tuple[Mark, ...]
    drawings: tuple[Drawing, ...]


def page_contents(
    document: Document, curves: LiftCurves, earlier: Sequence[Document], details: ReportDetails
) -> tuple[PageContent, PageContent]:
    """Both pages of a lift's report."""
    first, second = page_values(document, curves, earlier, details)
    return (
        _content(lay_out(first), _first(first, curves, document)),
        _content(lay_out_second(second), _second(second)),
    )


def page_values(
    document: Document, curves: LiftCurves, earlier: Sequence[Document], details: ReportDetails
) -> tuple[LiftPage, SecondPage]:
    """What the pages say, chosen and put into words."""
    return lift_page(document, curves, earlier, details), second_page(document, curves, earlier, details)


def with_curves(
    contents: Sequence[PageContent], values: tuple[LiftPage, SecondPage], curves: LiftCurves, document: Document
) -> tuple[PageContent, PageContent]:
    """The pages with the curves of these values."""
    first, second = contents
    drawn = _first(values[0], curves, document), _second(values[1])
    return replace(first, drawings=drawn[0]), replace(second, drawings=drawn[1])


def _content(groups: Sequence[Group], drawings: tuple[Drawing, ...]) -> PageContent:
    told = [group for group in groups if group.tag not in ("Table", "Figure", "Artifact")]
    tables = [group for group in groups if group.tag == "Table"]
    shown = [mark for group in groups if group.tag == "Figure" for mark in group.every_mark]
    marks = [mark for group in groups for mark in group.every_mark if not isinstance(mark, Text)]
    return PageContent(
        tuple((group.text, _first_text(group)) for group in told if group.text),
        tuple(
            (
                _first_text(table),
                [[cell.text for cell in row.children if cell.tag != "Artifact"] for row in _rows(table)],
            )
            for table in tables
        ),
        tuple(mark for mark in shown if isinstance(mark, Text)),
        tuple(mark for mark in marks if not _is_curve(mark)),
        drawings,
    )


def _is_curve(mark: Mark) -> bool:
    if isinstance(mark, Line):
        return len(mark.points) > CURVE_POINTS
    return isinstance(mark, Area) and len(mark.points) > BAND_POINTS


def _rows(table: Group) -> list[Group]:
    return [row for row in table.children if row.tag == "TR"]


def _first_text(group: Group) -> Text:
    return next(mark for mark in group.every_mark if isinstance(mark, Text))


def _first(page: LiftPage, curves: LiftCurves, document: Document) -> tuple[Drawing, ...]:
    """Both force drawings, and the pressure under each foot from lift-off to the landing."""
    drawings = []
    for frame, trace in ((WHOLE, page.force.whole), (CLOSE, page.force.close)):
        assert trace is not None
        assert trace.left_n is not None
        assert trace.right_n is not None
        total = Curve(trace.time_s, trace.total_n)
        if frame is WHOLE:  # our own shows the feet in the enlarged drawing only
            drawings.append(Drawing(frame, (total,)))
            continue
        sides = (Curve(trace.time_s, trace.left_n, BLUE), Curve(trace.time_s, trace.right_n, ORANGE, DASH))
        usual = page.force.usual
        band = None if usual is None else (usual.time_s, usual.low_n, usual.high_n)
        drawings.append(Drawing(frame, (total, *sides), band))
    start, stop = event_s(document, "separation"), event_s(document, "catch_peak")
    assert start is not None
    assert stop is not None
    inside = (curves.time_s >= start) & (curves.time_s <= stop)
    paths = [Curve(*cop[:, inside]) for cop in (curves.cop_left_mm, curves.cop_right_mm)]
    return (*drawings, Drawing(FEET, tuple(paths)))


def _second(page: SecondPage) -> tuple[Drawing, ...]:
    assert page.measured is not None
    view = page.measured.balance
    return (
        Drawing(BALANCE, (Curve(view.time_s, view.pressure_mm), Curve(view.time_s, view.balance_mm, ORANGE, DASH))),
    )
