"""Try next, data quality and footnote: 214 to 251 mm."""

from __future__ import annotations

from reports.data_quality import DataQuality
from reports.draw import Sign, sign_mark
from reports.drills import TryNext
from reports.fonts import width_mm
from reports.marks import Frame, Group, Mark
from reports.model import LiftPage
from reports.theme import (
    BODY,
    BODY_BOLD,
    BOX_WIDTH,
    HEADING,
    INK,
    NOTE,
    RULE,
    SMALL,
    SMALL_BOLD,
    SMALL_QUIET,
    SMALLEST,
    Style,
)
from reports.typeset import Paragraph, fitted, line, paragraph
from reports.words import en

TRY = Frame(0.0, 214.0, BOX_WIDTH, 18.6)
TRY_TEXT = 24.0
QUALITY = Frame(0.0, 235.0, BOX_WIDTH, 6.4)
FOOT = Frame(0.0, 242.6, BOX_WIDTH, 7.8)
PAGE_WIDTH = 18.0
SEPARATOR = " · "


def lay_out_bottom(page: LiftPage) -> tuple[Group, ...]:
    """Marks of the three blocks."""
    return (*_try_next(page.try_next), *_quality(page.quality), *_footnote(page.footnote))


def _try_next(suggestion: TryNext) -> tuple[Group, ...]:
    room = Frame(TRY_TEXT, 0.0, BOX_WIDTH - TRY_TEXT - 4.0, TRY.height - 4.0)
    for styles in ((BODY_BOLD, BODY, NOTE), (SMALL_BOLD, SMALL, SMALLEST)):
        parts = _try_parts(suggestion, room.width, styles)
        height = sum(each.height for each in parts) + 1.55 * (len(parts) - 1)
        if height <= room.height:
            break
    y = TRY.y + (TRY.height - height) / 2
    marks: list[Mark] = []
    for part in parts:
        left = max(0.0, TRY.bottom - 1.5 - y)
        marks.extend(part.at(Frame(room.x, y, room.width, left)))
        y += part.height + 1.55
    heading = line(en.HEADING_TRY, 4.0, TRY.y + TRY.height / 2 + HEADING.capital_mm / 2, HEADING, "try next")
    box = Group("Artifact", (TRY.area(None, INK if suggestion.lead else RULE, 0.7),))
    return box, Group("H2", (heading,)), Group("P", tuple(marks))


def _try_parts(suggestion: TryNext, width: float, styles: tuple[Style, Style, Style]) -> list[Paragraph]:
    bold, body, note = styles
    texts = [(suggestion.lead, bold), (suggestion.text, body)]
    if suggestion.note:
        texts.append((f"{en.NOTE}: {suggestion.note}", body))
    texts.append((suggestion.source, note))
    return [paragraph([(text, style)], width, "try next") for text, style in texts if text]


def _quality(quality: DataQuality) -> tuple[Group, ...]:
    shape = {"good": Sign("usual"), "check": Sign("usual", False), "poor": Sign("cross")}[quality.grade]
    label = en.QUALITY_WORDS[quality.grade]
    marks: list[Mark] = [
        *sign_mark(shape, (1.3, QUALITY.y + 0.9), 2.0),
        line(label, 4.0, QUALITY.y + SMALL_BOLD.capital_mm, SMALL_BOLD, "data quality"),
    ]
    left = 4.0 + width_mm(label, SMALL_BOLD) + 4.0
    frame = Frame(left, QUALITY.y, BOX_WIDTH - left, QUALITY.height)
    return (Group("P", (*marks, *_quality_text(quality, frame).at(frame))),)


def _quality_text(quality: DataQuality, frame: Frame) -> Paragraph:
    """Flags and facts; facts give way to flags, and flags that find no room are counted, never cut silently."""
    every = len(quality.notes)
    tries = [(every, facts) for facts in range(len(quality.facts), -1, -1)] + [(n, 0) for n in range(every - 1, -1, -1)]
    for notes, facts in tries:
        words = _quality_words(quality, notes, facts, frame.width)
        if words.height <= frame.height:
            return words
    raise AssertionError("one line always fits")


def _quality_words(quality: DataQuality, kept_notes: int, kept_facts: int, width: float) -> Paragraph:
    hidden = len(quality.notes) - kept_notes
    notes = [*quality.notes[:kept_notes], *([en.more_words(hidden)] if hidden else [])]
    facts = quality.facts[:kept_facts]
    bold = SEPARATOR.join(notes) + (SEPARATOR if notes and facts else "")
    runs = [(bold, SMALL_BOLD), (SEPARATOR.join(facts), SMALL_QUIET)]
    return paragraph([run for run in runs if run[0]], width, "data quality")


def _footnote(text: str) -> tuple[Group, ...]:
    words = fitted(text, (NOTE, SMALLEST), FOOT, "footnote")
    page = line(en.page_words(1, 1), BOX_WIDTH, FOOT.bottom, NOTE, "page", PAGE_WIDTH, "right")
    return Group("P", words.at(FOOT)), Group("P", (page,))
