"""The last lifts like this one, in order: made and missed, with their load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from processing.history import KEPT, comparable, load_kg, session
from processing.moment import lift_moment
from processing.result import Document
from reports.comparison import Comparison
from reports.loads import counted, printed
from reports.shown import FINISH, IMPULSE, LANDING, Shown
from reports.words import lift as heading_words
from reports.words import second_page as words
from reports.words.say import capitalised, say

TREND = (FINISH, IMPULSE, LANDING)
Outcome = Literal["made", "missed"]


@dataclass(frozen=True)
class TrendRow:
    """One sign over the lifts.

    Attributes
    ----------
    name : str
        What it is.
    decimals : int
        Of its printed limits.
    values : tuple of (float or None)
        One a lift, this one last; ``None`` where it was not measured.
    usual : (float, float) or None
        Usual range.
    value : str
        This lift in words; empty where it was not measured.
    alt : str
        The row in words.
    """

    name: str
    decimals: int
    values: tuple[float | None, ...]
    usual: tuple[float, float] | None
    value: str
    alt: str = ""


@dataclass(frozen=True)
class Trend:
    """Rows over the same lifts.

    Attributes
    ----------
    outcomes : tuple of {'made', 'missed'}
        One a lift, this one last.
    days : tuple of (str, int)
        Day and how many of the lifts it holds, in order.
    rows : tuple of TrendRow
        Signs, the load last; empty where there is nothing to compare with.
    note : str
        What is missing; may be empty.
    """

    outcomes: tuple[Outcome, ...]
    days: tuple[tuple[str, int], ...]
    rows: tuple[TrendRow, ...]
    note: str = ""


def trend(document: Document, earlier: Sequence[Document], comparison: Comparison) -> Trend:
    """The trend up to this lift."""
    if load_kg(document) is None:
        return Trend((), (), (), say(words.TREND_NO_LOAD))
    lifts = [*_like_this(document, earlier), document]
    if len(lifts) < 2:
        return Trend((), (), (), say(words.TREND_NONE))
    few = words.trend_few(len(comparison.lifts), comparison.missing) if comparison.missing else ""
    rows = (*(_row(lifts, comparison, shown) for shown in TREND), _loads(lifts))
    return Trend(tuple(_outcome(lift) for lift in lifts), _days(lifts), rows, few)


def _like_this(document: Document, earlier: Sequence[Document]) -> list[Document]:
    """The latest lifts under the rule of comparable ones, misses let in."""
    let_in = [
        {**lift, "lift": {**lift["lift"], "outcome": "made"}, "trend": lift}
        for lift in earlier
        if lift["lift"].get("outcome") in ("made", "missed")
    ]
    return [lift["trend"] for lift in comparable(document, let_in).lifts][-KEPT + 1 :]


def _outcome(document: Document) -> Outcome:
    return "missed" if document["lift"].get("outcome") == "missed" else "made"


def _days(lifts: Sequence[Document]) -> tuple[tuple[str, int], ...]:
    """Lifts of one day stand together."""
    days: list[tuple[str, str, int]] = []
    for lift in lifts:
        day = session(lift)
        if days and days[-1][0] == day:
            days[-1] = (day, days[-1][1], days[-1][2] + 1)
        else:
            days.append((day, _day_words(lift), 1))
    return tuple((told, count) for _, told, count in days)


def _day_words(document: Document) -> str:
    moment = lift_moment(document)
    return "" if moment is None else heading_words.day_month_words(moment)


def _row(lifts: Sequence[Document], comparison: Comparison, shown: Shown) -> TrendRow:
    document = lifts[-1]
    values = tuple(shown.printed_value(lift) for lift in lifts)
    usual = comparison.usual(shown)
    value = shown.small(document) or ""
    told = "" if usual is None else shown.range(*usual)
    alt = words.trend_alt(capitalised(shown.name), value or say(words.NOT_MEASURED), told, len(lifts) - 1)
    return TrendRow(capitalised(shown.name), shown.decimals, values, usual, value, alt)


def _loads(lifts: Sequence[Document]) -> TrendRow:
    known = (load_kg(lift) for lift in lifts)
    loads = tuple(None if load is None else printed(load) for load in known)
    mine = loads[-1]
    value = "" if mine is None else counted(mine)
    return TrendRow(say(words.LOAD), 0, loads, None, value, words.trend_alt(say(words.LOAD), value, "", len(lifts) - 1))
