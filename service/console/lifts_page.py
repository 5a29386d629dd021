"""All lifts of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nicegui import ui

from service.console.edit_sheet import SessionLifts, edit_sheet
from service.console.lift_rows import ReportPreview, lift_table, page_sheet
from service.console.parts import Part

if TYPE_CHECKING:
    from service.console.screen import LiftRow, SessionDoor

LOOK_S = 0.5


class LiftsPage:
    """One browser's page of lifts.

    Parameters
    ----------
    door : SessionDoor
        The session.
    preview : callable
        The pages of a lift's report.
    """

    def __init__(self, door: SessionDoor, preview: ReportPreview) -> None:
        self._door, self._preview = door, preview
        self._version = -1

    def build(self) -> None:
        """Make the elements; in a page."""
        self._place = ui.context.client.content  # sheets hang here: rows come and go while one is open
        with ui.element("div").classes("page"):
            ui.html("<h1>Lifts of this session</h1>", sanitize=False)
            with ui.element("section").classes("panel"):
                self._table = Part(self._rows)
        ui.timer(LOOK_S, self._look)
        self._look()

    def _look(self) -> None:
        if self._door.version != self._version:
            self._version = self._door.version
            self._table.show(self._door.screen().lifts[::-1])

    def _rows(self, lifts: tuple[LiftRow, ...]) -> None:
        lift_table(lifts, on_edit=self._edit, on_pdf=self._page)

    def _edit(self, lift: LiftRow) -> None:
        with self._place:
            edit_sheet(SessionLifts(self._door), lift)

    async def _page(self, lift: LiftRow) -> None:
        await page_sheet(lift.report_id or "", f"lift {lift.number}", self._preview)
