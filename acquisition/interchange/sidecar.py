"""The page of units that stands beside an exported CSV: ``OUT.csv.units.json``.

It holds what a table of numbers cannot: units, the sample rate, where the plates lie, whether they were simulated,
which samples were lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from acquisition.errors import UnreadableFile
from acquisition.interchange.geometry import UNKNOWN_CORNERS
from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray

SAMPLES_SCHEMA = "legdrive/samples/1"
ENDING = ".units.json"
WRENCH_COLUMN = re.compile(r"[fm][xyz]_\d+")
Span = tuple[int, int]
UNIT_OF = {"time": "s", "f": "N", "m": "N·m", "cop": "mm", "tz": "N·m"}


def sidecar_path(path: Path) -> Path:
    """Where the page of a CSV file stands; a gzipped one keeps that of the plain file."""
    plain = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return plain.with_name(plain.name + ENDING)


def unit_of(column: str) -> str:
    """Unit of an exported column: ``time_s``, ``fx_1``, ``copx`` …"""
    stem = column.partition("_")[0]
    return UNIT_OF.get(stem) or UNIT_OF[stem.rstrip("xyz")]


def units_of(columns: Sequence[str]) -> dict[str, str]:
    """Unit of every exported column."""
    return {column: unit_of(column) for column in columns}


def spans_where(rows: npt.NDArray[np.bool_], first_index: int = 0) -> list[Span]:
    """Spans ``[start, stop)`` of the rows that are true, counted from an index."""
    edges = np.flatnonzero(np.diff(rows, prepend=False, append=False)) + first_index
    return [(start, stop) for start, stop in edges.reshape(-1, 2).tolist()]


def rows_of(spans: Sequence[Span], first_index: int, n: int) -> npt.NDArray[np.bool_]:
    """Which of ``n`` rows, the first of which has an index, lie in spans."""
    rows = np.zeros(n, dtype=np.bool_)
    for start, stop in spans:
        rows[max(start - first_index, 0) : max(stop - first_index, 0)] = True
    return rows


def _empty_rows(columns: Mapping[str, FloatArray], n: int) -> npt.NDArray[np.bool_]:
    """Rows that lack a force or moment which other rows have."""
    gaps = [np.isnan(values) for name, values in columns.items() if WRENCH_COLUMN.fullmatch(name)]
    return np.any([each for each in gaps if not each.all()], axis=0) if n and gaps else np.zeros(n, dtype=np.bool_)


def sidecar(record: PlateRecord, columns: Mapping[str, FloatArray]) -> dict[str, Any]:
    """The page of a record's exported samples."""
    return {
        "schema": SAMPLES_SCHEMA,
        "source": {
            "path": record.path,
            "samples_sha256": record.samples_sha256,
            "sample_rate_hz": record.rate_hz,
            "first_index": record.first_index,
            "simulated": record.simulated,
            "samples_lost": record.samples_lost,
            "empty_rows": spans_where(_empty_rows(columns, record.n), record.first_index),
        },
        "units": units_of(list(columns)),
        "plates": [
            {
                "name": plate.name,
                "serial": plate.serial,
                "corners_mm": plate.corners_mm.tolist() if np.isfinite(plate.corners_mm).all() else None,
            }
            for plate in record.plates
        ],
    }


def write_sidecar(path: Path, page: Mapping[str, Any]) -> None:
    """Write the page."""
    path.write_text(json.dumps(page, ensure_ascii=False, allow_nan=False, indent=2) + "\n", encoding="utf-8")


class Page:
    """A page as read, with every value checked.

    Attributes
    ----------
    rate_hz : float
        Sample rate.
    first_index : int
        Recording's index of the first row.
    simulated : bool
        Whether the plates were.
    samples_lost : tuple of (int, int)
        Spans ``[first, stop)`` of the recording's samples that were lost.
    empty_rows : tuple of (int, int) or None
        Spans of its samples that lack a force, by a loss in them or beside them; ``None`` where the page, an earlier
        version's, does not tell.
    names : list of str
        Of the plates.
    corners_mm : list of ndarray, shape (4, 3) each
        NaN where unknown.
    """

    def __init__(self, page: Any) -> None:
        if page["schema"] != SAMPLES_SCHEMA:
            raise ValueError(f"its schema is {page['schema']!r:.40}")
        source = page["source"]
        self.rate_hz = float(source["sample_rate_hz"])
        self.first_index = int(source["first_index"])
        self.simulated = bool(source["simulated"])
        self.samples_lost = _spans(source.get("samples_lost", []))
        self.empty_rows = _spans(source["empty_rows"]) if "empty_rows" in source else None
        self.names = [str(plate["name"]) for plate in page["plates"]]
        self.corners_mm = [_corners(plate["corners_mm"]) for plate in page["plates"]]
        if not 0.0 < self.rate_hz < 1e6 or self.first_index < 0:
            raise ValueError("its rate or first index cannot be")


def _spans(value: Any) -> tuple[Span, ...]:
    spans = tuple((int(start), int(stop)) for start, stop in value)
    if not all(0 <= start < stop for start, stop in spans):
        raise ValueError("spans of samples do not begin before they end")
    return spans


def _corners(value: Any) -> FloatArray:
    if value is None:
        return UNKNOWN_CORNERS
    corners: FloatArray = np.asarray(value, dtype=np.float64)
    if corners.shape != (4, 3) or not np.isfinite(corners).all():
        raise ValueError("corners of a plate are not four points")
    if not np.linalg.norm(np.cross(corners[0] - corners[1], corners[0] - corners[3])) > 1.0:
        raise ValueError("corners of a plate are no rectangle")
    return corners


def read_sidecar(path: Path) -> Page | None:
    """The page beside a CSV file, or ``None`` where there is none.

    Raises
    ------
    UnreadableFile
        It is there but cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"cannot be read: {error}", str(path), "export the samples again") from None
    try:
        return Page(json.loads(text))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise UnreadableFile(f"is no page of units: {error}", str(path), "export the samples again") from None
