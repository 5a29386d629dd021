"""Reports: pages that were made of lifts, sessions and athletes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, Response

from service.api.answers import PRIVATE, IfNoneMatch, answered, file_answer, still_holds
from service.api.callers import Caller, ReportReader
from service.api.errors import Refused, not_found
from service.api.names import Identity, PathId
from service.api.paging import Page, PagingHere, page_answer
from service.api.places import LabHere, StoreHere
from service.people import audit
from service.people.permissions import visible_reports
from service.store.files import kept_file
from service.store.tables import Report

router = APIRouter(prefix="/reports", tags=["reports"])
PDF = "application/pdf"


class ReportShown(BaseModel):
    """A report."""

    id: Identity
    analysis_id: Identity | None
    session_id: Identity | None
    athlete_id: Identity | None
    kind: str = Field(json_schema_extra={"enum": ["lift", "session", "athlete"]})
    version: int
    sha256: str = Field(description="Of the PDF; empty where it is not written yet.")
    language: str = Field(description="A Unicode locale tag: loads in pounds where it ends in `-u-ms-ussystem`.")
    created_at: datetime
    updated_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str


def shown(rows: Sequence[Report]) -> list[ReportShown]:
    """Rows as they are shown."""
    return [ReportShown.model_validate(row, from_attributes=True) for row in rows]


@router.get("", response_model=Page[ReportShown], summary="Reports that this account may see")
def list_reports(
    request: Request, store: StoreHere, caller: ReportReader, paging: PagingHere, if_none_match: IfNoneMatch = None
) -> Response:
    """Also those that were withdrawn, with the reason."""
    with store.reading() as orm:
        by = (Report.updated_at, Report.id)
        wanted = visible_reports(caller.account)
        return page_answer(request, orm, wanted, by, paging, shown, lambda row: row.updated_at)


@router.get("/{report_id}", response_model=ReportShown, summary="One report")
def one_report(
    request: Request, store: StoreHere, caller: ReportReader, report_id: PathId, if_none_match: IfNoneMatch = None
) -> Response:
    """A report by identity."""
    with store.reading() as orm:
        return answered(request, shown([seen_report(orm, caller, report_id)])[0])


@router.get("/{report_id}/pdf", response_class=FileResponse, responses=file_answer(PDF), summary="The report as PDF")
def report_pdf(
    request: Request,
    lab: LabHere,
    store: StoreHere,
    caller: ReportReader,
    report_id: PathId,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The file; it carries the document and the samples (docs/report.md). That it was opened is written down."""

    def work(orm: Session) -> tuple[Path, str]:
        report = seen_report(orm, caller, report_id)
        if report.withdrawn_at is not None:
            raise Refused(410, "withdrawn", f"This report was withdrawn: {report.withdrawn_why}")
        path = kept_file(lab.folder, report.path) if report.sha256 else None
        if path is None:
            raise Refused(404, "not_written", "The report is not written yet, or its file is gone.")
        etag = f'"{report.sha256[:32]}"'
        if not still_holds(request, etag):
            audit.note(orm, caller.account.id, "open", "report", report.id, at=lab.clock())
        return path, etag

    path, etag = store.run(work)
    headers = {**PRIVATE, "ETag": etag}
    if still_holds(request, etag):
        return Response(None, 304, headers)
    return FileResponse(path, headers=headers, media_type=PDF, filename=path.name)


def seen_report(orm: Session, caller: Caller, report_id: str) -> Report:
    """A report that the caller may see; raises ``Refused`` with 404 where there is none."""
    report = orm.scalars(visible_reports(caller.account).where(Report.id == report_id)).one_or_none()
    if report is None:
        raise not_found("report")
    return report
