"""``page.json``: what the pages say that no measurement knows, and the earlier lifts that they compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from processing.result import Document
from reports.details import LabFonts, OwnDrill, ReportDetails, Revision

SCHEMA = "legdrive/report-page/1"
LIFT = "lift"


def page_document(details: ReportDetails, earlier: Sequence[Document]) -> dict[str, Any]:
    """The document of one lift's report."""
    return {"schema": SCHEMA, "report": LIFT, "details": details_table(details), "earlier": list(earlier)}


def details_table(details: ReportDetails) -> dict[str, Any]:
    """Details as they travel.

    Units stand there only where they are not kilograms: a file in kilograms is the one that it was before the choice.
    """
    table = asdict(details)
    if details.units == "kg":
        del table["units"]
    return table


def details_again(table: dict[str, Any]) -> ReportDetails:
    """Details of a ``page.json``; raises ``TypeError`` where they are not as this version knows them."""
    parts = {
        "revisions": tuple(Revision(**each) for each in table["revisions"]),
        "drills": tuple(OwnDrill(**each) for each in table["drills"]),
        "fonts": None if table["fonts"] is None else LabFonts(**table["fonts"]),
    }
    return ReportDetails(**{**table, **parts})
