"""Reports about many lifts as files: one day, or months."""

from __future__ import annotations

from collections.abc import Sequence

from processing.history import comparable
from processing.moment import lift_moment
from processing.result import Document
from reports.attached.lifts import ATHLETE, SESSION, kept_lift, lifts_attachments
from reports.details import ReportDetails
from reports.fonts import lettering
from reports.layout.progress import lay_out_progress
from reports.layout.session import lay_out_session
from reports.pdf.saving import pdf_file
from reports.progress.page import progress_page
from reports.session.page import session_page
from reports.words.say import speaking


def session_report(
    documents: Sequence[Document], earlier: Sequence[Document] = (), details: ReportDetails | None = None
) -> bytes:
    """One athlete's day for the coach.

    Parameters
    ----------
    documents : sequence of Document
        ``legdrive/lift/1`` documents of one athlete and day, in order, at least one.
    earlier : sequence of Document
        Earlier lifts; those that count are chosen, and travel in the file.
    details : ReportDetails, optional
        Names, page size, language, units.

    Returns
    -------
    bytes
        The PDF; equal input gives equal bytes.

    Raises
    ------
    ReportOverflow, GlyphMissing, FontsMissing
        As :func:`reports.pdf.lift.lift_report`.
    """
    details = details or ReportDetails()
    lifts = [kept_lift(each) for each in documents]
    wanted = {id(each) for lift in documents for each in comparable(lift, earlier).lifts}
    before = [kept_lift(each) for each in earlier if id(each) in wanted]
    with speaking(details.language, details.units), lettering(details.fonts):
        page = session_page(lifts, before, details)
        return pdf_file(
            lay_out_session(page),
            page.heading.title,
            lift_moment(lifts[-1]),
            details.page_size,
            lifts_attachments(SESSION, lifts, before, details),
        )


def athlete_report(documents: Sequence[Document], details: ReportDetails | None = None) -> bytes:
    """One athlete's months for the coach; parameters, result and errors as :func:`session_report`."""
    details = details or ReportDetails()
    lifts = [kept_lift(each) for each in documents]
    with speaking(details.language, details.units), lettering(details.fonts):
        page = progress_page(lifts, details)
        return pdf_file(
            lay_out_progress(page),
            page.heading.title,
            lift_moment(lifts[-1]),
            details.page_size,
            lifts_attachments(ATHLETE, lifts, (), details),
        )
