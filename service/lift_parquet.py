"""The table of lifts as Parquet: one row a lift, typed columns, units in the schema."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processing.result import Document
from service.documents import moved_to
from service.lift_columns import TABLE_SCHEMA, form_of, table_columns, table_row, unit_of

if TYPE_CHECKING:
    import pyarrow

ENDING = ".parquet"


def lift_schema() -> pyarrow.Schema:
    """Names, types and units of the columns."""
    import pyarrow

    types = {
        "number": pyarrow.float64(), "count": pyarrow.int64(), "yes or no": pyarrow.bool_(), "words": pyarrow.string()
    }  # fmt: skip
    fields = [
        pyarrow.field(column, types[form_of(column)], metadata={"unit": unit_of(column)} if unit_of(column) else None)
        for column in table_columns()
    ]
    return pyarrow.schema(fields, metadata={"schema": TABLE_SCHEMA})


def write_parquet_table(path: Path, documents: Sequence[Document]) -> None:
    """Write one row a lift; what was not measured is null. The file is there whole or not at all."""
    import pyarrow
    from pyarrow import parquet

    schema = lift_schema()
    rows = [table_row(document) for document in documents]
    columns = [[typed_cell(row[field.name], field.type) for row in rows] for field in schema]
    table = pyarrow.table(
        [pyarrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
    with moved_to(path) as unfinished:
        parquet.write_table(table, unfinished, compression="zstd")


def typed_cell(value: Any, form: pyarrow.DataType) -> Any:
    """A cell in the type of its column."""
    import pyarrow

    if value is None:
        return None
    if pyarrow.types.is_floating(form):
        return float(value)
    return str(value) if pyarrow.types.is_string(form) else value
