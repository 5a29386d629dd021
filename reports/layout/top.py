"""Head, verdict and the three questions: 0 to 58 mm."""

from __future__ import annotations

from reports.draw import rule, sign_mark
from reports.fonts import width_mm
from reports.heading import Heading
from reports.marks import Area, Disc, Frame, Group, Line, Mark
from reports.model import LiftPage
from reports.questions import Question, Strip
from reports.theme import (
    BAND,
    BODY,
    BOX_WIDTH,
    HEADING,
    INK,
    NAMES,
    NOTE,
    PANEL,
    QUIET,
    SMALL,
    SMALL_QUIET,
    SMALLEST,
    SUBTITLES,
    VALUE,
    VALUE_MISSING,
    VERDICTS,
    WHITE,
    Style,
)
from reports.typeset import first_fit, fitted, line, paragraph
from reports.words import en

SIDE_WIDTH = 66.0
VERDICT = Frame(0.0, 17.0, BOX_WIDTH, 16.0)
COLUMN, GUTTER = 56.6, 6.1
STRIP_Y = 54.3
HALF_TRIANGLE = 1.3


def lay_out_top(page: LiftPage) -> tuple[Group, ...]:
    """Marks of the three blocks; without a lift there is no question to ask."""
    head = (*_heading(page.heading), *_verdict(page))
    return head if page.force.close is None else (*head, *_questions(page))


def _heading(head: Heading) -> tuple[Group, ...]:
    name_width = BOX_WIDTH - (SIDE_WIDTH + 4.0 if head.side or head.simulated else 0.0)
    name_style = first_fit(head.name, NAMES, name_width, "name")
    room = BOX_WIDTH - (36.0 if head.simulated else 0.0)
    subtitle = first_fit(head.subtitle, SUBTITLES, room, "subtitle")
    name = line(head.name, 0.0, 5.6, name_style, "name", name_width)
    what = line(head.subtitle, 0.0, 11.9, subtitle, "subtitle", room)
    side: list[Mark] = []
    for number, words in enumerate(head.side):
        style = first_fit(words, (SMALL_QUIET, NOTE, SMALLEST), SIDE_WIDTH, "laboratory and report")
        side.append(line(words, BOX_WIDTH, 2.4 + 3.7 * number, style, "laboratory and report", SIDE_WIDTH, "right"))
    groups = [Group("H1", (name,)), Group("P", (what,))]
    if side:
        groups.append(Group("P", tuple(side)))
    if head.simulated:
        groups.append(Group("P", _badge(en.SIMULATED)))
    groups.append(Group("Artifact", (rule(0.0, BOX_WIDTH, 14.4, INK, 0.8),)))
    return tuple(groups)


def _badge(words: str) -> tuple[Mark, ...]:
    style = Style("semibold", 8.0, WHITE)
    width = width_mm(words, style) + 4.0
    frame = Frame(BOX_WIDTH - width, 8.7, width, 4.4)
    return frame.area(INK), line(words, frame.x + 2.0, frame.y + 3.15, style, "badge")


def _verdict(page: LiftPage) -> tuple[Group, ...]:
    verdict = page.verdict
    left, room = 13.0, BOX_WIDTH - 16.0
    style = first_fit(verdict.sentence, VERDICTS, room, "verdict")
    evidence = fitted(verdict.evidence, (BODY, SMALL), Frame(left, 25.5, room, 6.4), "evidence")
    lines = len(evidence.lines)
    lift = {0: 3.6, 1: 1.7}.get(lines, 0.0)
    base = 22.6 + lift
    marks: list[Mark] = [line(verdict.sentence, left, base, style, "verdict", room)]
    sign = sign_mark(verdict.sign, (7.6, base - style.capital_mm / 2), 4.4)
    words = evidence.at(Frame(left, base + 2.7, room, 7.6))
    background = (VERDICT.area(PANEL), Frame(0.0, VERDICT.y, 2.0, VERDICT.height).area(INK))
    return Group("Artifact", (*background, *sign)), Group("H2", tuple(marks)), Group("P", words)


def _questions(page: LiftPage) -> tuple[Group, ...]:
    groups: list[Group] = []
    for number, question in enumerate(page.questions):
        groups.extend(_question(question, number * (COLUMN + GUTTER)))
    if page.legend:
        groups.append(Group("P", (line(page.legend, 0.0, 58.9, NOTE, "legend", BOX_WIDTH),)))
    return tuple(groups)


def _question(question: Question, x: float) -> tuple[Group, ...]:
    head: list[Mark] = [line(question.heading, x, 37.9, HEADING, "question", COLUMN)]
    judgement = question.judgement
    if judgement is not None:
        room = COLUMN - width_mm(question.heading, HEADING) - 6.0
        words = line(judgement.answer, x + COLUMN, 37.9, SMALL, "answer", room, "right")
        head += [words, *sign_mark(judgement.sign, (words.x - 2.4, 36.9), 2.4)]
    if question.value is None:
        value = line(en.NOT_MEASURED, x, 44.6, VALUE_MISSING, "answer", COLUMN)
        caption = question.caption.removeprefix(en.NOT_MEASURED).removeprefix(": ")
    else:
        value, caption = line(question.value, x, 44.6, VALUE, "answer", COLUMN), question.caption
    body: list[Mark] = [value]
    if caption:
        body.append(line(caption, x, 48.5, SMALL_QUIET, "caption", COLUMN))
    groups = [Group("H2", tuple(head)), Group("P", tuple(body))]
    if question.strip is not None:
        alt = f"{question.heading} {question.value or en.NOT_MEASURED}. {question.caption}."
        groups.append(Group("Figure", _strip(question.strip, x), alt))
    elif question.value is not None:
        groups.append(
            Group("P", paragraph([(question.explanation, NOTE)], COLUMN, "explanation").at(Frame(x, 50.4, COLUMN, 5.0)))
        )
    return tuple(groups)


def _strip(strip: Strip, x: float) -> tuple[Mark, ...]:
    """Earlier lifts as rings, usual as a grey bar, this lift as a triangle over its interval."""
    low, high = strip.limits

    def place(value: float) -> float:
        return x + 1.5 + (COLUMN - 3.0) * (value - low) / (high - low)

    y = STRIP_Y
    band = Frame(place(strip.usual[0]), y - 1.35, place(strip.usual[1]) - place(strip.usual[0]), 2.7)
    marks: list[Mark] = [band.area(BAND), Line(((x, y), (x + COLUMN, y)), 0.5, QUIET)]
    marks += [Disc((place(dot), y), 0.75, WHITE, INK, 0.5) for dot in sorted(strip.dots)]
    if strip.value is not None:
        at = place(strip.value)
        half = place(strip.value + strip.half_width) - at
        top, tip = y - 2.9, y - 0.5
        if half > HALF_TRIANGLE + 0.4:  # a smaller one is covered by the triangle
            ends = (at - half, at + half)
            marks.append(Line(((ends[0], top), (ends[1], top)), 0.7, INK))
            marks += [Line(((end, top - 0.55), (end, top + 0.55)), 0.7, INK) for end in ends]
        marks.append(Area(((at - HALF_TRIANGLE, top), (at + HALF_TRIANGLE, top), (at, tip)), INK))
    return tuple(marks)
