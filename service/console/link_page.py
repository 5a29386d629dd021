"""What a mailed link opens: a phone page of the lift beside its report, without a login, until the link ends."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, RedirectResponse, Response

from service.console.forms import Field, form_html
from service.console.lift_page import LONGEST_NOTE, notes_html
from service.console.lift_reading import chart_of, read_lift
from service.console.login_pages import bare_page
from service.console.parts import card_html
from service.delivery.links import FollowedLink, follow_link
from service.delivery.post import LINK_PATH
from service.people import audit
from service.store.tables import Analysis, CoachNote, Delivery, Report

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.lab import Lab

CLOSED = {
    "expired": "This link has ended. Ask for a new one.",
    "revoked": "This link was taken back.",
    "withdrawn": "This report was withdrawn",
    "unknown": "There is no such link.",
}


@dataclass(frozen=True)
class Opened:
    """What a link leads to: the followed link, and where it is open the report's file, its lift, and who reads it."""

    link: FollowedLink
    path: Path | None = None
    lift_id: str | None = None
    coach_id: str | None = None


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

    @router.post(LINK_PATH + "{secret}/note")
    async def note(secret: str, text: Annotated[str, Form(max_length=LONGEST_NOTE)]) -> Response:
        await run_in_threadpool(note_by_link, lab, secret, text.strip())
        return RedirectResponse(LINK_PATH + secret, 303)

    return router


def open_link(lab: Lab, secret: str) -> Opened:
    """Follow a link; that it was opened is written down."""
    assert lab.store is not None
    with lab.store.transaction() as session:
        link = follow_link(session, secret, lab.clock())
        if link.state != "open" or link.report_id is None:
            return Opened(link)
        report = session.get_one(Report, link.report_id)
        path = (lab.folder / report.path).resolve()
        if not path.is_file() or not path.is_relative_to(lab.folder.resolve()):
            return Opened(FollowedLink("unknown"))
        analysis = None if report.analysis_id is None else session.get(Analysis, report.analysis_id)
        audit.note(session, None, "open", "report", report.id, {"by": "link"}, lab.clock())
        return Opened(link, path, None if analysis is None else analysis.lift_id, only_coach(session, report.id))


def only_coach(session: Session, report_id: str) -> str | None:
    """Who reads the report, where it went to one coach; a link does not say whose it is."""
    found = list(session.scalars(select(Delivery.coach_id).where(Delivery.report_id == report_id).distinct()))
    return found[0] if len(found) == 1 else None


def link_page(lab: Lab, secret: str) -> Response:
    """The page of the lift; of a session's report there is only the file."""
    assert lab.store is not None
    opened = open_link(lab, secret)
    if opened.path is None:
        return closed_page(lab, opened.link)
    address = LINK_PATH + escape(secret, quote=True)
    pdf = f'<div class="acts"><a class="act" href="{address}/report.pdf">Open the report (PDF)</a></div>'
    newer = f"<p>Version {opened.link.newer} is newer.</p>" if opened.link.newer else ""
    view = None if opened.lift_id is None else read_lift(lab.store, opened.lift_id)
    if view is None:
        return bare_page(lab.name, "Report", newer + pdf, simulated=lab.simulated)
    chart = chart_of(lab.folder, view)
    drive = f'<section class="panel"><h2>Total force, N</h2>{chart}</section>' if chart else ""
    fields = [Field("text", "Your note", kind="area", required=True)]
    form = form_html(fields, "Send the note", action=f"{address}/note") if opened.coach_id else ""
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


def note_by_link(lab: Lab, secret: str, words: str) -> None:
    """The coach's note comes back to the lift; nothing happens where the link has ended."""
    opened = open_link(lab, secret)
    if not words or opened.lift_id is None or opened.coach_id is None:
        return
    assert lab.store is not None
    with lab.store.transaction() as session:
        session.add(CoachNote(lift_id=opened.lift_id, coach_id=opened.coach_id, at=lab.clock(), text=words))
        audit.note(session, None, "note", "lift", opened.lift_id, {"by": "link"}, lab.clock())
