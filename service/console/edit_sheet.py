"""The sheet in which a lift is mended, of this session or an earlier one: what is said of it, and its report's ways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from nicegui import run, ui

from processing import options
from service.console.forms import Field, form
from service.console.parts import message_html
from service.console.sheets import sheet, small_button
from service.session.states import COMMON_KINDS

if TYPE_CHECKING:
    from service.console.screen import LiftRow, SessionDoor

KINDS = {kind: kind.replace("_", " ").capitalize() for kind in dict.fromkeys((*COMMON_KINDS, *options.KINDS))}
"""All kinds of lift by name; those that the L key goes through come first."""
JUDGED = {"": "not judged", "made": "made", "missed": "missed", "not_a_lift": "not a lift"}
WITHDRAWABLE = ("queued", "sent", "revised")
"""States of a lift whose report is, or is about to be, in somebody's hands."""
WITHDRAWN_MEANS = "Its link says so at once, and everybody who has it is told why. Mailed files cannot be called back."
Done = Callable[[], Awaitable[None]]


class LiftDoor(Protocol):
    """What the sheet needs; every change says why it was refused, or nothing."""

    def athletes(self) -> Mapping[str, str]:
        """Ids and names to choose from."""

    def ways(self, lift: LiftRow) -> tuple[str, ...]:
        """What can be done with its report now: ``send``, ``undo_send``, ``withdraw``."""

    def edit(self, lift_id: str, **changes: Any) -> str:
        """Change what is said of it."""

    def send(self, lift_id: str) -> str:
        """Send its report."""

    def undo_send(self, lift_id: str) -> str:
        """Take it back before it goes out."""

    def withdraw(self, lift_id: str, why: str) -> str:
        """Withdraw what was sent."""


class SessionLifts:
    """The lifts of the session at the plates; what is refused stands in its message too."""

    def __init__(self, door: SessionDoor) -> None:
        self._door = door

    def athletes(self) -> Mapping[str, str]:
        """Ids and names to choose from."""
        return self._door.screen().athletes

    def ways(self, lift: LiftRow) -> tuple[str, ...]:
        """Sending and taking back have their keys at the plates; withdrawing has none."""
        return ("withdraw",) if lift.state in WITHDRAWABLE else ()

    def edit(self, lift_id: str, **changes: Any) -> str:
        """Change what is said of it."""
        self._door.edit(lift_id, **changes)
        return ""

    def send(self, lift_id: str) -> str:
        """Send its report."""
        self._door.do("send", lift_id=lift_id)
        return ""

    def undo_send(self, _lift_id: str) -> str:
        """The session's own way back."""
        self._door.do("undo")
        return ""

    def withdraw(self, lift_id: str, why: str) -> str:
        """Withdraw what was sent."""
        self._door.do("withdraw", lift_id=lift_id, why=why)
        return ""


def edit_sheet(door: LiftDoor, lift: LiftRow, done: Done | None = None, *, judged: str = "Judged") -> None:
    """Change athlete, lift, load, note or judgement; what is wrong in it is said in the sheet.

    Parameters
    ----------
    door : LiftDoor
        Where it is changed.
    lift : LiftRow
        As it is.
    done : callable, optional
        What follows a change.
    judged : str
        Name of the field with made or missed.
    """
    fields = edit_fields(door.athletes(), lift, judged)
    before = lift_changes({field.name: field.value for field in fields})
    with sheet(f"Edit lift {lift.number}") as dialog:
        refusal = ui.html("", sanitize=False).props('role="alert"')

        async def finished(why_not: str) -> None:
            if why_not:
                refusal.set_content(message_html(why_not, warns=True))
                return
            dialog.close()
            if done is not None:
                await done()

        async def changed(values: dict[str, str]) -> None:
            try:
                told = lift_changes(values)
            except ValueError as error:
                await finished(str(error))
                return
            # What was not touched is left as it is by now: somebody else may have changed it meanwhile.
            changes = {key: value for key, value in told.items() if value != before[key]}
            await finished(await run.io_bound(lambda: door.edit(lift.lift_id, **changes)) or "")

        form(fields, "Save as a new version", changed)
        report_ways(door, lift, dialog, finished, done)
    dialog.open()


def edit_fields(athletes: Mapping[str, str], lift: LiftRow, judged: str) -> list[Field]:
    """The fields, filled with what is said now."""
    choice = {"": "–", **athletes}
    chosen = next((key for key, name in choice.items() if name == lift.athlete), "")
    kinds = KINDS if lift.kind in KINDS else {lift.kind: lift.kind.replace("_", " "), **KINDS}
    outcomes = {key: words for key, words in JUDGED.items() if key or not lift.judged}
    return [
        Field("athlete_id", "Athlete", chosen, "choice", choice),
        Field("kind", "Lift", lift.kind, "choice", kinds),
        Field("load_kg", "Load, kg", f"{lift.load_kg:g}" if lift.load_kg else "", "number"),
        Field("outcome", judged, lift.judged, "choice", outcomes),
        Field("note", "Note", lift.note, "area"),
    ]


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


def report_ways(
    door: LiftDoor, lift: LiftRow, edited: ui.dialog, finished: Callable[[str], Awaitable[None]], done: Done | None
) -> None:
    """Buttons for what can be done with the lift's report, where there is something."""
    ways = door.ways(lift)

    async def sent() -> None:
        await finished(await run.io_bound(door.send, lift.lift_id) or "")

    async def taken_back() -> None:
        await finished(await run.io_bound(door.undo_send, lift.lift_id) or "")

    def withdrawing() -> None:
        edited.close()
        with edited.client.content:
            withdraw_sheet(door, lift, done)

    if ways:
        with ui.element("div").classes("buttons apart"):
            if "send" in ways:
                small_button("Send to the coaches", f"Send lift {lift.number}", sent)
            if "undo_send" in ways:
                small_button("Take it back", f"Take lift {lift.number} back", taken_back)
            if "withdraw" in ways:
                small_button("Withdraw the report …", f"Withdraw lift {lift.number}", withdrawing)


def withdraw_sheet(door: LiftDoor, lift: LiftRow, done: Done | None) -> None:
    """Withdraw a lift's report, with the reason that its readers get to know."""
    with sheet(f"Withdraw lift {lift.number}") as dialog:
        ui.html(f"<p>{WITHDRAWN_MEANS}</p>", sanitize=False)
        refusal = ui.html("", sanitize=False).props('role="alert"')

        async def withdrawn(values: dict[str, str]) -> None:
            why_not = await run.io_bound(door.withdraw, lift.lift_id, values.get("why", ""))
            if why_not:
                refusal.set_content(message_html(why_not, warns=True))
                return
            dialog.close()
            if done is not None:
                await done()

        form([Field("why", "Why?", required=True)], "Withdraw it", withdrawn)
    dialog.open()
