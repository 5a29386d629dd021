"""Which page stands at which address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Protocol

from nicegui import run, ui

from service.console.athlete_search import names_of
from service.console.check_page import check_page
from service.console.earlier_lifts import EarlierLifts
from service.console.edit_sheet import LiftDoor, SessionLifts
from service.console.frame import page_frame
from service.console.lift_access import may_see, may_write, units_for, write_note
from service.console.lift_page import lift_page
from service.console.lift_rows import ReportPreview
from service.console.lift_search import search_lifts
from service.console.lifts_page import LiftsPage
from service.console.main_page import MainPage
from service.console.my_page import my_page
from service.console.people_page import athletes_page, coaches_page
from service.console.report_route import report_preview
from service.console.screen import LiftRow, SessionDoor
from service.console.setup_page import setup_page
from service.lab import Lab
from service.session.stored_lifts import StoredLifts
from service.web_login import Visitor


class Framed(Protocol):
    """A page with its bar; gives who asked for it."""

    def __call__(self, title: str, here: str, *, live: bool = False) -> AbstractContextManager[Visitor | None]:
        """Enter it and fill it."""


def register_pages(lab: Lab) -> None:
    """Tell NiceGUI of all pages of a laboratory."""

    @contextmanager
    def framed(title: str, here: str, *, live: bool = False) -> Iterator[Visitor | None]:
        visitor = visiting()
        with page_frame(title, here, lab.name, simulated=lab.simulated, live=live, visitor=visitor):
            yield visitor

    def preview_for(visitor: Visitor | None) -> ReportPreview:
        return partial(report_preview, lab, visitor)

    @ui.page("/")
    def session() -> None:
        with framed("Session", "/", live=True) as visitor:
            if visitor is not None:
                lab.hand_over(visitor.account_id)
            MainPage(lab.door, lab.rig, preview_for(visitor), partial(names_for, lab, visitor)).build()

    @ui.page("/lifts")
    async def lifts() -> None:
        with framed("Lifts", "/lifts") as visitor:
            LiftsPage(lab.door, preview_for(visitor)).build()
            if lab.store is not None and visitor is not None:
                search = partial(search_lifts, lab.store, visitor.account_id)
                stored = StoredLifts(lab.store, lab.settings, visitor.account_id, lab.clock)
                await EarlierLifts(search, preview_for(visitor), partial(opened_lift, lab.door, stored)).build()

    @ui.page("/check")
    def check() -> None:
        with framed("Daily check", "/check"):
            check_page(lab)

    @ui.page("/setup")
    def setup() -> None:
        with framed("Set-up", "/setup"):
            setup_page(lab)

    if lab.store is not None:
        register_store_pages(lab, framed)


def register_store_pages(lab: Lab, framed: Framed) -> None:
    """Pages that read the store."""
    store = lab.store
    assert store is not None

    @ui.page("/athletes")
    def athletes() -> None:
        with framed("Athletes", "/athletes") as visitor:
            athletes_page(store, lab.settings.reports, None if visitor is None else visitor.account_id)

    @ui.page("/coaches")
    def coaches() -> None:
        with framed("Coaches", "/coaches") as visitor:
            coaches_page(store, None if visitor is None else visitor.account_id)

    @ui.page("/my")
    async def mine() -> None:
        with framed("Lifts", "/my") as visitor:
            await my_page(store, visitor)

    @ui.page("/lift/{lift_id}")
    async def lift(lift_id: str) -> None:
        with framed("Lift", "/lift") as visitor:
            if not await run.io_bound(may_see, store, visitor, lift_id):
                ui.html('<div class="page"><h1>There is no such lift for you</h1></div>', sanitize=False)
                return

            async def note(words: str) -> None:
                await run.io_bound(write_note, store, visitor, lift_id, words, lab.clock())

            writes = await run.io_bound(may_write, store, visitor, lift_id)
            units = await run.io_bound(units_for, store, visitor) or "kg"
            preview = partial(report_preview, lab, visitor)
            await lift_page(lab, lift_id, note if writes else None, preview, units)


def opened_lift(door: SessionDoor, stored: StoredLifts, lift_id: str) -> tuple[LiftDoor, LiftRow] | None:
    """A lift to be changed: at the plates where their session has it, in the store else."""
    row = stored.row(lift_id)
    if row is None:
        return None
    here = next((lift for lift in door.screen().lifts if lift.lift_id == lift_id), None)
    return (stored, row) if here is None else (SessionLifts(door), here)


def names_for(lab: Lab, visitor: Visitor | None) -> dict[str, str]:
    """Names of the athletes whom somebody may see, by id."""
    return {} if lab.store is None or visitor is None else names_of(lab.store, visitor.account_id)


def visiting() -> Visitor | None:
    """Who asked for this page."""
    found = ui.context.client.request.scope.get("state", {}).get("visitor")
    return found if isinstance(found, Visitor) else None
