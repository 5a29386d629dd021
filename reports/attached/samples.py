"""Samples as a Parquet file: converter codes with their scale where that loses nothing, else floats.

A channel is a column. Codes are 16-bit integers, stored as differences; the column's metadata carry the polynomial that
turns them into the channel's unit, constant first, evaluated by Horner's rule. What is not proved to come back bit for
bit is kept as float32 where that is exact, else as float64.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray
from acquisition.recording.block_codec import volts_of_codes
from acquisition.recording.code_scaling import channel_grid, proved_codes

if TYPE_CHECKING:
    import pyarrow

SCHEMA = "legdrive/report-samples/1"
SCALE = b"scale"


def samples_parquet(record: PlateRecord) -> bytes:
    """All samples that a record holds; equal samples give equal bytes."""
    import pyarrow
    from pyarrow import parquet

    names, columns = column_names(record), []
    rows = [row for signals in record.signals for row in signals]
    fields = []
    for name, row, scaling in zip(names, rows, _scalings(record), strict=True):
        values, scale = packed(row, scaling)
        metadata = None if scale is None else {SCALE: json.dumps(scale).encode()}
        columns.append(_column(values))
        fields.append(pyarrow.field(name, columns[-1].type, nullable=False, metadata=metadata))
    facts = {"schema": SCHEMA, "rate_hz": repr(float(record.rate_hz)), "first_index": str(record.first_index)}
    stream = io.BytesIO()
    parquet.write_table(
        pyarrow.Table.from_arrays(columns, schema=pyarrow.schema(fields, metadata=facts)),
        stream,
        compression={field.name: _packer(field.type) for field in fields},
        use_dictionary=False,
        write_statistics=False,
        store_schema=True,
        column_encoding={field.name: _encoding(field.type) for field in fields},
    )
    return stream.getvalue()


def _column(values: FloatArray) -> pyarrow.Array:
    """The values as they lie; ``pyarrow.array`` would import pandas, which takes longer than a whole report."""
    import pyarrow

    buffers = [None, pyarrow.py_buffer(np.ascontiguousarray(values))]
    return pyarrow.Array.from_buffers(pyarrow.from_numpy_dtype(values.dtype), len(values), buffers)


def column_names(record: PlateRecord) -> list[str]:
    """``left: Fz12``, or numbers where plates and channels have no names of their own."""
    names = []
    for number, (plate, signals) in enumerate(zip(record.plates, record.signals, strict=True), 1):
        channels = plate.channels if len(plate.channels) == len(signals) else range(1, len(signals) + 1)
        names += [f"{number} {plate.name}: {channel}" for channel in channels]
    return names if len(set(names)) == len(names) else [f"{at} {name}" for at, name in enumerate(names)]


def _scalings(record: PlateRecord) -> list[FloatArray | None]:
    """What the driver says turns codes into values, per channel; ``None`` where it is not known."""
    rows = [row for scaling in record.scaling for row in scaling]
    count = sum(len(signals) for signals in record.signals)
    return [np.atleast_2d(row) for row in rows] if len(rows) == count else [None] * count


def packed(values: FloatArray, scaling: FloatArray | None) -> tuple[Any, list[float] | None]:
    """A channel in its smallest exact form, and the polynomial where these are codes.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Channel values.
    scaling : ndarray, shape (1, m), optional
        The driver's polynomial.
    """
    row = np.ascontiguousarray(values[np.newaxis], dtype=np.float64)
    if np.isfinite(row).all() and row.size:
        for guess in _guesses(row[0], scaling):
            codes = proved_codes(row, guess)
            if codes is not None:
                return codes[0].astype(np.int16), [float(number) for number in guess[0]]
    short = row[0].astype(np.float32)
    exact = np.array_equal(short.astype(np.float64).view(np.int64), row[0].view(np.int64))
    return (short if exact else row[0]), None


def _guesses(values: FloatArray, scaling: FloatArray | None) -> Iterator[FloatArray]:
    """Polynomials that may make the values of codes: the driver's, else one found in the values."""
    if scaling is not None:
        yield scaling
    grid = channel_grid(values)
    if grid is not None:
        yield np.array([grid])


def _packer(form: pyarrow.DataType) -> str:
    """Differences of codes are short already: packing them takes as long again for two bytes in a hundred."""
    import pyarrow

    return "none" if pyarrow.types.is_integer(form) else "zstd"


def _encoding(form: pyarrow.DataType) -> str:
    """Differences of codes; floats with their bytes apart, so that equal high bytes pack."""
    import pyarrow

    return "DELTA_BINARY_PACKED" if pyarrow.types.is_integer(form) else "BYTE_STREAM_SPLIT"


def read_samples(content: bytes) -> list[FloatArray]:
    """Channels of a file that :func:`samples_parquet` wrote, each of shape (n,).

    Raises
    ------
    ValueError
        It is no such file.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(content))
    except (pyarrow.ArrowException, OSError) as reason:
        raise ValueError(f"no Parquet file ({reason})") from reason
    if (table.schema.metadata or {}).get(b"schema") != SCHEMA.encode():
        raise ValueError("a Parquet file of something else")
    return [_channel(table.column(name).to_numpy(), table.field(name).metadata) for name in table.column_names]


def _channel(values: Any, metadata: dict[bytes, bytes] | None) -> FloatArray:
    scale = (metadata or {}).get(SCALE)
    if scale is None:
        return np.asarray(values, dtype=np.float64)
    numbers: FloatArray = volts_of_codes(values[np.newaxis], np.array([json.loads(scale)]))[0]
    return numbers
