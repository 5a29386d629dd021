"""Jobs: what the computer still has to do with lifts and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Select, func, or_, select
from starlette.responses import Response

from service.api.answers import IfNoneMatch, answered
from service.api.callers import Caller, LiftReader
from service.api.errors import not_found
from service.api.names import Identity, PathId
from service.api.paging import Page, PagingHere, page_answer
from service.api.places import StoreHere
from service.people.permissions import visible_lifts, visible_sessions
from service.store.report_tables import JOB_STATES
from service.store.tables import Job, Lift, TrainingSession

router = APIRouter(prefix="/jobs", tags=["jobs"])


class JobShown(BaseModel):
    """One job."""

    id: Identity
    kind: str = Field(examples=["analyse_lift"])
    subject_id: str = Field(description="Of a lift or of a session.")
    state: str = Field(json_schema_extra={"enum": list(JOB_STATES)})
    attempts: int = Field(ge=0)
    error: str | None = Field(description="Why it failed, or what its page lacks; told to the technician alone.")
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def visible_jobs(caller: Caller) -> Select[Job]:
    """Jobs about lifts and sessions that somebody may see."""
    lifts = visible_lifts(caller.account).with_only_columns(Lift.id)
    sessions = visible_sessions(caller.account).with_only_columns(TrainingSession.id)
    return select(Job).where(or_(Job.subject_id.in_(lifts), Job.subject_id.in_(sessions)))


def moment() -> ColumnElement[datetime]:
    """When something happened to a job last."""
    return func.coalesce(Job.ended_at, Job.started_at, Job.created_at)


def moment_of(row: Job) -> datetime:
    """The same, of a row."""
    return row.ended_at or row.started_at or row.created_at


def shown(rows: Sequence[Job], caller: Caller) -> list[JobShown]:
    """Rows as they are shown to somebody: reasons may tell of the computer's files."""
    items = [JobShown.model_validate(row, from_attributes=True) for row in rows]
    if caller.account.role != "technician":
        items = [item.model_copy(update={"error": None}) for item in items]
    return items


@router.get("", response_model=Page[JobShown], summary="Jobs that this account may see")
def list_jobs(
    request: Request, store: StoreHere, caller: LiftReader, paging: PagingHere, if_none_match: IfNoneMatch = None
) -> Response:
    """By the moment when something happened to them last."""
    with store.reading() as orm:
        by = (moment(), Job.id)
        wanted = visible_jobs(caller)
        return page_answer(request, orm, wanted, by, paging, lambda rows: shown(rows, caller), moment_of)


@router.get("/{job_id}", response_model=JobShown, summary="One job")
def one_job(
    request: Request, store: StoreHere, caller: LiftReader, job_id: PathId, if_none_match: IfNoneMatch = None
) -> Response:
    """A job by identity."""
    with store.reading() as orm:
        row = orm.scalars(visible_jobs(caller).where(Job.id == job_id)).one_or_none()
    if row is None:
        raise not_found("job")
    return answered(request, shown([row], caller)[0])
