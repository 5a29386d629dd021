"""Tables of samples out: CSV, Parquet and JSON. A number that is NaN becomes an empty cell or ``null``.

Units stand in the Parquet schema (metadata ``unit`` of each field), in the JSON (``units``), and beside a CSV in a page
of their own (:mod:`acquisition.interchange.sidecar`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from acquisition.interchange.sidecar import SAMPLES_SCHEMA, unit_of, units_of
from acquisition.plate import FloatArray

if TYPE_CHECKING:
    import pyarrow

Columns = Mapping[str, FloatArray]


def _arrow(columns: Columns) -> pyarrow.Table:
    """The columns with NaN as null and each with its unit."""
    import pyarrow

    fields = [pyarrow.field(name, pyarrow.float64(), metadata={"unit": unit_of(name)}) for name in columns]
    arrays = [pyarrow.array(values, from_pandas=True) for values in columns.values()]
    return pyarrow.table(arrays, schema=pyarrow.schema(fields))


def write_csv(path: Path, columns: Columns) -> None:
    """Write comma-separated text: a header line, then every number with six decimals."""
    from acquisition.interchange.fixed_csv import write_rows

    with path.open("wb") as file:
        write_rows(file, columns)


def write_parquet(path: Path, columns: Columns, facts: Mapping[str, str]) -> None:
    """Write a Parquet file; the facts go into its key-value metadata, the units into its fields'."""
    from pyarrow import parquet

    table = _arrow(columns)
    parquet.write_table(table.replace_schema_metadata(dict(facts)), path, compression="zstd")


def write_json(path: Path, columns: Columns, facts: Mapping[str, str]) -> None:
    """Write one JSON object: ``schema``, ``source`` (the facts) and ``columns``, a list of numbers or null each."""
    lists = {
        name: [value if isfinite(value) else None for value in values.tolist()] for name, values in columns.items()
    }
    document = {"schema": SAMPLES_SCHEMA, "source": dict(facts), "units": units_of(list(columns)), "columns": lists}
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n")
