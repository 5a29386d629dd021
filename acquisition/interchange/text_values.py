"""The numbers of a table in text, read in parts so that only they and the file itself are in memory."""

from __future__ import annotations

import io
from array import array

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.digest import measured
from acquisition.interchange.text_form import ABSENT, Form, cells_of, is_number, line_text
from acquisition.plate import FloatArray

EXPORT_AGAIN = "export the file again from the program that made it"
CUT_IT = "cut it to the lifts, or export fewer columns"
MOST_NUMBERS = 50_000_000
"""Of one table: an hour of two plates at 1 kHz in 13 columns is 47 million. Each takes 8 bytes, for a while twice."""
PART_BYTES = 1 << 22
"""Text at a time."""
LONGEST_LINE = 1 << 16
"""Bytes: no table is wider."""
SIGNS = {".": "point", ",": "comma"}


def values_of(content: bytes, start: int, stop: int, form: Form, first_line: int, where: str) -> FloatArray:
    """The numbers of a table; NaN where a cell is empty.

    Parameters
    ----------
    content : bytes
        The whole file.
    start, stop : int
        Where the table's rows lie in it.
    form : Form
        How they are written.
    first_line : int
        1-based line of the first row, for messages.
    where : str
        The file, for messages.

    Returns
    -------
    ndarray, shape (form.count, n)

    Raises
    ------
    UnreadableFile
        Too many numbers, or a line that does not hold the numbers of the first.
    """
    most = content.count(b"\n", start, stop) + 1
    if most * form.count > MOST_NUMBERS:
        what = f"holds {most * form.count / 1e6:.0f} million numbers, more than the {MOST_NUMBERS // 10**6} million"
        raise UnreadableFile(f"{what} that are read", where, CUT_IT)
    values: FloatArray = np.empty((form.count, most))
    n = 0
    while start < stop:
        end = _part_end(content, start, stop)
        if end - start > PART_BYTES:
            raise UnreadableFile(f"line {first_line} is too long for a table's", where, EXPORT_AGAIN)
        part = _part(content[start:end], form, first_line, where)
        _check_sound(part, n, where)
        if n + part.shape[1] > values.shape[1]:  # lone carriage returns end lines too
            values = np.concatenate([values[:, :n], np.empty((form.count, part.shape[1] + n))], axis=1)
        values[:, n : n + part.shape[1]] = part
        n += part.shape[1]
        first_line += content.count(b"\n", start, end)
        start = end
    return values[:, :n]


def _part_end(content: bytes, start: int, stop: int) -> int:
    """Behind the last line that ends within a part, or behind the first where it is longer."""
    if stop - start <= PART_BYTES:
        return stop
    last = content.rfind(b"\n", start, start + PART_BYTES)
    if last < 0:
        last = content.find(b"\n", start, stop)
    return stop if last < 0 else last + 1


def _part(block: bytes, form: Form, first_line: int, where: str) -> FloatArray:
    import pyarrow
    from pyarrow import csv as arrow_csv

    if form.separator == " ":
        block = b"\n".join(b" ".join(line.split()) for line in block.splitlines())
    names = [str(k) for k in range(form.count)]
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(block),
            arrow_csv.ReadOptions(column_names=names, use_threads=False),
            arrow_csv.ParseOptions(delimiter=form.separator),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pyarrow.float64()),
                null_values=list(ABSENT),
                strings_can_be_null=True,
                decimal_point=form.decimal,
            ),
        )
    except (pyarrow.ArrowInvalid, pyarrow.ArrowKeyError):
        return _part_by_line(block, form, first_line, where)
    values: FloatArray = np.stack([table.column(name).to_numpy() for name in names])
    return values


def _part_by_line(block: bytes, form: Form, first_line: int, where: str) -> FloatArray:
    """The same, slowly: names the line that is wrong, or reads what the fast reader is too strict for."""
    numbers = array("d")
    for number, line in enumerate(block.splitlines(), first_line):
        if not line.strip():
            continue
        cells = cells_of(line_text(line[:LONGEST_LINE]), form.separator)
        wrong = [cell for cell in cells if cell not in ABSENT and not is_number(cell, form.decimal)]
        if wrong or len(cells) != form.count:
            what = _what_is_wrong(wrong[0], form) if wrong else f"{len(cells)} cells instead of {form.count}"
            raise UnreadableFile(f"line {number} does not hold the numbers of the first: {what}", where, EXPORT_AGAIN)
        numbers.extend(float("nan") if cell in ABSENT else float(cell.replace(",", ".")) for cell in cells)
    values: FloatArray = np.array(numbers).reshape(-1, form.count).T
    return values


def _what_is_wrong(cell: str, form: Form) -> str:
    """In words: another decimal sign than the file's other rows, or no number at all."""
    other = "." if form.decimal == "," else ","
    if is_number(cell, other):
        return f"'{cell:.30}' has a decimal {SIGNS[other]}, other cells a {SIGNS[form.decimal]}"
    return f"'{cell:.30}' is no number"


def _check_sound(values: FloatArray, before: int, where: str) -> None:
    """Raise where a value is too large to have been measured; empty cells stay NaN."""
    wrong = ~(measured(values) | np.isnan(values)).all(axis=0)
    if wrong.any():
        row = before + int(wrong.argmax()) + 1
        raise UnreadableFile(f"row {row} of the table holds no measurement", where, EXPORT_AGAIN)
