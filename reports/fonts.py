"""The page's one family: registered once, measured in millimetres, asked whether it has a letter.

A laboratory may name a font of its own for the letters that the family lacks; see :func:`lettering`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reports.details import LabFonts
from reports.errors import FontsMissing, GlyphMissing
from reports.scripts import as_seen, runs_from_right
from reports.theme import MM_PT, Face, Style

_FILES: dict[Face, str] = {"regular": "SourceSansPro-Regular.ttf", "semibold": "SourceSansPro-Semibold.ttf"}
FONT_NAMES: dict[Face, str] = {"regular": "SourceSansPro-Regular", "semibold": "SourceSansPro-Semibold"}
"""Names under which reportlab knows the faces."""
_lab: ContextVar[LabFonts | None] = ContextVar("lab", default=None)


def font_files() -> tuple[Path, ...]:
    """The files of the family's faces that the page uses.

    Raises
    ------
    FontsMissing
        The package that carries them is not installed, or lacks one.
    """
    do = "install font-source-sans-pro"
    try:
        folder = Path(str(files("font_source_sans_pro"))) / "files"
    except ModuleNotFoundError as reason:
        raise FontsMissing("the page's type family is not installed", "font_source_sans_pro", do) from reason
    paths = tuple(folder / name for name in _FILES.values())
    for path in paths:
        if not path.is_file():
            raise FontsMissing("a face of the page's type family is missing", str(path), f"{do} again")
    return paths


@cache
def face(name: Face) -> TTFont:
    """A face of the family, registered with reportlab at its first use.

    Raises
    ------
    FontsMissing
        The package that carries the font is missing or damaged.
    """
    path = dict(zip(_FILES, font_files(), strict=True))[name]
    try:
        font = TTFont(FONT_NAMES[name], str(path))
    except Exception as reason:  # reportlab raises errors of its own and plain OSError
        raise FontsMissing(
            f"the page's font cannot be read ({reason})", str(path), "install font-source-sans-pro again"
        ) from reason
    pdfmetrics.registerFont(font)
    return font


@contextmanager
def lettering(fonts: LabFonts | None) -> Iterator[None]:
    """Draw what the family has no letter for with the laboratory's own font, inside."""
    token = _lab.set(fonts)
    try:
        yield
    finally:
        _lab.reset(token)


@cache
def lab_face(path: str) -> TTFont:
    """A font of the laboratory, registered with reportlab at its first use.

    Raises
    ------
    FontsMissing
        It is not there, or has no TrueType outlines.
    """
    do = "name a TrueType font (.ttf) that can be read"
    if not Path(path).is_file():
        raise FontsMissing("the laboratory's font is not there", path, do)
    try:
        font = TTFont(f"Lab-{Path(path).stem}-{len(pdfmetrics.getRegisteredFontNames())}", path)
    except Exception as reason:  # reportlab raises errors of its own, struct.error and plain OSError
        raise FontsMissing(f"the laboratory's font cannot be read ({reason})", path, do) from reason
    pdfmetrics.registerFont(font)
    return font


def pieces(text: str, style: Style) -> tuple[tuple[TTFont, str], ...]:
    """A line of text as runs of one font each, from left to right as they stand on paper.

    Raises
    ------
    FontsMissing
        Text runs from right to left and the libraries for that are not installed, or the laboratory's font is missing.
    """
    own = face(style.face)
    if text.isascii():
        return ((own, text),)
    return _pieces(text, style.face, _lab.get())


@lru_cache(maxsize=4096)
def _pieces(text: str, name: Face, fonts: LabFonts | None) -> tuple[tuple[TTFont, str], ...]:
    own = face(name)
    glyphs = own.face.charToGlyph
    if fonts is None or all(ord(letter) in glyphs for letter in text):
        return ((own, text),)  # the family has no script that runs from right to left
    shown = as_seen(text) if runs_from_right(text) else text
    lab = lab_face(fonts.bold if name == "semibold" and fonts.bold else fonts.regular)
    runs = groupby(shown, key=lambda letter: own if ord(letter) in glyphs else lab)
    return tuple((font, "".join(letters)) for font, letters in runs)


def width_mm(text: str, style: Style) -> float:
    """Width of a run of text on paper."""
    return _width_mm(text, style.face, style.size_pt, _lab.get())


def measure_of(style: Style) -> Callable[[str], float]:
    """:func:`width_mm` in one style, for many texts."""
    name, size_pt, fonts = style.face, style.size_pt, _lab.get()
    return lambda text: _width_mm(text, name, size_pt, fonts)


@lru_cache(maxsize=16384)
def _width_mm(text: str, name: Face, size_pt: float, fonts: LabFonts | None) -> float:
    """The same, once for every text: words come again, and places are tried in several sizes."""
    runs = ((face(name), text),) if text.isascii() else _pieces(text, name, fonts)
    return sum(float(font.stringWidth(run, size_pt)) for font, run in runs) / MM_PT


def require_glyphs(text: str, where: str) -> None:
    """Refuse a text with a letter that no font of the page has, rather than print an empty box.

    Raises
    ------
    GlyphMissing
        Naming the letters.
    """
    if text.isascii() and text.isprintable():
        return
    fonts = _lab.get()
    missing = _missing(text, fonts)
    if missing:
        shown = " ".join(f"{letter!r} (U+{ord(letter):04X})" for letter in missing)
        if fonts is None:
            lacks, do = "the page's font lacks", "name a font that has it, or use Latin, Greek or Cyrillic letters"
        else:
            lacks, do = f"neither the page's font nor {fonts.regular} has", "name a font that has it"
        raise GlyphMissing(f"{lacks} a letter for {shown}", where, do)


@lru_cache(maxsize=4096)
def _missing(text: str, fonts: LabFonts | None) -> tuple[str, ...]:
    """Letters that the first face to lack any has no glyph for; the laboratory's font may have them."""
    for name in FONT_NAMES:
        runs = ((face(name), text),) if text.isascii() else _pieces(text, name, fonts)
        missing = sorted({letter for font, run in runs for letter in run if ord(letter) not in font.face.charToGlyph})
        if missing:
            return tuple(missing)
    return ()
