"""Language and units of a report in one tag, as its row keeps them: ``en``, ``de``, ``en-u-ms-ussystem``.

The measurement system is the ``ms`` key of Unicode's locale extension (UTS #35, RFC 6067): ``ussystem`` stands for
pounds here, a tag without it for kilograms.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.words.say import ENGLISH, Units
from service.store.tables import Coach

POUNDS = "-u-ms-ussystem"
DEFAULT = ENGLISH


def report_tag(language: str, units: str) -> str:
    """The tag of a language and units."""
    return f"{language}{POUNDS}" if units == "lb" else language


def tag_of(coach: Coach) -> str:
    """What a coach reads."""
    return report_tag(coach.language, coach.units)


def language_of(tag: str) -> str:
    """The language of a tag."""
    return tag.removesuffix(POUNDS)


def units_of(tag: str) -> Units:
    """The units of a tag."""
    return "lb" if tag.endswith(POUNDS) else "kg"


def in_file_names(tag: str) -> str:
    """How a tag stands in the name of a file: ``en``, ``de_lb``."""
    return f"{language_of(tag)}_lb" if units_of(tag) == "lb" else tag


def after_version(tag: str) -> str:
    """What a page's name says of it, nothing of English in kilograms: ``_de``, ``_lb``, ``_de_lb``."""
    return f"_{in_file_names(tag)}".removeprefix(f"_{DEFAULT}")


def best_for(tag: str, others: Sequence[str]) -> str | None:
    """Of the tags that there are the one to read: the own one, else the own language, else the first."""
    same = (each for each in others if language_of(each) == language_of(tag))
    return tag if tag in others else next(same, others[0] if others else None)
