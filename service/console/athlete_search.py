"""The sheet behind ``/``: who lifts next, narrowed by what is typed; Enter takes the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from nicegui import events, run, ui

from service.console.forms import Field, form_html
from service.console.parts import text
from service.console.sheets import sheet, small_button
from service.people.permissions import visible_athletes
from service.store.tables import Account

if TYPE_CHECKING:
    from service.console.screen import SessionDoor
    from service.store.engine import Store

SHOWN = 8
TYPED = "(e) => emit(e.target.value)"
ENTERED = "(e) => { e.preventDefault(); emit(new FormData(e.target).get('athlete')); }"
Names = Callable[[], Mapping[str, str]]


def names_of(store: Store, account_id: str) -> dict[str, str]:
    """Ids and names of the athletes whom somebody may see; those without a name are left out."""
    with store.reading() as session:
        account = session.get(Account, account_id)
        found = () if account is None else session.scalars(visible_athletes(account))
        return {athlete.id: athlete.name for athlete in found if athlete.name}


def narrowed(athletes: Mapping[str, str], names: Mapping[str, str], typed: str) -> dict[str, str]:
    """Athletes that fit what was typed, as they are shown.

    Codes that begin with it stand first, then names of which a word begins with it, then what has it anywhere.

    Parameters
    ----------
    athletes, names : mapping of str to str
        Codes and names by id.
    typed : str
        A part of a code or of a name; nothing fits all.
    """
    wanted = typed.strip().casefold()
    ranked = []
    for athlete_id, code in athletes.items():
        name = names.get(athlete_id, "")
        in_code, in_name = code.casefold(), name.casefold()
        begins = in_name.startswith(wanted) or f" {wanted}" in in_name
        rank = 0 if in_code.startswith(wanted) else 1 if begins else 2
        if wanted in in_code or wanted in in_name:
            ranked.append((rank, in_code, athlete_id, f"{code}  {name}".rstrip()))
    return {athlete_id: words for _, _, athlete_id, words in sorted(ranked)}


def athlete_sheet(door: SessionDoor, names: Names) -> None:
    """Choose who lifts next."""
    athletes, known = door.screen().athletes, names()
    with sheet("Who lifts next?") as dialog:

        async def take(athlete_id: str) -> None:
            await run.io_bound(lambda: door.do("athlete", athlete_id=athlete_id))
            dialog.close()

        def show(typed: str) -> None:
            found = narrowed(athletes, known, typed)
            said.set_text(f"{len(found)} of {len(athletes)} athletes" + (", Enter takes the first" if found else ""))
            place.clear()
            with place:
                for athlete_id, words in list(found.items())[:SHOWN]:
                    small_button(text(words), f"Take {words}", partial(take, athlete_id))

        async def entered(event: events.GenericEventArguments) -> None:
            first: Any = next(iter(narrowed(athletes, known, str(event.args))), None)
            if first is not None:
                await take(first)

        field = Field("athlete", "Code or name")
        made = form_html([field], "Take the first").replace("<input", "<input data-autofocus", 1)
        box = ui.html(made, sanitize=False)
        box.on("submit", entered, js_handler=ENTERED)
        box.on("input", lambda event: show(str(event.args)), js_handler=TYPED)
        said = ui.label("").classes("quiet").props('role="status"')
        place = ui.element("div").classes("found")
        show("")
    dialog.open()
