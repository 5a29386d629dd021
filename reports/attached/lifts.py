"""The attachments of a report about many lifts: their documents, and what no measurement knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from processing.result import Document
from reports.attached.attachment import Attachment
from reports.attached.bundle import JSON, PAGE, json_bytes, one_line
from reports.attached.earlier import trimmed
from reports.attached.page import SCHEMA, details_table
from reports.details import ReportDetails
from reports.errors import NoReport
from reports.words import checking, session

LIFTS = "lifts.json"
SESSION, ATHLETE = "session", "athlete"
"""The kinds of report, as ``page.json`` names them."""
PARTS = ("quality", "findings", "miss")


def kept_lift(document: Document) -> Document:
    """Of a lift's document what these pages and their comparisons read."""
    kept = {**trimmed(document), **{key: document[key] for key in PARTS if key in document}}
    kept["methods"] = {"digest": (document.get("methods") or {}).get("digest")}
    return kept


def lifts_attachments(
    report: str, documents: Sequence[Document], earlier: Sequence[Document], details: ReportDetails
) -> tuple[Attachment, ...]:
    """Files of a report about many lifts.

    Parameters
    ----------
    report : str
        :data:`SESSION` or :data:`ATHLETE`.
    documents, earlier : sequence of Document
        As :func:`kept_lift` gives them; ``lifts.json`` holds the earlier ones first.
    details : ReportDetails
        Names, page size, language.
    """
    page = {"schema": SCHEMA, "report": report, "earlier": len(earlier), "details": details_table(details)}
    lines = ",\n".join(one_line(each) for each in (*earlier, *documents))
    return (
        Attachment(LIFTS, f"[\n{lines}\n]\n".encode(), JSON, session.lifts_file(), "Data"),
        Attachment(PAGE, json_bytes(page), JSON, session.many_page_file(), "Source"),
    )


def read_lifts(files: Mapping[str, bytes], where: str) -> tuple[list[Document], list[Document], dict[str, Any]]:
    """Documents, earlier documents and ``page.json`` again.

    Raises
    ------
    NoReport
        One is missing or damaged, or they are of a later version.
    """
    if LIFTS not in files:
        raise NoReport(checking.not_inside(LIFTS), where, checking.give_a_report())
    try:
        lifts, page = json.loads(files[LIFTS]), json.loads(files[PAGE])
    except ValueError as reason:
        raise NoReport(checking.no_json(LIFTS), where, checking.get_it_again()) from reason
    if page.get("schema") != SCHEMA or not isinstance(lifts, list):
        raise NoReport(checking.unknown_layout(), where, checking.update())
    first = int(page["earlier"])
    return lifts[first:], lifts[:first], page
