"""The small print of the second page: flags and methods on the left, words and versions on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.draw import Sign, sign_mark
from reports.marks import Frame, Group, Mark
from reports.second.small_print import LogEntry, SmallPrint
from reports.theme import BOX_HEIGHT, BOX_WIDTH, INK, NOTE, QUIET, SMALL_BOLD, Style
from reports.typeset import Paragraph, Run, line, paragraph
from reports.words import second_page as words
from reports.words.say import say

COLUMN = 87.0
RIGHT_X = BOX_WIDTH - COLUMN
BOTTOM = BOX_HEIGHT - 3.6
STRONG = Style("semibold", NOTE.size_pt, INK, NOTE.leading)
PLAIN = Style("regular", NOTE.size_pt, QUIET, NOTE.leading)
GAP = 1.75
"""Between paragraphs."""
HEAD = 3.6
"""From the top of a heading to the top of what stands under it."""
BETWEEN = 3.4
INDENT = 3.2
SIGNS = {"error": Sign("cross"), "warning": Sign("usual", False), "info": Sign("none")}
MOST_VERSIONS = 4
Cut = Callable[[int], str]


def lay_out_print(print_: SmallPrint, top: float) -> tuple[Group, ...]:
    """Marks of the small print from a height down to the foot of the page.

    The methods and the versions always stand; flags and words that find no room are counted or left out, the least
    important first.
    """
    methods = _paragraphs([[(" ".join(print_.methods), PLAIN)]], COLUMN)
    methods_top = BOTTOM - _height(methods) - HEAD
    versions = _kept([[(told, PLAIN)] for told in print_.versions], COLUMN, 14.0, words.earlier_versions, MOST_VERSIONS)
    versions_top = BOTTOM - _height(versions) - HEAD
    left = Frame(0.0, top, COLUMN, methods_top - BETWEEN - top)
    right = Frame(RIGHT_X, top, COLUMN, versions_top - BETWEEN - top)
    return (
        *_log(print_.log, left),
        *_block(words.METHODS_HEADING, methods, 0.0, methods_top),
        *_glossary(print_.glossary, right),
        *_block(words.HISTORY_HEADING, versions, RIGHT_X, versions_top),
    )


def _paragraphs(runs: Sequence[Sequence[Run]], width: float) -> list[Paragraph]:
    return [paragraph(each, width, "small print") for each in runs]


def _height(paragraphs: Sequence[Paragraph]) -> float:
    return sum(each.height for each in paragraphs) + GAP * max(len(paragraphs) - 1, 0)


def _kept(
    runs: Sequence[Sequence[Run]], width: float, room: float, cut: Cut | None, most: int | None = None
) -> list[Paragraph]:
    """As many paragraphs as fit, and a last one that counts the others."""
    every = _paragraphs(runs, width)
    for kept in range(min(len(every), most or len(every)), -1, -1):
        chosen = every[:kept]
        if kept < len(every) and cut is not None:
            chosen = [*chosen, paragraph([(cut(len(every) - kept), PLAIN)], width, "small print")]
        if _height(chosen) <= room:
            return chosen
    return []


def _log(log: Sequence[LogEntry], frame: Frame) -> tuple[Group, ...]:
    """The full quality log."""
    runs: list[list[Run]] = [[(f"{each.title}:", STRONG), (each.message, PLAIN)] for each in log]
    if not runs:
        return _block(words.LOG_HEADING, _paragraphs([[(say(words.LOG_NONE), PLAIN)]], COLUMN), frame.x, frame.y)
    kept = _kept(runs, frame.width - INDENT, frame.height - HEAD, words.more_in_document)
    signs = [SIGNS.get(each.severity, SIGNS["info"]) for each in log]
    return _block(words.LOG_HEADING, kept, frame.x, frame.y, signs)


def _glossary(glossary: Sequence[tuple[str, str]], frame: Frame) -> tuple[Group, ...]:
    runs: list[list[Run]] = [[(f"{word}:", STRONG), (f"{meaning}.", PLAIN)] for word, meaning in glossary]
    return _block(words.GLOSSARY_HEADING, _kept(runs, frame.width, frame.height - HEAD, None), frame.x, frame.y)


def _block(
    heading: str, paragraphs: Sequence[Paragraph], x: float, top: float, signs: Sequence[Sign] = ()
) -> tuple[Group, ...]:
    """A heading and its paragraphs, each a group of its own."""
    title = line(say(heading), x, top + SMALL_BOLD.capital_mm, SMALL_BOLD, "small print", COLUMN)
    groups = [Group("H2", (title,))]
    y = top + HEAD
    indent = INDENT if signs else 0.0
    for number, each in enumerate(paragraphs):
        marks: list[Mark] = list(each.at(Frame(x + indent, y, COLUMN - indent, each.height)))
        if number < len(signs):
            marks = [*sign_mark(signs[number], (x + 1.0, y + NOTE.capital_mm / 2), 1.6), *marks]
        groups.append(Group("P", tuple(marks)))
        y += each.height + GAP
    return tuple(groups)
