"""Letters on the service's pages: whether a name can be printed, with the laboratory's own font where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from service.settings import ReportsSection

if TYPE_CHECKING:
    from pathlib import Path

    from reports.details import LabFonts, ReportDetails

NOTHING = "–"
"""Stands where words of a page's history cannot be printed."""


def lab_fonts(look: ReportsSection) -> LabFonts | None:
    """The laboratory's own fonts, where it has any."""
    from reports.details import LabFonts

    return None if look.font is None else LabFonts(str(look.font), str(look.bold_font or ""))


def why_unprintable(text: str, look: ReportsSection) -> str:
    """Why the pages cannot print a text, in one clause for people; empty where they can.

    Parameters
    ----------
    text : str
        Such as an athlete's name.
    look : ReportsSection
        ``[reports]`` of the laboratory's settings.
    """
    from reports.errors import FontsMissing, GlyphMissing
    from reports.fonts import lettering, require_glyphs

    try:
        with lettering(lab_fonts(look)):
            require_glyphs(text, "")
    except (GlyphMissing, FontsMissing) as error:
        return f"{error.what}; name a font that has it under [reports] in lab.toml"
    return ""


def check_fonts(look: ReportsSection) -> None:
    """Load the laboratory's fonts before anything is begun, where it names any.

    Raises
    ------
    ConfigurationRejected
        A bold one alone is named.
    FontsMissing
        One is not there, or cannot be read.
    """
    from acquisition.errors import ConfigurationRejected
    from reports.fonts import lab_face

    if look.bold_font is not None and look.font is None:
        raise ConfigurationRejected("bold_font is named, font is not", "lab.toml [reports]", "name font too")
    paths: tuple[Path | None, ...] = (look.font, look.bold_font)
    for path in paths:
        if path is not None:
            lab_face(str(path))


def lab_trouble(texts: Mapping[str, str], look: ReportsSection) -> list[str]:
    """Words of ``[lab]`` that the pages cannot print, a line each; they are left out there."""
    found = {key: why_unprintable(text, look) for key, text in texts.items()}
    return [f"lab.toml [lab]: {key} is left out on the pages: {why}" for key, why in found.items() if why]


def printable(details: ReportDetails, code: str, look: ReportsSection) -> tuple[ReportDetails, str]:
    """Details as the pages can print them, with the laboratory's fonts and sheet, and what had to be left out.

    A name with letters that no font has must not keep everybody's page from being made: the athlete's code stands in
    its place.

    Parameters
    ----------
    details : ReportDetails
        As they should be printed.
    code : str
        The athlete's.
    look : ReportsSection
        ``[reports]`` of the laboratory's settings.

    Returns
    -------
    tuple of ReportDetails and str
        The second is empty where everything is printed as it is.
    """
    whys = {key: why_unprintable(getattr(details, key), look) for key in ("athlete", "lab", "place")}
    told = [f"the page says {code} for the name: {whys['athlete']}"] if whys["athlete"] else []
    told += [f"the page leaves out [lab] {key}: {whys[key]}" for key in ("lab", "place") if whys[key]]
    history = tuple(
        replace(each, what=NOTHING) if why_unprintable(each.what, look) else each for each in details.revisions
    )
    if history != details.revisions:
        told.append("the page leaves out what its history says in letters that no font has")
    details = replace(
        details,
        athlete=code if whys["athlete"] else details.athlete,
        lab="" if whys["lab"] else details.lab,
        place="" if whys["place"] else details.place,
        revisions=history,
        fonts=lab_fonts(look),
        page_size=look.page,
    )
    return details, "; ".join(told)
