"""About the service, and about who asks."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from processing.analysis import software_version
from service.api.answers import IfNoneMatch, answered
from service.api.callers import AnyCaller
from service.api.errors import Refused
from service.api.names import Identity
from service.api.places import LabHere, StoreHere

router = APIRouter(tags=["about"])


class Health(BaseModel):
    """That the service answers, and its store too."""

    status: Literal["ok"]
    version: str = Field(examples=["0.1.0"])
    at: datetime


class Me(BaseModel):
    """Who asks."""

    account_id: Identity
    name: str
    role: str = Field(json_schema_extra={"enum": ["technician", "coach", "athlete", "admin"]})
    scopes: list[str] = Field(examples=[["read:lifts"]])
    csrf_token: str | None = Field(
        description="Of a login: what a page sends as X-CSRF-Token with what changes something; null for a token."
    )


@router.get("/health", response_model=Health, summary="Whether the service is well")
def health(lab: LabHere, store: StoreHere) -> Health:
    """Needs no key and tells nothing about anybody; 503 where the store does not answer."""
    try:
        with store.reading() as orm:
            orm.execute(select(1))
    except SQLAlchemyError:
        raise Refused(503, "store", "The store does not answer.") from None
    return Health(status="ok", version=software_version(), at=lab.clock())


@router.get("/me", response_model=Me, summary="Who this key belongs to")
def me(request: Request, caller: AnyCaller, if_none_match: IfNoneMatch = None) -> Response:
    """The account, its role, and what this key is for."""
    account = caller.account
    said = Me(
        account_id=account.id,
        name=account.name,
        role=account.role,
        scopes=sorted(caller.scopes),
        csrf_token=caller.csrf_token,
    )
    return answered(request, said)
