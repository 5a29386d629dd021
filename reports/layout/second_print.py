"""The small print of the second page: flags and methods on the left, words and versions on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reports.draw import Sign, sign_mark
from reports.marks import Frame, Group, Mark
from reports.second.small_print import LogEntry, SmallPrint
from reports.theme import BOX_HEIGHT, BOX_WIDTH, FINE, INK, NOTE, QUIET, SMALL_BOLD, Style
from reports.typeset import Paragraph, Run, breakable, line, paragraph
from reports.words import second_page as words
from reports.words.say import say

COLUMN = 87.0
RIGHT_X = BOX_WIDTH - COLUMN
BOTTOM = BOX_HEIGHT - 3.6
STRONG = Style("semibold", NOTE.size_pt, INK, NOTE.leading)
PLAIN = Style("regular", NOTE.size_pt, QUIET, NOTE.leading)
GAP = 1.75
"""Between paragraphs."""


@dataclass(frozen=True)
class Setting:
    """Faces of a paragraph and the room after it, mm."""

    strong: Style
    plain: Style
    gap: float


SETTINGS = (
    Setting(STRONG, PLAIN, GAP),
    Setting(STRONG, PLAIN, 1.3),
    Setting(Style("semibold", FINE.size_pt, INK, FINE.leading), FINE, 1.3),
)
"""The first in which everything stands."""
HEAD = 3.6
"""From the top of a heading to the top of what stands under it."""
BETWEEN = 3.4
INDENT = 3.2
SIGNS = {"error": Sign("cross"), "warning": Sign("usual", False), "info": Sign("none")}
MOST_VERSIONS = 4
Cut = Callable[[int], str]


def lay_out_print(print_: SmallPrint, top: float) -> tuple[Group, ...]:
    """Marks of the small print from a height down to the foot of the page.

    The methods and the versions always stand. Flags that find no room are named without their message, the least
    important first; only where even that is too much are they counted. Words are left out from the last on.
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
    """Messages and what changed may hold anything, also words that are wider than a line."""
    whole = [[(breakable(text, style, width), style) for text, style in each] for each in runs]
    return [paragraph(each, width, "small print") for each in whole]


def _height(paragraphs: Sequence[Paragraph], gap: float = GAP) -> float:
    return sum(each.height for each in paragraphs) + gap * max(len(paragraphs) - 1, 0)


def _kept(
    runs: Sequence[Sequence[Run]],
    width: float,
    room: float,
    cut: Cut | None,
    most: int | None = None,
    setting: Setting = SETTINGS[0],
) -> list[Paragraph]:
    """As many paragraphs as fit, and a last one that counts the others."""
    every = _paragraphs(runs, width)
    for kept in range(min(len(every), most or len(every)), -1, -1):
        chosen = every[:kept]
        if kept < len(every) and cut is not None:
            chosen = [*chosen, paragraph([(cut(len(every) - kept), setting.plain)], width, "small print")]
        if _height(chosen, setting.gap) <= room:
            return chosen
    return []


def _log(log: Sequence[LogEntry], frame: Frame) -> tuple[Group, ...]:
    """The full quality log."""
    if not log:
        return _block(words.LOG_HEADING, _paragraphs([[(say(words.LOG_NONE), PLAIN)]], COLUMN), frame.x, frame.y)
    room = frame.height - HEAD
    signs = [SIGNS.get(each.severity, SIGNS["info"]) for each in log]
    for setting, runs in _shorter_and_shorter(log):
        found = _paragraphs(runs, frame.width - INDENT)
        if _height(found, setting.gap) <= room:
            return _block(words.LOG_HEADING, found, frame.x, frame.y, signs, setting.gap)
    setting = SETTINGS[-1]
    named: list[list[Run]] = [[(f"{each.title}.", setting.strong)] for each in log]
    found = _kept(named, frame.width - INDENT, room, words.more_in_document, setting=setting)
    return _block(words.LOG_HEADING, found, frame.x, frame.y, signs, setting.gap)


def _shorter_and_shorter(log: Sequence[LogEntry]) -> Iterator[tuple[Setting, list[list[Run]]]]:
    """All entries in full, in ever smaller print; then ever more of the last of them by their names, in one line."""
    for setting in SETTINGS:
        yield setting, [_in_full(each, setting) for each in log]
    setting = SETTINGS[-1]
    for kept in range(len(log) - 1, -1, -1):
        names = "; ".join(each.title for each in log[kept:])
        yield setting, [*(_in_full(each, setting) for each in log[:kept]), [(f"{names}.", setting.strong)]]


def _in_full(entry: LogEntry, setting: Setting) -> list[Run]:
    return [(f"{entry.title}:", setting.strong), (entry.message, setting.plain)]


def _glossary(glossary: Sequence[tuple[str, str]], frame: Frame) -> tuple[Group, ...]:
    room = frame.height - HEAD
    for setting in SETTINGS:
        runs: list[list[Run]] = [
            [(f"{word}:", setting.strong), (f"{meaning}.", setting.plain)] for word, meaning in glossary
        ]
        kept = _kept(runs, frame.width, room, None, setting=setting)
        if len(kept) == len(glossary):
            break
    return _block(words.GLOSSARY_HEADING, kept, frame.x, frame.y, gap=setting.gap)


def _block(
    heading: str, paragraphs: Sequence[Paragraph], x: float, top: float, signs: Sequence[Sign] = (), gap: float = GAP
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
        y += each.height + gap
    return tuple(groups)
