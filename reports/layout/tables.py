"""Rows of a table for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from reports.marks import Group, Mark

Cell = Literal["TH", "TD"]


def row_group(cells: Sequence[Sequence[Mark]], tag: Cell, scope: str = "", first: Cell | None = None) -> Group:
    """One row.

    Parameters
    ----------
    cells : sequence of sequence of Mark
        Marks of each cell, in order.
    tag : {'TH', 'TD'}
        What the cells are.
    scope : str
        ``Column`` or ``Row``, of heads.
    first : {'TH', 'TD'}, optional
        What the first cell is, where it differs: the head of its row.
    """
    made = []
    for number, marks in enumerate(cells):
        kind: Cell = first if first is not None and number == 0 else tag
        reach = scope or ("Row" if kind == "TH" else "")
        made.append(Group(kind, tuple(marks), scope=reach))
    return Group("TR", (), children=tuple(made))
