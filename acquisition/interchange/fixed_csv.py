"""Columns of numbers as comma-separated text with six decimals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

import numpy as np

from acquisition.interchange._fixed_csv import put_rows, widest
from acquisition.plate import FloatArray

ROWS = 512
"""At a time: columns and text of a block stay in the cache."""


def write_rows(file: BinaryIO, columns: Mapping[str, FloatArray]) -> None:
    """Write a line of names and a line for each row; every number has six decimals, NaN is an empty cell.

    Parameters
    ----------
    file : binary file
        Written at its place.
    columns : mapping of str to ndarray, shape (n,)
        One at least, all of one length.

    Raises
    ------
    ValueError
        An infinite number, or columns of different lengths.
    """
    file.write(f"{','.join(columns)}\n".encode())
    values = [np.asarray(column, dtype=np.float64) for column in columns.values()]
    n = len(values[0])
    if any(column.shape != (n,) for column in values):
        raise ValueError("columns of different lengths")
    block = np.empty(len(values) * ROWS)
    text = np.empty(block.size * widest, dtype=np.uint8)
    for start in range(0, n, ROWS):
        length = min(ROWS, n - start)
        part = block[: len(values) * length].reshape(len(values), length)
        np.stack([column[start : start + length] for column in values], out=part)
        file.write(text[: put_rows(part, text)].data)
