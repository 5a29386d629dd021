"""Reports as files, to whoever may see them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from service.people import audit
from service.people.permissions import may
from service.store.tables import Account, Report

if TYPE_CHECKING:
    from service.lab import Lab
    from service.web_login import Visitor


def report_router(lab: Lab) -> APIRouter:
    """The route ``/reports/ID.pdf``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/reports/{report_id}.pdf")
    async def report(request: Request, report_id: str) -> Response:
        path = await run_in_threadpool(report_path, lab, request.state.visitor, report_id)
        if path is None or not path.is_file():
            raise HTTPException(404, "There is no such report, or you may not see it.")
        return FileResponse(path, media_type="application/pdf", content_disposition_type="inline", filename=path.name)

    return router


def report_path(lab: Lab, visitor: Visitor, report_id: str) -> Path | None:
    """Where it lies; ``None`` where there is none for this visitor. That it was looked at is written down."""
    assert lab.store is not None
    with lab.store.transaction() as session:
        report = session.get(Report, report_id)
        account = session.get(Account, visitor.account_id)
        if report is None or account is None or report.withdrawn_at is not None:
            return None
        if not may(session, account, "view_report", report):
            return None
        path = (lab.folder / report.path).resolve()
        if not path.is_relative_to(lab.folder.resolve()):
            return None
        audit.note(session, account.id, "open", "report", report.id, at=lab.clock())
        return path
