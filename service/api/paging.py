"""Lists in pages: ordered by the moment of the last change, so that nothing is skipped while rows change.

A page goes on strictly behind the last row of the one before: behind its moment and, at the same moment, its identity.
Whatever changes while somebody reads moves to the end and comes there, changed; nothing comes twice the same.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field
from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session
from starlette.responses import Response

from service.api.answers import body_answer, weak_etag_of
from service.api.errors import Refused
from service.api.names import as_written
from service.api.places import LabHere

Shown = TypeVar("Shown", bound=BaseModel)
Row = TypeVar("Row")
Moment = ColumnElement[datetime] | InstrumentedAttribute[datetime]
OVERLAP = timedelta(seconds=10)
"""On PostgreSQL a row may become visible that much after its moment: the next reading begins that much earlier."""


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; raises ``ValueError`` before the first year or after the last."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("it lies outside of the years 1 to 9999") from None


UtcMoment = Annotated[AwareDatetime, BeforeValidator(as_written), AfterValidator(in_utc)]


class Page(BaseModel, Generic[Shown]):
    """A part of a list, oldest change first."""

    items: list[Shown]
    next: str | None = Field(
        description="Address of the next page; null: this is the last one.",
        examples=["/api/v1/lifts?limit=100&cursor=eyJhdCI6IjIwMjYifQ"],
    )
    updated_until: datetime = Field(
        description="On the last page: what to give as `updated_since` next time. A row may come again then; the one "
        "with the higher version, or the later `updated_at`, holds."
    )


@dataclass(frozen=True)
class Cursor:
    """Where a reading stands.

    Attributes
    ----------
    at, last_id : datetime and str
        The last row that was given.
    until : datetime
        What the reading will give as ``updated_until``.
    """

    at: datetime
    last_id: str
    until: datetime

    def text(self) -> str:
        """As it stands in an address."""
        said = json.dumps([self.at.isoformat(), self.last_id, self.until.isoformat()])
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """A cursor from an address; raises ``Refused`` with 400 where it is none of ours."""
    try:
        padded = text + "=" * (-len(text) % 4)
        at, last_id, until = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        moments = [datetime.fromisoformat(each).astimezone(UTC) for each in (at, until)]
        if not isinstance(last_id, str) or "\0" in last_id:
            raise ValueError(last_id)
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        raise Refused(400, "cursor", "This is no cursor of ours: take `next` as it is.") from None
    return Cursor(moments[0], last_id, moments[1])


class Paging:
    """What a request for a page says."""

    def __init__(
        self,
        lab: LabHere,
        updated_since: Annotated[
            UtcMoment | None,
            Query(
                description="Only what was made or changed at that moment or later.", examples=["2026-11-01T00:00:00Z"]
            ),
        ] = None,
        cursor: Annotated[str | None, Query(description="Taken from `next`; opaque.", max_length=400)] = None,
        limit: Annotated[int, Query(ge=1, le=500, description="Rows a page at most.")] = 100,
    ) -> None:
        self.since, self.limit = updated_since, limit
        self.cursor = None if cursor is None else read_cursor(cursor)
        self.until = lab.clock() - OVERLAP if self.cursor is None else self.cursor.until

    def behind(self, moment: Moment, identity: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
        """Conditions of the rows that come next."""
        found: list[ColumnElement[bool]] = [] if self.since is None else [moment >= self.since]
        if self.cursor is not None:
            later, same = moment > self.cursor.at, moment == self.cursor.at
            found.append(or_(later, and_(same, identity > self.cursor.last_id)))
        return found


PagingHere = Annotated[Paging, Depends()]


def page_answer(
    request: Request,
    orm: Session,
    wanted: Select[Row],
    by: tuple[Moment, InstrumentedAttribute[str]],
    paging: Paging,
    shown: Callable[[Sequence[Row]], Sequence[BaseModel]],
    changed_at: Callable[[Row], datetime],
) -> Response:
    """A page of rows.

    Parameters
    ----------
    request : Request
        Its other parameters stay in the address of the next page.
    orm : Session
        To read with.
    wanted : Select
        The rows that this account may see, of these alone that are asked for.
    by : (moment, identity)
        Columns that order them.
    paging : Paging
        Where the reading stands.
    shown : callable
        Rows as they are shown.
    changed_at : callable
        The ordering moment of a row.
    """
    ordered = wanted.where(*paging.behind(*by)).order_by(*by).limit(paging.limit + 1)
    rows = list(orm.scalars(ordered))
    more, rows = len(rows) > paging.limit, rows[: paging.limit]
    following = None
    if more:
        last: Any = rows[-1]
        following = next_address(request, Cursor(changed_at(rows[-1]), last.id, paging.until))
    page = Page[BaseModel](items=list(shown(rows)), next=following, updated_until=paging.until)
    body = page.model_dump_json(serialize_as_any=True).encode()
    etag = weak_etag_of(following, [item.model_dump_json() for item in page.items])
    links = {} if following is None else {"Link": f'<{following}>; rel="next"'}
    return body_answer(request, body, etag, links)


def next_address(request: Request, cursor: Cursor) -> str:
    """Where a page's successor is: the same request with another cursor."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor.text())])}"
