"""An analysed lift as pandas tables; pandas is loaded by whoever asks for one, and feeds nothing back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from processing.document import EVENT_KEYS, METRIC_UNITS

if TYPE_CHECKING:
    import pandas as pd

    from processing.result import Document, LiftCurves

METRIC_FIELDS = ("value", "uncertainty", "evidence", "method")
EVENT_FIELDS = ("time_s", "uncertainty_s")


def metrics_frame(document: Document) -> pd.DataFrame:
    """A row for every metric: ``value``, ``unit``, ``uncertainty``, ``evidence``, ``method``, ``missing``.

    What was not measured has NaN for its value, and in ``missing`` the codes that say why.
    """
    frame = _frame(document, "metrics", METRIC_UNITS, METRIC_FIELDS)
    frame.insert(1, "unit", list(METRIC_UNITS.values()))
    return frame


def events_frame(document: Document) -> pd.DataFrame:
    """A row for every event: ``time_s`` from the file's first sample, ``uncertainty_s``, ``missing``."""
    return _frame(document, "events", dict.fromkeys(EVENT_KEYS), EVENT_FIELDS)


def curves_frame(document: Document, curves: LiftCurves | None) -> pd.DataFrame:
    """A row a sample, by ``time_s``: forces in newtons, pressure in mm (x to the right, y forward), all low-passed."""
    import pandas as pd

    names = ("total_n", "left_n", "right_n")
    points = [(side, axis) for side in ("left", "right", "combined") for axis in "xy"]
    columns = {name: [] if curves is None else getattr(curves, name) for name in names}
    for side, axis in points:
        columns[f"cop_{side}_{axis}_mm"] = [] if curves is None else getattr(curves, f"cop_{side}_mm")["xy".index(axis)]
    times = pd.Index([] if curves is None else curves.time_s.tolist(), name="time_s", dtype=float)
    frame = pd.DataFrame(columns, index=times, dtype=float)
    frame.attrs = _origin(document)
    return frame


def _frame(document: Document, table: str, keys: Mapping[str, object], fields: tuple[str, ...]) -> pd.DataFrame:
    """A row for each key of one of the document's tables, and where the numbers come from in ``attrs``."""
    import pandas as pd

    rows: list[dict[str, Any]] = [
        {name: (document[table][key] or {}).get(name) for name in fields}
        | {"missing": _why(document, f"{table}.{key}")}
        for key in keys
    ]
    frame = pd.DataFrame(rows, index=pd.Index(list(keys), name=table.removesuffix("s")))
    numbers = [name for name in fields if name not in ("evidence", "method")]
    frame[numbers] = frame[numbers].astype(float)
    frame.attrs = _origin(document)
    return frame


def _origin(document: Document) -> dict[Hashable | None, Any]:
    """Where the numbers of a document come from."""
    source = document["source"]
    return {
        "path": source["path"],
        "samples_sha256": source["samples_sha256"],
        "rig_sha256": source["rig_sha256"],
        "methods_digest": document["methods"]["digest"],
        "software": f"{document['software']['name']} {document['software']['version']}",
        "simulated": source["simulated"],
    }


def _why(document: Document, about: str) -> str:
    """Codes of the quality list that say why something is missing; empty where it was measured."""
    table, _, key = about.partition(".")
    if document[table][key] is not None:
        return ""
    return " ".join(dict.fromkeys(entry["code"] for entry in document["quality"] if about in entry["about"]))
