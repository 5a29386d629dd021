"""The page's one family: registered once, measured in millimetres, asked whether it has a letter."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reports.errors import FontsMissing, GlyphMissing
from reports.theme import MM_PT, Face, Style

_FILES: dict[Face, str] = {"regular": "SourceSansPro-Regular.ttf", "semibold": "SourceSansPro-Semibold.ttf"}
FONT_NAMES: dict[Face, str] = {"regular": "SourceSansPro-Regular", "semibold": "SourceSansPro-Semibold"}
"""Names under which reportlab knows the faces."""


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


def width_mm(text: str, style: Style) -> float:
    """Width of a run of text on paper."""
    return float(face(style.face).stringWidth(text, style.size_pt)) / MM_PT


def require_glyphs(text: str, where: str) -> None:
    """Refuse a text with a letter that the family lacks, rather than print an empty box.

    Raises
    ------
    GlyphMissing
        Naming the letters.
    """
    for name in FONT_NAMES:
        missing = sorted({letter for letter in text if ord(letter) not in face(name).face.charToGlyph})
        if missing:
            shown = " ".join(f"{letter!r} (U+{ord(letter):04X})" for letter in missing)
            raise GlyphMissing(
                f"the page's font has no letter for {shown}", where, "give the text in Latin, Greek or Cyrillic letters"
            )
