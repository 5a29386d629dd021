"""Reports about many lifts, written under names that sort by day and carry the athlete's code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from processing.history import session
from processing.result import Document
from reports.details import ReportDetails
from reports.pdf.many import athlete_report, session_report
from service.report_names import write_next


def write_session(
    folder: Path, documents: Sequence[Document], earlier: Sequence[Document], details: ReportDetails
) -> Path:
    """Write the summary of one athlete's day as ``2026-11-22_A7F3_session_v1.pdf``, never over another.

    Raises
    ------
    ReportError
        A name does not fit, or a font is missing.
    OSError
        The folder cannot be written.
    """
    return _written(
        folder,
        session_stem(documents),
        lambda version: session_report(documents, earlier, replace(details, version=version)),
    )


def session_stem(documents: Sequence[Document]) -> str:
    """``2026-11-22_A7F3_session``: by day, with the athlete's code and never the name."""
    return _clean("_".join([session(documents[0]) or "no-date", _code(documents), "session"]))


def write_progress(folder: Path, documents: Sequence[Document], details: ReportDetails) -> Path:
    """Write an athlete's months as ``A7F3_2026-09-01_2026-11-22_progress_v1.pdf``, never over another."""
    first, last = (session(each) or "no-date" for each in (documents[0], documents[-1]))
    stem = "_".join([_code(documents), first, last, "progress"])
    return _written(folder, stem, lambda version: athlete_report(documents, replace(details, version=version)))


def _code(documents: Sequence[Document]) -> str:
    return str(documents[0]["lift"].get("athlete") or "unnamed")


def _written(folder: Path, stem: str, content: Callable[[int], bytes]) -> Path:
    return write_next(folder, lambda version: f"{_clean(stem)}_v{version}.pdf", content)


def _clean(stem: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "-", stem)
