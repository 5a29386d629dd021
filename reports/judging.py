"""One sign against the athlete's own lifts, as a shape and a few words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from processing.findings_rules import stayed_down, voided_by
from processing.options import is_clean, is_pull
from processing.result import Document
from reports import reading
from reports.comparison import Comparison
from reports.draw import NOT_JUDGED, Sign
from reports.shown import FORWARD, LANDING, Shown
from reports.words import reasons
from reports.words import signs as sign_words
from reports.words.say import say

CARRIERS = {
    "drive_impulse": ("drive_velocity_gain",),
    reading.FEET_FREE: ("release_left", "release_right"),
    "drive_duration": ("drive_duration", "drive_rise"),
}
"""Metrics of a finding that a shown number stands for, where they bear another name."""


@dataclass(frozen=True)
class Judgement:
    """A shape and its words; ``answer`` is the shorter form beside a question."""

    sign: Sign
    words: str
    answer: str = ""


def carried(document: Document, shown: Shown) -> bool:
    """Whether a finding that holds rests on this number; a short push in a clean is information only."""
    keys = CARRIERS.get(shown.key, (shown.key,))
    return any(set(keys) & set(finding["because"]) for finding in blaming(document))


def blaming(document: Document) -> list[dict[str, Any]]:
    """Findings that hold and are told as a fault or a change, not as information."""
    held = reading.findings(document, *reading.HOLDING)
    return [finding for finding in held if not is_information(document, str(finding["code"]))]


def is_information(document: Document, code: str) -> bool:
    """A short push in a clean, and feet that move less with it: partial extension may be enough there."""
    if not is_clean(document["lift"]["kind"]):
        return False
    if code == "feet_stuck" and not feet_down(document):
        return any(finding["code"] == "drive_shorter" for finding in reading.findings(document, *reading.HOLDING))
    return code == "drive_shorter"


def judge(document: Document, comparison: Comparison, shown: Shown) -> Judgement | None:
    """Judge one number; ``None`` where there is nothing to judge it against or it was not measured."""
    down = feet_down(document) if shown.key == reading.FEET_FREE else ""
    if down:
        expected = is_pull(document["lift"]["kind"])  # nobody jumps in a pull
        part = carried(document, shown)
        return Judgement(Sign("down", part) if part or not (comparison.missing or expected) else NOT_JUDGED, down)
    value, usual = shown.printed_value(document), comparison.usual(shown)
    if value is None or usual is None:
        return None
    if fault := voided_by(document, shown.key):  # the true value may be usual
        told = reasons.reason(fault)
        return Judgement(NOT_JUDGED, told, told)
    part = carried(document, shown)
    if shown.within(document, usual) and not part:
        return Judgement(Sign("usual"), say(sign_words.AS_USUAL), say(sign_words.AS_USUAL))
    low = value < float(np.mean(usual))
    sign, place = Sign("down" if low else "up", part), 0 if low else 1
    if not part:
        words = say(sign_words.OUTSIDE_WORDS.get(shown.key, sign_words.OUTSIDE)[place])
        return Judgement(sign, words, words)
    if _in_place(document, shown, value):
        words = say(sign_words.OUTSIDE_WORDS[shown.key][place])
        return Judgement(sign, words, words)
    words = say(sign_words.SIGN_WORDS[shown.key][place])
    return Judgement(
        sign, words, say(sign_words.ANSWERS[shown.key][place]) if shown.key in sign_words.ANSWERS else words
    )


def _in_place(document: Document, shown: Shown, value: float) -> bool:
    """Whether forward and back hold against the usual alone: a foot stayed down, or what is called forward is back."""
    if shown.key == LANDING.key:
        return bool(feet_down(document))
    return shown.key == FORWARD.key and value <= 0


def feet_down(document: Document) -> str:
    """Which foot was seen to stay on its plate, in words; empty where both left or it is not known."""
    left, right = (stayed_down(document, side) for side in reading.SIDES)
    if left and right:
        return say(sign_words.FEET_STAYED)
    return say(sign_words.LEFT_STAYED) if left else say(sign_words.RIGHT_STAYED) if right else ""


def unjudged() -> Judgement:
    """A number that stands alone."""
    return Judgement(NOT_JUDGED, "")
