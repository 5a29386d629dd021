"""Signs, load and transfer distance of each day: median and range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from processing.history import load_kg, metric, session
from processing.moment import lift_moment
from processing.result import Document
from reports.loads import counted, printed
from reports.numbers import fixed
from reports.shown import DURATION, FINISH, IMPULSE, LANDING, Shown
from reports.words import lift as heading_words
from reports.words import session as words
from reports.words.say import capitalised, say

SIGNS = (FINISH, IMPULSE, DURATION, LANDING)


@dataclass(frozen=True)
class Day:
    """A day under the rows.

    Attributes
    ----------
    at : float
        Days since the first of all.
    name, dated : str
        Day and month; the same with the year. Empty where the day is not known.
    year : int or None
        Its year.
    """

    at: float
    name: str
    dated: str
    year: int | None


@dataclass(frozen=True)
class DayDot:
    """One day: its place, smallest, median and largest value, and how many lifts."""

    at: float
    low: float
    middle: float
    high: float
    lifts: int


@dataclass(frozen=True)
class TrendRow:
    """One number over the days.

    Attributes
    ----------
    name, value : str
        What it is, and the median of the last day.
    decimals : int
        Of its printed limits.
    dots : tuple of DayDot
        In order; days on which it was not measured are left out.
    alt : str
        The row in words.
    best : bool
        Whether the largest value of each day is marked.
    """

    name: str
    value: str
    decimals: int
    dots: tuple[DayDot, ...]
    alt: str
    best: bool = False


Number = Callable[[Document], float | None]


def trend_rows(lifts: Sequence[Document]) -> tuple[tuple[Day, ...], tuple[TrendRow, ...]]:
    """Days and rows of one kind of lift; the load first, since it moves everything under it."""
    days: dict[str, list[Document]] = {}
    for lift in lifts:
        days.setdefault(session(lift), []).append(lift)
    places = {day: _place(day, next(iter(days))) + (0.0 if day else at) for at, day in enumerate(days)}
    rows = [
        _row(days, places, say(words.LOAD), _load, counted, 0, best=True),
        *(_row(days, places, capitalised(each.name), each.printed_value, _told(each), each.decimals) for each in SIGNS),
        _row(days, places, capitalised(say(words.TRANSFER)), _transfer, lambda value: fixed(value, 2), 2),
    ]
    named = tuple(_day(places[day], mine[0]) for day, mine in days.items())
    return named, tuple(row for row in rows if row is not None)


def _place(day: str, first: str) -> float:
    """Days since the first."""
    return float((date.fromisoformat(day) - date.fromisoformat(first)).days) if day and first else 0.0


def _day(at: float, lift: Document) -> Day:
    moment = lift_moment(lift)
    if moment is None:
        return Day(at, "", "", None)
    return Day(at, heading_words.day_month_words(moment), heading_words.day_words(moment), moment.year)


def _transfer(lift: Document) -> float | None:
    return metric(lift, "transfer_distance")


def _load(lift: Document) -> float | None:
    load = load_kg(lift)
    return None if load is None else printed(load)


def _told(shown: Shown) -> Callable[[float], str]:
    return lambda value: shown.range(value, value)


def _row(
    days: dict[str, list[Document]],
    places: dict[str, float],
    name: str,
    number: Number,
    told: Callable[[float], str],
    decimals: int,
    *,
    best: bool = False,
) -> TrendRow | None:
    """A row; ``None`` where no made lift has the number."""
    dots = []
    for day, lifts in days.items():
        made = [each for each in lifts if each["lift"].get("outcome") == "made"]
        values = [value for each in made if (value := number(each)) is not None]
        if values:
            dots.append(DayDot(places[day], min(values), median(values), max(values), len(values)))
    if not dots:
        return None
    first, last = told(dots[0].middle), told(dots[-1].middle)
    return TrendRow(name, last, decimals, tuple(dots), words.row_alt(name, first, last, len(dots)), best)
