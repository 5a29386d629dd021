"""Reports as files and as pictures, to whoever may see them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from service.console.page_pictures import Preview, page_count, page_picture
from service.people import audit
from service.people.permissions import may
from service.store.files import kept_file
from service.store.tables import Account, Report

if TYPE_CHECKING:
    from service.lab import Lab
    from service.web_login import Visitor

NO_REPORT = "There is no such report, or you may not see it."
PRIVATE = {"cache-control": "no-store"}
"""What is withdrawn or erased must not come back from a browser's memory."""


def report_router(lab: Lab) -> APIRouter:
    """The routes ``/reports/ID.pdf`` and ``/reports/ID/page-1.webp``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/reports/{report_id}.pdf")
    async def report(request: Request, report_id: str) -> Response:
        path = await run_in_threadpool(report_path, lab, request.state.visitor, report_id)
        if path is None:
            raise HTTPException(404, NO_REPORT)
        return FileResponse(path, media_type="application/pdf", content_disposition_type="inline", filename=path.name)

    @router.get("/reports/{report_id}/page-{number}.webp")
    async def picture(request: Request, report_id: str, number: int) -> Response:
        drawn = await run_in_threadpool(report_picture, lab, request.state.visitor, report_id, number)
        if drawn is None:
            raise HTTPException(404, NO_REPORT)
        return Response(drawn, media_type="image/webp", headers=PRIVATE)

    return router


def report_picture(lab: Lab, visitor: Visitor, report_id: str, number: int) -> bytes | None:
    """A page as a picture; looking through the pages counts as one look."""
    path = report_path(lab, visitor, report_id, noted=number == 1)
    return None if path is None else page_picture(path, number)


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
        if report is None or account is None or report.withdrawn_at is not None:
            return None
        if not may(session, account, "view_report", report):
            return None
        path = kept_file(lab.folder, report.path)
        if path is not None and noted:
            audit.note(session, account.id, "open", "report", report.id, at=lab.clock())
        return path
