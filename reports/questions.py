"""Three questions a coach asks first: did the push finish, how hard was it, where did the lifter land."""

from __future__ import annotations

from dataclasses import dataclass

from processing.result import Document
from reports import reading
from reports.comparison import Comparison
from reports.judging import Judgement, judge
from reports.shown import DURATION, FINISH, IMPULSE, LANDING, Shown
from reports.words import reasons
from reports.words import signs as sign_words
from reports.words.say import say


@dataclass(frozen=True)
class Strip:
    """One lift among the earlier ones, on one line; printed units.

    Attributes
    ----------
    value : float or None
        This lift; ``None`` where it was not measured.
    half_width : float
        Half of its 95 % interval; 0 where none was worked out.
    usual : (float, float)
        10th to 90th percentile.
    dots : tuple of float
        Earlier lifts.
    """

    value: float | None
    half_width: float
    usual: tuple[float, float]
    dots: tuple[float, ...]

    @property
    def limits(self) -> tuple[float, float]:
        """What the line must show, with a margin."""
        points = [*self.dots, *self.usual]
        if self.value is not None:
            points += [self.value - self.half_width, self.value + self.half_width]
        low, high = min(points), max(points)
        margin = 0.06 * (high - low) or 1.0
        return low - margin, high + margin


@dataclass(frozen=True)
class Question:
    """One question and its answer.

    Attributes
    ----------
    heading : str
        The question.
    value : str or None
        The number with its interval; ``None`` where it was not measured.
    caption : str
        What the number is, and what is usual; or why there is none.
    explanation : str
        What the number means; shown where there is no strip.
    judgement : Judgement or None
        The answer in a word.
    strip : Strip or None
        Earlier lifts; ``None`` without five of them.
    """

    heading: str
    value: str | None
    caption: str
    explanation: str
    judgement: Judgement | None
    strip: Strip | None


def questions(document: Document, comparison: Comparison) -> tuple[Question, Question, Question]:
    """The three questions, in the order in which they are asked."""
    first = DURATION if _shorter(document) else FINISH
    return (
        _question(say(sign_words.QUESTION_FINISH), first, document, comparison),
        _question(say(sign_words.QUESTION_HARD), IMPULSE, document, comparison),
        _question(say(sign_words.QUESTION_LANDING), LANDING, document, comparison),
    )


def _shorter(document: Document) -> bool:
    """Whether the push was short rather than cut early: then its length answers the first question."""
    held = {finding["code"] for finding in reading.findings(document, *reading.HOLDING)}
    return "drive_shorter" in held and "drive_ended_early" not in held


def _question(heading: str, shown: Shown, document: Document, comparison: Comparison) -> Question:
    value, usual = shown.large(document), comparison.usual(shown)
    caption = say(sign_words.METRIC_NAMES[shown.key])
    if value is None:
        code = reading.reason_code(document, shown.key)
        caption = reasons.reason(code) if code else ""
    elif usual is not None:
        caption = sign_words.caption_words(caption, shown.range(*usual))
    judgement = judge(document, comparison, shown)
    return Question(
        heading, value, caption, say(sign_words.EXPLANATIONS[shown.key]), judgement, _strip(shown, document, comparison)
    )


def _strip(shown: Shown, document: Document, comparison: Comparison) -> Strip | None:
    usual = comparison.usual(shown)
    if usual is None:
        return None
    half_width = 1.96 * (shown.printed_uncertainty(document) or 0.0)
    return Strip(shown.printed_value(document), half_width, usual, comparison.values(shown))
