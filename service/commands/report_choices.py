"""Choices that all reports have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Sheet(StrEnum):
    """What the pages are printed on; the drawing is the same."""

    A4 = "A4"
    LETTER = "Letter"


class Language(StrEnum):
    """Language of the pages."""

    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"


class LoadUnits(StrEnum):
    """What loads are printed in."""

    KILOGRAMS = "kg"
    POUNDS = "lb"


@dataclass(frozen=True)
class PageOptions:
    """How the pages look, and the names on them."""

    language: Annotated[Language, typer.Option("--language", help="Language of the pages.")] = Language.ENGLISH
    units: Annotated[LoadUnits, typer.Option("--units", help="Of loads and body masses on the pages.")] = (
        LoadUnits.KILOGRAMS
    )
    page: Annotated[Sheet, typer.Option("--page", help="The sheet.")] = Sheet.A4
    athlete_name: Annotated[
        str, typer.Option("--athlete-name", metavar="NAME", help="Name to print, of one athlete.")
    ] = ""
    lab: Annotated[str, typer.Option("--lab", metavar="NAME", help="Laboratory or club to print.")] = ""
    font: Annotated[
        Path | None, typer.Option("--font", metavar="FILE", help="TrueType font for letters that the pages lack.")
    ] = None
