"""Sessions at the plates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from service.api.answers import IfNoneMatch, answered
from service.api.callers import LiftReader
from service.api.errors import not_found
from service.api.names import Identity, PathId
from service.api.paging import Page, PagingHere, page_answer
from service.api.places import StoreHere
from service.people.permissions import visible_sessions
from service.store.lift_tables import SESSION_STATES
from service.store.tables import TrainingSession

router = APIRouter(prefix="/sessions", tags=["sessions"])


class SessionShown(BaseModel):
    """A technician's session."""

    id: Identity
    technician_id: Identity | None
    recording_id: Identity | None
    started_at: datetime
    ended_at: datetime | None
    state: str = Field(json_schema_extra={"enum": list(SESSION_STATES)})
    updated_at: datetime


def shown(rows: Sequence[TrainingSession]) -> list[SessionShown]:
    """Rows as they are shown."""
    return [SessionShown.model_validate(row, from_attributes=True) for row in rows]


@router.get("", response_model=Page[SessionShown], summary="Sessions that this account ran")
def list_sessions(
    request: Request, store: StoreHere, caller: LiftReader, paging: PagingHere, if_none_match: IfNoneMatch = None
) -> Response:
    """A technician sees their own; nobody else sees a session whole."""
    with store.reading() as orm:
        by = (TrainingSession.updated_at, TrainingSession.id)
        wanted = visible_sessions(caller.account)
        return page_answer(request, orm, wanted, by, paging, shown, lambda row: row.updated_at)


@router.get("/{session_id}", response_model=SessionShown, summary="One session")
def one_session(
    request: Request, store: StoreHere, caller: LiftReader, session_id: PathId, if_none_match: IfNoneMatch = None
) -> Response:
    """A session by identity."""
    with store.reading() as orm:
        row = orm.scalars(visible_sessions(caller.account).where(TrainingSession.id == session_id)).one_or_none()
    if row is None:
        raise not_found("session")
    return answered(request, shown([row])[0])
