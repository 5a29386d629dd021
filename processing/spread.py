"""How far each number of a lift moves when it is measured in another defensible way."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from acquisition.interchange.record import PlateRecord
from processing.analysis import analyze_forces
from processing.context import LiftContext
from processing.document import METRIC_UNITS
from processing.forces import PlateForces
from processing.methods import other_limits
from processing.options import AnalysisOptions
from processing.result import Document, LiftAnalysis
from processing.spread_ways import Way, by_halves, ways

SAME = 1e-9
"""Relative difference that is rounding."""


@dataclass(frozen=True)
class MetricSpread:
    """How far one metric moves.

    Attributes
    ----------
    key, unit : str
        Metric and its unit.
    value : float
        As measured by the standard way.
    uncertainty : float or None
        Its standard uncertainty.
    low, high : float
        Smallest and largest value over all ways, the standard one among them.
    low_by, high_by : str
        Names of the ways that gave them; empty for the standard way.
    values : dict
        What each way gives; ``None`` where it could not be measured that way.
    """

    key: str
    unit: str
    value: float
    uncertainty: float | None
    low: float
    high: float
    low_by: str
    high_by: str
    values: dict[str, float | None]

    @property
    def lost(self) -> tuple[str, ...]:
        """Ways in which it could not be measured."""
        return tuple(name for name, value in self.values.items() if value is None)

    @property
    def varied(self) -> bool:
        """Whether any way gives another value; where none does, nothing is known of how sure it is."""
        return bool(self.low_by or self.high_by)

    @property
    def moves(self) -> float:
        """Largest distance from the standard way's value, in the metric's unit."""
        return max(self.high - self.value, self.value - self.low)

    @property
    def relative(self) -> float | None:
        """:attr:`moves` over the standard uncertainty; ``None`` without one."""
        return self.moves / self.uncertainty if self.uncertainty else None


@dataclass(frozen=True)
class Spread:
    """The spread of one lift.

    Attributes
    ----------
    analysis : LiftAnalysis
        Measured the standard way.
    tried : tuple of Way
        The other ways that gave a lift.
    refused : dict of str to str
        Ways that gave none, and why.
    metrics : dict of str to MetricSpread
        Every metric that the standard way measured, in the document's order.
    """

    analysis: LiftAnalysis
    tried: tuple[Way, ...]
    refused: dict[str, str]
    metrics: dict[str, MetricSpread]

    def document(self) -> Document:
        """As plain values: what a lift's document carries under ``spread``."""
        return {
            "ways": [{"name": way.name, "text": way.text} for way in self.tried],
            "refused": dict(self.refused),
            "metrics": {key: _plain(each) for key, each in self.metrics.items()},
        }


def _plain(each: MetricSpread) -> dict[str, Any]:
    return {
        "low": each.low,
        "high": each.high,
        "low_by": each.low_by or None,
        "high_by": each.high_by or None,
        "lost": list(each.lost),
        "values": dict(each.values),
    }


def spread(
    record: PlateRecord,
    options: AnalysisOptions | None = None,
    history: Sequence[Document] = (),
    span: tuple[int, int] | None = None,
) -> Spread:
    """Measure a lift of a record in every way of :func:`processing.spread_ways.ways`.

    Parameters
    ----------
    record : PlateRecord
        As read.
    options : AnalysisOptions, optional
        What a person said about it.
    history : sequence of Document
        Earlier lifts, for the findings of the standard way.
    span : (int, int), optional
        Samples ``[start, stop)`` of the file that hold the lift; found once, the standard way, where left out.

    Raises
    ------
    OptionNeeded
        As :func:`processing.analysis.analyze`.
    """
    from processing.choosing import chosen_lift

    options = options or AnalysisOptions()
    tries = chosen_lift(record, options, span)
    for forces, context in tries:
        found = spread_forces(forces, options, context, history)
        if found.analysis.segmented:
            return found
    return found


def spread_forces(
    forces: PlateForces,
    options: AnalysisOptions | None = None,
    context: LiftContext | None = None,
    history: Sequence[Document] = (),
) -> Spread:
    """The same from the forces of one lift.

    Parameters
    ----------
    forces : PlateForces
        The lift.
    options, context, history
        As for :func:`processing.analysis.analyze_forces`.
    """
    options, context = options or AnalysisOptions(), context or LiftContext()
    standard = analyze_forces(forces, options, history, context)
    if not standard.segmented:
        return Spread(standard, (), {}, {})
    documents: dict[str, Document] = {}
    refused: dict[str, str] = {}
    tried: list[Way] = []
    for way in ways(standard.document, options, context):
        with other_limits(way.limits):
            other = analyze_forces(forces, way.options, (), context).document
        why = refusal(way, standard.document, other)
        if why is None:
            tried.append(way)
            documents[way.name] = other
        else:
            refused[way.name] = why
    return Spread(standard, tuple(tried), refused, _compared(standard.document, documents))


def refusal(way: Way, standard: Document, document: Document) -> str | None:
    """Why a way gave nothing to compare with the standard one; ``None`` where it did."""
    if not document["segmented"]:
        return next((e["message"] for e in document["quality"] if e["code"] == "unsegmented"), "no lift was found")
    wanted = way.options.weigh_by
    if wanted is not None and document["conditions"]["system_weight_source"] != wanted:
        return "there is no such weight in this lift"
    if by_halves(way):
        return _not_weighed(standard, document)
    return None


def _not_weighed(standard: Document, document: Document) -> str | None:
    """Why half a standing gave no other weight; ``None`` where it did."""
    if standard["conditions"]["system_weight_source"] != document["conditions"]["system_weight_source"]:
        return "W could not come from the same standing"
    weights = [[each["metrics"][key] for key in ("system_weight", "body_mass")] for each in (standard, document)]
    return "no standing weighs this lift" if weights[0] == weights[1] else None


def _compared(standard: Document, others: dict[str, Document]) -> dict[str, MetricSpread]:
    found: dict[str, MetricSpread] = {}
    for key in METRIC_UNITS:
        entry = standard["metrics"][key]
        if entry is not None:
            values = {name: (other["metrics"][key] or {}).get("value") for name, other in others.items()}
            found[key] = _spread_of(key, entry, values)
    return found


def _spread_of(key: str, entry: dict[str, Any], values: dict[str, float | None]) -> MetricSpread:
    told = {name: value for name, value in values.items() if value is not None}
    value = float(entry["value"])
    low_by = _outermost(value, told, min)
    high_by = _outermost(value, told, max)
    return MetricSpread(
        key=key,
        unit=METRIC_UNITS[key],
        value=value,
        uncertainty=entry["uncertainty"],
        low=told.get(low_by, value),
        high=told.get(high_by, value),
        low_by=low_by,
        high_by=high_by,
        values=values,
    )


def _outermost(value: float, told: dict[str, float], pick: Callable[..., float]) -> str:
    """The way with the smallest (or largest) value; empty where the standard way's is that."""
    best = pick([value, *told.values()])
    if math.isclose(best, value, rel_tol=SAME, abs_tol=1e-12):
        return ""
    return next(name for name, other in told.items() if other == best)
