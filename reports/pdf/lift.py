"""The report of one lift as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from processing.moment import lift_moment
from processing.reanalysis import AnalysisInput
from processing.result import Document, LiftCurves
from reports.attached.bundle import lift_attachments
from reports.attached.earlier import kept_earlier
from reports.details import ReportDetails
from reports.fonts import lettering
from reports.layout import lay_out
from reports.layout.second import lay_out_second
from reports.model import lift_page
from reports.pdf.saving import pdf_file, write_whole
from reports.second_page import second_page
from reports.words.say import speaking


def lift_report(
    document: Document,
    curves: LiftCurves,
    earlier_documents: Sequence[Document] = (),
    details: ReportDetails | None = None,
    source: AnalysisInput | None = None,
    *,
    attach: bool = True,
) -> bytes:
    """One lift as two pages for its coach.

    Parameters
    ----------
    document : Document
        A ``legdrive/lift/1`` document; an unsegmented one gives a page that says so.
    curves : LiftCurves
        The lift's curves for drawing.
    earlier_documents : sequence of Document
        Earlier lifts; the comparable ones are chosen by :func:`processing.history.comparable`.
    details : ReportDetails, optional
        Names, places, page size, language, units.
    source : AnalysisInput, optional
        What the lift was measured from (:attr:`processing.result.LiftAnalysis.source`): it travels in the file, so that
        the report can be checked.
    attach : bool
        False leaves all attachments out.

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
    earlier = kept_earlier(document, earlier_documents)  # no page may show what does not travel with it
    with speaking(details.language, details.units), lettering(details.fonts):
        first = lift_page(document, curves, earlier, details)
        second = second_page(document, curves, earlier, details)
        return pdf_file(
            (lay_out(first), lay_out_second(second)),
            first.heading.title,
            lift_moment(document),
            details.page_size,
            lift_attachments(document, earlier, details, source) if attach else (),
        )


def write_lift_report(
    path: Path,
    document: Document,
    curves: LiftCurves,
    earlier_documents: Sequence[Document] = (),
    details: ReportDetails | None = None,
    source: AnalysisInput | None = None,
) -> None:
    """Write :func:`lift_report` to a file; the file is there whole or not at all."""
    write_whole(path, lift_report(document, curves, earlier_documents, details, source))
