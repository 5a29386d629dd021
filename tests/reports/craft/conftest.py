"""A laboratory's font, made here: boxes for a few Japanese, Hebrew and Arabic letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

LETTERS = "山田דוד" + "".join(map(chr, (*range(0x0621, 0x064B), *range(0xFE80, 0xFEFD))))


@pytest.fixture(scope="session")
def lab_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TrueType file in which every letter is a box as wide as its size."""
    codes = sorted({ord(letter) for letter in LETTERS})
    names = [".notdef", *(f"uni{code:04X}" for code in codes)]
    pen = TTGlyphPen(None)
    for step, point in enumerate([(100, 0), (100, 700), (900, 700), (900, 0)]):
        if step:
            pen.lineTo(point)
        else:
            pen.moveTo(point)
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(codes, names[1:], strict=True)))
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Lab Boxes", "styleName": "Regular", "psName": "LabBoxes-Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    path = tmp_path_factory.mktemp("fonts") / "boxes.ttf"
    builder.save(path)
    return path
