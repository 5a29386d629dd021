"""The lift table, and the sheets that open from it: note, page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nicegui import run, ui

from service.console.edit_sheet import JUDGED, KINDS
from service.console.forms import Field, form
from service.console.page_pictures import Preview, preview_html
from service.console.parts import text
from service.console.rows_table import actions, cells, rows_table
from service.console.shapes import STATE_WORDS
from service.console.sheets import sheet, small_button

if TYPE_CHECKING:
    from service.console.screen import LiftRow, SessionDoor

HEADINGS = ("No.", "Athlete", "Lift", "Load", "Judged", "State")
OnLift = Callable[["LiftRow"], object]
ReportPreview = Callable[[str, str], Preview]
"""From a report's id and a lift's name to the pictures of its pages."""


def lift_table(lifts: tuple[LiftRow, ...], *, on_edit: OnLift, on_pdf: OnLift) -> None:
    """A table with two buttons a row."""
    rows_table("Lifts", HEADINGS, lifts, lambda lift: lift_cells(lift, on_edit, on_pdf), "No lift yet.", titled=True)


def lift_cells(lift: LiftRow, on_edit: OnLift, on_pdf: OnLift) -> None:
    """One row."""
    load = "–" if lift.load_kg is None else f"{lift.load_kg:g}\u00a0kg"
    remarks = "".join(f'<div class="quiet">⚠ {text(remark)}</div>' for remark in lift.remarks)
    said = (
        str(lift.number),
        text(lift.athlete),
        text(KINDS.get(lift.kind, lift.kind.replace("_", " "))) + remarks,
        load,
        text(JUDGED.get(lift.judged, lift.judged)),
        text(STATE_WORDS.get(lift.state.upper(), lift.state)) + (f" (v{lift.version})" if lift.version > 1 else ""),
    )
    cells(list(zip(HEADINGS, said, strict=True)))
    with actions():
        small_button("Edit", f"Edit lift {lift.number}", lambda: on_edit(lift))
        if lift.report_id:
            small_button("Page", f"Page of lift {lift.number}", lambda: on_pdf(lift))


def note_sheet(door: SessionDoor) -> None:
    """A note on the last lift."""
    lifts = door.screen().lifts
    if not lifts:
        door.press("T")
        return
    lift = lifts[-1]
    with sheet(f"Note on lift {lift.number}") as dialog:

        async def noted(values: dict[str, str]) -> None:
            await run.io_bound(lambda: door.edit(lift.lift_id, note=values["note"]))
            dialog.close()

        form([Field("note", "Note, cue, clip time", lift.note, "area")], "Save", noted)
    dialog.open()


async def page_sheet(report_id: str, lift_name: str, preview: ReportPreview) -> None:
    """The pages of a lift's report as pictures, and the way to the PDF."""
    place = ui.context.client.content
    shown = await run.io_bound(preview, report_id, lift_name)
    with place, sheet(f"Page of {lift_name}") as dialog:
        if shown is not None:
            ui.html(preview_html(shown), sanitize=False)
    dialog.open()
