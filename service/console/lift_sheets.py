"""A sheet of the session's page that is opened seldom: mark a lift by hand."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from nicegui import run, ui

from service.console.forms import Field, form
from service.console.parts import message_html
from service.console.sheets import sheet

if TYPE_CHECKING:
    from service.console.screen import SessionDoor

BEGAN_S, ENDED_S = "20", "5"
"""How long ago a lift was that somebody has just seen, as the sheet offers it."""


def mark_sheet(door: SessionDoor) -> None:
    """Say when a lift was that was not detected: in seconds before the moment at which the sheet was opened."""
    now_s = door.screen().recorded_s
    if now_s is None:
        door.press("H")
        return
    fields = [
        Field("began", "Began, seconds ago", BEGAN_S, "number", required=True),
        Field("ended", "Ended, seconds ago", ENDED_S, "number", required=True),
    ]
    with sheet("Mark a lift by hand") as dialog:
        ui.html('<p class="quiet">Counted from now, or from the end of a recording that has ended.</p>', sanitize=False)
        place = ui.element("div").props('role="alert"')

        async def marked(values: dict[str, str]) -> None:
            try:
                start_s, stop_s = span_of(values, now_s)
            except ValueError as error:
                place.clear()
                with place:
                    ui.html(message_html(str(error), warns=True), sanitize=False)
                return
            await run.io_bound(lambda: door.do("mark", start_s=start_s, stop_s=stop_s))
            dialog.close()

        form(fields, "Mark it", marked)
    dialog.open()


def span_of(values: dict[str, str], now_s: float) -> tuple[float, float]:
    """Begin and end in seconds of the recording, from what the sheet says.

    Raises
    ------
    ValueError
        They are no numbers, or no span of the recording; the message is for people.
    """
    ago: list[float] = []
    for name in ("began", "ended"):
        with suppress(ValueError):
            ago.append(float(values.get(name, "").strip().replace(",", ".")))
    if len(ago) < 2:
        raise ValueError("write seconds, such as 20 and 5")
    began, ended = ago
    if not 0.0 <= ended < began <= now_s:
        raise ValueError(f"the lift began before it ended, at most {now_s:.0f} s ago")
    return now_s - began, now_s - ended
