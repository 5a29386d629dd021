"""Head, verdict and the three questions: 0 to 58 mm."""

from __future__ import annotations

from collections.abc import Sequence

from reports.draw import rule, sign_mark
from reports.errors import ReportOverflow
from reports.fonts import width_mm
from reports.heading import Heading
from reports.layout.names import lines_of, name_marks
from reports.marks import Area, Disc, Frame, Group, Line, Mark, Text
from reports.model import LiftPage
from reports.questions import Question, Strip
from reports.theme import (
    ANSWERS,
    BAND,
    BOX_WIDTH,
    EVIDENCES,
    FINE,
    INK,
    NOTE,
    PANEL,
    QUESTIONS,
    QUIET,
    SMALL_QUIET,
    SMALLEST,
    SUBTITLES,
    VALUE_MISSING,
    VALUES,
    VERDICTS,
    WHITE,
    Style,
)
from reports.typeset import Paragraph, breakable, first_fit, fitted, fitted_line, line, paragraph
from reports.verdict import Verdict
from reports.words import lift as heading_words
from reports.words import reasons
from reports.words import signs as sign_words
from reports.words.say import say

SIDE_WIDTH = 66.0
SIDE_LINES = 3
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
    room = BOX_WIDTH - (36.0 if head.simulated else 0.0)
    subtitle = first_fit(head.subtitle, SUBTITLES, room, "subtitle")
    what = line(head.subtitle, 0.0, 11.9, subtitle, "subtitle", room)
    groups = [Group("H1", name_marks(head.name, name_width)), Group("P", (what,))]
    if head.side:
        groups.append(Group("P", _side(head.side)))
    if head.simulated:
        groups.append(Group("P", _badge(say(heading_words.SIMULATED))))
    groups.append(Group("Artifact", (rule(0.0, BOX_WIDTH, 14.4, INK, 0.8),)))
    return tuple(groups)


def _side(lines: Sequence[str]) -> tuple[Text, ...]:
    """Laboratory and report, one line each where they fit, else broken into three small lines together."""
    where = "laboratory and report"
    if all(width_mm(words, SMALLEST) <= SIDE_WIDTH for words in lines):
        styles = (SMALL_QUIET, NOTE, SMALLEST)
        placed = enumerate(lines)
        return tuple(
            fitted_line(words, BOX_WIDTH, 2.4 + 3.7 * row, styles, where, SIDE_WIDTH, "right") for row, words in placed
        )
    broken = [each for words in lines for each in lines_of(words, SMALLEST, SIDE_WIDTH, where)]
    if len(broken) > SIDE_LINES:
        raise ReportOverflow(
            f"“{lines[0][:60]}” needs more than {SIDE_LINES} lines", f"report: {where}", "shorten the text"
        )
    return tuple(
        line(words, BOX_WIDTH, 2.0 + 2.8 * row, SMALLEST, where, SIDE_WIDTH, "right")
        for row, words in enumerate(broken)
    )


def _badge(words: str) -> tuple[Mark, ...]:
    style = Style("semibold", 8.0, WHITE)
    width = width_mm(words, style) + 4.0
    frame = Frame(BOX_WIDTH - width, 8.7, width, 4.4)
    return frame.area(INK), line(words, frame.x + 2.0, frame.y + 3.15, style, "badge")


def _verdict(page: LiftPage) -> tuple[Group, ...]:
    verdict = page.verdict
    left, room = 13.0, BOX_WIDTH - 16.0
    style = first_fit(verdict.sentence, VERDICTS, room, "verdict")
    evidence = _evidence(verdict, Frame(left, 25.5, room, 7.3))
    lines = len(evidence.lines)
    lift = {0: 3.6, 1: 1.7}.get(lines, 0.0)
    base = 22.6 + lift
    marks: list[Mark] = [line(verdict.sentence, left, base, style, "verdict", room)]
    sign = sign_mark(verdict.sign, (7.6, base - style.capital_mm / 2), 4.4)
    words = evidence.at(Frame(left, base + 2.7, room, 7.6))
    background = (VERDICT.area(PANEL), Frame(0.0, VERDICT.y, 2.0, VERDICT.height).area(INK))
    return Group("Artifact", (*background, *sign)), Group("H2", tuple(marks)), Group("P", words)


def _evidence(verdict: Verdict, frame: Frame) -> Paragraph:
    """What the verdict rests on, and after it where a miss left the makes, if both find room."""
    if verdict.miss:
        try:
            return fitted(f"{verdict.evidence} {verdict.miss}", EVIDENCES, frame, "evidence")
        except ReportOverflow:
            pass
    return fitted(breakable(verdict.evidence, EVIDENCES[-1], frame.width), EVIDENCES, frame, "evidence")


def _questions(page: LiftPage) -> tuple[Group, ...]:
    """A table of three rows for a screen reader; for the eye three columns."""
    rows = tuple(_question(question, number * (COLUMN + GUTTER)) for number, question in enumerate(page.questions))
    table = Group("Table", children=rows)
    if not page.legend:
        return (table,)
    return table, Group("P", (fitted_line(page.legend, 0.0, 58.9, (NOTE, SMALLEST, FINE), "legend", BOX_WIDTH),))


def _question(question: Question, x: float) -> Group:
    styles = (VALUE_MISSING,) if question.value is None else VALUES
    body = [fitted_line(question.value or say(reasons.NOT_MEASURED), x, 44.6, styles, "answer", COLUMN)]
    if question.caption:
        body.append(fitted_line(question.caption, x, 48.5, (SMALL_QUIET, SMALLEST, FINE), "caption", COLUMN))
    heading = Group("TH", children=(Group("H2", _question_head(question, x)),), scope="Row")
    return Group("TR", children=(heading, Group("TD", tuple(body)), _question_ground(question, x)))


def _question_head(question: Question, x: float) -> tuple[Mark, ...]:
    """The question, and its answer at the right end of the same line; both step down until they fit."""
    judgement, base = question.judgement, 37.9
    if judgement is None:
        return (fitted_line(question.heading, x, base, QUESTIONS, "question", COLUMN),)
    for asked in QUESTIONS:
        room = COLUMN - width_mm(question.heading, asked) - 6.0
        if width_mm(judgement.answer, ANSWERS[-1]) <= room:
            break
    answer = fitted_line(judgement.answer, x + COLUMN, base, ANSWERS, "answer", room, "right")
    heading = line(question.heading, x, base, asked, "question", COLUMN)
    return heading, answer, *sign_mark(judgement.sign, (answer.x - 2.4, base - 1.0), 2.4)


def _question_ground(question: Question, x: float) -> Group:
    """What the answer is judged against: the strip of earlier lifts, or what the number means."""
    if question.strip is not None:
        alt = sign_words.strip_alt(question.heading, question.value or say(reasons.NOT_MEASURED), question.caption)
        return Group("TD", children=(Group("Figure", _strip(question.strip, x), alt),))
    if question.value is None:
        return Group("TD")
    words = paragraph([(question.explanation, NOTE)], COLUMN, "explanation")
    return Group("TD", words.at(Frame(x, 50.4, COLUMN, 5.0)))


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
