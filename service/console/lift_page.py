"""A coach's page of one lift, for a phone: verdict, three values, the drive, the report, a note back to the lift."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nicegui import run, ui

from service.console.change_table import change_html
from service.console.forms import Field, form
from service.console.lift_reading import LiftView, chart_of, read_lift
from service.console.page_pictures import Preview, folded_preview
from service.console.parts import card_html
from service.people.notes import LONGEST

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from service.lab import Lab


async def lift_page(
    lab: Lab,
    lift_id: str,
    on_note: Callable[[str], Awaitable[None]] | None,
    preview: Callable[[str, str], Preview],
    units: str = "kg",
) -> None:
    """Make the page.

    Parameters
    ----------
    lab : Lab
        Where it is read from.
    lift_id : str
        Of the lift.
    on_note : callable, optional
        Takes a note; without it there is no form.
    preview : callable
        The pages of the lift's report.
    units : str
        In which loads are read.
    """
    view = None if lab.store is None else await run.io_bound(read_lift, lab.store, lift_id, units)
    with ui.element("div").classes("page"):
        if view is None:
            ui.html("<h1>There is no such lift</h1><p>It may have been withdrawn.</p>", sanitize=False)
            return
        shown = await run.io_bound(preview, view.report_id, "this lift") if view.report_id else None
        await show(lab, view, on_note, shown)


async def show(
    lab: Lab, view: LiftView, on_note: Callable[[str], Awaitable[None]] | None, preview: Preview | None
) -> None:
    """Everything of a lift."""
    ui.html(f"<h1>{escape(view.title)}</h1>", sanitize=False)
    with ui.element("section").classes("panel card").props('aria-label="Result"'):
        ui.html(card_html(view.card), sanitize=False)
    chart = await run.io_bound(chart_of, lab.folder, view)
    if chart:
        with ui.element("section").classes("panel").props('aria-label="Drive"'):
            ui.html(f"<h2>Total force, N</h2>{chart}", sanitize=False)
    if preview is not None:
        with ui.element("section").classes("panel").props('aria-label="Report"'):
            ui.html(folded_preview(preview), sanitize=False)
    if view.change is not None:
        with ui.element("section").classes("panel").props('aria-label="New version"'):
            ui.html(change_html(view.change), sanitize=False)
    with ui.element("section").classes("panel").props('aria-label="Notes"'):
        notes = ui.html(notes_html(view), sanitize=False)
        if on_note is not None:
            note_form(lab, view.lift_id, on_note, notes)


def note_form(lab: Lab, lift_id: str, on_note: Callable[[str], Awaitable[None]], notes: ui.html) -> None:
    """Where a coach writes back."""

    async def noted(values: dict[str, str]) -> None:
        words = values.get("text", "").strip()[:LONGEST]
        if not words or lab.store is None:
            return
        await on_note(words)
        view = await run.io_bound(read_lift, lab.store, lift_id)
        if view is not None:
            notes.set_content(notes_html(view))

    form([Field("text", "Your note", kind="area", required=True, longest=LONGEST)], "Send the note", noted)


def notes_html(view: LiftView) -> str:
    """What was written so far."""
    lines = "".join(
        f'<p><b>{escape(name)}</b> <span class="quiet">{at}</span><br>{escape(words)}</p>'
        for name, at, words in view.notes
    )
    return f'<h2>Notes</h2><div role="log">{lines or "<p>None yet.</p>"}</div>'
