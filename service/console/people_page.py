"""Athletes and coaches: who is there, and forms to add and to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING, TypeVar

from nicegui import run, ui

from service.console.forms import Field, form
from service.console.parts import message_html
from service.console.people_reading import (
    AthleteRow,
    CoachRow,
    add_athlete,
    change_athlete,
    change_coach,
    read_athletes,
    read_coaches,
)
from service.console.rows_table import actions, rows_table
from service.console.rows_table import cells as row_cells
from service.console.sheets import sheet, small_button
from service.lettering import why_unprintable

if TYPE_CHECKING:
    from service.settings import ReportsSection
    from service.store.engine import Store

Row = TypeVar("Row")
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}
YES_NO = {"": "no", "yes": "yes"}


def athletes_page(store: Store, look: ReportsSection, by: str | None = None) -> None:
    """All athletes; recordings and mails carry the code alone. A name that the pages cannot print is told at once."""
    with ui.element("div").classes("page"):
        ui.html(
            "<h1>Athletes</h1><p>Recordings, file names and mails carry the code, never the name.</p>", sanitize=False
        )
        with ui.element("section").classes("panel").props('aria-label="Athletes"'):
            place = ui.element("div")

            def show() -> None:
                place.clear()
                rows = read_athletes(store)
                with place:
                    for words in unprintable_names(rows, look):
                        ui.html(message_html(words, warns=True), sanitize=False)
                    table("Athletes", ("Code", "Name", "Born", "Coaches"), rows, athlete_cells, edit)

            def edit(row: AthleteRow) -> None:
                with sheet(f"Athlete {row.code}") as dialog:
                    change = partial(change_athlete, store, row.athlete_id, by=by)
                    submit(athlete_fields(row), "Save", change, partial(closed, dialog, show))
                dialog.open()

            show()
        with ui.element("section").classes("panel").props('aria-label="New athlete"'):
            ui.html("<h2>New athlete</h2>", sanitize=False)
            submit(athlete_fields(AthleteRow()), "Add", lambda values: add_athlete(store, values, by), show)


def unprintable_names(rows: Sequence[AthleteRow], look: ReportsSection) -> list[str]:
    """A line for each athlete whose code must stand on the pages in the name's place."""
    foreign = ((row.code, why_unprintable(row.name, look)) for row in rows if not row.name.isascii())
    return [f"{code} stands on reports in place of the name: {why}" for code, why in foreign if why]


def closed(dialog: ui.dialog, show: Callable[[], None]) -> None:
    """After saving in a sheet."""
    dialog.close()
    show()


def coaches_page(store: Store, by: str | None = None) -> None:
    """How each coach gets reports."""
    with ui.element("div").classes("page"):
        ui.html("<h1>Coaches</h1><p>How each of them gets reports. A coach's account is made with "
                "<code>legdrive account add</code>.</p>", sanitize=False)  # fmt: skip
        with ui.element("section").classes("panel").props('aria-label="Coaches"'):
            place = ui.element("div")

            def show() -> None:
                place.clear()
                with place:
                    headings = ("Name", "E-mail", "Reports", "Quiet", "Athletes")
                    table("Coaches", headings, read_coaches(store), coach_cells, edit)

            def edit(row: CoachRow) -> None:
                with sheet(f"Coach {row.name}") as dialog:
                    submit(coach_fields(row), "Save", lambda values: change_coach(store, row, values, by),
                           partial(closed, dialog, show))  # fmt: skip
                dialog.open()

            show()


Fill = Callable[[dict[str, str]], object]


def table(
    name: str,
    headings: Sequence[str],
    rows: Sequence[Row],
    cells: Callable[[Row], Sequence[str]],
    edit: Callable[[Row], None],
) -> None:
    """A table with an edit button a row."""

    def fill(row: Row) -> None:
        said = cells(row)
        row_cells(list(zip(headings, map(escape, said), strict=True)))
        with actions():
            small_button("Edit", f"Edit {said[0]}", partial(edit, row))

    rows_table(name, headings, rows, fill, "Nobody yet.")


def submit(fields: Sequence[Field], button: str, fill: Fill, after: Callable[[], object]) -> None:
    """A form whose refusal is said above it."""
    refusal = ui.html("", sanitize=False).props('role="alert"')

    async def sent(values: dict[str, str]) -> None:
        try:
            await run.io_bound(fill, values)
        except ValueError as error:
            refusal.set_content(message_html(str(error), warns=True))
            return
        refusal.set_content("")
        after()

    form(fields, button, sent)


def athlete_cells(row: AthleteRow) -> Sequence[str]:
    """One athlete."""
    return row.code, row.name, row.born_on, ", ".join(row.coaches)


def coach_cells(row: CoachRow) -> Sequence[str]:
    """One coach."""
    how = f"{'one digest' if row.mode == 'digest' else 'each lift'}, {row.units}, {'PDF' if row.attach_pdf else 'link'}"
    quiet = f"{row.quiet_from}–{row.quiet_to}" if row.quiet_from and row.quiet_to else ""
    return row.name, row.email, how, quiet, ", ".join(row.athletes)


def athlete_fields(row: AthleteRow) -> list[Field]:
    """What can be said of an athlete."""
    return [
        Field("code", "Code", row.code, required=True),
        Field("name", "Name", row.name),
        Field("born_on", "Born on", row.born_on, "date"),
        Field("language", "Language", row.language, "choice", LANGUAGES),
        Field("foot_length_mm", "Foot length, mm", row.foot_length_mm, "number"),
        Field("legal_basis", "Legal basis", row.legal_basis),
        Field("purpose", "Purpose", row.purpose),
        Field("consent_until", "Consent until", row.consent_until, "date"),
        Field("account", "Own account’s e-mail", row.account, "email"),
        Field("guardian", "Guardian’s account, e-mail", row.guardian, "email"),
        Field("coaches", "Coaches’ e-mails, with commas", ", ".join(row.coaches)),
    ]


def coach_fields(row: CoachRow) -> list[Field]:
    """How a coach wants reports."""
    return [
        Field("mode", "Reports", row.mode, "choice", {"each": "each lift", "digest": "one digest a session"}),
        Field("units", "Loads in", row.units, "choice", {"kg": "kg", "lb": "lb"}),
        Field("language", "Language", row.language, "choice", LANGUAGES),
        Field("attach_pdf", "PDF in the mail (never for minors)", "yes" if row.attach_pdf else "", "choice", YES_NO),
        Field("quiet_from", "No mails from", row.quiet_from, "time"),
        Field("quiet_to", "until", row.quiet_to, "time"),
        Field("folder", "Shared folder", row.folder),
    ]
