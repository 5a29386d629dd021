"""Reports as files and as pictures, to whoever may see them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from service.console.page_pictures import Preview, page_count, page_picture
from service.people import audit
from service.people.permissions import may, permitted
from service.people.secrets import secret_hash
from service.store.files import kept_file
from service.store.tables import Account, Report
from service.web_login import COOKIE

if TYPE_CHECKING:
    from service.lab import Lab
    from service.web_login import Visitor

NO_REPORT = "There is no such report, or you may not see it."
LOOK_LASTS = timedelta(minutes=10)
PRIVATE = {"cache-control": "no-store"}
"""What is withdrawn or erased must not come back from a browser's memory."""


def report_router(lab: Lab) -> APIRouter:
    """The routes ``/reports/ID.pdf`` and ``/reports/ID/page-1.webp``."""
    router, looks = APIRouter(include_in_schema=False), Looks()

    @router.get("/reports/{report_id}.pdf")
    async def report(request: Request, report_id: str) -> Response:
        path = await run_in_threadpool(report_path, lab, request.state.visitor, report_id)
        if path is None:
            raise HTTPException(404, NO_REPORT)
        return FileResponse(path, media_type="application/pdf", content_disposition_type="inline", filename=path.name)

    @router.get("/reports/{report_id}/page-{number}.webp")
    async def picture(request: Request, report_id: str, number: int) -> Response:
        login = secret_hash(request.cookies.get(COOKIE, ""))
        drawn = await run_in_threadpool(report_picture, lab, request.state.visitor, report_id, number, looks, login)
        if drawn is None:
            raise HTTPException(404, NO_REPORT)
        return Response(drawn, media_type="image/webp", headers=PRIVATE)

    return router


class Looks:
    """Who has looked at which report just now: its pages are fetched one by one, in any order.

    Parameters
    ----------
    lasts : timedelta
        For how long one look at a report goes on.
    """

    def __init__(self, lasts: timedelta = LOOK_LASTS) -> None:
        self._lasts, self._lock = lasts, threading.Lock()
        self._seen: dict[tuple[str, str], datetime] = {}

    def note_once(self, login: str, report_id: str, now: datetime, note: Callable[[], object]) -> None:
        """Write a look down, unless it is one that goes on."""
        with self._lock:  # two pages that are fetched together are one look
            self._seen = {look: at for look, at in self._seen.items() if now - at < self._lasts}
            if (login, report_id) not in self._seen:
                note()
                self._seen[login, report_id] = now


def report_picture(lab: Lab, visitor: Visitor, report_id: str, number: int, looks: Looks, login: str) -> bytes | None:
    """A page as a picture; looking through the pages counts as one look."""
    path = report_path(lab, visitor, report_id, noted=False)
    drawn = None if path is None else page_picture(path, number)
    if drawn is not None:
        looks.note_once(login, report_id, lab.clock(), lambda: report_path(lab, visitor, report_id))
    return drawn


def report_preview(lab: Lab, visitor: Visitor | None, report_id: str, name: str) -> Preview:
    """The pictures of a report; none where the visitor may not see it."""
    path = None if visitor is None or lab.store is None else report_path(lab, visitor, report_id, noted=False)
    count = 0 if path is None else page_count(path)
    return Preview(f"/reports/{report_id}.pdf", f"/reports/{report_id}/page-", count, name)


def report_path(lab: Lab, visitor: Visitor, report_id: str, *, noted: bool = True) -> Path | None:
    """Where it lies; ``None`` where there is none for this visitor. That it was looked at is written down."""
    assert lab.store is not None
    with lab.store.transaction() if noted else lab.store.reading() as session:
        report = session.get(Report, report_id)
        account = session.get(Account, visitor.account_id)
        if report is None and account is not None and permitted(account.role, "run_session", {"lab"}):
            return practice_path(lab, report_id)
        if report is None or account is None or report.withdrawn_at is not None:
            return None
        if not may(session, account, "view_report", report):
            return None
        path = kept_file(lab.folder, report.path)
        if path is not None and noted:
            audit.note(session, account.id, "open", "report", report.id, at=lab.clock())
        return path


def practice_path(lab: Lab, report_id: str) -> Path | None:
    """Where a report of the practice session lies; it is about nobody, and who may run a session may see it."""
    place = lab.practice()
    if place is None:
        return None
    store, folder = place
    with store.reading() as session:
        report = session.get(Report, report_id)
        return None if report is None else kept_file(folder, report.path)
