"""The signs over the lifts of the day and over their load; a change only where its interval leaves out nought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processing.history import load_kg
from processing.result import Document
from reports.loads import printed
from reports.numbers import NO_BREAK, signed
from reports.session.rows import Outcome, outcome_of
from reports.shown import FINISH, IMPULSE, Shown
from reports.slope import Slope, slope
from reports.words import lift as heading_words
from reports.words import session as words
from reports.words.say import capitalised, say, units

SIGNS = (FINISH, IMPULSE)
FEWEST = 3
"""Lifts of one kind that make a panel."""


@dataclass(frozen=True)
class Point:
    """One lift: its place across, its value, how it ended."""

    across: float
    value: float
    outcome: Outcome


@dataclass(frozen=True)
class Panel:
    """One sign over one thing.

    Attributes
    ----------
    title : str
        The sign.
    across : str
        What runs to the right.
    points : tuple of Point
        In the order of the day.
    note : str
        Spread, and the change where there is one.
    alt : str
        The panel in words.
    whole : bool
        Whether whole numbers run to the right.
    """

    title: str
    across: str
    points: tuple[Point, ...]
    note: str
    alt: str
    whole: bool


@dataclass(frozen=True)
class KindOver:
    """Panels of one kind of lift."""

    kind: str
    panels: tuple[Panel, ...]


def over_day(documents: Sequence[Document]) -> tuple[KindOver, ...]:
    """Panels of each kind that was lifted often enough; the most lifts first."""
    kinds: dict[str, list[tuple[int, Document]]] = {}
    for place, document in enumerate(documents, 1):
        if document["segmented"]:
            kinds.setdefault(str(document["lift"]["kind"]), []).append((place, document))
    often = sorted((lifts for lifts in kinds.values() if len(lifts) >= FEWEST), key=lambda lifts: -len(lifts))
    found = (_kind_over(lifts) for lifts in often)
    return tuple(each for each in found if each.panels)


def _kind_over(lifts: Sequence[tuple[int, Document]]) -> KindOver:
    panels = [panel for shown in SIGNS for loads in (False, True) if (panel := _panel(lifts, shown, loads)) is not None]
    return KindOver(capitalised(heading_words.kind_words(str(lifts[0][1]["lift"]["kind"]))), tuple(panels))


def _panel(lifts: Sequence[tuple[int, Document]], shown: Shown, loads: bool) -> Panel | None:
    points = []
    for place, document in lifts:
        value, load = shown.printed_value(document), load_kg(document)
        if value is not None and (load is not None or not loads):
            points.append(Point(printed(load or 0.0) if loads else float(place), value, outcome_of(document)))
    if len(points) < FEWEST or (loads and len({point.across for point in points}) < 2):
        return None
    across = say(words.OVER_LOAD, unit=units()) if loads else say(words.OVER_ATTEMPT)
    note = _note(points, shown, loads)
    title = capitalised(shown.name)
    alt = words.over_alt(title, across, note, len(points))
    return Panel(f"{title}, {say(shown.unit)}", across, tuple(points), note, alt, not loads)


def _note(points: Sequence[Point], shown: Shown, loads: bool) -> str:
    values = [point.value for point in points]
    told = words.spread_words(shown.range(min(values), max(values)))
    change = slope([(point.across, point.value) for point in points if point.outcome != "missed"])
    if change is None or not change.told:
        return told
    return f"{told} {_change(change, shown, loads)}"


def _change(change: Slope, shown: Shown, loads: bool) -> str:
    value, low, high = (signed(each, 2 if shown.key == FINISH.key else 1) for each in vars(change).values())
    told = words.a_unit if loads else words.a_lift
    return told(f"{value}{NO_BREAK}{say(shown.unit)}", low, high)
