"""Tables of numbers in text, however written: separators, decimal commas, lines of words above, units, gaps.

Nothing here knows what a column means.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace

import numpy as np

from acquisition.errors import UnreadableFile
from acquisition.interchange.digest import measured
from acquisition.interchange.text_form import ABSENT, UNIT, Cells, Form, cells_of, first_row, form_of, is_number
from acquisition.plate import FloatArray

EXPORT_AGAIN = "export the file again from the program that made it"
KINDS_READ = "a Legdrive recording, C3D, TDMS, or a text of forces is needed"
LINES_ABOVE = 400
"""Numbers that begin later are no table's."""
BLANK_LINE = re.compile(r"\r?\n[ \t]*[,;\t]*[ \t]*(?=\r?\n)")
MARKUP = ("{", "[", "<", "%")
"""Firsts of JSON, XML, PDF."""


@dataclass(frozen=True, eq=False)
class TextTable:
    """A table and the words above it.

    Attributes
    ----------
    above : tuple of tuple of str
        Cells of the lines above the header, blank lines left out.
    header, units : tuple of str
        Names and units of the columns; empty texts where the file has none.
    values : ndarray, shape (n_columns, n)
        NaN where a cell is empty.
    first_line : int
        1-based line of the first row, for messages.
    """

    above: tuple[Cells, ...]
    header: Cells
    units: Cells
    values: FloatArray
    first_line: int

    @property
    def lower(self) -> Cells:
        """The header in small letters."""
        return tuple(name.lower() for name in self.header)


def text_of(content: bytes) -> str | None:
    """Bytes as text: UTF-8, UTF-16 with its mark, else Latin-1; ``None`` where they are no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4096]:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read_table(text: str, where: str) -> TextTable | None:
    """The table of a text, or ``None`` where there is none.

    Parameters
    ----------
    text : str
        The whole file.
    where : str
        Its name, for messages.

    Raises
    ------
    UnreadableFile
        A line of the table has too few or too many cells, or one that is no number.
    """
    if text.lstrip()[:1] in MARKUP:
        return None
    begins = _line_starts(text)
    lines = [text[a:b].strip("\r\n") for a, b in zip(begins, [*begins[1:], len(text)], strict=True)][:LINES_ABOVE]
    found = first_row(lines)
    if found is None:
        return None
    row, form = found
    above = [cells_of(line, form.separator) for line in lines[:row] if line.strip(" \t,;")]
    header, units, above = _names(above, form.count)
    block = _block(text[begins[row] :], form)
    if form.separator != "," and "," in block and "." not in block:
        form = replace(form, decimal=",")  # the first rows may be whole numbers
    values = _values(block, form, row + 1, where)
    return TextTable(tuple(above), header, units, values, row + 1)


def _line_starts(text: str) -> list[int]:
    """Where the first lines begin."""
    starts = [0]
    while len(starts) <= LINES_ABOVE + 2:
        stop = text.find("\n", starts[-1])
        if stop < 0 or stop + 1 >= len(text):
            break
        starts.append(stop + 1)
    return starts


def _names(above: list[Cells], count: int) -> tuple[Cells, Cells, list[Cells]]:
    """Header, units, and what stands above them."""
    nothing = ("",) * count
    units = nothing
    named = len(above) > 1 and _fits(above[-1], count) and _fits(above[-2], count)
    if named and all(UNIT.fullmatch(cell) for cell in above[-1]):
        units, above = _padded(above[-1], count), above[:-1]
    if not above or not _fits(above[-1], count):
        return nothing, units, above
    return _padded(above[-1], count), units, above[:-1]


def _fits(cells: Cells, count: int) -> bool:
    """Whether a line of words may stand over the columns: as many cells, or one less for a trailing separator."""
    enough = len(cells) >= count or (len(cells) == count - 1 and count > 2)
    return enough and not any(cells[count:]) and any(cells)


def _padded(cells: Cells, count: int) -> Cells:
    return (*cells, *("",) * (count - len(cells)))[:count]


def _block(text: str, form: Form) -> str:
    """The lines up to a blank one after which no such table goes on: files may hold several tables."""
    at = 0
    while (blank := BLANK_LINE.search(text, at)) is not None:
        rest = text[blank.end() : blank.end() + 65536].lstrip("\r\n \t,;")
        following = form_of(rest.partition("\n")[0].strip("\r")) if rest else None
        if following is None or following.count != form.count:
            return text[: blank.start()]
        at = blank.end()
    return text


def _values(block: str, form: Form, first_line: int, where: str) -> FloatArray:
    import pyarrow
    from pyarrow import csv as arrow_csv

    if form.separator == " ":
        block = "\n".join(" ".join(line.split()) for line in block.splitlines())
    names = [str(k) for k in range(form.count)]
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(block.encode()),
            arrow_csv.ReadOptions(column_names=names, use_threads=False),
            arrow_csv.ParseOptions(delimiter=form.separator),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pyarrow.float64()),
                null_values=list(ABSENT),
                strings_can_be_null=True,
                decimal_point=form.decimal,
            ),
        )
    except pyarrow.ArrowException:
        return _values_by_line(block, form, first_line, where)
    values: FloatArray = np.stack([table.column(name).to_numpy() for name in names])
    return _sound(values, where)


def _sound(values: FloatArray, where: str) -> FloatArray:
    """The values, none of which may be too large to have been measured; empty cells stay NaN."""
    wrong = ~(measured(values) | np.isnan(values)).all(axis=0)
    if wrong.any():
        raise UnreadableFile(f"row {int(wrong.argmax()) + 1} of the table holds no measurement", where, EXPORT_AGAIN)
    return values


def _values_by_line(block: str, form: Form, first_line: int, where: str) -> FloatArray:
    """The same, slowly: names the line that is wrong, or reads what the fast reader is too strict for."""
    rows = []
    for number, line in enumerate(block.splitlines(), first_line):
        if not line.strip():
            continue
        cells = cells_of(line, form.separator)
        wrong = [cell for cell in cells if cell not in ABSENT and not is_number(cell, form.decimal)]
        if wrong or len(cells) != form.count:
            what = f"'{wrong[0]:.30}' is no number" if wrong else f"{len(cells)} cells instead of {form.count}"
            raise UnreadableFile(f"line {number} does not hold the numbers of the first: {what}", where, EXPORT_AGAIN)
        rows.append([float("nan") if cell in ABSENT else float(cell.replace(",", ".")) for cell in cells])
    return _sound(np.array(rows).T, where)
