"""The catalogues of translated sentences, ``locale/*.po``, each read once per process. English needs none."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of one language.

    Parameters
    ----------
    language : str
        Name of the file without its ending: ``de``.

    Returns
    -------
    gettext.NullTranslations
        Looks sentences up; one that the file lacks comes back in English.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    text = (files("reports.words") / "locale" / f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
