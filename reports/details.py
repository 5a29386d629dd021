"""What a page says that no measurement knows: names, places, numbers of the session."""

from __future__ import annotations

from dataclasses import dataclass

from reports.theme import PageSize


@dataclass(frozen=True)
class ReportDetails:
    """Details of one report.

    Attributes
    ----------
    athlete : str
        Name to print; empty prints the document's athlete code.
    lab : str
        Laboratory or club.
    place : str
        Platform or room, printed after the laboratory.
    report_id : str
        Identifier of this report.
    version : int
        Version of this report; from the second on it says which one it replaces.
    attempts : int or None
        How many attempts the session had, for "attempt 7 of 12".
    note : str
        A note of the technician or the coach.
    page_size : {'A4', 'Letter'}
        The sheet; the drawing is the same on both.
    """

    athlete: str = ""
    lab: str = ""
    place: str = ""
    report_id: str = ""
    version: int = 1
    attempts: int | None = None
    note: str = ""
    page_size: PageSize = "A4"
