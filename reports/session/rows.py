"""The table of the day: one row a lift, and under a miss where it ended and left the makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from processing.result import Document
from reports import reading
from reports.comparison import Comparison
from reports.draw import NOT_JUDGED, Sign
from reports.heading import load_words
from reports.judging import feet_down
from reports.second.phase_rows import miss_told
from reports.shown import DURATION, FINISH, IMPULSE, LANDING
from reports.verdict import held, verdict
from reports.words import lift as heading_words
from reports.words import session as words
from reports.words import verdicts
from reports.words.say import capitalised, say

Outcome = Literal["made", "missed", "unknown"]
COLUMNS = (IMPULSE, FINISH, DURATION, LANDING)
"""Numbers of a row."""
DASH = heading_words.DASH


@dataclass(frozen=True)
class LiftRow:
    """One lift of the day.

    Attributes
    ----------
    number : str
        Its attempt, else its place in the day.
    kind, load, result : str
        In words.
    outcome : {'made', 'missed', 'unknown'}
        How it ended.
    values : tuple of str
        Numbers of :data:`COLUMNS`; a dash where one was not measured.
    sign : Sign
        Shape of the verdict.
    verdict : str
        The same in two or three words.
    told : bool
        Whether a finding holds.
    judged : bool
        Whether there was enough to compare with.
    miss : str
        Under a missed lift: where it ended, and where it left the makes.
    """

    number: str
    kind: str
    load: str
    result: str
    outcome: Outcome
    values: tuple[str, ...]
    sign: Sign
    verdict: str
    told: bool = False
    judged: bool = False
    miss: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Texts of the row, in the order of its columns."""
        return (self.number, self.kind, self.load or DASH, self.result, *self.values, self.verdict)


def lift_row(document: Document, place: int, comparison: Comparison) -> LiftRow:
    """The row of one lift.

    Parameters
    ----------
    document : Document
        The lift.
    place : int
        Its place in the day, from 1.
    comparison : Comparison
        The lifts it is compared with.
    """
    found = held(document)
    sign = verdict(document, comparison).sign if document["segmented"] else NOT_JUDGED
    outcome = outcome_of(document)
    return LiftRow(
        number=number_words(document, place),
        kind=capitalised(heading_words.kind_words(str(document["lift"]["kind"]))),
        load=load_words(document),
        result=result_words(outcome),
        outcome=outcome,
        values=tuple(shown.small(document) or DASH for shown in COLUMNS),
        sign=sign,
        verdict=_short(document),
        told=bool(found),
        judged=bool(found) or _quietly_judged(document),
        miss=miss_words(document) if outcome == "missed" else "",
    )


def number_words(document: Document, place: int) -> str:
    """A lift's attempt, else its place in the day."""
    return str(document["lift"].get("attempt") or place)


def outcome_of(document: Document) -> Outcome:
    """How a lift ended."""
    told = document["lift"].get("outcome")
    return "made" if told == "made" else "missed" if told == "missed" else "unknown"


def result_words(outcome: Outcome) -> str:
    """The same in a word."""
    return say({"made": words.MADE, "missed": words.MISSED, "unknown": words.NOT_JUDGED}[outcome])


def miss_words(document: Document) -> str:
    """Where a miss ended, and the first phase in which it left the makes."""
    lift = document["lift"]
    ended = verdicts.ended_words(lift.get("ended_how"), lift.get("ended"))
    return " ".join(filter(None, [ended, miss_told(document)[0]]))


def _quietly_judged(document: Document) -> bool:
    """Whether nothing was told although there was enough to tell it from."""
    silent = any(reading.finding(document, code) for code in ("few_comparable", "not_judged"))
    return not silent and bool(document["findings"])


def _short(document: Document) -> str:
    """The verdict in two or three words."""
    if not document["segmented"]:
        return say(words.NO_LIFT_FOUND)
    for finding in held(document):
        told = say(words.short_verdict(str(finding["code"]), feet_down=bool(feet_down(document))))
        return told if finding["strength"] == "clear" else words.likely_words(told)
    patterns: Sequence[str] = [
        str(f["code"]) for f in reading.findings(document, "pattern") if f["code"] in words.SHORT_VERDICTS
    ]
    if patterns:
        return say(words.SHORT_VERDICTS[patterns[0]])
    if reading.findings(document, "no_clear_change"):
        return say(words.NO_CLEAR_CHANGE)
    if reading.finding(document, "nothing_unusual"):
        return say(words.NOTHING_UNUSUAL)
    return say(words.TOO_FEW if reading.finding(document, "few_comparable") else words.NOT_JUDGED)
