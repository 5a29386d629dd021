"""Reading a ``legdrive/lift/1`` document: values, uncertainties, times, and why something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processing.findings_rules import CUT_LOW, force_cut, voided_by
from processing.history import event_s, metric
from processing.result import Document

FEET_FREE = "feet_free"
"""Both feet under the contact threshold at once; derived from the document's events."""
SIDES = ("left", "right")
HOLDING = ("clear", "likely")
"""Strengths of a finding that carries a verdict."""


def value(document: Document, key: str) -> float | None:
    """A metric's value, in the document's unit; ``None`` where it was not measured."""
    return feet_free_s(document) if key == FEET_FREE else metric(document, key)


def uncertainty(document: Document, key: str) -> float | None:
    """A metric's standard uncertainty; ``None`` where there is none, or where wrong force voids it."""
    if voided_by(document, key):
        return None
    entry = document["metrics"].get(key)
    number = entry.get("uncertainty") if isinstance(entry, Mapping) else None
    return None if number is None else float(number)


def at_least(document: Document, key: str) -> bool:
    """Whether a metric is a lowest value only."""
    return key in CUT_LOW and force_cut(document)


def feet_free_s(document: Document) -> float | None:
    """Time during which neither foot pressed on its plate; 0 where they were never free together."""
    off = [event_s(document, f"foot_off_{side}") for side in SIDES]
    on = [event_s(document, f"foot_on_{side}") for side in SIDES]
    if None in off or None in on:
        return None
    return max(0.0, min(t for t in on if t is not None) - max(t for t in off if t is not None))


def reason_code(document: Document, *keys: str) -> str | None:
    """The code of the first quality entry that is about one of these metrics, events or pressures."""
    if not document["segmented"]:
        return "unsegmented"
    wanted = {f"{table}.{key}" for key in keys for table in ("metrics", "events", "cop")} | set(keys)
    for entry in document["quality"]:
        if wanted & set(entry.get("about") or ()):
            return str(entry["code"])
    return None


def findings(document: Document, *strengths: str) -> list[dict[str, Any]]:
    """Findings of these strengths, in the document's order."""
    return [finding for finding in document["findings"] if finding.get("strength") in strengths]


def finding(document: Document, code: str) -> dict[str, Any] | None:
    """The finding of this code, whatever its strength."""
    return next((entry for entry in document["findings"] if entry["code"] == code), None)


def release_s(document: Document) -> tuple[float | None, float | None]:
    """First foot off and first foot back on, seconds; ``None`` where no foot left or none came back."""
    off = [t for side in SIDES if (t := event_s(document, f"foot_off_{side}")) is not None]
    on = [t for side in SIDES if (t := event_s(document, f"foot_on_{side}")) is not None]
    return min(off, default=None), min(on, default=None)
