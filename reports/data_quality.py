"""How far the numbers can be trusted: the data quality line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from processing.history import metric
from processing.result import Document
from reports.loads import entered_told
from reports.numbers import NO_BREAK, fixed
from reports.shown import BAR, BODY
from reports.words import reasons

Grade = Literal["good", "check", "poor"]
SEVERITIES = ("error", "warning", "info")
TELLING = ("kind_assumed", "one_plate", "no_shear", "bar_on_plates", "not_zeroed", "no_weigh_in")
"""Information that concerns the whole recording; the rest only says why one number is missing, beside that number."""


@dataclass(frozen=True)
class DataQuality:
    """The data quality line.

    Attributes
    ----------
    grade : {'good', 'check', 'poor'}
        No warning; a warning; an error.
    notes : tuple of str
        What was flagged, worst first.
    facts : tuple of str
        Zero, weighing, bar, samples, range.
    """

    grade: Grade
    notes: tuple[str, ...]
    facts: tuple[str, ...]


def data_quality(document: Document) -> DataQuality:
    """Grade, flags and facts of the recording."""
    severities = {str(entry.get("severity")) for entry in document["quality"]}
    grade: Grade = "poor" if "error" in severities else "check" if "warning" in severities else "good"
    flagged = sorted(document["quality"], key=lambda entry: SEVERITIES.index(entry.get("severity", "info")))
    notes = dict.fromkeys(
        reasons.quality_note(str(entry["code"]))
        for entry in flagged
        if entry.get("severity") != "info" or entry["code"] in TELLING
    )
    return DataQuality(grade, tuple(notes), tuple(_facts(document)))


def _facts(document: Document) -> list[str]:
    conditions: dict[str, Any] = document.get("conditions") or {}
    facts = [_zero(conditions), _body(document, conditions), _bar(document), _samples(document, conditions)]
    headroom = conditions.get("headroom")
    if headroom is not None:
        facts.append(reasons.range_used(fixed(100 * (1 - float(headroom)), 0)))
    return [fact for fact in facts if fact]


def _zero(conditions: dict[str, Any]) -> str:
    age, drift = conditions.get("zero_age_s"), conditions.get("zero_drift_n")
    parts = []
    if age is not None:
        parts.append(reasons.zero_age(float(age)))
    if drift is not None:
        parts.append(reasons.zero_drift(fixed(float(drift), 1)))
    return ", ".join(parts)


def _body(document: Document, conditions: dict[str, Any]) -> str:
    body = BODY.in_units().large(document)
    if body is None:
        return ""
    still = conditions.get("weigh_in_s")
    return reasons.body_words(body, None if still is None else fixed(float(still), 1))


def _bar(document: Document) -> str:
    measured, entered = BAR.in_units().large(document), document["lift"].get("load_kg")
    if measured is not None:
        return reasons.bar_words(measured, None if entered is None else entered_told(float(entered)))
    weight = metric(document, "system_weight")
    return "" if weight is None else reasons.weight_words(f"{fixed(weight, 0)}{NO_BREAK}N")


def _samples(document: Document, conditions: dict[str, Any]) -> str:
    rate = document["source"].get("sample_rate_hz")
    lost = conditions.get("samples_lost")
    parts = [] if rate is None else [f"{fixed(float(rate), 0)}{NO_BREAK}Hz"]
    if lost is not None:
        parts.append(reasons.lost_words(len(lost)))
    return ", ".join(parts)
