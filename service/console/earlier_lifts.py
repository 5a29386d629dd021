"""Lifts of all sessions on the technician's page of lifts: looked for, and turned over by fifties."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from nicegui import run, ui

from service.console.edit_sheet import JUDGED, KINDS, LiftDoor, edit_sheet
from service.console.forms import Field, form
from service.console.lift_rows import ReportPreview, page_sheet
from service.console.lift_search import PAGE, Asked, Found, FoundLift, asked_for
from service.console.parts import message_html
from service.console.rows_table import actions, cells, rows_table
from service.console.shapes import STATE_WORDS
from service.console.sheets import small_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.console.screen import LiftRow

HEADINGS = ("Day", "Athlete", "Lift", "Load", "Outcome", "State")
OpenedLift = Callable[[str], "tuple[LiftDoor, LiftRow] | None"]
"""From a lift's id to where it is changed and how it is now; ``None`` where the reader may not."""
FIELDS: Sequence[Field] = (
    Field("athlete", "Athlete, code or name"),
    Field("kind", "Lift", "", "choice", {"": "all lifts", **KINDS}),
    Field("day", "Day", "", "date"),
)


class EarlierLifts:
    """One browser's search.

    Parameters
    ----------
    search : callable
        A page of the lifts that the reader may see.
    preview : callable
        The pages of a lift's report.
    opened : callable
        A lift to be changed.
    """

    def __init__(self, search: Callable[[Asked], Found], preview: ReportPreview, opened: OpenedLift) -> None:
        self._search, self._preview, self._opened = search, preview, opened
        self._asked = Asked()

    async def build(self) -> None:
        """Make the elements; in a page."""
        self._sheets = ui.context.client.content
        section = 'aria-label="Lifts of all sessions"'
        with ui.element("div").classes("page").style("padding-top: 0"), ui.element("section").classes("panel") as panel:
            panel.props(section)
            ui.html("<h2>Lifts of all your sessions</h2>", sanitize=False)
            self._refusal = ui.html("", sanitize=False).props('role="alert"')
            form(FIELDS, "Search", self._sought, focus=False).classes("search")
            self._place = ui.element("div")
        await self._show()

    async def _sought(self, values: dict[str, str]) -> None:
        try:
            self._asked = asked_for(values)
        except ValueError as error:
            self._refusal.set_content(message_html(str(error), warns=True))
            return
        self._refusal.set_content("")
        await self._show()

    async def _turn(self, by: int) -> None:
        self._asked = self._asked.turned(by)
        await self._show()

    async def _show(self) -> None:
        found = await run.io_bound(self._search, self._asked) or Found()
        self._place.clear()
        with self._place:
            rows_table("Lifts of all sessions", HEADINGS, found.rows, self._row, "No lift fits.")
            self._pages(found)

    def _row(self, lift: FoundLift) -> None:
        kind = KINDS.get(lift.kind, lift.kind.replace("_", " ") or "lift")
        said = (
            escape(lift.at),
            escape(lift.athlete),
            f'<a style="color: inherit" href="/lift/{lift.lift_id}">{escape(kind)}</a>',
            "–" if lift.load_kg is None else f"{lift.load_kg:g}\u00a0kg",
            escape(JUDGED.get(lift.outcome, lift.outcome) if lift.outcome else "–"),
            STATE_WORDS.get(lift.state.upper(), escape(lift.state.replace("_", " "))),
        )
        cells(list(zip(HEADINGS, said, strict=True)))
        name = f"lift {lift.number} of {lift.at}"
        with actions():
            small_button("Edit", f"Edit {name}", partial(self._edit, lift.lift_id))
            if lift.report_id:
                small_button("Page", f"Page of {name}", partial(self._page, lift.report_id, name))

    async def _edit(self, lift_id: str) -> None:
        opened = await run.io_bound(self._opened, lift_id)
        if opened is None:
            self._refusal.set_content(message_html("you may not change this lift", warns=True))
            return
        with self._sheets:
            edit_sheet(*opened, self._show, judged="Outcome")

    async def _page(self, report_id: str, name: str) -> None:
        with self._sheets:
            await page_sheet(report_id, name, self._preview)

    def _pages(self, found: Found) -> None:
        """Where one is among all that fit, and the ways on."""
        first = PAGE * self._asked.page
        words = f"{first + 1} to {first + len(found.rows)} of {found.total} lifts" if found.rows else "no lift"
        with ui.element("div").classes("acts").style("margin-top: 10px"):
            ui.html(f'<span role="status">{words}</span>', sanitize=False)
            if self._asked.page:
                small_button("Newer", "Newer lifts", partial(self._turn, -1))
            if first + len(found.rows) < found.total:
                small_button("Older", "Older lifts", partial(self._turn, 1))
