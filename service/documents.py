"""Writing documents: JSON for programs, a CSV row for a table."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from processing.document import EVENT_KEYS, METRIC_UNITS
from processing.result import Document

STANDARD_OUTPUT = "-"
FACTS = ("athlete", "kind", "kind_assumed", "set_up", "number", "of", "complex_id", "outcome", "attempt", "load_kg")


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file that is there whole or not at all: written beside its place, then moved there."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def json_text(document: Document, *, one_line: bool = False) -> str:
    """A document as JSON; NaN is no JSON and raises ``ValueError``."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=None if one_line else 2)


def write_json(path: Path, document: Document) -> None:
    """Write a document; ``-`` prints it."""
    if str(path) == STANDARD_OUTPUT:
        print(json_text(document))
        return
    with whole_file(path) as file:
        file.write(json_text(document) + "\n")


def table_columns() -> tuple[str, ...]:
    """Columns of the table: the file, facts of the lift, events in seconds, metrics with their uncertainty, codes."""
    metrics = [name for key in METRIC_UNITS for name in (key, f"{key}_uncertainty")]
    events = [f"{key}_s" for key in EVENT_KEYS]
    return ("path", *FACTS, "started_utc", "segmented", *events, *metrics, "quality", "findings")


def table_row(document: Document) -> dict[str, Any]:
    """One lift as a row; what was not measured is empty."""
    lift = document["lift"]
    row: dict[str, Any] = {"path": document["source"]["path"], "segmented": document["segmented"]}
    row |= {key: lift[key] for key in (*FACTS, "started_utc")}
    for key in EVENT_KEYS:
        row[f"{key}_s"] = (document["events"][key] or {}).get("time_s")
    for key in METRIC_UNITS:
        entry = document["metrics"][key] or {}
        row[key], row[f"{key}_uncertainty"] = entry.get("value"), entry.get("uncertainty")
    row["quality"] = " ".join(entry["code"] for entry in document["quality"])
    row["findings"] = " ".join(f"{entry['code']}:{entry['strength']}" for entry in document["findings"])
    return row


def write_table(path: Path, documents: Sequence[Document]) -> None:
    """Write one row a lift as CSV; ``-`` prints it."""
    if str(path) == STANDARD_OUTPUT:
        _write_rows(sys.stdout, documents)
        return
    with whole_file(path) as file:
        _write_rows(file, documents)


def _write_rows(file: TextIO, documents: Sequence[Document]) -> None:
    writer = csv.DictWriter(file, table_columns(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table_row(document) for document in documents)
