"""The technician's screen: what the plates show, what comes next, what the last lift was."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from nicegui import events, run, ui

from service.console import parts
from service.console.athlete_search import Names, athlete_sheet
from service.console.edit_sheet import SessionLifts, edit_sheet
from service.console.lift_rows import ReportPreview, lift_table, note_sheet, page_sheet
from service.console.lift_sheets import mark_sheet
from service.console.live_panel import force_html, plates_html
from service.console.screen import LiftRow, MarkedSpan, NextStep, Screen
from service.console.shapes import STATE_WORDS
from service.console.sheets import sheet, small_button

if TYPE_CHECKING:
    from acquisition.rig import Rig
    from service.console.screen import SessionDoor

LOOK_S = 0.15
"""How often a page asks whether something has changed; the live picture does not come this way."""
SHOWN_LIFTS = 8


class MainPage:
    """One browser's main page.

    Parameters
    ----------
    door : SessionDoor
        The session.
    rig : Rig
        Plates to draw.
    preview : callable
        The pages of a lift's report.
    names : callable
        Names of athletes by id, for looking one up.
    """

    def __init__(self, door: SessionDoor, rig: Rig, preview: ReportPreview, names: Names) -> None:
        self._door, self._rig, self._preview, self._names = door, rig, preview, names
        self._version = -1
        self._turn = asyncio.Lock()  # keys are worked at in threads: 9 and 2 must not become 29

    def build(self) -> None:
        """Make the elements; in a page."""
        ui.html('<h1 class="sr">Session</h1><span id="keys-here" hidden></span>', sanitize=False)
        self._place = ui.context.client.content  # sheets hang here: rows come and go while one is open
        with ui.element("div").classes("main"):
            with ui.element("div").style("display: grid; gap: 14px; min-width: 0; align-content: start"):
                self._left()
            with ui.element("div").style("display: grid; gap: 14px; min-width: 0; align-content: start"):
                ui.html(plates_html(self._rig), sanitize=False).style("display: grid; gap: 14px")
                with ui.element("section").classes("panel").props('aria-label="Work under way"'):
                    self._line = parts.Part(self._queue)
        self._said = ui.label("").classes("sr").props('role="status" aria-live="polite" id="announce"')
        ui.on("legdrive_key", self._pressed)
        ui.timer(LOOK_S, self._look)
        self._look()

    def _left(self) -> None:
        with ui.element("div").classes("now"):
            self._chip = parts.Part[str](lambda state: ui.html(parts.chip_html(state), sanitize=False))
            self._step = parts.Part(self._step_panel)
        self._message = parts.Part(self._message_line)
        with ui.element("section").classes("panel").props('aria-label="Next lift"'):
            self._who = parts.Part[str](lambda who: ui.html(who, sanitize=False))
        ui.html(force_html(), sanitize=False)
        with ui.element("div").classes("results"):
            with ui.element("section").classes("panel card").props('aria-label="Last lift"'):
                self._card = parts.Part[str](lambda card: ui.html(card, sanitize=False))
            with ui.element("section").classes("panel").props('aria-label="Lifts"'):
                self._lifts = parts.Part(self._table)

    def _message_line(self, said: tuple[str, bool, MarkedSpan | None]) -> None:
        message, warns, marked = said
        if message:
            ui.html(parts.message_html(message, warns=warns), sanitize=False)
        if marked is not None:
            span = f"{marked.start_s:.0f} to {marked.stop_s:.0f} s of the recording"
            with ui.element("div").classes("acts").style("margin-top: 10px"):
                small_button(f"Merge into lift {marked.number}", f"Merge {span}", lambda: self._do("merge"))
                small_button("Keep apart", f"{span} are a lift of their own", lambda: self._do("apart"))
                small_button("Let it go", f"Do not mark {span}", lambda: self._do("unmark"))

    def _look(self) -> None:
        version = self._door.version
        if version != self._version:
            self._version = version
            self._show(self._door.screen())

    def _show(self, screen: Screen) -> None:
        self._chip.show(screen.state)
        self._step.show(screen.step)
        self._message.show((screen.message, screen.warns, screen.marked))
        self._who.show(parts.who_html(screen))
        self._card.show(parts.card_html(screen.card))
        self._lifts.show(screen.lifts[-SHOWN_LIFTS:][::-1])
        self._line.show((screen.queue, screen.outbox, screen.practice))
        words = f"{STATE_WORDS[screen.state]}. {screen.message or (screen.step.words if screen.step else '')}"
        if self._said.text != words:
            self._said.set_text(words)

    def _step_panel(self, step: NextStep | None) -> None:
        with ui.element("div").classes("panel step"):
            if step is not None:
                button = ui.element("button").classes("keycap").props('type="button" id="next-step"')
                button.props["aria-label"] = f"{step.key}: {step.words}"
                with button:
                    ui.html(parts.text(step.key), sanitize=False)
                button.on("click", lambda: self._press(step.key))
            ui.html(parts.step_words(step), sanitize=False).classes("says")
            help_button = ui.element("button").classes("act").props('type="button" aria-label="? All keys"')
            with help_button:
                ui.html("?", sanitize=False)
            help_button.on("click", self._show_help)

    def _table(self, lifts: tuple[LiftRow, ...]) -> None:
        lift_table(lifts, on_edit=self._edit, on_pdf=self._page)

    async def _page(self, lift: LiftRow) -> None:
        await page_sheet(lift.report_id or "", f"lift {lift.number}", self._preview)

    def _edit(self, lift: LiftRow) -> None:
        with self._place:
            edit_sheet(SessionLifts(self._door), lift)

    def _queue(self, said: tuple[str, str, bool]) -> None:
        queue, outbox, practice = said
        ui.html(
            f'<div class="line"><span>Work: {parts.text(queue or "nothing waits")}</span>'
            f"<span>Outbox: {parts.text(outbox or 'empty')}</span></div>",
            sanitize=False,
        )
        with ui.element("div").classes("acts").style("margin-top: 10px"):
            button = ui.element("button").classes("act").props('type="button"')
            with button:
                ui.html("End the practice session" if practice else "Practise on simulated plates", sanitize=False)
            button.on("click", lambda: self._do("practice_end" if practice else "practice"))
            ui.html('<a class="act" style="text-decoration:none" href="/lifts">All lifts</a>', sanitize=False)

    async def _pressed(self, event: events.GenericEventArguments) -> None:
        key = str(event.args["key"])
        if key == "?":
            self._show_help()
        elif key.upper() == "K":
            ui.navigate.to("/check")
        elif key.upper() == "T":
            note_sheet(self._door)
        elif key.upper() == "H":
            mark_sheet(self._door)
        elif key == "/":
            athlete_sheet(self._door, self._names)
        else:
            await self._press(key)

    async def _press(self, key: str) -> None:
        async with self._turn:
            await run.io_bound(self._door.press, key)
        self._look()

    async def _do(self, action: str) -> None:
        await run.io_bound(self._door.do, action)
        self._look()

    def _show_help(self) -> None:
        with self._place, sheet("Keys") as dialog:
            ui.html(parts.keys_html(self._door.screen()), sanitize=False)
        dialog.open()
