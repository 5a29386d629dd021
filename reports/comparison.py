"""One lift against the athlete's own comparable lifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processing.history import NEEDED, comparable
from processing.percentiles import middle_80
from processing.result import Document
from reports import reading
from reports.loads import load_limits, loads_told
from reports.shown import Shown
from reports.words import lift as heading_words


@dataclass(frozen=True)
class Comparison:
    """Earlier lifts that may be compared with this one.

    Attributes
    ----------
    document : Document
        This lift.
    lifts : tuple of Document
        Comparable earlier lifts.
    missing : int
        How many are missing of the five.
    days : int
        Sessions they come from.
    usual_ranges : dict of str to (float, float)
        10th to 90th percentile per metric, document units; empty while lifts are missing.
    """

    document: Document
    lifts: tuple[Document, ...]
    missing: int
    days: int
    usual_ranges: dict[str, tuple[float, float]]

    def usual(self, shown: Shown) -> tuple[float, float] | None:
        """Usual range in printed units; ``None`` where nothing may be called usual."""
        limits = self.usual_ranges.get(shown.key)
        return None if limits is None else (limits[0] * shown.scale, limits[1] * shown.scale)

    def values(self, shown: Shown) -> tuple[float, ...]:
        """Earlier values in printed units, where measured."""
        values = (shown.printed_value(lift) for lift in self.lifts)
        return tuple(number for number in values if number is not None)

    @property
    def words(self) -> str:
        """``9 earlier lifts at 88–95 kg on 3 days``."""
        loads = [lift["lift"]["load_kg"] for lift in self.lifts if lift["lift"].get("load_kg") is not None]
        told = loads_told(min(loads), max(loads)) if loads else ""
        return heading_words.earlier_words(len(self.lifts), told, self.days)

    @property
    def wanted_loads(self) -> str:
        """Loads that would count as comparable: this one's ± 5 %, ``88–96 kg``."""
        load = self.document["lift"].get("load_kg")
        return "" if load is None else load_limits(load * 0.95, load * 1.05)


def compare(document: Document, earlier: Sequence[Document], shown: Sequence[Shown]) -> Comparison:
    """Choose the comparable lifts and the usual range of each shown metric.

    Parameters
    ----------
    document : Document
        This lift.
    earlier : sequence of Document
        Any earlier lifts; the comparable ones are chosen by :func:`processing.history.comparable`.
    shown : sequence of Shown
        Metrics that the page may show.
    """
    history = comparable(document, earlier)
    lifts = tuple(history.lifts)
    ranges: dict[str, tuple[float, float]] = {}
    for metric in shown if history.missing == 0 else ():
        limits = _middle_80(lifts, metric.key) if metric.key == reading.FEET_FREE else history.usual(metric.key)
        if limits is not None:
            ranges[metric.key] = (float(limits[0]), float(limits[1]))
    return Comparison(document, lifts, history.missing, history.sessions, ranges)


def _middle_80(lifts: Sequence[Document], key: str) -> tuple[float, float] | None:
    numbers = [number for lift in lifts if (number := reading.value(lift, key)) is not None]
    if len(numbers) < NEEDED:
        return None
    return middle_80(numbers)
