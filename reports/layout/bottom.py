"""Try next, data quality and footnote: 214 to 251 mm."""

from __future__ import annotations

from collections.abc import Sequence

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
    FINE,
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
from reports.typeset import Paragraph, Run, breakable, fitted_line, line, paragraph
from reports.words import drills as drill_words
from reports.words import lift as heading_words
from reports.words import reasons
from reports.words.say import say

TRY = Frame(0.0, 214.0, BOX_WIDTH, 18.6)
TRY_TEXT = 24.0
QUALITY = Frame(0.0, 235.0, BOX_WIDTH, 6.4)
FOOT = Frame(0.0, 242.6, BOX_WIDTH, 7.8)
PAGE_WIDTH = 18.0
TRY_GAP = 1.4
TRY_STYLES = (
    (BODY_BOLD, BODY, NOTE),
    (SMALL_BOLD, SMALL, SMALLEST),
    (Style("semibold", 6.9, leading=1.2), Style("regular", 6.7, leading=1.18), FINE),
)
TRY_HEADINGS = (HEADING, Style("semibold", 8.6), SMALL_BOLD)
NOTE_PART = 12
"""Letters by which the end of a note without spaces is cut."""
SEPARATOR = " · "


def lay_out_bottom(page: LiftPage) -> tuple[Group, ...]:
    """Marks of the three blocks."""
    return (*_try_next(page.try_next), *_quality(page.quality), *_footnote(page.footnote))


def _try_next(suggestion: TryNext) -> tuple[Group, ...]:
    room = Frame(TRY_TEXT, TRY.y, BOX_WIDTH - TRY_TEXT - 4.0, TRY.height - 3.2)
    parts = _try_parts(suggestion, room)
    y = TRY.y + (TRY.height - _stacked(parts)) / 2
    marks: list[Mark] = []
    for part in parts:
        marks.extend(part.at(Frame(room.x, y, room.width, max(0.0, TRY.bottom - 1.2 - y))))
        y += part.height + TRY_GAP
    base = TRY.y + TRY.height / 2 + HEADING.capital_mm / 2
    heading = fitted_line(say(drill_words.HEADING_TRY), 4.0, base, TRY_HEADINGS, "try next", TRY_TEXT - 6.5)
    box = Group("Artifact", (TRY.area(None, INK if suggestion.lead else RULE, 0.7),))
    return box, Group("H2", (heading,)), Group("P", tuple(marks))


def _stacked(parts: Sequence[Paragraph]) -> float:
    return sum(each.height for each in parts) + TRY_GAP * (len(parts) - 1)


def _try_parts(suggestion: TryNext, room: Frame) -> list[Paragraph]:
    """The suggestion and the note, smaller where the room asks it; a note that is too long even then loses its end."""
    for styles in TRY_STYLES:
        parts = _try_set(suggestion, drill_words.note_words(suggestion.note), room.width, styles)
        if _stacked(parts) <= room.height:
            return parts
    words = suggestion.note.split()
    while words and _stacked(parts) > room.height:
        words.pop() if len(words) > 1 or len(words[0]) < NOTE_PART else words.append(words.pop()[:-NOTE_PART])
        parts = _try_set(suggestion, drill_words.cut_note_words(" ".join(words)), room.width, TRY_STYLES[-1])
    return parts


def _try_set(suggestion: TryNext, note: str, width: float, styles: tuple[Style, Style, Style]) -> list[Paragraph]:
    """One paragraph each; in the smallest step the suggestion is one, to leave its lines to the note."""
    bold, body, small = styles
    told: list[Run] = [(suggestion.lead, bold), (suggestion.text, body)]
    source, written = (suggestion.source, small), (breakable(note, body, width) if suggestion.note else "", body)
    groups = [[*told, source], [written]] if styles is TRY_STYLES[-1] else [[each] for each in (*told, written, source)]
    kept = [[run for run in group if run[0]] for group in groups]
    return [paragraph(group, width, "try next") for group in kept if group]


def _quality(quality: DataQuality) -> tuple[Group, ...]:
    shape = {"good": Sign("usual"), "check": Sign("usual", False), "poor": Sign("cross")}[quality.grade]
    label = say(reasons.QUALITY_WORDS[quality.grade])
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
    notes = [*quality.notes[:kept_notes], *([reasons.more_words(hidden)] if hidden else [])]
    facts = quality.facts[:kept_facts]
    bold = SEPARATOR.join(notes) + (SEPARATOR if notes and facts else "")
    runs = [(bold, SMALL_BOLD), (SEPARATOR.join(facts), SMALL_QUIET)]
    return paragraph([run for run in runs if run[0]], width, "data quality")


def _beside_page_number(text: str) -> Paragraph:
    """The footnote in the first size in which its last line ends before the page number."""
    for style in (NOTE, SMALLEST, FINE):
        words = paragraph([(text, style)], BOX_WIDTH, "footnote")
        last = sum(width_mm(run, each) for run, each in words.lines[-1])
        if words.height <= FOOT.height and (words.height < FOOT.height - 2.6 or last <= BOX_WIDTH - PAGE_WIDTH):
            break
    return words


def _footnote(text: str) -> tuple[Group, ...]:
    words = _beside_page_number(text)
    page = line(heading_words.page_words(1, 2), BOX_WIDTH, FOOT.bottom, NOTE, "page", PAGE_WIDTH, "right")
    return Group("P", words.at(FOOT)), Group("P", (page,))
