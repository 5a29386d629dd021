"""A lifter's name at the head of a page, and what stands beside it."""

from __future__ import annotations

from reports.fonts import width_mm
from reports.marks import Frame, Text
from reports.theme import LONG_NAMES, NAMES, Style
from reports.typeset import breakable, line, paragraph, shortened


def name_marks(name: str, width: float) -> tuple[Text, ...]:
    """The name as large as it fits on one line, else small on two."""
    for style in NAMES:
        if width_mm(name, style) <= width:
            return (line(name, 0.0, 5.6, style, "name", width),)
    frame = Frame(0.0, 1.4, width, 5.8)
    for style in LONG_NAMES[:-1]:
        words = paragraph([(breakable(name, style, width), style)], width, "name")
        if words.height <= frame.height:
            return words.at(frame)
    style = LONG_NAMES[-1]
    return paragraph([(breakable(name, style, width), style)], width, "name").at(frame)


def lines_of(text: str, style: Style, width: float, where: str) -> list[str]:
    """The lines of a text that may hold anything; words that are wider than a line are parted."""
    broken = paragraph([(breakable(text, style, width), style)], width, where).lines if text else ()
    return ["".join(run for run, _ in each) for each in broken]


def on_two_lines(text: str, style: Style, width: float, where: str) -> tuple[str, ...]:
    """A text on one line or two; what finds no room there gives way to ``…``."""
    first, *rest = lines_of(text, style, width, where) or [""]
    return (first, shortened(" ".join(rest), style, width)) if rest else (first,)
