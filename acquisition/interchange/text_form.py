"""How a line of numbers is written: separators, decimal signs, what counts as a number and what as an empty cell."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

SEPARATORS = ("\t", ";", ",", " ")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
ABSENT = ("", "nan", "NaN", "NAN", "null", "NA")
UNIT = re.compile(
    r"[\[(]?(s|sec|seconds?|ms|n|kn|newtons?|nt|v|mv|volts?|mm|cm|m|%|deg|-|(n|nt|newtons?)[ .·*-]?(mm|cm|m))?[\])]?",
    re.I,
)
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """How the lines of a table are written.

    Attributes
    ----------
    separator : str
        Between cells; a space stands for any white space.
    decimal : str
        ``.`` or ``,``.
    count : int
        Cells of a line.
    """

    separator: str
    decimal: str
    count: int


def cells_of(line: str, separator: str) -> Cells:
    """The cells of a line; quotes around them are taken off."""
    if separator == " ":
        return tuple(line.split())
    if '"' in line:
        try:
            return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=separator), []))
        except csv.Error:
            pass
    return tuple(cell.strip() for cell in line.split(separator))


def is_number(cell: str, decimal: str) -> bool:
    """Whether a cell is a plain number."""
    return bool(NUMBER.fullmatch(cell.replace(",", ".") if decimal == "," and "." not in cell else cell))


def form_of(line: str) -> Form | None:
    """How a line of numbers is written, or ``None`` where it is none."""
    for separator in SEPARATORS:
        if separator not in line.strip() and separator != SEPARATORS[-1]:
            continue
        cells = cells_of(line, separator)
        for decimal in (".", ",") if separator != "," or '"' in line else (".",):
            if all(cell in ABSENT or is_number(cell, decimal) for cell in cells) and is_number(cells[0], decimal):
                return Form(separator, decimal, len(cells))
    return None


def first_row(lines: Sequence[str]) -> tuple[int, Form] | None:
    """Position and form of the first of two lines of numbers that are written alike, or of a last one."""
    last: tuple[int, Form] | None = None
    for k, line in enumerate(lines):
        if not line.strip():
            continue
        form = form_of(line)
        if last is not None and form is not None and form.count == last[1].count:
            # A whole number shows no decimal sign, so the later line may know better.
            return last[0], form if form.decimal == "," else last[1]
        last = (k, form) if form is not None else None
    return last if last is not None and last[1].count > 1 else None
