"""F3: ten seconds of exported samples as CSV, against pandas with the same format; equal byte for byte."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pandas as pd

from acquisition.interchange.fixed_csv import write_rows
from acquisition.plate import FloatArray
from benchmarks.gate import Gate
from benchmarks.paired import Measured, paired
from benchmarks.suite import Outcome

SAMPLES, COLUMNS = 10_000, 27
"""At 1 kHz; the columns of an export of two plates."""
ROUNDS = 9
AT_LEAST = 27.0
Table = dict[str, FloatArray]


def made_table() -> Table:
    """Times, then forces and pressures with stretches that were not measured."""
    rng = np.random.default_rng(6)
    values = rng.normal(scale=400.0, size=(COLUMNS - 1, SAMPLES))
    values[6:9, 3000:4000] = np.nan
    return {"time_s": np.arange(SAMPLES) / 1000.0, **{f"c{k}": row for k, row in enumerate(values)}}


def ours(table: Table) -> bytes:
    """Legdrive's writer."""
    file = io.BytesIO()
    write_rows(file, table)
    return file.getvalue()


def with_pandas(table: Table) -> bytes:
    """As most people write it."""
    return pd.DataFrame(table).to_csv(index=False, float_format="%.6f").encode()


def measure(write: Callable[[Table], bytes] = ours, rounds: int = ROUNDS) -> Measured:
    """Time both arms, after their bytes were found equal."""
    table = made_table()
    assert write(table) == with_pandas(table)
    return paired({"ours": lambda: write(table), "pandas": lambda: with_pandas(table)}, rounds)


def gates(measured: Measured) -> list[Gate]:
    """F3."""
    ratio = measured.ratio("pandas", "ours")
    return [Gate("F3", "DataFrame.to_csv / exported CSV of the same bytes", ratio, AT_LEAST, None, measured.conclusive)]


def outcome() -> Outcome:
    """F3."""
    measured = measure()
    cells = SAMPLES * COLUMNS
    return Outcome(
        gates(measured), {arm: 1e9 * measured.median_s(arm) / cells for arm in measured.seconds}, "ns a cell"
    )


def naive_gates() -> list[Gate]:
    """F3 with pandas in our place."""
    return gates(measure(with_pandas, 3))
