"""Sentences in the reader's language. The English sentence is the key of its translation.

Write every sentence as one whole with named parts, never glued from pieces: ``say("{count} earlier lifts", count=9)``.
A sentence that is kept in a table is marked with :func:`marked` where it stands and said with :func:`say` when used.
A ``~`` in a sentence, in every language, is a space at which no line breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TypeAlias

from reports.words.catalogue import catalogue

ENGLISH = "en"
LOCALES = {ENGLISH: "en-GB", "de": "de-DE", "es": "es-ES"}
"""Every language with its tag, as a PDF names it."""
LANGUAGES = tuple(LOCALES)
DECIMAL_MARKS = {ENGLISH: ".", "de": ",", "es": ","}
NO_BREAK = "\u00a0"
Units: TypeAlias = Literal["kg", "lb"]
UNITS: tuple[Units, ...] = ("kg", "lb")
"""Of loads and body masses; everything else is said in SI units."""
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)
_units: ContextVar[Units] = ContextVar("units", default="kg")


@contextmanager
def speaking(language: str, units: Units = "kg") -> Iterator[None]:
    """Say everything inside in this language, loads and body masses in these units.

    Parameters
    ----------
    language : str
        One of :data:`LANGUAGES`.
    units : {'kg', 'lb'}
        Of loads and body masses.

    Raises
    ------
    ValueError
        A language that has no catalogue, units that are none.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no sentences in {language!r}; there are {', '.join(LANGUAGES)}")
    if units not in UNITS:
        raise ValueError(f"no loads in {units!r}; there are {', '.join(UNITS)}")
    before, counted_before = _language.set(language), _units.set(units)
    try:
        yield
    finally:
        _units.reset(counted_before)
        _language.reset(before)


def language() -> str:
    """The language spoken now."""
    return _language.get()


def units() -> Units:
    """What loads are said in now."""
    return _units.get()


def marked(sentence: str) -> str:
    """The sentence itself, unsaid: marks it for the catalogues where it stands in a table."""
    return sentence


def say(sentence: str, /, **parts: object) -> str:
    """The sentence in the language spoken now, its parts filled in."""
    spoken = _language.get()
    if spoken != ENGLISH and sentence:
        sentence = catalogue(spoken).gettext(sentence)
    sentence = sentence.replace("~", NO_BREAK)
    return sentence.format(**parts) if parts else sentence


def say_many(one: str, many: str, number: int, /, **parts: object) -> str:
    """One of two sentences by a number, which fills ``{number}``; other languages may have more forms."""
    spoken = _language.get()
    english = one if number == 1 else many
    sentence = english if spoken == ENGLISH else catalogue(spoken).ngettext(one, many, number)
    return sentence.replace("~", NO_BREAK).format(number=number, **parts)


def capitalised(words: str) -> str:
    """The words with a capital first letter, as they begin a line or a sentence."""
    return f"{words[:1].upper()}{words[1:]}"
