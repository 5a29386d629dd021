"""The columns of the table of lifts: names, units, types, and a document as one row."""

from __future__ import annotations

from typing import Any, Literal

from processing.document import EVENT_KEYS, METRIC_UNITS
from processing.result import Document

TABLE_SCHEMA = "legdrive/lift-table/1"
UNCERTAINTY = "_uncertainty"
Form = Literal["number", "count", "yes or no", "words"]
FACTS = ("athlete", "kind", "kind_assumed", "set_up", "number", "of", "complex_id", "outcome", "attempt", "load_kg")
CONDITIONS = ("zero_age_s", "zero_drift_n", "weigh_in_s", "system_weight_source", "headroom")
SOURCE = ("simulated", "sample_rate_hz", "samples", "samples_sha256", "rig_sha256")
COUNTS = ("number", "of", "attempt", "samples", "samples_lost")
YES_OR_NO = ("segmented", "kind_assumed", "simulated")
UNITS = {"load_kg": "kg", "zero_drift_n": "N", "headroom": "1", "sample_rate_hz": "Hz"}
"""Of the columns that are neither events nor metrics nor seconds."""


def table_columns() -> tuple[str, ...]:
    """The file, facts of the lift, events (s), metrics, each with its uncertainty; codes, conditions, provenance."""
    metrics = [name for key in METRIC_UNITS for name in (key, key + UNCERTAINTY)]
    events = [name for key in EVENT_KEYS for name in (f"{key}_s", f"{key}_s{UNCERTAINTY}")]
    facts = ("path", *FACTS, "started_utc", "segmented", *events, *metrics, "quality", "findings")
    return (*facts, *CONDITIONS, "samples_lost", *SOURCE, "methods_digest", "software_version")


def unit_of(column: str) -> str:
    """Unit of a column; empty where it is words or a count."""
    of_what = column.removesuffix(UNCERTAINTY)
    if of_what in METRIC_UNITS:
        return METRIC_UNITS[of_what]
    return UNITS.get(column, "s" if of_what.endswith("_s") else "")


def form_of(column: str) -> Form:
    """What a column holds."""
    if unit_of(column):
        return "number"
    if column in COUNTS:
        return "count"
    return "yes or no" if column in YES_OR_NO else "words"


def table_row(document: Document) -> dict[str, Any]:
    """One lift as a row; what was not measured is ``None``."""
    lift, source = document["lift"], document["source"]
    row: dict[str, Any] = {"path": source["path"], "segmented": document["segmented"]}
    row |= {key: lift[key] for key in (*FACTS, "started_utc")}
    for key in EVENT_KEYS:
        event = document["events"][key] or {}
        row[f"{key}_s"], row[f"{key}_s{UNCERTAINTY}"] = event.get("time_s"), event.get("uncertainty_s")
    for key in METRIC_UNITS:
        entry = document["metrics"][key] or {}
        row[key], row[key + UNCERTAINTY] = entry.get("value"), entry.get("uncertainty")
    row["quality"] = " ".join(dict.fromkeys(entry["code"] for entry in document["quality"]))
    row["findings"] = " ".join(f"{entry['code']}:{entry['strength']}" for entry in document["findings"])
    conditions = document["conditions"]
    row |= {key: conditions[key] for key in CONDITIONS} | {key: source[key] for key in SOURCE}
    row["samples_lost"] = sum(stop - start for start, stop in conditions["samples_lost"])
    row["methods_digest"], row["software_version"] = document["methods"]["digest"], document["software"]["version"]
    return row
