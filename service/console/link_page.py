"""What a mailed link opens: a phone page of the lift beside its report, without a login, until the link ends."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, RedirectResponse, Response

from service.console.forms import Field, form_html
from service.console.lift_page import notes_html
from service.console.lift_reading import chart_of, read_lift
from service.console.login_pages import bare_page
from service.console.page_pictures import Preview, folded_preview, page_count, page_picture
from service.console.parts import card_html
from service.delivery.links import FollowedLink, follow_link
from service.delivery.post import LINK_PATH
from service.people import audit
from service.people.errors import NoteRefused
from service.people.notes import LONGEST, write_note
from service.store.files import kept_file
from service.store.tables import Analysis, Coach, Report

if TYPE_CHECKING:
    from service.lab import Lab

CLOSED = {
    "expired": "This link has ended. Ask for a new one.",
    "revoked": "This link was taken back.",
    "withdrawn": "This report was withdrawn",
    "unknown": "There is no such link.",
}


@dataclass(frozen=True)
class Opened:
    """What a link leads to; where it is open also the report's file, its lift, and the reader's units."""

    link: FollowedLink
    path: Path | None = None
    lift_id: str | None = None
    units: str = "kg"


def link_router(lab: Lab) -> APIRouter:
    """The routes below :data:`service.delivery.post.LINK_PATH`."""
    router = APIRouter(include_in_schema=False)

    @router.get(LINK_PATH + "{secret}")
    async def page(secret: str) -> Response:
        return await run_in_threadpool(link_page, lab, secret)

    @router.get(LINK_PATH + "{secret}/report.pdf")
    async def report(secret: str) -> Response:
        opened = await run_in_threadpool(open_link, lab, secret)
        if opened.path is None:
            return closed_page(lab, opened.link)
        headers = {"cache-control": "no-store"}
        name = opened.path.name
        return FileResponse(
            opened.path, 200, headers, "application/pdf", content_disposition_type="inline", filename=name
        )

    @router.get(LINK_PATH + "{secret}/page-{number}.webp")
    async def picture(secret: str, number: int) -> Response:
        opened = await run_in_threadpool(open_link, lab, secret, noted=False)
        drawn = None if opened.path is None else await run_in_threadpool(page_picture, opened.path, number)
        if drawn is None:
            return closed_page(lab, FollowedLink("unknown") if opened.path is not None else opened.link)
        return Response(drawn, media_type="image/webp", headers={"cache-control": "no-store"})

    @router.post(LINK_PATH + "{secret}/note")
    async def note(secret: str, text: Annotated[str, Form()] = "") -> Response:
        refusal = await run_in_threadpool(note_by_link, lab, secret, text)
        if refusal:
            return bare_page(lab.name, "Not sent", f"<p>{escape(refusal)}</p>", simulated=lab.simulated, status=409)
        return RedirectResponse(LINK_PATH + secret, 303)

    return router


def open_link(lab: Lab, secret: str, *, noted: bool = True) -> Opened:
    """Follow a link; that it was opened is written down, not so for the pictures within an opened page."""
    assert lab.store is not None
    with lab.store.transaction() as session:
        link = follow_link(session, secret, lab.clock())
        if link.state != "open" or link.report_id is None:
            return Opened(link)
        report = session.get_one(Report, link.report_id)
        path = kept_file(lab.folder, report.path)
        if path is None:
            return Opened(FollowedLink("unknown"))
        analysis = None if report.analysis_id is None else session.get(Analysis, report.analysis_id)
        if noted:
            audit.note(session, None, "open", "report", report.id, {"by": "link"}, lab.clock())
        units = "kg" if link.coach_id is None else session.get_one(Coach, link.coach_id).units
        return Opened(link, path, None if analysis is None else analysis.lift_id, units)


def link_page(lab: Lab, secret: str) -> Response:
    """The page of the lift; of a session's report there is only the file."""
    assert lab.store is not None
    opened = open_link(lab, secret)
    if opened.path is None:
        return closed_page(lab, opened.link)
    address = LINK_PATH + escape(secret, quote=True)
    preview = Preview(f"{address}/report.pdf", f"{address}/page-", page_count(opened.path), "this lift")
    pdf = f'<section class="panel">{folded_preview(preview)}</section>'
    newer = f"<p>Version {opened.link.newer} is newer.</p>" if opened.link.newer else ""
    view = None if opened.lift_id is None else read_lift(lab.store, opened.lift_id, opened.units)
    if view is None:
        return bare_page(lab.name, "Report", newer + pdf, simulated=lab.simulated)
    chart = chart_of(lab.folder, view)
    drive = f'<section class="panel"><h2>Total force, N</h2>{chart}</section>' if chart else ""
    fields = [Field("text", "Your note", kind="area", required=True, longest=LONGEST)]
    form = form_html(fields, "Send the note", action=f"{address}/note") if opened.link.coach_id else ""
    notes = f'<section class="panel">{notes_html(view)}{form}</section>'
    card = f'<section class="panel card">{card_html(view.card)}</section>'
    return bare_page(lab.name, view.title, newer + card + drive + pdf + notes, simulated=view.simulated)


def closed_page(lab: Lab, link: FollowedLink) -> Response:
    """Why a link opens nothing."""
    words = CLOSED.get(link.state, CLOSED["unknown"])
    if link.state == "withdrawn":
        words += f"; see version {link.newer}." if link.newer else "."
    status = 404 if link.state == "unknown" else 410
    return bare_page(lab.name, "No report here", f"<p>{words}</p>", simulated=lab.simulated, status=status)


def note_by_link(lab: Lab, secret: str, words: str) -> str:
    """The coach's note comes back to the lift; why not, where it does not. Nothing happens where the link has ended."""
    opened = open_link(lab, secret)
    if opened.lift_id is None or opened.link.coach_id is None:
        return ""
    assert lab.store is not None
    try:
        with lab.store.transaction() as session:
            write_note(session, opened.lift_id, opened.link.coach_id, words, lab.clock(), None, "link")
    except NoteRefused as error:
        return error.line
    return ""
