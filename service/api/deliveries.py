"""Deliveries: which report goes to whom, and how far it came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import Select, select
from starlette.responses import Response

from service.api.answers import IfNoneMatch, answered
from service.api.callers import Caller, ReportReader
from service.api.errors import not_found
from service.api.names import Identity, PathId
from service.api.paging import Page, PagingHere, page_answer
from service.api.places import StoreHere
from service.people.permissions import visible_reports
from service.store.report_tables import DELIVERY_STATES
from service.store.tables import Coach, Delivery, Report

router = APIRouter(prefix="/deliveries", tags=["deliveries"])


class DeliveryShown(BaseModel):
    """One report on its way to one coach."""

    id: Identity
    report_id: Identity
    lift_id: Identity | None
    coach_id: Identity
    channel: str = Field(json_schema_extra={"enum": ["mail", "folder", "link"]})
    state: str = Field(json_schema_extra={"enum": list(DELIVERY_STATES)})
    not_before: datetime
    attempts: int = Field(ge=0)
    next_attempt_at: datetime | None
    last_error: str | None = Field(description="What kept it; told to the technician alone.")
    sent_at: datetime | None
    created_at: datetime
    updated_at: datetime


def visible_deliveries(caller: Caller) -> Select[Delivery]:
    """Deliveries of the reports that somebody may see; a coach sees those to themselves."""
    found = select(Delivery).where(Delivery.report_id.in_(visible_reports(caller.account).with_only_columns(Report.id)))
    if caller.account.role == "coach":
        mine = select(Coach.id).where(Coach.account_id == caller.account.id)
        found = found.where(Delivery.coach_id.in_(mine))
    return found


def shown(rows: Sequence[Delivery], caller: Caller) -> list[DeliveryShown]:
    """Rows as they are shown to somebody: what a mail server said may name other people."""
    items = [DeliveryShown.model_validate(row, from_attributes=True) for row in rows]
    if caller.account.role != "technician":
        items = [item.model_copy(update={"last_error": None}) for item in items]
    return items


@router.get("", response_model=Page[DeliveryShown], summary="Deliveries that this account may see")
def list_deliveries(
    request: Request, store: StoreHere, caller: ReportReader, paging: PagingHere, if_none_match: IfNoneMatch = None
) -> Response:
    """A technician sees those of their sessions, a coach those to themselves, an athlete those of their lifts."""
    with store.reading() as orm:
        by = (Delivery.updated_at, Delivery.id)
        wanted = visible_deliveries(caller)
        return page_answer(
            request, orm, wanted, by, paging, lambda rows: shown(rows, caller), lambda row: row.updated_at
        )


@router.get("/{delivery_id}", response_model=DeliveryShown, summary="One delivery")
def one_delivery(
    request: Request, store: StoreHere, caller: ReportReader, delivery_id: PathId, if_none_match: IfNoneMatch = None
) -> Response:
    """A delivery by identity."""
    with store.reading() as orm:
        row = orm.scalars(visible_deliveries(caller).where(Delivery.id == delivery_id)).one_or_none()
    if row is None:
        raise not_found("delivery")
    return answered(request, shown([row], caller)[0])
