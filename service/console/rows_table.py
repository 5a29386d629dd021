"""Tables with buttons: rows on a desk, and on a phone a card a row, so that nothing lies beside the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from nicegui import ui

from service.console.parts import text

Row = TypeVar("Row")
Cell = tuple[str, str]
"""What stands in the head of its column, and the HTML within."""


def rows_table(
    name: str,
    headings: Sequence[str],
    rows: Sequence[Row],
    fill: Callable[[Row], None],
    nothing: str,
    *,
    titled: bool = False,
) -> None:
    """A table whose rows ``fill`` makes by :func:`cells` and :func:`actions`.

    Parameters
    ----------
    name : str
        Of the table; shown above it where it is ``titled``.
    headings : sequence of str
        Of the columns before the one with the buttons.
    rows : sequence
        A row each.
    fill : callable
        Makes the cells of one of them.
    nothing : str
        What is said where there is no row.
    titled : bool
        Whether its name is shown.
    """
    # A browser drops what a table is where its rows are drawn as cards, so that the roles are written out.
    with ui.element("table").classes("rows cards").props('role="table"'):
        ui.html(text(name), tag="caption", sanitize=False).classes("" if titled else "unseen")
        head = "".join(f'<th scope="col" role="columnheader">{text(words)}</th>' for words in headings)
        act = '<th scope="col" role="columnheader"><span class="sr">Actions</span></th>'
        ui.html(f'<tr role="row">{head}{act}</tr>', tag="thead", sanitize=False).props('role="rowgroup"')
        with ui.element("tbody").props('role="rowgroup"'):
            for row in rows:
                with ui.element("tr").props('role="row"'):
                    fill(row)
            if not rows:
                cell = f'<td role="cell" colspan="{len(headings) + 1}">{text(nothing)}</td>'
                ui.html(cell, tag="tr", sanitize=False).props('role="row"')


def cells(of_row: Sequence[Cell]) -> None:
    """The cells of one row."""
    for label, inner in of_row:
        cell = ui.html(inner, tag="td", sanitize=False).classes("n").props('role="cell"')
        cell.props["data-label"] = label


def actions() -> AbstractContextManager[ui.element]:
    """The last cell of a row; the block makes its buttons."""
    with ui.element("td").classes("actions").props('role="cell"'):
        return ui.element("div").classes("acts")
