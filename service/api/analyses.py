"""Analyses: every version of what was measured, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import Select, select
from starlette.responses import Response

from service.api.answers import IfNoneMatch, answered
from service.api.callers import Caller, LiftReader
from service.api.errors import not_found
from service.api.names import Identity, PathId
from service.api.paging import Page, PagingHere, page_answer
from service.api.places import LabHere, StoreHere
from service.people import audit
from service.people.permissions import visible_lifts
from service.store.tables import Analysis, Lift

router = APIRouter(prefix="/analyses", tags=["analyses"])


class AnalysisShown(BaseModel):
    """That a lift was analysed."""

    id: Identity
    lift_id: Identity
    version: int = Field(ge=1, description="Of this lift's analyses.")
    created_at: datetime
    methods_digest: str = Field(description="Digest of every constant of the methods, as in the document.")
    why: str = Field(description="What the version is for.")


class AnalysisWhole(AnalysisShown):
    """An analysis with its document."""

    document: dict[str, Any] = Field(description="`legdrive/lift/1`, see docs/files.md.")


def visible_analyses(caller: Caller) -> Select[Analysis]:
    """Analyses of the lifts that somebody may see."""
    return select(Analysis).where(Analysis.lift_id.in_(visible_lifts(caller.account).with_only_columns(Lift.id)))


def shown(rows: Sequence[Analysis]) -> list[AnalysisShown]:
    """Rows as they are shown."""
    return [AnalysisShown.model_validate(row, from_attributes=True) for row in rows]


@router.get("", response_model=Page[AnalysisShown], summary="Analyses, oldest first")
def list_analyses(
    request: Request,
    store: StoreHere,
    caller: LiftReader,
    paging: PagingHere,
    lift: Annotated[Identity | None, Query(description="Only this lift's.")] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Without their documents. An analysis never changes: `updated_since` counts from when it was made."""
    wanted = visible_analyses(caller)
    if lift is not None:
        wanted = wanted.where(Analysis.lift_id == lift)
    with store.reading() as orm:
        by = (Analysis.created_at, Analysis.id)
        return page_answer(request, orm, wanted, by, paging, shown, lambda row: row.created_at)


@router.get("/{analysis_id}", response_model=AnalysisWhole, summary="One analysis with its document")
def one_analysis(
    request: Request,
    lab: LabHere,
    store: StoreHere,
    caller: LiftReader,
    analysis_id: PathId,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """An analysis by identity."""
    with store.transaction() as orm:
        row = orm.scalars(visible_analyses(caller).where(Analysis.id == analysis_id)).one_or_none()
        if row is None:
            raise not_found("analysis")
        audit.note(orm, caller.account.id, "view", "lift", row.lift_id, {"version": row.version}, lab.clock())
        return answered(request, AnalysisWhole.model_validate(row, from_attributes=True))
