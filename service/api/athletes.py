"""Athletes: to whom lifts belong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from service.api.answers import IfNoneMatch, answered
from service.api.callers import AthleteReader
from service.api.errors import not_found
from service.api.names import Identity, PathId
from service.api.paging import Page, PagingHere, page_answer
from service.api.places import StoreHere
from service.people.permissions import visible_athletes
from service.store.tables import Athlete

router = APIRouter(prefix="/athletes", tags=["athletes"])


class AthleteShown(BaseModel):
    """A lifter."""

    id: Identity
    code: str = Field(description="What recordings, documents and tables call the athlete.", examples=["A7F3"])
    name: str
    born_on: date | None
    language: str = Field(examples=["en"])
    foot_length_mm: float | None = Field(description="Of the shoe.", examples=[275.0])
    consent_until: date | None = Field(description="Nothing is sent after that day.")
    created_at: datetime
    updated_at: datetime


def shown(rows: Sequence[Athlete]) -> list[AthleteShown]:
    """Rows as they are shown."""
    return [AthleteShown.model_validate(row, from_attributes=True) for row in rows]


@router.get("", response_model=Page[AthleteShown], summary="Athletes that this account may see")
def list_athletes(
    request: Request, store: StoreHere, caller: AthleteReader, paging: PagingHere, if_none_match: IfNoneMatch = None
) -> Response:
    """A technician and an admin see the laboratory's, a coach their own, an athlete or guardian themselves."""
    with store.reading() as orm:
        by = (Athlete.updated_at, Athlete.id)
        wanted = visible_athletes(caller.account)
        return page_answer(request, orm, wanted, by, paging, shown, lambda row: row.updated_at)


@router.get("/{athlete_id}", response_model=AthleteShown, summary="One athlete")
def one_athlete(
    request: Request, store: StoreHere, caller: AthleteReader, athlete_id: PathId, if_none_match: IfNoneMatch = None
) -> Response:
    """An athlete by identity."""
    with store.reading() as orm:
        row = orm.scalars(visible_athletes(caller.account).where(Athlete.id == athlete_id)).one_or_none()
    if row is None:
        raise not_found("athlete")
    return answered(request, shown([row])[0])
