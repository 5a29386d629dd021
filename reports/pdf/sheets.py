"""Empty sheets with the fonts in them, made by reportlab once for every set of letters and kept.

Cutting the fonts to the letters of a page and packing them takes as long as drawing it; nearly all pages need the same.
"""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from reports.fonts import FONT_NAMES, face
from reports.pdf.objects import Carried
from reports.theme import MM_PT, SHEETS_MM, PageSize

ALWAYS = "".join(map(chr, range(32, 127))) + "\u00a0°±·×ßäéöüÄÖÜáíñóú–—’“”…−≥\u202f„«»¿¡²"
"""Letters that are in every report's fonts, whatever its words."""
ESCAPED = {code: f"\\{code:03o}" for code in (*range(32), *b"()\\", *range(127, 256))}
"""How codes are written that would break a text's brackets, or are no ASCII."""
Codes = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Sheets:
    """Empty sheets.

    Attributes
    ----------
    page : str
        The beginning of a page object: its size and its fonts.
    objects : tuple of Carried
        The fonts, packed; the page refers to them by their order, from 1.
    codes : dict of str to dict
        Per font and letter: the name of the font's part in the file, and the letter's code as it is written.
    """

    page: str
    objects: tuple[Carried, ...]
    codes: dict[str, Codes]


def letters_beyond(letters: dict[str, set[str]]) -> tuple[tuple[str, str], ...]:
    """What texts need beside the letters that are always there, per font, in a fixed order."""
    always = set(ALWAYS)
    more = {name: "".join(sorted(found - always if name in OWN else found)) for name, found in letters.items()}
    return tuple(sorted((name, found) for name, found in more.items() if found))


OWN = frozenset(FONT_NAMES.values())


@lru_cache(maxsize=32)
def sheets(page_size: PageSize, beyond: tuple[tuple[str, str], ...] = ()) -> Sheets:
    """Sheets for drawings that need these letters.

    Parameters
    ----------
    page_size : {'A4', 'Letter'}
        The sheet.
    beyond : tuple of (str, str)
        From :func:`letters_beyond`.
    """
    for name in FONT_NAMES:
        face(name)
    width, height = SHEETS_MM[page_size]
    stream = io.BytesIO()
    first_font: Any = FONT_NAMES["regular"]  # else an unembedded Helvetica stays in the file; the stubs want a number
    canvas = Canvas(
        stream, pagesize=(width * MM_PT, height * MM_PT), pageCompression=0, invariant=1, initialFontName=first_font
    )  # fmt: skip
    document = vars(canvas)["_doc"]  # fonts count their letters by document; no public name leads to it
    codes: dict[str, Codes] = {}
    for font, letters in (*((own, ALWAYS) for own in sorted(OWN)), *beyond):
        codes.setdefault(font, {}).update(_codes(pdfmetrics.getFont(font), letters, document))
    canvas.showPage()
    canvas.save()
    carrier = _Carrier()
    with pikepdf.open(stream) as pdf:
        fonts = carrier.told(pdf.pages[0].resources["/Font"])
    box = f"[0 0 {width * MM_PT:.4f} {height * MM_PT:.4f}]"
    page = f"<</Type/Page/MediaBox{box}/Resources<</Font {fonts}>>"
    return Sheets(page, tuple(carrier.objects), codes)


def _codes(font: Any, letters: str, document: Any) -> Codes:
    found: Codes = {}
    for letter in letters:
        ((subset, code),) = font.splitString(letter, document)
        found[letter] = (str(font.getSubsetInternalName(subset, document)), code.decode("latin-1").translate(ESCAPED))
    return found


class _Carrier:
    """Takes objects over from an open file, with all that they refer to."""

    def __init__(self) -> None:
        self.objects: list[Carried] = []
        self._numbers: dict[tuple[int, int], int] = {}

    def told(self, value: Any) -> str:
        """A value as it is written; one that stands alone in the file as a reference."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return f"{self._number(value)} 0 R"
        return self._whole(value)

    def _whole(self, value: Any) -> str:
        if isinstance(value, pikepdf.Dictionary):
            return f"<<{self._entries(value)}>>"
        if isinstance(value, pikepdf.Array):
            return f"[{' '.join(self.told(each) for each in value)}]"
        return value.unparse().decode("latin-1") if isinstance(value, pikepdf.Object) else f"{value}"

    def _number(self, value: pikepdf.Object) -> int:
        known = self._numbers.get(value.objgen)
        if known is not None:
            return known
        self.objects.append(("", None))
        number = self._numbers[value.objgen] = len(self.objects)
        if isinstance(value, pikepdf.Stream):
            content = zlib.compress(value.read_bytes(), 9)  # once for many reports
            self.objects[number - 1] = (f"{self._entries(value)}/Filter/FlateDecode", content)
        else:
            self.objects[number - 1] = (self._whole(value), None)
        return number

    def _entries(self, value: pikepdf.Object) -> str:
        kept = (key for key in sorted(value.keys()) if key not in ("/Length", "/Filter", "/DecodeParms"))
        return "".join(f"{key} {self.told(value[key])}" for key in kept)
