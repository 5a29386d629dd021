"""The table of lifts as Parquet: one row a lift, typed columns, units in the schema."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processing.document import METRIC_UNITS
from processing.result import Document
from service.documents import table_columns, table_row

if TYPE_CHECKING:
    import pyarrow

TABLE_SCHEMA = "legdrive/lift-table/1"
ENDING = ".parquet"
WHOLE = ("number", "of", "attempt")
TRUE_OR_FALSE = ("segmented", "kind_assumed")
FACT_UNITS = {"load_kg": "kg"}


def unit_of(column: str) -> str:
    """Unit of a column of the table; empty where it is words or a count."""
    metric = column.removesuffix("_uncertainty")
    if metric in METRIC_UNITS:
        return METRIC_UNITS[metric]
    if column in FACT_UNITS:
        return FACT_UNITS[column]
    return "s" if column.endswith("_s") else ""


def lift_schema() -> pyarrow.Schema:
    """Names, types and units of the columns."""
    import pyarrow

    def form(column: str) -> pyarrow.DataType:
        if unit_of(column):
            return pyarrow.float64()
        if column in WHOLE:
            return pyarrow.int64()
        return pyarrow.bool_() if column in TRUE_OR_FALSE else pyarrow.string()

    fields = [
        pyarrow.field(column, form(column), metadata={"unit": unit_of(column)} if unit_of(column) else None)
        for column in table_columns()
    ]
    return pyarrow.schema(fields, metadata={"schema": TABLE_SCHEMA})


def write_parquet_table(path: Path, documents: Sequence[Document]) -> None:
    """Write one row a lift; what was not measured is null. The file is there whole or not at all."""
    import pyarrow
    from pyarrow import parquet

    schema = lift_schema()
    rows = [table_row(document) for document in documents]
    columns = [[_value(row.get(field.name), field.type) for row in rows] for field in schema]
    table = pyarrow.table(
        [pyarrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        parquet.write_table(table, unfinished, compression="zstd")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _value(value: Any, form: pyarrow.DataType) -> Any:
    """A cell in the type of its column."""
    import pyarrow

    if value is None:
        return None
    if pyarrow.types.is_floating(form):
        return float(value)
    return str(value) if pyarrow.types.is_string(form) else value
