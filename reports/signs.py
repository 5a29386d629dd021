"""The table of leg-drive signs: this lift, what is usual, and what that means in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from processing.result import Document
from reports import reading
from reports.comparison import Comparison
from reports.judging import Judgement, feet_down, judge, unjudged
from reports.shown import SIGNS, Shown
from reports.words import lift as heading_words
from reports.words import reasons
from reports.words import signs as sign_words
from reports.words.say import capitalised, say


@dataclass(frozen=True)
class SignRow:
    """One row.

    Attributes
    ----------
    name : str
        Plain name of the sign.
    value : str or None
        This lift, with its unit; ``None`` where it was not measured.
    usual : str
        Usual range, or a dash.
    judgement : Judgement
        Shape and words.
    missing : str
        Why there is no value; empty where there is one.
    about : str
        What the sign is, where there is nothing to compare it with; else empty.
    """

    name: str
    value: str | None
    usual: str
    judgement: Judgement
    missing: str = ""
    about: str = ""


def sign_rows(document: Document, comparison: Comparison) -> tuple[SignRow, ...]:
    """Rows of the table, in the order of the lift."""
    rows = tuple(_row(document, comparison, shown) for shown in SIGNS)
    if any(comparison.usual(shown) for shown in SIGNS):
        return rows
    return tuple(
        replace(row, about=say(sign_words.EXPLANATIONS[shown.key])) for row, shown in zip(rows, SIGNS, strict=True)
    )


def _row(document: Document, comparison: Comparison, shown: Shown) -> SignRow:
    value, usual = shown.small(document), comparison.usual(shown)
    judgement = judge(document, comparison, shown) or unjudged()
    range_words = heading_words.DASH if usual is None else shown.range(*usual)
    missing = ""
    if value is None and shown.key == reading.FEET_FREE and feet_down(document):
        value = say(sign_words.NOT_FREE)
    elif value is None:
        missing = reasons.reason_words(_reason(document, shown))
    return SignRow(capitalised(shown.name), value, range_words, judgement, missing)


def _reason(document: Document, shown: Shown) -> str | None:
    if shown.key != reading.FEET_FREE:
        return reading.reason_code(document, shown.key)
    events = [f"foot_{way}_{side}" for way in ("off", "on") for side in reading.SIDES]
    return reading.reason_code(document, *events, "release_left", "release_right")
