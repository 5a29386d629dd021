"""What a page says that no measurement knows: names, places, numbers of the session."""

from __future__ import annotations

from dataclasses import dataclass

from reports.theme import PageSize
from reports.words.say import Units


@dataclass(frozen=True)
class Revision:
    """One version of a report.

    Attributes
    ----------
    version : int
        Its number.
    when : str
        Date, as it is printed.
    what : str
        What changed, in a few words.
    """

    version: int
    when: str
    what: str


@dataclass(frozen=True)
class LabFonts:
    """Fonts of the laboratory, for letters that the page's family lacks: Chinese, Japanese, Korean, Hebrew, Arabic …

    Attributes
    ----------
    regular, bold : str
        TrueType files; without a bold one the regular one is used for both.
    """

    regular: str
    bold: str = ""


@dataclass(frozen=True)
class OwnDrill:
    """A coach's own text for one verdict, in place of ours.

    Attributes
    ----------
    code : str
        The finding it belongs to.
    language : str
        Of the text; empty for one that holds in every language.
    lead, text, source : str
        The exercises; how to do them; where they come from.
    """

    code: str
    language: str
    lead: str
    text: str = ""
    source: str = ""


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
    language : str
        Of the sentences, one of :data:`reports.words.say.LANGUAGES`.
    units : {'kg', 'lb'}
        Of loads and body masses on the pages; what is attached stays in SI units.
    revisions : tuple of Revision
        Versions of this report so far, this one among them, in any order.
    fonts : LabFonts, optional
        For letters that the page's family lacks.
    drills : tuple of OwnDrill
        The coach's own drills, as :func:`reports.drill_texts.read_drills` reads them.
    """

    athlete: str = ""
    lab: str = ""
    place: str = ""
    report_id: str = ""
    version: int = 1
    attempts: int | None = None
    note: str = ""
    page_size: PageSize = "A4"
    language: str = "en"
    units: Units = "kg"
    revisions: tuple[Revision, ...] = ()
    fonts: LabFonts | None = None
    drills: tuple[OwnDrill, ...] = ()
