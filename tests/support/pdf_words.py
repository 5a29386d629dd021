"""A lift's report as bytes, and its words as a reader copies them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from processing.result import LiftAnalysis
from reports.details import ReportDetails
from reports.pdf import lift_report

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]
MOST_BYTES = 120_000
pypdfium2: Any = pytest.importorskip("pypdfium2")
"""Any: the package brings no types."""


def report(case: Case, details: ReportDetails | None = None) -> bytes:
    """Both pages of a case, without attachments."""
    lift, earlier = case
    assert lift.curves is not None
    return lift_report(lift.document, lift.curves, [each.document for each in earlier], details, attach=False)


def words_of(content: bytes, *numbers: int) -> str:
    """Text of these pages (all where none is named), white space made plain."""
    texts = []
    with pypdfium2.PdfDocument(content) as document:
        for number in numbers or range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            texts.append(text_page.get_text_range())
            text_page.close()
            page.close()
    return re.sub(r"\s+", " ", " ".join(texts).replace("\u00a0", " "))
