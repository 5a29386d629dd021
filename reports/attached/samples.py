"""Samples as a Parquet file: converter codes with their scale where that loses nothing, else floats.

A channel is a column. Codes are 16-bit integers, stored as differences; the column's metadata carry the polynomial that
turns them into the channel's unit, constant first, evaluated by Horner's rule. A lost sample is null; of noughts that
bear a minus, which no code has, the metadata tell which. What is not proved to come back bit for bit is kept as float32
where that is exact, else as float64.
"""

from __future__ import annotations

import binascii
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray
from acquisition.recording.block_codec import volts_of_codes
from acquisition.recording.code_scaling import channel_grid, proved_codes

if TYPE_CHECKING:
    import pyarrow

SCHEMA = "legdrive/report-samples/1"
SCALE, MINUS = b"scale", b"minus"
LOST = np.array(np.nan).view(np.int64)
"""Bits of a lost sample; another NaN would not come back as it was."""


@dataclass(frozen=True, eq=False)
class Packed:
    """A channel in its smallest exact form.

    Attributes
    ----------
    values : ndarray, shape (n,)
        Codes as int16, else floats.
    scale : list of float or None
        Polynomial that makes values of codes; ``None`` where these are none.
    lost : ndarray of bool, shape (n,), or None
        Samples without a code; ``None`` where there are none.
    minus : str
        For every sample that is nought one bit, whether it bears a minus, as base64; empty where none does.
    """

    values: Any
    scale: list[float] | None = None
    lost: npt.NDArray[np.bool_] | None = None
    minus: str = ""

    @property
    def metadata(self) -> dict[bytes, bytes] | None:
        """What the column says of its codes."""
        if self.scale is None:
            return None
        told = {SCALE: json.dumps(self.scale).encode()}
        return told | {MINUS: self.minus.encode()} if self.minus else told


def samples_parquet(record: PlateRecord) -> bytes:
    """All samples that a record holds; equal samples give equal bytes."""
    import pyarrow
    from pyarrow import parquet

    names, columns = column_names(record), []
    rows = [row for signals in record.signals for row in signals]
    fields = []
    for name, row, scaling in zip(names, rows, _scalings(record), strict=True):
        found = packed(row, scaling)
        columns.append(_column(found))
        holed = found.lost is not None
        fields.append(pyarrow.field(name, columns[-1].type, nullable=holed, metadata=found.metadata))
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


def _column(found: Packed) -> pyarrow.Array:
    """The values as they lie; ``pyarrow.array`` would import pandas, which takes longer than a whole report."""
    import pyarrow

    there = None if found.lost is None else pyarrow.py_buffer(np.packbits(~found.lost, bitorder="little"))
    buffers = [there, pyarrow.py_buffer(np.ascontiguousarray(found.values))]
    return pyarrow.Array.from_buffers(pyarrow.from_numpy_dtype(found.values.dtype), len(found.values), buffers)


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


def packed(values: FloatArray, scaling: FloatArray | None) -> Packed:
    """A channel in its smallest exact form.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Channel values.
    scaling : ndarray, shape (1, m), optional
        The driver's polynomial.
    """
    row = np.ascontiguousarray(values, dtype=np.float64)
    lost = row.view(np.int64) == LOST
    known = row[~lost]
    if np.isfinite(known).all() and known.size:
        plain = known + 0.0  # nought without a minus
        for guess in _guesses(plain, scaling):
            codes = proved_codes(plain[np.newaxis], guess)
            if codes is not None:
                every = np.zeros(row.size, dtype=np.int16)
                every[~lost] = codes[0]
                return Packed(every, guess[0].tolist(), lost if lost.any() else None, _minus(known))
    short = row.astype(np.float32)
    exact = np.array_equal(short.astype(np.float64).view(np.int64), row.view(np.int64))
    return Packed(short if exact else row)


def _minus(known: FloatArray) -> str:
    """Which noughts bear a minus; files made of rounded numbers have them."""
    signs = np.signbit(known[known == 0])
    return binascii.b2a_base64(np.packbits(signs).tobytes(), newline=False).decode() if signs.any() else ""


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
    """Values of a column; codes with a lost sample among them come as floats, the lost ones as NaN."""
    scale = (metadata or {}).get(SCALE)
    if scale is None:
        return np.asarray(values, dtype=np.float64)
    codes = np.asarray(values, dtype=np.float64)
    numbers: FloatArray = volts_of_codes(codes[np.newaxis], np.array([json.loads(scale)]))[0]
    numbers[np.isnan(codes)] = np.nan
    minus = (metadata or {}).get(MINUS)
    if minus:
        (noughts,) = np.nonzero(numbers == 0)
        bits = np.frombuffer(binascii.a2b_base64(minus, strict_mode=True), dtype=np.uint8)
        if bits.size != -(-noughts.size // 8):
            raise ValueError("signs for another count of noughts")
        numbers[noughts[np.unpackbits(bits, count=noughts.size).astype(bool)]] = -0.0
    return numbers
