"""Reports about many lifts checked: their pages against the documents inside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reports.attached.bundle import PAGE
from reports.attached.lifts import LIFTS, SESSION, read_lifts
from reports.attached.page import details_again
from reports.checking.lift_check import DAMAGE
from reports.checking.made_again import made_otherwise
from reports.checking.source import ReadRecord
from reports.checking.verdict import ReportCheck
from reports.errors import NoReport, ReportError
from reports.pdf.many import athlete_report, session_report
from reports.words import checking as words
from reports.words import session


def check_lifts(path: Path, files: Mapping[str, bytes], recording: Path | None, read: ReadRecord) -> ReportCheck:
    """Draw the pages again from the documents inside the file, and compare.

    The documents' own numbers are proved by the report of each lift, which carries its samples. Parameters and errors
    as :func:`reports.checking.report_check.check_report`; ``recording`` and ``read`` are not needed.
    """
    try:
        documents, earlier, page = read_lifts(files, str(path))
        details = details_again(page["details"])
        drawn = session_report(documents, earlier, details) if page["report"] == SESSION else None
        drawn = drawn or athlete_report(documents, details)
    except ReportError as reason:
        if isinstance(reason, NoReport):
            raise
        return ReportCheck((words.cannot_be_drawn(reason.line),))
    except DAMAGE as reason:
        told = words.damaged(", ".join(sorted(files)), f"{type(reason).__name__} {reason}")
        raise NoReport(told, str(path), words.get_it_again()) from reason
    return ReportCheck(tuple(made_otherwise(path, files, drawn, (LIFTS, PAGE))), session.equal_lifts(len(documents)))
