"""The lift table, and the sheets that open from it: edit, note, page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from nicegui import run, ui

from service.console.forms import Field, form
from service.console.parts import message_html, text
from service.console.shapes import STATE_WORDS

if TYPE_CHECKING:
    from service.console.screen import LiftRow, SessionDoor

KINDS = {
    "snatch": "Snatch",
    "clean": "Clean",
    "power_snatch": "Power snatch",
    "power_clean": "Power clean",
    "snatch_pull": "Snatch pull",
    "clean_pull": "Clean pull",
}
JUDGED = {"": "not judged", "made": "made", "missed": "missed", "not_a_lift": "not a lift"}
HEADINGS = ("No.", "Athlete", "Lift", "Load", "Judged", "State", "")


def lift_table(
    lifts: tuple[LiftRow, ...], *, on_edit: Callable[[LiftRow], None], on_pdf: Callable[[LiftRow], None]
) -> None:
    """A table with two buttons a row."""
    with (
        ui.element("div").classes("scroll").props('tabindex="0" role="region" aria-label="Table of lifts"'),
        ui.element("table").classes("rows"),
    ):
        ui.html("Lifts", tag="caption", sanitize=False)
        with ui.element("thead"):
            cells = "".join(f'<th scope="col">{words or "<span class=sr>Actions</span>"}</th>' for words in HEADINGS)
            ui.html(cells, tag="tr", sanitize=False)
        with ui.element("tbody"):
            for lift in lifts:
                with ui.element("tr"):
                    lift_cells(lift, on_edit, on_pdf)
            if not lifts:
                ui.html(f'<td colspan="{len(HEADINGS)}">No lift yet.</td>', tag="tr", sanitize=False)


def lift_cells(lift: LiftRow, on_edit: Callable[[LiftRow], None], on_pdf: Callable[[LiftRow], None]) -> None:
    """One row."""
    load = "–" if lift.load_kg is None else f"{lift.load_kg:g}\u00a0kg"
    remarks = "".join(f'<div class="quiet">⚠ {text(remark)}</div>' for remark in lift.remarks)
    cells = (
        str(lift.number),
        text(lift.athlete),
        text(KINDS.get(lift.kind, lift.kind.replace("_", " "))) + remarks,
        load,
        text(JUDGED.get(lift.judged, lift.judged)),
        text(STATE_WORDS.get(lift.state.upper(), lift.state)) + (f" (v{lift.version})" if lift.version > 1 else ""),
    )
    for cell in cells:
        ui.html(cell, tag="td", sanitize=False).classes("n")
    with ui.element("td"), ui.element("div").classes("acts"):
        small_button("Edit", f"Edit lift {lift.number}", lambda: on_edit(lift))
        if lift.report_id:
            small_button("Page", f"Page of lift {lift.number}", lambda: on_pdf(lift))


def small_button(words: str, label: str, do: Callable[[], object]) -> None:
    """A button with a name of its own for screen readers."""
    button = ui.element("button").classes("act").props('type="button"')
    button.props["aria-label"] = label
    with button:
        ui.html(words, sanitize=False)
    button.on("click", do)


def edit_sheet(door: SessionDoor, lift: LiftRow) -> None:
    """Change athlete, lift, load, note or judgement; what is wrong in it is said in the sheet."""
    athletes = {"": "–", **door.screen().athletes}
    chosen = next((key for key, name in athletes.items() if name == lift.athlete), "")
    fields = [
        Field("athlete_id", "Athlete", chosen, "choice", athletes),
        Field("kind", "Lift", lift.kind, "choice", {lift.kind: lift.kind.replace("_", " "), **KINDS}),
        Field("load_kg", "Load, kg", "" if lift.load_kg is None else f"{lift.load_kg:g}", "number"),
        Field("outcome", "Judged", lift.judged, "choice", JUDGED),
        Field("note", "Note", lift.note, "area"),
    ]
    with sheet(f"Edit lift {lift.number}") as dialog:
        place = ui.element("div")

        async def changed(values: dict[str, str]) -> None:
            try:
                changes = lift_changes(values)
            except ValueError as error:
                place.clear()
                with place:
                    ui.html(message_html(str(error), warns=True), sanitize=False)
                return
            await run.io_bound(lambda: door.edit(lift.lift_id, **changes))
            dialog.close()

        form(fields, "Save as a new version", changed)
    dialog.open()


def lift_changes(values: dict[str, str]) -> dict[str, str | float | None]:
    """What the sheet says, as the session takes it.

    Raises
    ------
    ValueError
        A load that is no number of kilograms; the message is for people.
    """
    load_kg: float | None = None
    written = values.get("load_kg", "").strip().replace(",", ".")
    if written:
        load_kg = -1.0
        with suppress(ValueError):
            load_kg = float(written)
        if not 0.0 < load_kg <= 500.0:
            raise ValueError(f"{values['load_kg']} is no load: write kilograms, such as 92.5")
    return {
        "athlete_id": values.get("athlete_id") or None,
        "kind": values.get("kind") or None,
        "load_kg": load_kg,
        "outcome": values.get("outcome") or None,
        "note": values.get("note", ""),
    }


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


def athlete_sheet(door: SessionDoor) -> None:
    """Choose who lifts next."""
    athletes = door.screen().athletes
    with sheet("Who lifts next?") as dialog:

        async def chosen(values: dict[str, str]) -> None:
            await run.io_bound(lambda: door.do("athlete", athlete_id=values["athlete_id"]))
            dialog.close()

        first = next(iter(athletes), "")
        form([Field("athlete_id", "Athlete", first, "choice", athletes)], "Take", chosen)
    dialog.open()


def pdf_sheet(lift: LiftRow) -> None:
    """The page of a lift, in a frame."""
    with sheet(f"Page of lift {lift.number}") as dialog:
        ui.html(
            f'<iframe class="pdf" title="Page of lift {lift.number}" src="/reports/{lift.report_id}.pdf"></iframe>',
            sanitize=False,
        )
    dialog.open()


@contextmanager
def sheet(title: str) -> Iterator[ui.dialog]:
    """A sheet with a title over the page; the block fills it. It goes for good when it is closed."""
    dialog = ui.dialog()
    dialog.props["aria-label"] = title
    dialog.on("hide", dialog.delete)
    with dialog, ui.element("div").classes("sheet"):
        ui.html(f"<h1>{text(title)}</h1>", sanitize=False)
        yield dialog
        small_button("Close (Esc)", "Close", dialog.close)
