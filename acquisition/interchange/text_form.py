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
    r"[\[(]?(s|sec|seconds?|ms|milliseconds?|[uµμ]s|min|n|kn|newtons?|nt|v|mv|volts?|mm|cm|m|%|deg|-"
    r"|k?(n|nt|newtons?)[ .·*-]?(mm|cm|m)|mn|dan|lbf?s?|pounds?|kgf?|kilograms?|kp|bw|%bw|n/kg"
    r"|(in|ft)[ .·*-]?lbf?s?|lbf?[ .·*-]?(in|ft)|kgf?[ .·*-]?(cm|m))?[\])]?",
    re.I,
)
NAMED_UNIT = re.compile(r"(?:\s[(\[]|\[|\((?!s\)))(?P<inner>[^()\[\]]+)[)\]]|[ _/](?P<bare>k?N|N[. ·]?mm?)")
"""What may end a column's name: a unit in brackets (``Plate(s)`` holds none), or a force's behind a gap."""
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


def line_text(line: bytes) -> str:
    """A line as text: UTF-8, else Latin-1."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def unit_in_name(name: str) -> str:
    """The unit that ends a column's name, such as ``Fz (kN)``, ``Fz [N]``, ``Fz_kN``; empty where there is none."""
    for found in NAMED_UNIT.finditer(name.strip()):
        unit = (found["inner"] or found["bare"]).strip()
        if found.end() == len(name.strip()) and unit != "-" and UNIT.fullmatch(unit):
            return unit
    return ""


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
    """Whether a cell is a plain number; with a decimal comma it holds no point."""
    if decimal == ",":
        return "." not in cell and bool(NUMBER.fullmatch(cell.replace(",", ".")))
    return bool(NUMBER.fullmatch(cell))


def form_of(line: str) -> Form | None:
    """How a line of numbers is written, or ``None`` where it is none."""
    for separator in SEPARATORS:
        if separator not in line.strip() and separator != SEPARATORS[-1]:
            continue
        cells = cells_of(line, separator)
        for decimal in (".", ",") if separator != "," or '"' in line else (".",):
            # A line that mixes both signs counts as one of numbers, so that it is named when it is read.
            numbers = [is_number(cell, decimal) or (decimal == "," and is_number(cell, ".")) for cell in cells]
            if numbers[0] and all(number or cell in ABSENT for number, cell in zip(numbers, cells, strict=True)):
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
