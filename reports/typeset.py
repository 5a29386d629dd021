"""Text that knows its size: single lines and wrapped paragraphs, each refused where it does not fit."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

from reports.errors import ReportOverflow
from reports.fonts import measure_of, require_glyphs, width_mm
from reports.marks import Frame, Text
from reports.theme import Style

Align = Literal["left", "right", "centre"]
Run = tuple[str, Style]
BREAKS = re.compile(r"[^\S\u00a0\u2007\u202f]+")
"""White space at which a line may break."""
SLACK_MM = 0.01
"""Rounding that a fit forgives."""


def _overflow(text: str, where: str, needs: float, has: float) -> ReportOverflow:
    start = text if len(text) <= 60 else f"{text[:57]}…"
    return ReportOverflow(
        f"“{start}” needs {needs:.1f} mm and has {has:.1f} mm", f"report: {where}", "shorten the text"
    )


def line(
    text: str, x: float, y: float, style: Style, where: str, width: float | None = None, align: Align = "left"
) -> Text:
    """One line of text at a base line.

    Parameters
    ----------
    text : str
        The words.
    x, y : float
        Anchor (left end, centre or right end, after ``align``) and base line, mm.
    style : Style
        Face, size, colour.
    where : str
        Name of the place, for errors.
    width : float, optional
        Room it has; more raises.
    align : {'left', 'right', 'centre'}
        What ``x`` means.

    Raises
    ------
    ReportOverflow
        The text is wider than its room.
    GlyphMissing
        The font lacks a letter.
    """
    require_glyphs(text, f"report: {where}")
    needs = width_mm(text, style)
    if width is not None and needs > width + SLACK_MM:
        raise _overflow(text, where, needs, width)
    shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
    return Text(x - shift * needs, y, text, style, needs)


def first_fit(text: str, styles: Sequence[Style], width: float, where: str) -> Style:
    """The first (largest) style in which the text fits on one line.

    Raises
    ------
    ReportOverflow
        It fits in none.
    """
    for style in styles:
        if width_mm(text, style) <= width:
            return style
    raise _overflow(text, where, width_mm(text, styles[-1]), width)


def fitted_line(
    text: str, x: float, y: float, styles: Sequence[Style], where: str, width: float, align: Align = "left"
) -> Text:
    """One line of text in the first (largest) style in which it fits its room.

    Raises
    ------
    ReportOverflow
        It fits in none.
    GlyphMissing
        The font lacks a letter.
    """
    require_glyphs(text, f"report: {where}")
    return line(text, x, y, first_fit(text, styles, width, where), where, width, align)


@dataclass(frozen=True)
class Paragraph:
    """Wrapped lines; each line is a sequence of runs."""

    lines: tuple[tuple[Run, ...], ...]
    leading_mm: float
    capital_mm: float
    where: str

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to the last base line."""
        return self.capital_mm + (len(self.lines) - 1) * self.leading_mm if self.lines else 0.0

    def at(self, frame: Frame) -> tuple[Text, ...]:
        """Its marks, from the frame's top-left corner.

        Raises
        ------
        ReportOverflow
            It is higher than the frame.
        """
        if self.height > frame.height + SLACK_MM:
            raise _overflow(
                " ".join(run for each in self.lines for run, _ in each), self.where, self.height, frame.height
            )
        marks = []
        for number, runs in enumerate(self.lines):
            x, y = frame.x, frame.y + self.capital_mm + number * self.leading_mm
            for text, style in runs:
                width = width_mm(text, style)
                marks.append(Text(x, y, text, style, width))
                x += width
        return tuple(marks)


def _merge(words: Iterable[Run]) -> tuple[Run, ...]:
    """Words of one line, joined by spaces and by equal style."""
    alike = [(" ".join([word for word, _ in each]), style) for style, each in groupby(words, itemgetter(1))]
    return (*((f"{text} ", style) for text, style in alike[:-1]), alike[-1])


def breakable(text: str, style: Style, width: float) -> str:
    """The text with spaces put into words that are wider than a line: for names and notes, which may hold anything."""
    return " ".join(part for word in BREAKS.split(text) if word for part in _parts_of(word, style, width))


def _parts_of(word: str, style: Style, width: float) -> Iterable[str]:
    while width_mm(word, style) > width:
        fits = bisect_left(range(1, len(word)), True, key=lambda end: width_mm(word[:end], style) > width)
        yield word[: max(fits, 1)]
        word = word[max(fits, 1) :]
    yield word


def shortened(text: str, style: Style, width: float) -> str:
    """The text, or as much of its beginning as fits with … after it."""
    if width_mm(text, style) <= width:
        return text
    fits = bisect_left(range(len(text)), True, key=lambda end: width_mm(f"{text[:end]}…", style) > width)
    return f"{text[: max(fits - 1, 0)].rstrip()}…"


def paragraph(runs: Sequence[Run], width: float, where: str) -> Paragraph:
    """Break runs of text into lines at spaces (not at no-break spaces).

    Raises
    ------
    ReportOverflow
        A single word is wider than the line.
    GlyphMissing
        The font lacks a letter.
    """
    require_glyphs("".join(text for text, _ in runs), f"report: {where}")
    lines: list[tuple[Run, ...]] = []
    words: list[Run] = []
    reached = gap = 0.0
    for text, style in runs:
        measure = measure_of(style)
        for word in filter(None, text.split(" ")):
            needs = measure(word)
            if needs > width + SLACK_MM:
                raise _overflow(word, where, needs, width)
            if words and reached + gap + needs > width:
                lines.append(_merge(words))
                words, reached, gap = [], 0.0, 0.0
            words.append((word, style))
            reached += gap + needs
            gap = measure(" ")
    if words:
        lines.append(_merge(words))
    first = runs[0][1] if runs else Style("regular", 1.0)
    return Paragraph(tuple(lines), first.line_mm, first.capital_mm, where)


def fitted(text: str, styles: Sequence[Style], frame: Frame, where: str) -> Paragraph:
    """A paragraph in the first (largest) style in which it fits the frame.

    Raises
    ------
    ReportOverflow
        It fits in none.
    """
    for style in styles[:-1]:
        words = paragraph([(text, style)], frame.width, where)
        if words.height <= frame.height + SLACK_MM:
            return words
    words = paragraph([(text, styles[-1])], frame.width, where)
    words.at(frame)
    return words
