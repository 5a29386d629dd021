"""Is it slower?: 61 to 104 mm. The push as a race on the left, its numbers on the right."""

from __future__ import annotations

import numpy as np

from reports.draw import rule
from reports.fonts import width_mm
from reports.layout.second_axes import Plot, across_axis, up_axis
from reports.layout.tables import row_group
from reports.marks import Area, Disc, Frame, Group, Line, Mark, Text
from reports.second.slower import Race, Slower, SlowerRow
from reports.theme import (
    AXIS,
    BAND,
    BAND_EDGE,
    BODY,
    BODY_BOLD,
    BOX_WIDTH,
    HEADING,
    INK,
    PHASE,
    PHASE_BOLD,
    QUIET,
    SMALL,
    SMALL_BOLD,
    SMALL_QUIET,
    SMALLEST,
    WHITE,
)
from reports.typeset import first_fit, fitted, line, paragraph
from reports.words import second_page as words
from reports.words.say import say

TITLE_Y = 64.0
CHART = Frame(9.0, 68.4, 60.0, 26.4)
TEXT = Frame(80.0, 66.6, BOX_WIDTH - 80.0, 10.6)
VALUE_X, USUAL_X = 108.0, 139.6
STRIP = Frame(166.0, 0.0, BOX_WIDTH - 166.0, 0.0)
HEAD_Y = 80.8
FIRST_ROW = 82.1
PITCH = 4.3
ROOM_OVER = 1.12


def lay_out_slower(card: Slower) -> tuple[Group, ...]:
    """Marks of the card."""
    title = line(say(words.SLOWER_HEADING), 0.0, TITLE_Y, HEADING, "slower")
    groups = [Group("H2", (title,))]
    if card.race is not None:
        groups.append(Group("Figure", _race(card.race), card.alt))
    return (*groups, Group("P", _answer(card)), *_table(card.rows))


def _answer(card: Slower) -> tuple[Text, ...]:
    """The answer and under it what it rests on; an answer that is longer than a line goes on there."""
    told = " ".join(card.sentences)
    if width_mm(card.answer, BODY_BOLD) <= TEXT.width:
        answer = line(card.answer, TEXT.x, TITLE_Y, BODY_BOLD, "slower", TEXT.width)
        return (answer, *fitted(told, (BODY, SMALL, SMALLEST), TEXT, "slower").at(TEXT))
    top = TITLE_Y - BODY_BOLD.capital_mm
    runs = [run for run in ((card.answer, BODY_BOLD), (told, BODY)) if run[0]]
    return paragraph(runs, TEXT.width, "slower").at(Frame(TEXT.x, top, TEXT.width, TEXT.bottom - top))


def _race(race: Race) -> tuple[Mark, ...]:
    ends = [race.finish, *race.finishes]
    right = max(time for time, _ in ends) * ROOM_OVER
    top = max(speed for _, speed in ends) * ROOM_OVER
    plot = Plot(CHART, 0.0, right, 0.0, max(top, 0.1))
    marks: list[Mark] = [Line(plot.points(*np.array(path[::2]).T), 0.5, BAND_EDGE) for path in race.others]
    marks += [Disc(plot.at(*end), 0.75, WHITE, INK, 0.5) for end in race.finishes]
    if len(race.path) > 1:
        marks.append(Line(plot.points(*np.array(race.path).T), 1.4, INK))
    marks.append(Disc(plot.at(*race.finish), 1.1, INK))
    return (*marks, *across_axis(plot, 6), *up_axis(plot, 4), *_names(plot, race))


def _names(plot: Plot, race: Race) -> tuple[Mark, ...]:
    """What the axes and the ends are."""
    title = line(
        say(words.RACE_TIME), CHART.x + CHART.width / 2, CHART.bottom + 6.5, AXIS, "slower", CHART.width, "centre"
    )
    speed = line(say(words.RACE_SPEED), 0.0, CHART.y - 1.5, AXIS, "slower", CHART.width)
    key: list[Mark] = []
    x, y = CHART.x + 3.0, CHART.y + 3.0
    key += [Disc((x, y), 1.1, INK), line(say(words.THIS_LIFT), x + 2.4, y + PHASE.capital_mm / 2, PHASE_BOLD, "slower")]
    if race.finishes:
        y += 4.0
        key.append(Disc((x, y), 0.75, WHITE, INK, 0.5))
        key.append(line(say(words.EARLIER), x + 2.4, y + PHASE.capital_mm / 2, PHASE, "slower"))
    return (title, speed, *key)


def _table(rows: tuple[SlowerRow, ...]) -> tuple[Group, ...]:
    """Numbers and what is usual; without a usual range what each number is."""
    usual = any(row.limits is not None for row in rows)
    names = words.SLOWER_COLUMNS if usual else (*words.SLOWER_COLUMNS[:2], words.SLOWER_MEANING)
    places = ((TEXT.x, VALUE_X), (VALUE_X, USUAL_X), (USUAL_X, BOX_WIDTH))
    head = tuple(
        (line(say(name), x, HEAD_Y, SMALL_QUIET, "slower", stop - x),)
        for name, (x, stop) in zip(names, places, strict=True)
    )
    groups = [row_group(head, "TH", "Column")]
    drawn: list[Mark] = [rule(TEXT.x, BOX_WIDTH, FIRST_ROW, INK, 0.6)]
    for number, row in enumerate(rows):
        top = FIRST_ROW + number * PITCH
        groups.append(row_group(_row(row, top, usual), "TD", first="TH"))
        drawn += [rule(TEXT.x, BOX_WIDTH, top + PITCH), *_strip(row, top + PITCH / 2)]
    alt = " ".join(f"{row.name} {row.value}." for row in rows)
    return Group("Artifact", tuple(drawn)), Group("Table", (), alt, tuple(groups))


def _row(row: SlowerRow, top: float, usual: bool) -> tuple[tuple[Mark, ...], ...]:
    base = top + PITCH / 2 + SMALL.capital_mm / 2
    room = VALUE_X - TEXT.x - 1.0
    name = line(row.name, TEXT.x, base, first_fit(row.name, (SMALL, SMALLEST), room, "slower"), "slower")
    room = (BOX_WIDTH if row.missing else USUAL_X) - VALUE_X - 1.0
    styles = (SMALL_QUIET, SMALLEST) if row.missing else (SMALL_BOLD, SMALLEST)
    value = line(row.value, VALUE_X, base, first_fit(row.value, styles, room, "slower"), "slower", room)
    if row.missing:
        return (name,), (value,), ()
    told, room = (row.usual, STRIP.x - USUAL_X - 1.0) if usual else (row.meaning, BOX_WIDTH - USUAL_X)
    style = first_fit(told, (SMALL_QUIET, SMALLEST), room, "slower")
    return (name,), (value,), (line(told, USUAL_X, base, style, "slower"),)


def _strip(row: SlowerRow, middle: float) -> list[Mark]:
    """Usual as a grey bar, this lift as a triangle."""
    if row.place is None or row.limits is None:
        return []
    points = [*row.dots, *row.limits, row.place]
    low, high = min(points), max(points)
    margin = 0.08 * (high - low) or 1.0
    plot = Plot(STRIP, low - margin, high + margin, 0.0, 1.0)
    left, right = plot.x(row.limits[0]), plot.x(row.limits[1])
    at = plot.x(row.place)
    return [
        Frame(left, middle - 0.9, max(right - left, 0.6), 1.8).area(BAND),
        Line(((STRIP.x, middle), (STRIP.right, middle)), 0.4, QUIET),
        Area(((at - 0.95, middle - 1.6), (at + 0.95, middle - 1.6), (at, middle + 0.3)), INK),
    ]
